"""A server that asks for a pause gets it, within bounds; on a clock of the test's own, so that nobody waits."""

import secrets
from dataclasses import dataclass, field

import pytest

from hardtack.probe.client import Client
from hardtack.probe.drive import Chance, WallClock, drive
from hardtack.probe.limits import Budget, Clock
from hardtack.recording.brief import Brief
from hardtack.recording.model import Recording
from tests.hostile.bakery import PASSWORD, USERNAME, Bakery
from tests.hostile.server import Answer, Asked, reply, serving

BETWEEN_LOGINS = 2.0
"""Seconds at most that a walk waits of its own accord, so that two logins do not fall into one second."""


@dataclass(slots=True)
class Watch:
    """A clock that moves by what is slept, and by a little each time it is read.

    Attributes:
        now: seconds.
        slept: each pause that was made.
    """

    now: float = 1_795_000_000.0
    slept: list[float] = field(default_factory=list[float])

    def read(self) -> float:
        """The moment."""
        self.now += 0.001
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds


def walked(retry_after: str, *busy: int, max_time: float | None = None) -> tuple[Recording, list[float]]:
    """Walk a bakery that is busy at some requests, and tell the pauses that were made."""
    bakery, watch = Bakery(), Watch()

    def answering(asked: Asked) -> Answer:
        return reply(429, "slow down", f"Retry-After: {retry_after}") if asked.number in busy else bakery(asked)

    with serving(answering) as server:
        client = Client(budget=Budget(max_time=max_time), clock=Clock(watch.read, watch.sleep))
        chance = Chance(secrets.token_bytes(32), secrets.token_bytes(64))
        brief = Brief(server.url(), username=USERNAME, password=PASSWORD, settle=0)
        with client:
            recording = drive(brief, client, tool="test", chance=chance, clock=WallClock(watch.read, watch.sleep))
    return recording, [seconds for seconds in watch.slept if seconds > BETWEEN_LOGINS]


def test_a_pause_is_made_and_the_page_asked_again() -> None:
    """Retry-After is obeyed, and the walk goes on as if nothing had been."""
    recording, pauses = walked("7", 5, 12)

    assert pauses == [7.0, 7.0]
    assert recording.login.proved


@pytest.mark.parametrize(("wanted", "pauses"), (("10", 3), ("15", 2), ("30", 1), ("31", 0), ("99999", 0)))
def test_pauses_are_thirty_seconds_in_all(wanted: str, pauses: int) -> None:
    """A server that stays busy is not waited for longer; the questions stay open."""
    recording, made = walked(wanted, *range(6, 400))

    assert made == [float(wanted)] * pauses
    assert not recording.login.proved
    assert "too many requests (429)" in recording.login.reason


def test_no_pause_outlasts_the_audit() -> None:
    """Where the audit's time would end within the pause, it ends before it, and says so."""
    recording, pauses = walked("20", 6, max_time=15.0)

    assert pauses == []
    assert any(
        "the audit's time would end in a pause of 20 seconds that the site asks for" in one.detail
        for one in recording.steps
    )


@pytest.mark.parametrize("wanted", ("0", "-5", "soon", "Fri, 31 Dec 1999 23:59:59 GMT", "1e9", "9" * 400))
def test_what_is_no_number_of_seconds_is_no_pause(wanted: str) -> None:
    """Nothing is waited for that cannot be read, or is absurd."""
    assert walked(wanted, 6)[1] == []
