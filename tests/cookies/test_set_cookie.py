"""Parsing a set-cookie line."""

import pytest

from hardtack.cookies import CHROMIUM, DRAFT, FIREFOX, Profile, Reject, Rejected, SameSite, SetCookie
from hardtack.cookies.attribute import Attribute, Ignored
from hardtack.cookies.set_cookie import SplitSetCookie, parse_set_cookie, split_set_cookie


def parsed(line: str | bytes, profile: Profile = DRAFT) -> SetCookie:
    """The cookie of a line that must be accepted."""
    cookie = parse_set_cookie(line, profile=profile)
    assert isinstance(cookie, SetCookie)
    return cookie


@pytest.mark.parametrize(
    ("line", "profile", "expected"),
    (
        pytest.param("a=b", DRAFT, ("a", "b"), id="plain"),
        pytest.param(" a\t=\t b ;c", DRAFT, ("a", "b"), id="trimmed"),
        pytest.param('a="b"', DRAFT, ("a", '"b"'), id="quotes kept"),
        pytest.param("a=b=c", DRAFT, ("a", "b=c"), id="first equals sign"),
        pytest.param("a=", DRAFT, ("a", ""), id="empty value"),
        pytest.param("foo", DRAFT, ("", "foo"), id="nameless"),
        pytest.param("foo; Path=/", FIREFOX, ("foo", ""), id="Firefox: a name"),
        pytest.param("=foo", CHROMIUM, ("", "foo"), id="empty name"),
        pytest.param("=a=b", DRAFT, ("", "a=b"), id="nameless with equals sign"),
        pytest.param("a=b\tc", FIREFOX, ("a", "b\tc"), id="a tab inside"),
        pytest.param("\ta=b\t; Path=\t/ ;\tHttpOnly\t", CHROMIUM, ("a", "b"), id="Chromium: tabs at the ends"),
        pytest.param("a=" + "x" * 4095, DRAFT, ("a", "x" * 4095), id="4096 bytes"),
        pytest.param("a=\xe9\x85", DRAFT, ("a", "\xe9\x85"), id="bytes beyond ASCII"),
    ),
)
def test_name_and_value_are_taken_as_browsers_take_them(line: str, profile: Profile, expected: tuple[str, str]) -> None:
    """Split, trimmed, and nothing else."""
    cookie = parsed(line, profile)
    split = split_set_cookie(line, profile)

    assert (cookie.name, cookie.value) == expected
    assert isinstance(split, SplitSetCookie)
    assert (split.name, split.value) == expected


@pytest.mark.parametrize(
    ("line", "profile", "reason"),
    (
        pytest.param("a=b\x00", DRAFT, Reject.CONTROL_CHARACTER, id="NUL"),
        pytest.param("a=b; x\x7f", DRAFT, Reject.CONTROL_CHARACTER, id="DEL in an attribute"),
        pytest.param("a=b\tc", CHROMIUM, Reject.TAB, id="Chromium: tab in the value"),
        pytest.param("a\tb=c", CHROMIUM, Reject.TAB, id="Chromium: tab in the name"),
        pytest.param("a=b; Http\tOnly", CHROMIUM, Reject.TAB, id="Chromium: tab in an attribute"),
        pytest.param("", DRAFT, Reject.EMPTY, id="nothing"),
        pytest.param(" = ; Path=/", DRAFT, Reject.EMPTY, id="both empty"),
        pytest.param("a=" + "x" * 4096, DRAFT, Reject.TOO_LARGE, id="4097 bytes"),
        pytest.param("=foo", FIREFOX, Reject.NAMELESS, id="Firefox: empty name"),
        pytest.param("=a=b", CHROMIUM, Reject.NAMELESS_WITH_EQUALS, id="Chromium: nameless with equals sign"),
    ),
)
def test_a_line_that_breaks_a_rule_is_dropped(line: str, profile: Profile, reason: Reject) -> None:
    """The reason is the rule."""
    assert parse_set_cookie(line, profile=profile) == Rejected(reason)
    assert split_set_cookie(line, profile) == Rejected(reason)


def test_bytes_are_read_one_for_one() -> None:
    """Bytes and their latin-1 text are the same line."""
    line = bytes(range(0x80, 0x100)) + b"=1; Path=/\xff"

    assert parsed(line) == parsed(line.decode("latin-1"))


def test_attributes_are_kept_raw_in_order_with_repeats() -> None:
    """Names as spelt, values trimmed, and why each has no effect."""
    line = "a=b; Path = /x ;; path=/y; = ; Priority=High; SECURE; secure=no; Domain=" + "d" * 1025

    assert parsed(line).attributes == (
        Attribute("Path", "/x", Ignored.OVERRIDDEN),
        Attribute("path", "/y"),
        Attribute("Priority", "High", Ignored.UNKNOWN),
        Attribute("SECURE", "", Ignored.OVERRIDDEN),
        Attribute("secure", "no"),
        Attribute("Domain", "d" * 1025, Ignored.TOO_LONG),
    )
    split = split_set_cookie("a=b; Path = /x ;; = ;Secure")
    assert isinstance(split, SplitSetCookie)
    assert split.attributes == [("Path", "/x"), ("Secure", "")]


def test_flags_are_read_whatever_their_value() -> None:
    """Secure, HttpOnly and Partitioned need no value and mind none."""
    cookie = parsed("a=b; sEcUrE=0; HTTPONLY=false; partitioned=x")

    assert (cookie.secure, cookie.http_only, cookie.partitioned) == (True, True, True)
    assert not parsed("a=b; Secured; Http Only").secure


@pytest.mark.parametrize(
    ("attributes", "profile", "max_age"),
    (
        ("Max-Age=60", DRAFT, 60),
        ("max-age=-1", DRAFT, -1),
        ("max-age=0060", DRAFT, 60),
        ("max-age=" + "9" * 1000, DRAFT, 10**18),
        ("max-age=-" + "9" * 1000, DRAFT, -(10**18)),
        ("max-age=+60", DRAFT, None),
        ("max-age=6.0", DRAFT, None),
        ("max-age=\xb2", DRAFT, None),
        ("max-age=", DRAFT, None),
        ("max-age=-", CHROMIUM, None),
        ("max-age=-", FIREFOX, -1),
        ("max-age=--1", FIREFOX, -1),
        ("max-age=x", FIREFOX, None),
        ("max-age=0; max-age=x", DRAFT, 0),
        ("max-age=0; max-age=x", CHROMIUM, None),
        ("max-age=0; max-age=5", DRAFT, 5),
        ("max-age=0; max-age=5", CHROMIUM, 5),
    ),
)
def test_max_age_is_digits_after_at_most_a_minus(attributes: str, profile: Profile, max_age: int | None) -> None:
    """All else is ignored; of several the last valid one counts, in browsers the last."""
    cookie = parsed(f"a=b; {attributes}", profile)

    assert cookie.max_age == max_age
    assert any(attribute.ignored is Ignored.INVALID for attribute in cookie.attributes) == (
        max_age is None or attributes.endswith("x")
    )


@pytest.mark.parametrize(
    ("attributes", "profile", "expires"),
    (
        ("Expires=Thu, 01 Jan 1970 00:00:05 GMT", DRAFT, 5),
        ("Expires=Thu, 01 Jan 1970 00:00:05 GMT; expires=x", DRAFT, 5),
        ("Expires=Thu, 01 Jan 1970 00:00:05 GMT; expires=x", FIREFOX, None),
        ("expires=x; Expires=Thu, 01 Jan 1970 00:00:05 GMT", FIREFOX, 5),
        ("expires=1 Jan 1970 0:0:7; Expires=Thu, 01 Jan 1970 00:00:05 GMT", DRAFT, 5),
        ("expires=tomorrow", DRAFT, None),
    ),
)
def test_expires_is_a_cookie_date(attributes: str, profile: Profile, expires: int | None) -> None:
    """What is none is ignored; of several the last valid one counts, in browsers the last."""
    assert parsed(f"a=b; {attributes}", profile).expires == expires


def test_max_age_outranks_expires_whatever_the_order() -> None:
    """Both are kept, and Expires is marked."""
    for line in ("a=b; Max-Age=5; Expires=1 Jan 1970 0:0:1", "a=b; Expires=1 Jan 1970 0:0:1; Max-Age=5"):
        cookie = parsed(line)

        assert (cookie.max_age, cookie.expires) == (5, 1)
        assert {a.name: a.ignored for a in cookie.attributes} == {"Max-Age": None, "Expires": Ignored.OUTRANKED}


@pytest.mark.parametrize(
    ("attributes", "profile", "domain"),
    (
        ("", DRAFT, None),
        ("Domain=Example.COM", DRAFT, "example.com"),
        ("Domain=.example.com", DRAFT, "example.com"),
        ("Domain=..example.com", DRAFT, ".example.com"),
        ("Domain=", DRAFT, ""),
        ("Domain=.", DRAFT, ""),
        ("Domain=.", CHROMIUM, "."),
        ("Domain=a.example; Domain=", DRAFT, ""),
        ("Domain=\xc3\x89A", DRAFT, "\xc3\x89a"),
        ("Domain=\u2764A", DRAFT, "?a"),
    ),
)
def test_domain_loses_a_dot_and_its_capitals(attributes: str, profile: Profile, domain: str | None) -> None:
    """The last one counts, even empty; bytes beyond ASCII stay as they are."""
    assert parsed(f"a=b; {attributes}", profile).domain == domain


@pytest.mark.parametrize(
    ("attributes", "path", "ignored"),
    (
        ("Path=/x", "/x", None),
        ("Path=/x/%20Y", "/x/%20Y", None),
        ("Path=", None, Ignored.INVALID),
        ("Path=x", None, Ignored.INVALID),
        ("Path=/a; Path=x", None, Ignored.INVALID),
        ('Path="/"', None, Ignored.INVALID),
    ),
)
def test_path_begins_with_a_slash(attributes: str, path: str | None, ignored: Ignored | None) -> None:
    """Else it stands for the default-path; the last one counts."""
    cookie = parsed(f"a=b; {attributes}")

    assert cookie.path == path
    assert cookie.attributes[-1].ignored is ignored


@pytest.mark.parametrize(
    ("attributes", "same_site", "ignored"),
    (
        ("SameSite=Lax", SameSite.LAX, None),
        ("samesite=STRICT", SameSite.STRICT, None),
        ("SameSite=none", SameSite.NONE, None),
        ("SameSite=Strict; SameSite=None", SameSite.NONE, None),
        ("SameSite=Strict; SameSite=?", SameSite.UNSET, Ignored.INVALID),
        ("SameSite", SameSite.UNSET, Ignored.INVALID),
    ),
)
def test_the_last_same_site_counts_even_if_unknown(
    attributes: str, same_site: SameSite, ignored: Ignored | None
) -> None:
    """An unknown value unsets, and can be found among the attributes."""
    cookie = parsed(f"a=b; {attributes}")

    assert cookie.same_site is same_site
    assert cookie.attributes[-1].ignored is ignored


def test_a_value_stays_out_of_the_repr() -> None:
    """A cookie's value is not for a log."""
    assert "hunter2" not in repr(SetCookie("a", "hunter2"))


def test_each_reason_to_ignore_has_its_sentence() -> None:
    """No two reasons say the same."""
    assert len({reason.text for reason in Ignored}) == len(Ignored)
