"""What came over the wire, held to a policy."""

from dataclasses import replace

import pytest

from hardtack.cookies import SameSite, format_cookie_date
from hardtack.policy import (
    CookieMatch,
    CookieRule,
    Hsts,
    Identity,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    PartialTreatment,
    Policy,
    Redirect,
    SameSiteRule,
    SecureRule,
    Site,
    Transport,
    Treatment,
    Unknown,
)
from hardtack.recording.model import Exchange, Recording
from hardtack.report.in_force import Breach, breaches
from tests.recording.recordings import answered, recording, silent

SECURE = "https://shop.example/"
PLAIN = "http://shop.example/"
HARD = Policy(
    Site("https://shop.example"),
    defaults=Treatment(secure=SecureRule.REQUIRE, same_site=SameSiteRule(SameSite.LAX)),
    cookies=(
        CookieRule(
            CookieMatch(MatchKind.NAME, "sid"),
            treatment=PartialTreatment(prefix=NamePrefix.HOST),
            was=(Identity("sid", path="/shop"),),
        ),
    ),
)
TRANSPORT = replace(HARD, transport=Transport(redirect=Redirect.PERMANENT, hsts=Hsts(300)))


def seen(*exchanges: Exchange, http: str | None = PLAIN) -> Recording:
    """A recording of both sides."""
    one = recording(*exchanges)
    return replace(one, target=replace(one.target, http=http))


def found(policy: Policy, *exchanges: Exchange) -> list[tuple[str, str | None, str | None, int]]:
    """Subject, what came, what is wanted, and how often."""
    return [(one.subject, one.line, one.wanted, one.places) for one in breaches(seen(*exchanges), policy).breaches]


def test_why_a_policy_is_not_in_force_is_told() -> None:
    """Another site was asked, or nothing came through it; where some lines did, that is not known."""
    good = sets("theme=x; Secure; SameSite=Lax")
    for one, cause in (
        (breaches(seen(sets("theme=x")), HARD), "Not one set-cookie line is as the policy has it"),
        (breaches(seen(sets("theme=x"), good), HARD), ""),
        (
            breaches(seen(sets("theme=x")), replace(HARD, site=Site("https://a.example"))),
            "The policy is for https://a.",
        ),
        (breaches(seen(good), replace(HARD, site=Site("https://a.example"))), ""),
        (breaches(seen(answered(url=SECURE)), TRANSPORT), ""),
    ):
        assert (one.cause.told if one.cause else "").startswith(cause)
        assert bool(one.cause) is bool(cause)


def sets(*lines: str, url: str = SECURE) -> Exchange:
    """A response with set-cookie lines."""
    return answered(*(f"Set-Cookie: {line}" for line in lines), url=url)


@pytest.mark.parametrize(
    "line",
    (
        "a=~0123456789a; Secure; SameSite=Lax",
        "a=~0123456789a;samesite=lax;SECURE; Path=/x",
        "a=~0123456789a; Secure; Secure; SameSite=Lax",
        "a=; Max-Age=0; Secure; SameSite=Strict",
        "__Host-sid=~0123456789a; Path=/; Secure; SameSite=Lax",
    ),
)
def test_a_line_that_the_policy_leaves_alone_came_through_it(line: str) -> None:
    """Order, case, spacing and repeats are free."""
    assert found(HARD, sets(line)) == []


def test_a_line_that_the_policy_would_change_did_not() -> None:
    """It is told with what it should be; the same fault of another value is the same."""
    lines = (sets("a=~0123456789a; Path=/"), sets("a=~ba987654321; path=/"), sets("sid=~0123456789a; Path=/"))

    assert found(HARD, *lines) == [
        ("a", "a=~0123456789a; Path=/", "a=~0123456789a; Path=/; Secure; SameSite=Lax", 2),
        ("sid", "sid=~0123456789a; Path=/", "__Host-sid=~0123456789a; Path=/; Secure; SameSite=Lax", 1),
    ]


@pytest.mark.parametrize(
    ("line", "held"),
    (
        ("a=1; Expires={soon}", True),
        ("a=1; Expires={late}", False),
        ("a=1; Max-Age=3600; Expires={late}", True),
        ("a=1; Max-Age=3601; Expires={soon}", False),
        ("a=1; Max-Age=x; Expires={late}", False),
    ),
)
def test_lifetimes_are_held_as_browsers_read_them(line: str, held: bool) -> None:  # noqa: FBT001 -- a table's column
    """A date may be capped by a clock a little ahead of the recording's; beside a Max-Age it says nothing."""
    capped = replace(HARD, defaults=Treatment(lifetime=MaxLifetime(3600)))
    dates = {"soon": format_cookie_date(seen().started + 3602), "late": format_cookie_date(seen().started + 86_400)}

    assert (found(capped, sets(line.format(**dates))) == []) is held


def test_a_cookie_that_may_not_come_is_a_breach() -> None:
    """Then nothing is wanted in its place; which exchange shows it is told."""
    drops = replace(HARD, unknown=Unknown.DROP)

    assert breaches(seen(answered(), sets("other=~0123456789a")), drops).breaches == (
        Breach("other", 1, "other=~0123456789a", None),
    )


def test_deletions_of_old_identities_are_the_policys_own() -> None:
    """They go out as they are beside the cookie; without it they did not come from the policy."""
    farewell = "sid=; Path=/shop; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"
    cookie = "__Host-sid=~0123456789a; Path=/; Secure; SameSite=Lax"

    assert found(HARD, sets(farewell, cookie)) == []
    assert [subject for subject, *_ in found(HARD, sets(farewell))] == ["sid"]


def test_other_hosts_and_silence_are_not_held() -> None:
    """A policy is for its own server."""
    assert found(TRANSPORT, sets("a=~0123456789a", url="https://other.example/"), silent()) == []


@pytest.mark.parametrize(
    ("lines", "came"),
    (
        (("Strict-Transport-Security: max-age=300",), None),
        (("Strict-Transport-Security: Max-Age = 300;",), None),
        ((), ""),
        (("Strict-Transport-Security: max-age=31536000",), "max-age=31536000"),
        (("Strict-Transport-Security: max-age=300",) * 2, "max-age=300, max-age=300"),
    ),
)
def test_hsts_is_as_the_policy_says(lines: tuple[str, ...], came: str | None) -> None:
    """Once and with the same meaning, on every https answer."""
    wanted = [] if came is None else [("Strict-Transport-Security", came or None, "max-age=300", 1)]

    assert found(TRANSPORT, answered(*lines)) == wanted
    assert found(HARD, answered(*lines)) == []


def plainly(status: int, *lines: str, method: str = "GET", path: str = "") -> Exchange:
    """An answer of the plain side."""
    one = answered(*lines, url=PLAIN + path)
    assert one.response is not None
    request = replace(one.request, method=method)
    return replace(one, request=request, response=replace(one.response, status=status))


UP = f"Location: {SECURE}"


@pytest.mark.parametrize(
    ("exchange", "came", "wanted"),
    (
        (plainly(308, UP), None, None),
        (plainly(403, method="POST"), None, None),
        (plainly(200, path=".well-known/acme-challenge/x"), None, None),
        (plainly(200), "200", "308 to https"),
        (plainly(302, UP), f"302 to {SECURE}", "308 to https"),
        (plainly(308, "Location: /login"), "308 to /login", "308 to https"),
        (plainly(308, UP, method="POST"), "POST: 308", "403"),
    ),
)
def test_the_plain_side_does_as_the_policy_says(exchange: Exchange, came: str | None, wanted: str | None) -> None:
    """It redirects GET, refuses what else there is, and serves what is exempt."""
    assert found(TRANSPORT, exchange) == ([] if came is None else [("plain HTTP", came, wanted, 1)])
    assert found(HARD, exchange) == []


def test_what_could_not_be_held_is_told() -> None:
    """A policy for another origin, and a redirect that nobody could be asked for."""
    elsewhere = replace(TRANSPORT, site=Site("https://other.example"))

    assert [one.subject for one in breaches(seen(http=None), elsewhere).unknown] == [
        "the policy",
        "the redirect from http to https",
    ]
    assert breaches(seen(), TRANSPORT).unknown == ()
