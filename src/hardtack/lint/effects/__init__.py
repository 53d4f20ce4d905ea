"""What a configuration does to cookies, line by line, neither praised nor blamed."""

from collections.abc import Iterator

from hardtack.lint.effects import applications, servers, servlets
from hardtack.lint.model import Document, Effect

__all__ = ["effects"]


def effects(document: Document) -> tuple[Effect, ...]:
    """All effects, in the order of their lines."""
    return tuple(sorted(_effects(document), key=lambda effect: effect.line))


def _effects(document: Document) -> Iterator[Effect]:
    yield from servers.fields(document)
    yield from servers.directives(document)
    yield from servlets.elements_of(document)
    yield from applications.settings(document)
