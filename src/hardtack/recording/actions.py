"""What a walk asks of its driver, and what it gets back.

A walk is a generator: it yields actions and receives replies, so a live client, a script of a test or a fronting server
can drive it alike. It knows no socket and no clock.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from hardtack.recording.measured import Measured
from hardtack.recording.message import Answer, Request, Response
from hardtack.recording.model import Step

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Send:
    """Send this request.

    Attributes:
        request: what to send.
        step: the part of the walk it belongs to.
        browser: which cookie store it used, for the recording.
        fresh: whether it must go over a connection of its own.
        patience: seconds for the whole exchange where a silent server is an answer too, or None for the client's limit.
    """

    request: Request
    step: Step
    browser: str
    fresh: bool = False
    patience: float | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far a measurement has come.

    Attributes:
        step: which one.
        passed: seconds it has taken.
        left: seconds it will take at most from now, as far as that can be known.
        known: what is known by now.
    """

    step: Step
    passed: float
    left: float
    known: Measured


@dataclass(frozen=True, slots=True)
class Wait:
    """Let time pass.

    Attributes:
        seconds: how much.
        why: whose wish it is, as a clause behind "a pause of … seconds".
        ahead: how far the measurement has come that waits, or None where none does.
    """

    seconds: float
    why: str = "of its own"
    ahead: Ahead | None = None


Action = Send | Wait


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of an action.

    Attributes:
        answer: the response or failure; None after a `Wait`.
        exchange: index of the exchange in the recording; -1 after a `Wait`.
        now: epoch seconds at which it was there.
    """

    answer: Answer | None
    exchange: int
    now: float


Walking = Generator[Action, Reply, T]


@dataclass(frozen=True, slots=True)
class Seen:
    """One exchange as the walk sees it.

    Attributes:
        url: the URL asked.
        answer: the live response or failure.
        exchange: its index in the recording.
        now: epoch seconds.
    """

    url: str
    answer: Answer
    exchange: int
    now: float

    @property
    def response(self) -> Response | None:
        """The response, or None after a failure."""
        return self.answer if isinstance(self.answer, Response) else None
