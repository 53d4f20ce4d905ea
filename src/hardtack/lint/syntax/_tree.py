"""A tree of directives, put together while its lines are read, without recursion."""

from hardtack.errors import LintError
from hardtack.lint.model import Directive

__all__ = ["DEEPEST", "Tree"]

DEEPEST = 60
"""How deep sections may nest; what walks the tree recurses, so that it needs a bound."""


class Tree:
    """The sections that are open at a line, and what stands in them so far."""

    def __init__(self) -> None:
        self._open: list[tuple[str, tuple[str, ...], int]] = []
        self._inside: list[list[Directive]] = [[]]

    def add(self, name: str, args: tuple[str, ...], line: int) -> None:
        """A simple directive."""
        self._inside[-1].append(Directive(name, args, line))

    def enter(self, name: str, args: tuple[str, ...], line: int) -> None:
        """A section begins.

        Raises:
            LintError: it is too deep.
        """
        if len(self._open) >= DEEPEST:
            raise LintError(f"line {line}: sections nest more than {DEEPEST} deep.", "No server takes such a file.")
        self._open.append((name, args, line))
        self._inside.append([])

    def leave(self) -> None:
        """The innermost section ends; there has to be one."""
        name, args, line = self._open.pop()
        block = tuple(self._inside.pop())
        self._inside[-1].append(Directive(name, args, line, block))

    @property
    def innermost(self) -> tuple[str, int] | None:
        """Name and line of the innermost open section."""
        return (self._open[-1][0], self._open[-1][2]) if self._open else None

    def done(self, closing: str) -> tuple[Directive, ...]:
        """All directives.

        Args:
            closing: what would end an open section, for the error.

        Raises:
            LintError: a section is open.
        """
        if self._open:
            name, _, line = self._open[-1]
            raise LintError(f"line {line}: {name} is never closed.", f"Close it with {closing}.")
        return tuple(self._inside[0])
