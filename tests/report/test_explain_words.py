"""What attributes do and where cookies go, in words."""

import pytest

from hardtack.cookies import CHROMIUM, DRAFT, FIREFOX, Prefix, Profile
from hardtack.report.explain_words import (
    attribute_effect,
    cross_site_words,
    duration,
    lifetime_words,
    prefix_effect,
    same_site_words,
)
from tests.report.explaining import ALL, NOW, SECRET, view


def effects(line: str, profile: Profile = DRAFT, *, url: str = "https://www.example.com/") -> list[str]:
    """Each attribute's effect."""
    asked = view(line, profile, url=url)
    return [attribute_effect(effect, asked, NOW) for effect in asked.explanation.attributes]


@pytest.mark.parametrize(
    ("seconds", "words"),
    (
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (7_199, "1 hour 59 minutes"),
        (86_400, "1 day"),
        (86_460, "1 day"),
        (90_000, "1 day 1 hour"),
        (34_560_000, "400 days"),
        (2 * 365 * 86_400 - 1, "729 days 23 hours"),
        (2 * 365 * 86_400, "2 years"),
        (99_999_999, "3 years 62 days"),
        (1000 * 365 * 86_400 - 1, "999 years 364 days"),
        (1000 * 365 * 86_400, "more than 1000 years"),
        (10**18, "more than 1000 years"),
    ),
)
def test_spans_have_their_two_largest_units(seconds: int, words: str) -> None:
    """Days up to two years, since the longest lifetime is known as 400 days."""
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("line", "words"),
    (
        ("a=b", "until the browser is closed"),
        ("a=\x00", "until the browser is closed"),
        ("a=b; Max-Age=0", "removed at once"),
        ("a=b; Max-Age=3600", "1 hour"),
        ("a=b; Max-Age=34560000", "400 days"),
        ("a=b; Max-Age=99999999", "400 days, the longest allowed (the line asks for 3 years 62 days)"),
        ("a=b; Expires=Fri, 15 Jan 2027 08:01:00 GMT", "1 minute"),
    ),
)
def test_lifetimes(line: str, words: str) -> None:
    """What the browser keeps, and what was asked for where it is longer."""
    assert lifetime_words(view(line), NOW) == words


@pytest.mark.parametrize(
    ("line", "profile", "words"),
    (
        ("a=b", DRAFT, "Lax, by default"),
        ("a=b", FIREFOX, "None, by default"),
        ("a=b; SameSite=lax", FIREFOX, "Lax"),
        ("a=b; SameSite=x", CHROMIUM, "Lax, by default"),
        ("a=\x00", CHROMIUM, "Lax, by default"),
    ),
)
def test_same_site(line: str, profile: Profile, words: str) -> None:
    """As the line has it, or else the browser."""
    assert same_site_words(view(line, profile)) == words


@pytest.mark.parametrize(
    ("line", "profile", "words"),
    (
        ("a=b", DRAFT, ("sent", "not sent", "not sent")),
        ("a=b", CHROMIUM, ("sent", "sent for 2 minutes", "not sent")),
        ("a=b", FIREFOX, ("sent", "sent", "not sent (partitioned)")),
        ("a=b; SameSite=Strict", CHROMIUM, ("not sent", "not sent", "not sent")),
        ("a=b; SameSite=None; Secure", DRAFT, ("sent", "sent", "sent")),
        (
            "a=b; SameSite=None; Secure",
            CHROMIUM,
            ("sent", "sent", "sent, unless third-party cookies are blocked"),
        ),
        ("a=b; SameSite=None; Secure; Partitioned", CHROMIUM, ("sent", "sent", "not sent (partitioned)")),
        ("a=b; Max-Age=0", CHROMIUM, ("nothing", "nothing", "nothing")),
        ("a=b; Partitioned", DRAFT, ("nothing", "nothing", "nothing")),
    ),
)
def test_requests_from_other_sites(line: str, profile: Profile, words: tuple[str, str, str]) -> None:
    """A link followed, a form posted, an iframe or image."""
    assert cross_site_words(view(line, profile)) == words


@pytest.mark.parametrize("profile", ALL, ids=lambda profile: profile.name)
@pytest.mark.parametrize("same_site", ("", "; SameSite=None; Secure", "; SameSite=Lax", "; SameSite=Strict"))
def test_iframes_and_images_are_one_row_since_browsers_decide_alike(profile: Profile, same_site: str) -> None:
    """Should they ever part, the row has to be two."""
    scope = view(f"a=b{same_site}", profile).explanation.scope

    assert scope is not None
    assert scope.cross_site is not None
    assert scope.cross_site.iframe == scope.cross_site.subresource


@pytest.mark.parametrize("prefix", Prefix, ids=lambda prefix: prefix.value)
def test_prefixes(prefix: Prefix) -> None:
    """Each says what it needs."""
    words = prefix_effect(prefix)

    assert words.startswith("kept only with Secure")
    assert ("no Domain" in words) is ("Host" in prefix.value)
    assert ("HttpOnly" in words) is ("Http-" in prefix.value)


@pytest.mark.parametrize(
    ("attribute", "effect"),
    (
        ("Path=/", "goes to every path"),
        ("Path=/app", "goes to /app and what is below it"),
        ("Path=app", "no effect: it does not begin with a slash: the default-path counts"),
        ("Domain=example.com", "goes to example.com and every host below it"),
        ("Domain=", "goes to this host alone"),
        ("Domain=other.example", "neither the host that sends the line nor above it"),
        ("Domain=com", "a public suffix: strangers have names below it"),
        ("Domain=\xe9.example", "not ASCII"),
        ("Secure", "goes over https (and to loopback) only"),
        ("HttpOnly", "scripts don't see it"),
        ("Max-Age=0", "removed at once"),
        ("Max-Age=60", "kept 1 minute"),
        ("Max-Age=x", "no effect: its value does not have the attribute's syntax"),
        ("Expires=Fri, 15 Jan 2027 08:01:00 GMT", "kept 1 minute"),
        ("SameSite=None", "goes with requests from other sites too"),
        ("SameSite=Lax", "from other sites it goes with links followed, and nothing else"),
        ("SameSite=Strict", "goes with no request from another site"),
        ("SameSite=x", "no effect: no browser knows this value: as if SameSite were absent"),
        ("Partitioned", "each top-level site has its own copy of it"),
        ("Path=/" + "x" * 1024, "no effect: its value exceeds 1024 bytes"),
        ("Priority=High", "no effect but in Chromium, which evicts cookies of a lower priority first"),
        ("Comment=x", "no effect: no browser knows this attribute"),
        ("HttpOnyl", "no effect: no browser knows this attribute: did you mean HttpOnly?"),
        ("http_only", "no effect: no browser knows this attribute: did you mean HttpOnly?"),
        ("MaxAge=5", "no effect: no browser knows this attribute: did you mean Max-Age?"),
        ("Same-Site=Lax", "no effect: no browser knows this attribute: did you mean SameSite?"),
    ),
)
def test_each_attribute_has_its_effect(attribute: str, effect: str) -> None:
    """In one sentence; for a slip of the pen with the name that was meant."""
    assert effects(f"a=b; {attribute}") == [effect]


def test_secure_over_plain_http() -> None:
    """The attribute is what the browser drops the cookie for."""
    assert effects("a=b; Secure", url="http://www.example.com/") == ["not to be given over plain http"]


def test_who_lost_to_whom() -> None:
    """The winner is named, and why it won; its value is shortened like any."""
    assert effects("a=b; Expires=Fri, 15 Jan 2027 08:01:00 GMT; Max-Age=5; Path=/a; path=/") == [
        "no effect: lost to Max-Age=5 (Max-Age wins over Expires)",
        "kept 5 seconds",
        "no effect: lost to path=/ (a later one wins)",
        "goes to every path",
    ]
    assert effects(f"a=b; Secure; Secure={SECRET}")[0] == (
        "no effect: lost to Secure=Canary…‹32 characters› (a later one wins)"
    )


def test_an_attribute_that_is_repeated_has_lost_to_none_but_itself() -> None:
    """It is called a repetition where name and value are the same."""
    assert effects("a=b; Secure; secure; Path=/; Path=/a; Path=/") == [
        "no effect: repeated, and the last one counts",
        "goes over https (and to loopback) only",
        "no effect: repeated, and the last one counts",
        "no effect: lost to Path=/ (a later one wins)",
        "goes to every path",
    ]


def test_nothing_is_below_an_address() -> None:
    """A Domain that names an address means that host, stored or not."""
    assert effects("a=b; Domain=.127.0.0.1", url="http://127.0.0.1:8000/") == ["goes to this host alone"]
    assert effects("a=b; Domain=127.0.0.1; SameSite=None", url="http://127.0.0.1/")[0] == "goes to this host alone"
