"""Which cookies the scripts name that were fetched: scripts of their own, and those that stand in pages."""

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape

from hardtack.recording.forgery import COOKIE_USE, SPEAKS_OF_COOKIES, script_names_cookie, script_quotes_cookie
from hardtack.recording.message import Response
from hardtack.recording.model import Exchange, ScriptMention

_MOST_CHARACTERS = 16 * 1024 * 1024
_ATTRIBUTE = re.compile(
    r"""(?:[\s"'/]on[a-z]+\s*=\s*|=\s*(?=["']\s*javascript:))(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
"""Scripts in attributes of a page: handlers, and addresses that are scripts."""


class ScriptTexts:
    """The scripts met so far, each once. They never leave the walk: what is kept is which cookies they name."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._room = _MOST_CHARACTERS

    def add(self, exchange: int, response: Response) -> None:
        """Take in the scripts of a response.

        Args:
            exchange: its index.
            response: the live response.
        """
        kind = (response.value("content-type") or "").lower()
        # Browsers run what a page loads as a script also where its type is none, or plain text.
        if "javascript" in kind or "ecmascript" in kind or not kind or kind.startswith("text/plain"):
            self._add(exchange, response.body.decode("latin-1"))
        elif "html" in kind:
            self._add(exchange, "\n".join(_inline(response.body.decode("latin-1"))))

    def _add(self, exchange: int, text: str) -> None:
        if text and text not in self._texts and len(text) <= self._room:
            self._texts[text] = exchange
            self._room -= len(text)

    def mentions(self, exchanges: Iterable[Exchange]) -> tuple[ScriptMention, ...]:
        """The cookies of these exchanges that the scripts name, each with the first exchange whose script does.

        One script may read all cookies and another know their names, so what counts is that any reads them, or speaks
        of cookies at all.

        Args:
            exchanges: those of the recording.
        """
        if not any(SPEAKS_OF_COOKIES.search(text) for text in self._texts):
            return ()
        read = any(COOKIE_USE.search(text) for text in self._texts)
        return tuple(one for name in _names(exchanges) for one in self._of(name, read=read))

    def _of(self, name: str, *, read: bool) -> Iterator[ScriptMention]:
        if read and (at := self._first(name, script_quotes_cookie)) is not None:
            yield ScriptMention(name, at)
        elif (at := self._first(name, script_names_cookie)) is not None:
            yield ScriptMention(name, at, quoted=False)

    def _first(self, name: str, says: Callable[[str, str], bool]) -> int | None:
        return next((exchange for text, exchange in self._texts.items() if says(text, name)), None)


def _inline(page: str) -> Iterator[str]:
    """What stands between script tags, data as well, the last of which may lack its end; and in attributes."""
    yield from (unescape(found[1] or found[2] or "") for found in _ATTRIBUTE.finditer(page))
    lower = page.lower()
    # Latin-1 text in lower case has the length it had.
    begin = lower.find("<script")
    while begin >= 0:
        start = lower.find(">", begin) + 1
        end = lower.find("</script", start)
        if not start or end < 0:
            yield page[begin:]
            return
        yield page[start:end]
        begin = lower.find("<script", end)


def _names(exchanges: Iterable[Exchange]) -> tuple[str, ...]:
    """The names of all cookies that were sent or set, in order of first sight."""
    names: dict[str, None] = {}
    for exchange in exchanges:
        names.update(dict.fromkeys(name for name, _ in exchange.request.cookies))
        for line in exchange.response.values("set-cookie") if exchange.response else ():
            name, equals, _ = line.partition(";")[0].partition("=")
            if equals:
                names[name.strip(" \t")] = None
    return tuple(names)
