"""Drives a walk with the live client: sends what it yields, keeps everything in the recorder, feeds it the replies."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from hardtack.cookies.suffixes import load_suffixes
from hardtack.probe.client import Client
from hardtack.probe.limits import BudgetSpentError
from hardtack.recording.actions import Reply, Send, Wait
from hardtack.recording.brief import Brief
from hardtack.recording.model import Recording, Step
from hardtack.recording.recorder import Recorder
from hardtack.recording.redact import Redactor
from hardtack.recording.walk import Ground, walk

Progress = Callable[[Step, int], None]


@dataclass(frozen=True, slots=True)
class Chance:
    """The walk's randomness, made by the caller.

    Attributes:
        key: 32 octets for the masks of this recording.
        invented: 64 octets for values that nobody issued.
    """

    key: bytes
    invented: bytes


@dataclass(frozen=True, slots=True)
class WallClock:
    """Epoch time and waiting, injectable for tests."""

    now: Callable[[], float] = time.time  # noqa: TID251 -- this is the rim: here epoch time comes in
    sleep: Callable[[float], None] = time.sleep


_WALL_CLOCK = WallClock()


def _silent(_step: Step, _sent: int) -> None:
    pass


def drive(  # noqa: PLR0913 -- what, with what, and the four things a test replaces
    brief: Brief,
    client: Client,
    *,
    tool: str,
    chance: Chance,
    progress: Progress = _silent,
    clock: WallClock = _WALL_CLOCK,
) -> Recording:
    """Walk a live site.

    Args:
        brief: what is asked.
        client: the HTTP client, with its scope, limits and budget.
        tool: name and version for the recording.
        chance: randomness.
        progress: told the step and the number of requests sent before each request.
        clock: epoch time.

    Returns:
        The recording; of what was seen until then if the user interrupts (KeyboardInterrupt) or a budget is spent.
    """
    secrets = (brief.password,) if brief.password else ()
    recorder = Recorder(brief, Redactor(chance.key, brief.persona, secrets), tool=tool, started=clock.now())
    ground = Ground(brief, recorder, load_suffixes(), chance.invented, clock.now())
    walking = walk(ground)
    try:
        action = next(walking)
        while True:
            match action:
                case Send():
                    progress(action.step, client.sent)
                    answer = client.send(action.request, fresh=action.fresh, patience=action.patience)
                    now = clock.now()
                    action = walking.send(Reply(answer, recorder.exchange(action, answer, now), now))
                case Wait():
                    _pause(action, client, clock)
                    action = walking.send(Reply(None, -1, clock.now()))
    except StopIteration:
        pass
    except BudgetSpentError as error:
        recorder.cut_short(error.spent)
    except KeyboardInterrupt:
        recorder.cut_short("interrupted")
    return recorder.finish()


def _pause(wait: Wait, client: Client, clock: WallClock) -> None:
    left = client.time_left
    if left is not None and wait.seconds >= left:
        raise BudgetSpentError(f"the audit's time would end in a pause of {wait.seconds:g} seconds {wait.why}")
    clock.sleep(wait.seconds)
