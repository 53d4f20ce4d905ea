"""What a site and a budget allow: rates, pauses, silence and a walk that ends early."""

from dataclasses import replace

import pytest

from hardtack.recording.model import LoginMethod, Purpose, Side, Step, StepResult
from tests.recording.site import (
    BRIEF,
    Site,
    busy,
    play,
    played,
    result,
    sets,
    sides,
)

IN, OUT = Side.INSIDE, Side.OUTSIDE
P = Purpose


WRONG_INSIDE = frozenset({
    P.EMPTY_JAR, P.ANONYMOUS_JAR, P.GARBLED_JAR, P.BEFORE_LOGIN, P.BEFORE_LOGIN_AND_CONSTANTS, P.PLANTED,
    P.FROZEN_AFTER_LOGOUT, P.SET_AFTER_LOGOUT, P.SETTLED_AFTER_LOGOUT, P.AFTER_NEXT_LOGIN, P.FAILED_LOGIN_JAR,
})  # fmt: skip


WRONG_OUTSIDE = frozenset({P.BEFORE_LOGOUT, P.EXPOSED_TO_NEIGHBOUR, P.EARLIER_SESSION_AFTER_RELOGIN})


@pytest.mark.parametrize("first", range(0, 56, 3))
@pytest.mark.parametrize(
    ("status", "length", "fields"),
    ((429, 1, ()), (429, 3, (("Retry-After", "2"),)), (503, 5, ()), (403, 2, ()), (403, 99, ())),
)
def test_no_rate_limit_ever_makes_a_wrong_side(
    first: int, status: int, length: int, fields: tuple[tuple[str, str], ...]
) -> None:
    """Wherever a firewall or a limit answers in the site's place, no probe is on the wrong side of a sound oracle."""
    walk = played(Site(instead=busy(status, range(first, first + length), fields=fields)))
    recording = walk.recording
    assert sets(recording) <= {frozenset({"sid"})}
    assert walk.server.logins <= 4
    if recording.oracle is not None and recording.oracle.sound:
        assert not [one for one in recording.probes if one.side is IN and one.purpose in WRONG_INSIDE]
        assert not [one for one in recording.probes if one.side is OUT and one.purpose in WRONG_OUTSIDE]


def test_a_server_that_asks_for_a_pause_gets_it() -> None:
    """After `Retry-After` the page is asked for again, and the walk goes on as if nothing had been."""
    site = Site(instead=busy(429, range(21, 22), fields=(("Retry-After", "7"),)))
    walk = played(site)
    assert 7.0 in walk.waited
    assert sides(walk.recording, P.BEFORE_LOGIN) == [OUT]


@pytest.mark.parametrize("asked", ("900", "soon", "Wed, 21 Oct 2037 07:28:00 GMT", "-1"))
def test_a_pause_too_long_or_unreadable_is_not_made(asked: str) -> None:
    """An hour's pause is no walk's business; the busy answer stands."""
    assert played(Site(instead=busy(429, range(21, 22), fields=(("Retry-After", asked),)))).waited.count(900) == 0


def test_a_login_refused_for_the_rate_is_not_sent_again_at_once() -> None:
    """The pause is made, but a password is never sent twice in its place."""
    site = Site(instead=busy(429, range(4, 5), fields=(("Retry-After", "3"),)))
    walk = played(site)
    assert walk.waited[:1] == (3.0,)
    assert [request.method for request in walk.requests[4:6]] == ["POST", "GET"]


# The walk as a whole


def test_an_audit_without_credentials_looks_at_the_outside_alone() -> None:
    """No password: no login, no probes; plain side and neighbours are seen."""
    recording = play(Site(schemes=("http", "https")), replace(BRIEF, username=None, password=None))
    assert (recording.login.method, recording.probes) == (LoginMethod.NONE, ())
    assert result(recording, Step.PLAIN) is StepResult.DONE
    assert result(recording, Step.LOGIN) is None


def test_a_host_that_answers_nowhere_ends_the_walk() -> None:
    """Nothing was answered: that is the reason why nobody logged in, and little more is asked."""
    walk = played(Site(schemes=()))
    assert result(walk.recording, Step.VISIT) is StepResult.FAILED
    assert "not answer" in walk.recording.login.reason
    assert walk.server.asked < 6


@pytest.mark.parametrize("most", (1, 3, 9, 15, 25, 40))
def test_a_spent_budget_leaves_a_recording_of_what_was_seen(most: int) -> None:
    """The walk ends in order, says why, and sends not one request more."""
    walk = played(Site(), replace(BRIEF, max_requests=most))
    assert walk.server.asked == most
    assert any(f"the budget of {most} requests was spent" in one.detail for one in walk.recording.steps)
    assert WRONG_INSIDE.isdisjoint(one.purpose for one in walk.recording.probes if one.side is IN)
