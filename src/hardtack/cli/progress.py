"""What the walk is doing, on stderr: a line rewritten on a terminal, elsewhere lines, and only if it takes long."""

import sys
from collections.abc import Callable
from typing import cast

from hardtack.cli.ending import forget
from hardtack.recording.actions import Ahead
from hardtack.recording.model import Step

_LONG = 10.0
_BAR = 20
_BETWEEN_LINES = 60.0
"""Seconds between two lines about a measurement where there is no terminal."""


class Progress:
    """Shows the step of the walk; call it before each request, and `clear` at the end."""

    def __init__(self, *, quiet: bool, monotonic: Callable[[], float]) -> None:
        """Nothing is shown yet.

        Args:
            quiet: whether to show nothing at all.
            monotonic: seconds on a clock that never goes back.
        """
        # Python has a stderr that was closed from the start as None.
        self._quiet = quiet or cast("object", sys.stderr) is None
        self._terminal = not self._quiet and sys.stderr.isatty()
        self._monotonic = monotonic
        self._began = monotonic()
        self._step: Step | None = None
        self._measured: Step | None = None
        self._told = monotonic()

    def __call__(self, step: Step, sent: int) -> None:
        """The walk is about to send a request.

        Args:
            step: the part it belongs to.
            sent: requests sent before it.
        """
        if self._quiet:
            return
        if self._terminal:
            # Erase the line (ECMA-48, EL) and write it anew, cut to what a narrow terminal shows.
            self._write(f"\r\x1b[2K{self._line(step, sent)[:79]}")
        elif step is not self._step and self._monotonic() - self._began >= _LONG:
            self._write(f"hardtack: {self._line(step, sent)}\n")
        self._step = step

    def measuring(self, ahead: Ahead) -> None:
        """A measurement is about to let time pass.

        Args:
            ahead: how far it has come.
        """
        if self._quiet:
            return
        share = ahead.passed / (ahead.passed + ahead.left) if ahead.passed + ahead.left > 0 else 0.0
        bar = ("#" * int(share * _BAR)).ljust(_BAR, ".")
        left = f"at most {_clock(ahead.left)} left"
        if self._terminal:
            self._write(f"\r\x1b[2K{f'{ahead.step.value} [{bar}] {left}; {_found(ahead)}'[:79]}")
        elif self._monotonic() - self._told >= _BETWEEN_LINES or ahead.step is not self._measured:
            self._told, self._measured = self._monotonic(), ahead.step
            self._write(f"hardtack: {ahead.step.value}: {left}; {_found(ahead)}\n")
        self._step = ahead.step

    def clear(self) -> None:
        """Take the rewritten line away."""
        if not self._quiet and self._terminal and self._step is not None:
            self._write("\r\x1b[2K")

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            # Nobody reads it any more; the audit goes on.
            self._quiet = True
            forget(sys.stderr)

    @staticmethod
    def _line(step: Step, sent: int) -> str:
        return f"{step.value} … (request {sent + 1})"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _found(ahead: Ahead) -> str:
    gone = "" if ahead.known.dead_s is None else f", gone after {ahead.known.dead_s:.0f} s"
    return f"alive after {ahead.known.alive_s:.0f} s{gone}"
