"""Budget and pace, on a clock that tests move."""

import pytest

from hardtack.errors import UsageError
from hardtack.probe.client import Client
from hardtack.probe.limits import Budget, BudgetSpentError, Clock, Deadline
from hardtack.probe.options import ClientOptions
from hardtack.recording.message import Failure, Request
from tests.probe.loopback import always, ok, serving


class Hands:
    """A clock's hands: time passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        """Moves the hands."""
        self.slept.append(seconds)
        self.now += seconds

    @property
    def clock(self) -> Clock:
        """The clock with these hands."""
        return Clock(lambda: self.now, self.sleep)


def test_pace() -> None:
    """At 4 requests a second, sends are 0.25 s apart from start to start; the first waits for nothing."""
    hands = Hands()
    with serving(always(ok())) as server, Client(ClientOptions(rate=4), clock=hands.clock) as client:
        request = Request("GET", server.url())
        client.send(request)
        client.send(request)
        hands.now += 0.2
        client.send(request)
        hands.now += 5
        client.send(request)
    assert hands.slept == pytest.approx([0.25, 0.05])
    assert client.sent == 4


def test_no_pace() -> None:
    """Without a rate, nothing waits."""
    hands = Hands()
    with serving(always(ok())) as server, Client(clock=hands.clock) as client:
        for _ in range(3):
            client.send(Request("GET", server.url()))
    assert hands.slept == []


@pytest.mark.parametrize("rate", (0, -1.5))
def test_impossible_pace(rate: float) -> None:
    """A rate of nothing is the user's to put right."""
    with pytest.raises(UsageError, match="The rate is"):
        ClientOptions(rate=rate)


def test_number_of_requests() -> None:
    """Requests that found no connection count; the one beyond the number isn't sent, however often it is tried."""
    with serving(always(ok())) as server, Client(budget=Budget(max_requests=2)) as client:
        client.send(Request("GET", server.url()))
        assert isinstance(client.send(Request("GET", "http://127.0.0.1:1/")), Failure)
        for _ in range(2):
            with pytest.raises(BudgetSpentError, match="all 2 requests"):
                client.send(Request("GET", server.url()))
    assert (client.sent, len(server.requests)) == (2, 1)


def test_time_of_an_audit() -> None:
    """The last request starts within the time, counted from the first; waiting that would end later isn't begun."""
    hands = Hands()
    options, budget = ClientOptions(rate=0.2), Budget(max_time=10)
    with serving(always(ok())) as server, Client(options, budget=budget, clock=hands.clock) as client:
        request = Request("GET", server.url())
        hands.now += 100
        for _ in range(3):
            client.send(request)
        with pytest.raises(BudgetSpentError, match="the 10 seconds"):
            client.send(request)
    assert hands.slept == pytest.approx([5, 5])
    assert len(server.requests) == 3


def test_deadline() -> None:
    """A deadline counts down to its end and then raises; a sooner one never lies behind it."""
    hands = Hands()
    deadline = Deadline(hands.clock, 10)
    hands.now += 4
    assert (deadline.remaining(), deadline.sooner(2).remaining(), deadline.sooner(20).remaining()) == (6, 2, 6)
    hands.now += 6
    with pytest.raises(TimeoutError):
        deadline.remaining()
    with pytest.raises(TimeoutError):
        deadline.sooner(20).remaining()
