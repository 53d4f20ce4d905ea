"""The demo's sessions under a clock of the test's own."""

from collections.abc import Iterator
from itertools import count

import pytest

from hardtack.demo.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT, REMEMBERED_LIMIT, Sessions
from hardtack.demo.switches import Switches


class Clock:
    """Stands still unless moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """The time, in seconds."""
        return self.now


def sessions(clock: Clock, *, right: bool = True) -> Sessions:
    """Sessions with ids that count up from 1."""
    numbers: Iterator[int] = count(1)
    switches = Switches.parse(right="all" if right else "")
    return Sessions(switches, clock, lambda size: next(numbers).to_bytes(size, "big"))


@pytest.mark.parametrize(
    ("step", "steps", "remembered", "alive"),
    (
        (IDLE_LIMIT, 1, False, True),  # at the limit
        (IDLE_LIMIT + 1, 1, False, False),  # past it
        (IDLE_LIMIT, ABSOLUTE_LIMIT // IDLE_LIMIT, False, True),  # never idle, at the absolute limit
        (IDLE_LIMIT, ABSOLUTE_LIMIT // IDLE_LIMIT + 1, False, False),  # never idle, past it
        (REMEMBERED_LIMIT, 1, True, True),  # remembered: idle doesn't count
        (REMEMBERED_LIMIT + 1, 1, True, False),  # remembered, but not for ever
    ),
)
def test_sessions_end_by_time(step: int, steps: int, *, remembered: bool, alive: bool) -> None:
    """With Q5 right a session ends when it was idle too long or lasted too long, and not before."""
    clock = Clock()
    store = sessions(clock)
    session = store.log_in(store.visit(None), "baker", remembered=remembered)
    found = None
    for _ in range(steps):
        clock.now += step
        found = store.find(session.session_id)
    assert (found is session) is alive


def test_weak_sessions_never_end() -> None:
    """With Q5 weak a session is as good after ten years."""
    clock = Clock()
    store = sessions(clock, right=False)
    session = store.log_in(store.visit(None), "baker", remembered=False)
    clock.now += 10 * 365 * 86_400
    assert store.find(session.session_id) is session


def test_memory_is_bounded() -> None:
    """The oldest session gives way to the ten thousand and first."""
    store = sessions(Clock())
    first, second = store.visit(None), store.visit(None)
    for _ in range(9_999):
        store.visit(None)
    assert store.find(first.session_id) is None
    assert store.find(second.session_id) is second


@pytest.mark.parametrize("invented", ("short", "x" * 129, "with space", 'quote"quote', "ünicode-id"))
def test_weak_sessions_adopt_only_what_looks_like_an_id(invented: str) -> None:
    """Even with Q1 weak, text that could break a header or fill memory is no id."""
    store = sessions(Clock(), right=False)
    assert store.visit(invented).session_id != invented
    assert store.visit("x" * 128).session_id == "x" * 128
