"""What a later audit asked again of what an earlier one had asked: only that can be called fixed, or gone."""

import re
from collections.abc import Iterable

from hardtack.recording.inventory import inventory
from hardtack.recording.model import CookieId, Exchange, Recording
from hardtack.recording.moved import Moved
from hardtack.recording.seen_pages import VISITORS, page_key
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
        then, seen = inventory(before), inventory(after)
        self._unproved = self._lost or (then.proved and not seen.proved)
        self._supply = after.login.supply if self._lost else ""
        self._session = tuple(one.id for one in then.session)
        self._no_session = tuple(one.id for one in then.cookies if one.id not in self._session)
        self._cookies = tuple(one.id for one in (*seen.cookies, *seen.foreign))
        answered = [one for one in after.exchanges if one.response is not None]
        self._places = {_place(one, None) for one in answered}
        self._answers = {(*_place(one, None), _class(one)) for one in answered}

    def saw(self, cookie: CookieId) -> bool:
        """Whether a cookie of the earlier audit was seen again, under whatever name and path it has now."""
        return self._matches.knows(cookie, self._cookies)

    @property
    def without_session(self) -> tuple[str, str]:
        """Why nothing is known of the session's cookies today, and what to supply; empty where something may be."""
        if self._lost:
            return "nobody was logged in, so nothing is known of it", self._supply
        return ("which cookie carries the session was not proved this time" if self._unproved else ""), ""

    def was_session(self, cookie: CookieId | None) -> bool:
        """Whether a cookie of the earlier audit carried the session."""
        return cookie in self._session

    def is_judged_anew(self, cookie: CookieId | None) -> bool:
        """Whether a cookie of today is one that the earlier audit knew: it knew better what carries the session."""
        known = (*self._session, *self._no_session)
        return cookie is not None and any(self._matches.knows(one, (cookie,)) for one in known)

    def asked(self, exchanges: Iterable[int]) -> bool:
        """Whether any of these exchanges of the earlier audit was made again, by whom it was made, and answered."""
        made = (self._before.exchanges[one] for one in exchanges)
        return any(
            _place(one, self._matches.moved) in self._places for one in made if not (self._lost and self._inside(one))
        )

    def _inside(self, exchange: Exchange) -> bool:
        """Whether the user was logged in by then, or may have been."""
        login = self._before.login.exchange
        return exchange.browser not in VISITORS and (login is None or exchange.index >= login)

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
