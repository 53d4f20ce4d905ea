"""The live driver against the bundled demo: whole walks, interruptions, spent budgets, and the clock."""

from collections.abc import Iterator

import pytest

from hardtack.demo import RunningDemo, Switches, start_demo
from hardtack.probe.client import Client
from hardtack.probe.drive import Chance, WallClock, drive
from hardtack.probe.limits import Budget
from hardtack.probe.options import ClientOptions
from hardtack.recording.brief import Brief
from hardtack.recording.model import Purpose, Recording, Side, Step, StepResult

CHANCE = Chance(bytes(range(32)), bytes(range(64)))
EPOCH = 1_795_000_000.0


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningDemo]:
    """A demo without faults, https side and all."""
    with start_demo(Switches.parse(right="all")) as running:
        yield running


class Watch:
    """A clock that goes on by a tenth of a second each time it is read, and by what is slept."""

    def __init__(self) -> None:
        self.now = EPOCH
        self.slept: list[float] = []

    def read(self) -> float:
        """The moment."""
        self.now += 0.1
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let seconds pass without waiting for them."""
        self.slept.append(seconds)
        self.now += seconds

    @property
    def clock(self) -> WallClock:
        """What the driver takes."""
        return WallClock(self.read, self.sleep)


def brief(demo: RunningDemo, *, settle: float = 0.0) -> Brief:
    """A walk of the demo's portal."""
    return Brief(
        url=demo.account_url, login_url=demo.login_url, username=demo.username, password=demo.password, settle=settle,
        http_url=demo.http_url,
    )  # fmt: skip


def client(demo: RunningDemo, budget: Budget | None = None) -> Client:
    """A client that trusts the demo's authority."""
    options = ClientOptions(ca_file=demo.ca_file)
    return Client(options) if budget is None else Client(options, budget=budget)


def driven(demo: RunningDemo, watch: Watch, sender: Client, *, settle: float = 0.0) -> Recording:
    """A walk with a clock of the test's own."""
    with sender:
        return drive(brief(demo, settle=settle), sender, tool="test", chance=CHANCE, clock=watch.clock)


def test_a_whole_walk_over_real_sockets(demo: RunningDemo) -> None:
    """The demo's session is proved, dies with the logout, and its password stands nowhere."""
    watch = Watch()
    recording = driven(demo, watch, client(demo), settle=3.0)
    assert recording.login.proved
    assert recording.oracle is not None
    assert recording.oracle.sound
    assert [probe.side for probe in recording.probed(Purpose.FROZEN_AFTER_LOGOUT)] == [Side.OUTSIDE]
    assert demo.password not in repr(recording)
    assert 3.0 in watch.slept


def test_time_is_the_clocks_alone(demo: RunningDemo) -> None:
    """Exchanges lie as far apart as the given clock says, and waits are told to it."""
    watch = Watch()
    recording = driven(demo, watch, client(demo))
    assert int(EPOCH) == recording.started
    first = recording.exchanges[0]
    assert 0 < first.at < 1
    moments = [one.at for one in recording.exchanges]
    assert moments == sorted(moments)
    assert sum(watch.slept) < moments[-1]


@pytest.mark.parametrize("number", (1, 5, 30))
def test_an_interruption_keeps_what_was_seen(demo: RunningDemo, number: int) -> None:
    """Ctrl-C at any request ends the walk in order, with a recording that says so."""
    told: list[tuple[Step, int]] = []

    def progress(step: Step, sent: int) -> None:
        told.append((step, sent))
        if len(told) == number:
            raise KeyboardInterrupt

    with client(demo) as sender:
        recording = drive(brief(demo), sender, tool="test", chance=CHANCE, progress=progress, clock=Watch().clock)
    assert len(recording.exchanges) == number - 1
    assert [one.detail for one in recording.steps if one.result is StepResult.FAILED][-1:] == ["cut short: interrupted"]
    assert [sent for _, sent in told] == sorted(sent for _, sent in told)


@pytest.mark.parametrize("most", (1, 12))
def test_a_clients_spent_budget_keeps_what_was_seen(demo: RunningDemo, most: int) -> None:
    """The client's own bound ends the walk in order too, and its sentence is the reason."""
    recording = driven(demo, Watch(), client(demo, Budget(max_requests=most)))
    assert len(recording.exchanges) <= most
    assert any(f"all {most} requests of this audit are spent" in one.detail for one in recording.steps)


def test_the_wall_clock_is_the_default(demo: RunningDemo) -> None:
    """Without a clock of the caller's, epoch time is today's; nobody has to tell it of progress."""
    with client(demo, Budget(max_requests=2)) as sender:
        recording = drive(Brief(url=demo.account_url), sender, tool="test", chance=CHANCE)
    assert recording.started > EPOCH - 10**8
    assert recording.exchanges
