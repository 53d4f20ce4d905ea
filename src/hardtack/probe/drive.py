"""Drives a walk with the live client: sends what it yields, keeps everything in the recorder, feeds it the replies."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from hardtack.cookies.signing_keys import KNOWN_KEYS
from hardtack.cookies.suffixes import load_suffixes
from hardtack.probe.client import Client
from hardtack.probe.limits import BudgetSpentError
from hardtack.recording.actions import Action, Ahead, Reply, Send, Wait
from hardtack.recording.brief import Brief
from hardtack.recording.model import Recording, Step
from hardtack.recording.recorder import Recorder
from hardtack.recording.redact import Redactor
from hardtack.recording.walk import Ground, walk

Progress = Callable[[Step, int], None]
Waiting = Callable[[Ahead], None]


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


def _patient(_ahead: Ahead) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Rim:
    """Who is told what the walk does.

    Attributes:
        progress: told the step and the number of requests sent before each request.
        waiting: told how far a measurement has come, before each of its pauses.
    """

    progress: Progress
    waiting: Waiting


def drive(  # noqa: PLR0913 -- what, with what, and the four things a test replaces
    brief: Brief,
    client: Client,
    *,
    tool: str,
    chance: Chance,
    progress: Progress = _silent,
    clock: WallClock = _WALL_CLOCK,
    waiting: Waiting = _patient,
    keys: Iterable[str] = KNOWN_KEYS,
    values: dict[str, str] | None = None,
) -> Recording:
    """Walk a live site.

    Args:
        brief: what is asked.
        client: the HTTP client, with its scope, limits and budget.
        tool: name and version for the recording.
        chance: randomness.
        progress: told the step and the number of requests sent before each request.
        clock: epoch time.
        waiting: told how far a measurement has come, before each of its pauses.
        keys: signing keys to try on signed values; iterated once for each of these.
        values: gets the cookie values behind the recording's masks, where the user wants to see them.

    Returns:
        The recording; of what was seen until then if the user interrupts (KeyboardInterrupt) or a budget is spent.
    """
    secrets = ((brief.password,) if brief.password else ()) + client.secrets
    redactor = Redactor(chance.key, brief.persona, secrets, keys=keys)
    rim = Rim(progress, waiting)
    recorder = Recorder(brief, redactor, tool=tool, started=clock.now())
    ground = Ground(brief, recorder, load_suffixes(), chance.invented, clock.now())
    walking = walk(ground)
    try:
        action = next(walking)
        while True:
            action = walking.send(_reply(action, client, recorder, rim, clock))
    except StopIteration:
        pass
    except BudgetSpentError as error:
        recorder.cut_short(error.spent)
    except KeyboardInterrupt:
        recorder.cut_short("interrupted")
    if values is not None:
        values.update(redactor.cookie_values)
    return redactor.sealed(recorder.finish())


def _reply(action: Action, client: Client, recorder: Recorder, rim: Rim, clock: WallClock) -> Reply:
    match action:
        case Send():
            rim.progress(action.step, client.sent)
            answer = client.send(action.request, fresh=action.fresh, patience=action.patience)
            now = clock.now()
            return Reply(answer, recorder.exchange(action, answer, now), now)
        case Wait():
            left = client.time_left
            if left is not None and action.seconds >= left:
                raise BudgetSpentError(
                    f"the audit's time would end in a pause of {action.seconds:g} seconds {action.why}"
                )
            if action.ahead is not None:
                rim.waiting(action.ahead)
            clock.sleep(action.seconds)
            return Reply(None, -1, clock.now())
    assert_never(action)
