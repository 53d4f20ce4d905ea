"""Text laid out for a terminal: wrapped lines, and colour where it is wanted."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique

from hardtack.verdict import Severity


@unique
class Ink(Enum):
    """What colour says, as SGR parameters (ECMA-48): nothing that is not said in words as well."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    BLUE = "34"
    BOLD_RED = "1;31"


SEVERITY_INK = {
    Severity.CRITICAL: Ink.BOLD_RED,
    Severity.HIGH: Ink.RED,
    Severity.MEDIUM: Ink.YELLOW,
    Severity.LOW: Ink.BLUE,
    Severity.INFO: Ink.DIM,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a text report looks.

    Attributes:
        color: whether to use a terminal's colours.
        width: columns.
        explain: whether to print the probes and controls behind each verdict.
    """

    color: bool = False
    width: int = 100
    explain: bool = False

    def ink(self, text: str, ink: Ink) -> str:
        """The text in a colour, if there are colours."""
        return f"\x1b[{ink.value}m{text}\x1b[0m" if self.color and text else text

    def heading(self, text: str) -> Iterator[str]:
        """The lines of a heading."""
        return (self.ink(line, Ink.BOLD) for line in self.wrapped(text, 0))

    def wrapped(self, text: str, indent: int, *, first: str | None = None, columns: int | None = None) -> Iterator[str]:
        """The lines of a paragraph.

        Args:
            text: what it says.
            indent: columns before each line.
            first: what stands before the first line instead.
            columns: how many columns `first` takes to the eye, colours not counted; `indent` if not given.
        """
        taken = indent if columns is None else columns
        lines = textwrap.wrap(
            text,
            max(self.width, indent + 20),
            initial_indent=" " * taken,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        if first is not None and lines:
            lines[0] = first + lines[0][taken:]
        yield from lines
