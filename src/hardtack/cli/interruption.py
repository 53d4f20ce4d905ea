"""Ctrl-C and SIGTERM: the walk ends where it is, and what was known by then is reported."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class Interruption:
    """Whether somebody asked the command to end.

    Attributes:
        came: whether somebody did.
    """

    came: bool = False


@contextmanager
def interruptible() -> Generator[Interruption]:
    """Let both signals raise KeyboardInterrupt inside, and remember that one came.

    A walk ends in order on it; whatever else it meets, a file half written among them, is undone as after any error.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        # Signals are the main thread's.
        yield interruption
        return

    def note(_number: int, _frame: FrameType | None) -> None:
        interruption.came = True
        raise KeyboardInterrupt

    before = [(number, signal.signal(number, note)) for number in _SIGNALS]
    try:
        yield interruption
    finally:
        for number, handler in before:
            signal.signal(number, handler)
