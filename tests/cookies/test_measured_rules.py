"""Rules that only a browser has, each in a line: what was seen in Chromium 156 and Firefox 153."""

import pytest

from hardtack.cookies import (
    CHROMIUM,
    DRAFT,
    FIREFOX,
    CookieStore,
    Profile,
    Reject,
    Rejected,
    Request,
    SetCookie,
    load_suffixes,
    parse_set_cookie,
)

SUFFIXES = load_suffixes()
NOW = 1_795_392_000
HERE = "https://www.example.com/dir/page"
PLAIN = "http://www.example.com/"
OTHER = "https://other.example/"
HUGE = 10**18


@pytest.mark.parametrize(
    ("value", "draft", "chromium", "firefox"),
    (
        pytest.param("+3600", None, 3600, None, id="a plus sign"),
        pytest.param("+", None, None, None, id="a plus sign alone"),
        pytest.param("+-1", None, None, None, id="two signs"),
        pytest.param("9223372036854775807x", None, None, None, id="letters after the largest number of 64 bits"),
        pytest.param("9223372036854775808x", None, HUGE, HUGE, id="letters after a larger one"),
        pytest.param("99999999999999999999x", None, HUGE, HUGE, id="letters after one of twenty digits"),
        pytest.param("-99999999999999999999x", None, -HUGE, -1, id="letters after a negative one of twenty digits"),
        pytest.param("0" * 1024, 0, 0, 0, id="zeros only"),
        pytest.param("0" * 1020 + "9", 9, 9, 9, id="leading zeros"),
        pytest.param("-" + "0" * 30, 0, 0, 0, id="negative zeros"),
        pytest.param("", None, None, None, id="nothing"),
        pytest.param("-", None, None, -1, id="a minus sign alone"),
        pytest.param("\xb2", None, None, None, id="a digit that is none of ASCII's"),
    ),
)
def test_max_age_is_read_by_each_browsers_rules(
    value: str, draft: int | None, chromium: int | None, firefox: int | None
) -> None:
    """A sign, an overflow or leading zeros."""
    read = [parse_set_cookie(f"a=1; Max-Age={value}", profile=profile) for profile in (DRAFT, CHROMIUM, FIREFOX)]

    assert [made.max_age for made in read if isinstance(made, SetCookie)] == [draft, chromium, firefox]


@pytest.mark.parametrize(("profile", "counts"), ((DRAFT, False), (CHROMIUM, False), (FIREFOX, True)))
def test_a_flag_with_a_long_value_counts_in_firefox(profile: Profile, counts: bool) -> None:  # noqa: FBT001 -- a column
    """The limit of 1024 bytes is on values that mean something there."""
    made = parse_set_cookie("a=1; Secure=" + "x" * 1025 + "; Path=/" + "x" * 1024, profile=profile)

    assert isinstance(made, SetCookie)
    assert (made.secure, made.path) == (counts, None)


def test_a_path_with_a_tab_is_dropped_by_firefox() -> None:
    """The draft keeps it, Firefox drops the cookie."""
    line = "a=1; Path=/di\tr"

    assert CookieStore(SUFFIXES, FIREFOX).receive(Request(HERE), (line,), NOW) == (Rejected(Reject.TAB, "a"),)
    assert len(CookieStore(SUFFIXES, DRAFT).receive(Request(HERE), (line,), NOW)) == 1


@pytest.mark.parametrize(("profile", "sent"), ((DRAFT, "lax=2"), (CHROMIUM, "lax=2"), (FIREFOX, "strict=1; lax=2")))
def test_firefox_compares_sites_without_schemes(profile: Profile, sent: str) -> None:
    """A link of the site's own http page is cross-site to all but Firefox."""
    store = CookieStore(SUFFIXES, profile)
    store.receive(Request(HERE), ("strict=1; SameSite=Strict", "lax=2; SameSite=Lax"), NOW)

    assert store.header_for(Request(HERE, PLAIN), NOW) == sent
    assert store.header_for(Request(HERE, "null"), NOW) == "lax=2"


def test_a_redirect_over_another_site_keeps_firefox_from_sending_not_from_setting() -> None:
    """A frame that comes back over another site gets no Strict cookie, and sets one."""
    store = CookieStore(SUFFIXES, FIREFOX)
    round_trip = Request(HERE, HERE, "iframe", redirects=(OTHER,))
    store.receive(round_trip, ("strict=1; SameSite=Strict",), NOW)

    assert store.header_for(round_trip, NOW) == ""
    assert store.header_for(Request(HERE), NOW) == "strict=1"


@pytest.mark.parametrize("profile", (DRAFT, CHROMIUM, FIREFOX), ids=lambda profile: profile.name)
def test_a_frame_under_another_site_has_a_partition_of_its_own(profile: Profile) -> None:
    """A page, another site in it, the page's own site in that: not the partition of the page."""
    store = CookieStore(SUFFIXES, profile)
    nested = Request(HERE, OTHER, "iframe", ancestors=(HERE, OTHER))
    store.receive(nested, ("a=1; Secure; SameSite=None; Partitioned",), NOW)

    assert store.header_for(nested, NOW) == "a=1"
    assert store.header_for(Request(HERE), NOW) == ""
    assert store.header_for(Request(HERE, HERE, "iframe"), NOW) == ""
