"""Which cookies one rule is for: names that hold a port, a host or a hash."""

from dataclasses import replace

import pytest

from hardtack.policy import (
    CookieMatch,
    CookieRole,
    HttpOnlyRule,
    MatchKind,
)
from tests.policy.planning import ASKED, Site, planned, rule
from tests.policy.traps import SAFE, lines

NAMES = (
    ("sid", MatchKind.NAME, "sid"),
    ("session_P8443", MatchKind.PATTERN, "session_P[0-9]{2,5}"),
    ("app-10443", MatchKind.PATTERN, "app-[0-9]{2,5}"),
    ("a10443b", MatchKind.PATTERN, "a[0-9]{2,5}b"),
    ("username-shop-example-10443", MatchKind.PATTERN, "username-[0-9A-Za-z_.-]+"),
    ("username-shop-example", MatchKind.PATTERN, "username-[0-9A-Za-z_.-]+"),
    ("DW0123456789abcdef", MatchKind.PATTERN, "DW[0-9a-f]{16}"),
    ("s.0123456789ABCDEF", MatchKind.PATTERN, "s\\.[0-9A-F]{16}"),
    ("s12345678901234567890", MatchKind.NAME, "s12345678901234567890"),
    ("sfeedfeedfeedfeedface", MatchKind.NAME, "sfeedfeedfeedfeedface"),
    (
        "k_0b1c2d3e-0001-4002-8003-0123456789ab",
        MatchKind.PATTERN,
        "k_[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}",
    ),
)


@pytest.mark.parametrize(("name", "kind", "text"), NAMES, ids=[row[0] for row in NAMES])
def test_a_name_with_a_port_a_host_or_a_hash_is_generalised(name: str, kind: MatchKind, text: str) -> None:
    """What differs from one installation to the next may be anything of its kind; the rest stands as it is."""
    base = "https://shop.example:10443/"
    target = replace(ASKED, url=base, https=base)
    made = planned(Site(lines("Path=/", "Secure", name=name), target=target, session=(name,)).recording())

    assert (made.policy.cookies[0].match.kind, made.policy.cookies[0].match.text) == (kind, text)
    assert rule(made, name).role is CookieRole.SESSION


def test_a_pattern_takes_no_sibling() -> None:
    """Where a pattern would take the name of a cookie that is for something else, the name itself stands."""
    names = ("a_0123456789abcdef", "a_0123456789abcdef-10443", "a_00000000000000000")
    base = "https://shop.example:10443/"
    site = Site(
        tuple(f"{name}=~1111111111111111; Path=/" for name in names),
        target=replace(ASKED, url=base, https=base),
        session=names[:1],
    )
    matches = [(one.match.kind, one.match.text) for one in planned(site.recording()).policy.cookies]

    assert (MatchKind.PATTERN, "a_[0-9a-f]{16}") in matches
    assert matches[0] == (MatchKind.NAME, "a_00000000000000000")


def test_a_pattern_that_takes_a_sibling_is_given_up() -> None:
    """Two ports in place of one would take the other cookie's name."""
    base = "https://shop.example:10443/"
    names = ("username-shop-example", "username-shop-x")
    site = Site(
        tuple(f"{name}=~1111111111111111; Path=/" for name in names),
        target=replace(ASKED, url=base, https=base),
        session=names[:1],
    )
    made = planned(site.recording())

    assert [one.match.kind for one in made.policy.cookies] == [MatchKind.NAME, MatchKind.NAME]
    assert rule(made, names[0]).role is CookieRole.SESSION
    assert rule(made, names[1]).role is None


def test_a_pattern_takes_no_cookie_of_another_role() -> None:
    """A number at the end of a session cookie's name and of a preference's: each has a rule of its own."""
    names = ("exp_1001", "exp_1002", "exp_1003")
    site = Site(
        tuple(f"{name}=~{number}111111111111111; Path=/; Secure" for number, name in enumerate(names)),
        target=ASKED,
        session=names[:1],
    )
    made = planned(site.recording())

    assert [(one.match.kind, one.match.text) for one in made.policy.cookies] == [
        (MatchKind.NAME, name) for name in names
    ]
    assert rule(made, names[0]).treatment.http_only is HttpOnlyRule.REQUIRE
    assert rule(made, names[1]).treatment.http_only is None


def test_a_name_that_makes_no_pattern_stands_as_it_is() -> None:
    """With the host in it four times, a pattern would be outside the subset."""
    name = "_".join(("shop-example",) * 4)
    made = planned(Site(lines("Path=/", name=name), target=ASKED, session=(name,)).recording())

    assert made.policy.cookies[0].match == CookieMatch(MatchKind.NAME, name)


def test_a_name_that_no_policy_can_have_is_told() -> None:
    """It gets no rule; its characters are told, not printed."""
    made = planned(replace(SAFE, lines=(*SAFE.lines, "s\xe9 d=~2; Path=/", "=~3; Path=/")).recording())

    assert [one.match.text for one in made.policy.cookies] == ["sid"]
    assert any(text.startswith("s\xe9 d: no policy can name it") for text in made.open)
    assert any(text.startswith("a nameless cookie: no policy can name it") for text in made.open)
