"""Which cookies the scripts name that were fetched: scripts of their own, and those that stand in pages."""

from collections.abc import Iterable, Iterator

from hardtack.recording.forgery import COOKIE_USE, script_names_cookie
from hardtack.recording.message import Response
from hardtack.recording.model import Exchange, ScriptMention

_MOST_CHARACTERS = 16 * 1024 * 1024


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
        if "javascript" in kind or "ecmascript" in kind:
            self._add(exchange, response.body.decode("latin-1"))
        elif "html" in kind:
            self._add(exchange, "\n".join(_inline(response.body.decode("latin-1"))))

    def _add(self, exchange: int, text: str) -> None:
        if text and text not in self._texts and len(text) <= self._room:
            self._texts[text] = exchange
            self._room -= len(text)

    def mentions(self, exchanges: Iterable[Exchange]) -> tuple[ScriptMention, ...]:
        """The cookies of these exchanges that the scripts name, each with the first exchange whose script does.

        One script may read all cookies and another know their names, so what counts is that any reads them.

        Args:
            exchanges: those of the recording.
        """
        if not any(COOKIE_USE.search(text) for text in self._texts):
            return ()
        reads = "document.cookie\n"
        return tuple(
            ScriptMention(name, exchange)
            for name in _names(exchanges)
            if (exchange := self._first(name, reads)) is not None
        )

    def _first(self, name: str, reads: str) -> int | None:
        found = (
            exchange
            for text, exchange in self._texts.items()
            if name in text and script_names_cookie(reads + text, name)
        )
        return next(found, None)


def _inline(page: str) -> Iterator[str]:
    """What stands between script tags, data as well; the last one may lack its end."""
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
