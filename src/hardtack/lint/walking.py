"""Ways through a tree of directives."""

from collections.abc import Iterable, Iterator

from hardtack.lint.model import Directive, Element

__all__ = ["Level", "elements", "levels", "walk"]


def walk(directives: Iterable[Directive]) -> Iterator[Directive]:
    """Every directive, sections before what stands in them."""
    for one in directives:
        yield one
        yield from walk(one.block)


class Level:
    """The directives that stand right in one section, or outside of all.

    Attributes:
        directives: all of them.
        around: the levels around it, the outermost first.
        sections: the sections around it, the outermost first.
    """

    def __init__(
        self, directives: tuple[Directive, ...], around: "tuple[Level, ...]", sections: tuple[Directive, ...]
    ) -> None:
        self.directives = directives
        self.around = around
        self.sections = sections
        self._named: dict[str, list[Directive]] = {}
        for one in directives:
            self._named.setdefault(one.name, []).append(one)

    def named(self, *names: str) -> tuple[Directive, ...]:
        """Its directives of those names, name by name."""
        return tuple(one for name in names for one in self._named.get(name, ()))

    def inherited(self, name: str) -> tuple[Directive, ...]:
        """The directives of that name in the innermost level around it that has any."""
        return next((found for level in reversed(self.around) if (found := level.named(name))), ())


def levels(
    directives: tuple[Directive, ...], around: tuple[Level, ...] = (), sections: tuple[Directive, ...] = ()
) -> Iterator[Level]:
    """Every level, outer ones before inner ones."""
    level = Level(directives, around, sections)
    yield level
    for one in directives:
        if one.block:
            yield from levels(one.block, (*around, level), (*sections, one))


def elements(root: Element | None, *names: str) -> Iterator[Element]:
    """Every element with one of the names, in the order of the file."""
    if root is None:
        return
    if root.name in names:
        yield root
    for one in root.children:
        yield from elements(one, *names)
