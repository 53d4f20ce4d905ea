"""What a later audit asked again of what an earlier one had asked: only that can be called fixed, or gone."""

import re
from collections.abc import Iterable

from hardtack.recording.inventory import inventory
from hardtack.recording.model import CookieId, Exchange, Recording
from hardtack.recording.moved import Moved
from hardtack.recording.seen_pages import page_key
from hardtack.report.cookie_matches import CookieMatches

_ABSENT = re.compile(r"/hardtack-[0-9a-f]{8}\b")


class AskedAgain:
    """The requests of two audits side by side."""

    def __init__(self, before: Recording, after: Recording, matches: CookieMatches) -> None:
        """Begin.

        Args:
            before: the earlier recording.
            after: the later one.
            matches: which cookie is which, and where paths went.
        """
        self._before = before
        self._matches = matches
        self._lost = before.login.proved and not after.login.proved
        seen = inventory(after)
        self._cookies = tuple(one.id for one in (*seen.cookies, *seen.foreign))
        answered = [one for one in after.exchanges if one.response is not None]
        self._places = {_place(one, None) for one in answered}
        self._answers = {(*_place(one, None), _class(one)) for one in answered}

    def saw(self, cookie: CookieId) -> bool:
        """Whether a cookie of the earlier audit was seen again, under whatever name and path it has now."""
        return self._matches.knows(cookie, self._cookies)

    def asked(self, exchanges: Iterable[int]) -> bool:
        """Whether any of these exchanges of the earlier audit was made again, and answered."""
        return any(_place(self._before.exchanges[one], self._matches.moved) in self._places for one in exchanges)

    def set_no_more(self, cookie: CookieId) -> bool:
        """Whether each request that was answered with a cookie got the same kind of answer again, but no such cookie.

        Where the login was lost that says nothing: it is what gives cookies.
        """
        if self._lost or self.saw(cookie):
            return False
        moved = self._matches.moved
        set_at = {line.exchange for one in inventory(self._before).cookies if one.id == cookie for line in one.lines}
        places = {(*_place(one, moved), _class(one)) for one in self._before.exchanges if one.index in set_at}
        return bool(places) and places <= self._answers


def _place(exchange: Exchange, moved: Moved | None) -> tuple[str, str]:
    """What makes two requests the same: method, and path and query as they are today."""
    path = page_key(exchange.request.url, moved, inside=False).path
    return exchange.request.method, _ABSENT.sub("/hardtack-", path)


def _class(exchange: Exchange) -> int:
    return 0 if exchange.response is None else exchange.response.status // 100
