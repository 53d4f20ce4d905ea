"""What a browser makes of one line, as data."""

import pytest

from hardtack.cookies import (
    CHROMIUM,
    CHROMIUM_BLOCKING,
    DRAFT,
    FIREFOX,
    Profile,
    Reject,
    Request,
    SendRule,
    load_suffixes,
)
from hardtack.cookies.explain import CrossSite, Explanation, Lifetime, explain_set_cookie
from hardtack.cookies.prefixes import Prefix

SUFFIXES = load_suffixes()
NOW = 1_000_000_000
HERE = "https://www.example.com/app/login"
OTHER = "https://other.example/"


def explained(line: str, profile: Profile = DRAFT, url: str = HERE, context: Request | None = None) -> Explanation:
    """The explanation, now."""
    return explain_set_cookie(line, url, context, profile=profile, now=NOW, suffixes=SUFFIXES)


def cross_site(line: str, profile: Profile, context: Request | None = None) -> CrossSite:
    """Which cross-site requests a stored cookie goes with."""
    scope = explained(line, profile, context=context).scope
    assert scope is not None
    assert scope.cross_site is not None
    return scope.cross_site


def test_a_stored_cookie_is_explained_whole() -> None:
    """Parsed, stored, where it goes and for how long."""
    explanation = explained("__Secure-a=b; Secure; HttpOnly; Path=/app; Domain=example.com; Max-Age=60")

    assert explanation.stored
    assert explanation.rejected is None
    assert explanation.prefix is Prefix.SECURE
    assert explanation.lifetime == Lifetime(60, NOW + 60, "max-age", capped=False)
    assert explanation.cookie is not None
    assert explanation.parsed is not None
    scope = explanation.scope
    assert scope is not None
    assert (scope.domain, scope.subdomains, scope.path) == ("example.com", True, "/app")
    assert (scope.secure_only, scope.script_readable) == (True, False)


def test_an_unparsed_line_has_a_reason_only() -> None:
    """There is nothing more to say."""
    explanation = explained("a=\x00")

    assert not explanation.stored
    assert explanation.rejected is Reject.CONTROL_CHARACTER
    assert (explanation.parsed, explanation.lifetime, explanation.cookie, explanation.scope) == (None,) * 4
    assert explanation.attributes == ()


def test_a_dropped_line_still_has_its_attributes_explained() -> None:
    """The rule that drops it, and what the rest would have done."""
    explanation = explained("__Host-a=b; Path=/; Max-Age=5")

    assert explanation.rejected is Reject.HOST_PREFIX
    assert (explanation.cookie, explanation.scope) == (None, None)
    assert [effect.effect for effect in explanation.attributes] == [
        "it goes to / and the paths below it",
        "it is kept for 5 seconds",
    ]


@pytest.mark.parametrize(
    ("attribute", "profile", "effect"),
    (
        ("Secure", DRAFT, "it goes to trustworthy origins only (https, wss, loopback)"),
        ("HttpOnly=x", DRAFT, "scripts do not see it"),
        ("Partitioned", DRAFT, "each top-level site has its own copy of it"),
        ("Domain=example.com", DRAFT, "it goes to example.com and every host below it"),
        ("Domain=", DRAFT, "it goes to this host alone"),
        ("Path=/x", DRAFT, "it goes to /x and the paths below it"),
        ("Path=x", DRAFT, "it does not begin with a slash: the default-path counts"),
        (
            "SameSite=None",
            DRAFT,
            "it goes with cross-site requests, as far as the browser lets third-party cookies through",
        ),
        ("SameSite=Lax", DRAFT, "of the cross-site requests it goes with safe top-level navigations alone"),
        ("SameSite=Strict", DRAFT, "it goes with no cross-site request"),
        ("SameSite=?", DRAFT, "no browser knows this value: as if SameSite were absent"),
        ("Max-Age=0", DRAFT, "it is deleted at once"),
        ("Max-Age=1", DRAFT, "it is kept for 1 seconds"),
        ("Max-Age=34560001", DRAFT, "it is kept for 34560000 seconds, not the longer time it asks for"),
        ("Max-Age=x", DRAFT, "its value does not have the attribute's syntax"),
        ("Expires=Sun, 09 Sep 2001 01:46:50 GMT", DRAFT, "it is kept for 10 seconds"),
        ("Expires=Thu, 01 Jan 1970 00:00:00 GMT", DRAFT, "it is deleted at once"),
        ("Priority=High", DRAFT, "no browser knows this attribute"),
        ("Path=/" + "x" * 1024, DRAFT, "its value exceeds 1024 bytes"),
    ),
)
def test_each_attribute_has_its_effect(attribute: str, profile: Profile, effect: str) -> None:
    """One sentence, and it lost to none."""
    (only,) = explained(f"a=b; {attribute}", profile).attributes

    assert only.effect == effect
    assert only.lost_to is None


def test_a_domain_that_is_a_public_suffix_means_this_host() -> None:
    """The attribute is dropped, the cookie is not."""
    explanation = explained("a=b; Domain=github.io", url="https://github.io/")

    assert explanation.attributes[0].effect == "it goes to this host alone"


@pytest.mark.parametrize(
    ("attributes", "profile", "lost_to"),
    (
        ("Path=/a; Path=/b; Path=/c", DRAFT, [2, 2, None]),
        ("Path=/a; path=x", DRAFT, [1, None]),
        ("Expires=1 Jan 2031 0:0:0; Max-Age=5", DRAFT, [1, None]),
        ("Expires=1 Jan 2031 0:0:0; Expires=2 Jan 2031 0:0:0; Max-Age=5; max-age=6", DRAFT, [1, 3, 3, None]),
        ("max-age=5; max-age=x", DRAFT, [None, None]),
        ("max-age=5; max-age=x", CHROMIUM, [1, None]),
        ("max-age=x; max-age=5; max-age=y", DRAFT, [1, None, None]),
        ("Secure; Secure", DRAFT, [1, None]),
    ),
)
def test_an_attribute_that_lost_names_the_winner(attributes: str, profile: Profile, lost_to: list[int | None]) -> None:
    """By its position."""
    assert [effect.lost_to for effect in explained(f"a=b; {attributes}", profile).attributes] == lost_to


@pytest.mark.parametrize(
    ("attributes", "expected"),
    (
        ("", Lifetime(None, None, "session", capped=False)),
        ("Max-Age=99999999", Lifetime(34_560_000, NOW + 34_560_000, "max-age", capped=True)),
        ("Max-Age=34560000", Lifetime(34_560_000, NOW + 34_560_000, "max-age", capped=False)),
        ("Max-Age=-9", Lifetime(0, -62_135_596_800, "max-age", capped=False)),
        ("Expires=Sun, 09 Sep 2001 01:46:50 GMT", Lifetime(10, NOW + 10, "expires", capped=False)),
        (
            "Expires=Fri, 31 Dec 9999 23:59:59 GMT",
            Lifetime(34_560_000, NOW + 34_560_000, "expires", capped=True),
        ),
    ),
)
def test_the_lifetime_is_the_effective_one(attributes: str, expected: Lifetime) -> None:
    """With its source, and whether it was cut."""
    assert explained(f"a=b; {attributes}").lifetime == expected


@pytest.mark.parametrize(
    ("attributes", "profile", "rules"),
    (
        ("SameSite=None; Secure", DRAFT, (SendRule.SAME_SITE_NONE,) * 4),
        (
            "SameSite=None; Secure; Max-Age=5",
            CHROMIUM_BLOCKING,
            (*(SendRule.SAME_SITE_NONE,) * 3, SendRule.THIRD_PARTY_BLOCKED),
        ),
        ("SameSite=Lax", CHROMIUM, (SendRule.LAX_NAVIGATION, SendRule.LAX, SendRule.LAX, SendRule.LAX)),
        ("SameSite=Strict", CHROMIUM, (SendRule.STRICT,) * 4),
        (
            "Max-Age=5",
            CHROMIUM,
            (SendRule.LAX_NAVIGATION, SendRule.LAX_UNSAFE, SendRule.UNSET_AS_LAX, SendRule.UNSET_AS_LAX),
        ),
        ("", FIREFOX, (*(SendRule.UNSET_AS_NONE,) * 3, SendRule.OTHER_PARTITION)),
    ),
)
def test_cross_site_requests_are_decided_one_by_one(
    attributes: str, profile: Profile, rules: tuple[SendRule, ...]
) -> None:
    """A link, a form at once and later, a frame and an image."""
    decided = cross_site(f"a=b; {attributes}", profile)

    assert rules == (
        decided.navigation.reason,
        decided.form_post.reason,
        decided.form_post_later.reason,
        decided.iframe.reason,
    )
    assert decided.subresource == decided.iframe


def test_a_cookie_set_in_a_frame_is_looked_for_in_the_same_page() -> None:
    """It has that site's partition, so a visit to its own site does not have it."""
    frame = Request(HERE, OTHER, "iframe")
    decided = cross_site("a=b; Secure; SameSite=None; Partitioned", CHROMIUM_BLOCKING, frame)

    assert decided.iframe.sent
    assert decided.navigation.reason is SendRule.OTHER_PARTITION


def test_a_cookie_that_is_deleted_at_once_goes_nowhere() -> None:
    """It has a place, and no requests."""
    scope = explained("a=; Max-Age=0").scope

    assert scope is not None
    assert scope.cross_site is None


def test_the_context_decides_what_may_be_set() -> None:
    """Its URL is the response's."""
    image = Request("https://ignored.example/", OTHER, "subresource")

    assert explained("a=b", context=image).rejected is Reject.SAME_SITE_CROSS_SITE
    assert explained("a=b").stored


def test_the_prefix_of_a_nameless_cookie_is_its_values() -> None:
    """That is what drops it."""
    explanation = explained("__Host-a")

    assert explanation.prefix is Prefix.HOST
    assert explanation.rejected is Reject.NAMELESS_PREFIX


def test_nothing_is_below_an_address() -> None:
    """A Domain that is the host's own address is stored, and goes to that host alone."""
    explanation = explained("a=b; Domain=127.0.0.1", url="http://127.0.0.1:8000/")

    assert explanation.scope is not None
    assert (explanation.scope.domain, explanation.scope.subdomains) == ("127.0.0.1", False)
    assert explanation.attributes[0].effect == "it goes to this host alone"
