"""nginx's `proxy_cookie_flags` lines: the first that matches a cookie counts, and no two are put together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hardtack.lint.model import Document, Kind
from hardtack.lint.walking import levels

__all__ = ["CookieFlags", "cookie_flags"]

_ALL: Final = "~"
_EVERYTHING: Final = frozenset(
    {"~", "~.", "~.*", "~^", "~^.*", "~.+", "~^.*$", "~*", "~*.", "~*.*", "~^(.*)$", "~(.*)"}
)


@dataclass(frozen=True, slots=True)
class CookieFlags:
    """One line.

    Attributes:
        line: where, from 1.
        cookie: the name, or the expression with its ``~``.
        flags: its words after that, in lower case.
        everything: whether every cookie matches.
        hidden_by: the line before it on the same level that matches all that it does; None = there is none.
        first: whether no line stands before it on the same level.
    """

    line: int
    cookie: str
    flags: tuple[str, ...]
    everything: bool
    hidden_by: "CookieFlags | None"
    first: bool


def cookie_flags(document: Document) -> Iterator[CookieFlags]:
    """All of a document that say something of cookies; none where it isn't nginx's."""
    if document.kind is not Kind.NGINX:
        return
    for level in levels(document.directives):
        hiding: dict[str, CookieFlags] = {}
        first = True
        for one in level.named("proxy_cookie_flags"):
            if len(one.args) < 2:
                continue
            cookie, *words = one.args
            flags = tuple(word.lower() for word in words)
            hidden_by = hiding.get(_ALL, hiding.get(cookie))
            found = CookieFlags(one.line, cookie, flags, cookie in _EVERYTHING, hidden_by, first)
            yield found
            hiding.setdefault(_ALL if found.everything else cookie, found)
            first = False
