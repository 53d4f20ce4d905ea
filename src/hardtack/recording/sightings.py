"""Every set-cookie line of a recording, read as each browser reads it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from hardtack.cookies.cookie import Cookie
from hardtack.cookies.dates import parse_cookie_date
from hardtack.cookies.matching import InvalidURL, default_path, parse_target
from hardtack.cookies.profiles import CHROMIUM, FIREFOX, Profile
from hardtack.cookies.reject import Reject, Rejected
from hardtack.cookies.request import Request
from hardtack.cookies.set_cookie import SetCookie, parse_set_cookie
from hardtack.cookies.store import CookieStore
from hardtack.cookies.suffixes import SuffixList, load_suffixes
from hardtack.recording.model import CookieId, Exchange, Recording, Telling

BROWSERS = (CHROMIUM, FIREFOX)
"""Whose reading counts: the browsers that were measured."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one browser makes of a set-cookie line.

    Attributes:
        browser: name of the profile.
        id: the cookie it keeps or removes, or None if it drops the line.
        reject: the rule that drops the line, or None.
        lifetime: seconds it keeps the cookie for, zero or less for a removal; None until the browser is closed.
    """

    browser: str
    id: CookieId | None
    reject: Reject | None
    lifetime: int | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One set-cookie line.

    Attributes:
        exchange: index of the exchange.
        url: the URL that answered with it, masked.
        line: the field value, its cookie value masked.
        cookie: the line as parsed by the draft, or None if the draft drops it at once.
        id: the cookie it sets or removes, or would.
        kept: what each browser makes of it.
        deletion: whether it asks for the cookie's removal.
    """

    exchange: int
    url: str
    line: str
    cookie: SetCookie | None
    id: CookieId
    kept: tuple[Kept, ...]
    deletion: bool

    @property
    def over_https(self) -> bool:
        """Whether it came over https."""
        return self.url.lower().startswith("https:")

    @property
    def dropped(self) -> bool:
        """Whether no browser obeys it."""
        return all(kept.reject is not None for kept in self.kept)

    @property
    def lifetime(self) -> int | None:
        """Seconds for which the first browser that obeys it keeps the cookie; None until the browser is closed."""
        return next((kept.lifetime for kept in self.kept if kept.reject is None), None)


def sightings(recording: Recording) -> tuple[Sighting, ...]:
    """Every set-cookie line that came, in order.

    Each line is held against empty cookie stores: what it says counts here, not what other cookies did to it.
    """
    return tuple(seen for exchange in recording.exchanges for seen in _of_exchange(exchange, recording.started))


def _of_exchange(exchange: Exchange, started: int) -> Iterator[Sighting]:
    if exchange.response is None:
        return
    lines = exchange.response.values("set-cookie")
    if not lines:
        return
    # Browsers count an Expires from the server's own clock, if the response tells it.
    dates = exchange.response.values("date")
    told = parse_cookie_date(dates[0]) if dates else None
    now = int(started + exchange.at) if told is None else told
    for line in lines:
        try:
            yield _sighting(exchange, line, now)
        except InvalidURL:
            # A masked or imported URL without a host sets nothing anywhere.
            return


def _sighting(exchange: Exchange, line: str, now: int) -> Sighting:
    url = exchange.request.url
    kept = tuple(_kept(url, line, now, profile) for profile in BROWSERS)
    parsed = parse_set_cookie(line)
    cookie = None if isinstance(parsed, Rejected) else parsed
    name = next((one.id for one in kept if one.id is not None), None) or _intended(url, line, cookie)
    return Sighting(exchange.index, url, line, cookie, name, kept, _removes(kept, cookie, now))


def _kept(url: str, line: str, now: int, profile: Profile) -> Kept:
    (outcome,) = CookieStore(public_suffixes(), profile).receive(Request(url), (line,), now)
    if isinstance(outcome, Rejected):
        return Kept(profile.name, None, outcome.reason, None)
    made: Cookie = outcome.cookie
    lifetime = None if made.expires is None else made.expires - now
    return Kept(profile.name, CookieId(made.name, made.domain, made.host_only, made.path), None, lifetime)


def _intended(url: str, line: str, cookie: SetCookie | None) -> CookieId:
    """The cookie that a line dropped by every browser would have set."""
    target = parse_target(url)
    if cookie is None:
        return CookieId(line.partition(";")[0].partition("=")[0].strip(" \t"), target.host, host_only=True, path="/")
    path = cookie.path or default_path(target.path)
    return CookieId(cookie.name, cookie.domain or target.host, host_only=not cookie.domain, path=path)


def _removes(kept: tuple[Kept, ...], cookie: SetCookie | None, now: int) -> bool:
    """Whether a line asks for removal: obeyed or not, its time is over when it arrives (Max-Age before Expires)."""
    obeyed = [one for one in kept if one.reject is None]
    if obeyed:
        return all(one.lifetime is not None and one.lifetime <= 0 for one in obeyed)
    if cookie is None:
        return False
    if cookie.max_age is not None:
        return cookie.max_age <= 0
    return cookie.expires is not None and cookie.expires <= now


def brought(recording: Recording) -> dict[CookieId, Sighting]:
    """The cookies of a session that was brought along, as the user's file tells their attributes.

    Each stands at the first exchange that sent its value: nothing but that was seen of it. Those of which names and
    values alone are told are left out, as are those that were never sent.
    """
    found: dict[CookieId, Sighting] = {}
    for one in recording.brought:
        parsed = parse_set_cookie(one.line)
        if one.telling is Telling.VALUES or isinstance(parsed, Rejected):
            continue
        pair = (parsed.name, parsed.value)
        exchange = next((each for each in recording.exchanges if pair in each.request.cookies), None)
        if exchange is not None:
            found[one.cookie] = _sighting(exchange, one.line, int(recording.started))
    return found


def first_sent(recording: Recording, cookie: CookieId) -> int | None:
    """The index of the first exchange that sent a cookie of that name, or None."""
    return next(
        (
            exchange.index
            for exchange in recording.exchanges
            if any(name == cookie.name for name, _ in exchange.request.cookies)
        ),
        None,
    )


def changed_at_login(recording: Recording, lines: Iterable[Sighting]) -> bool | None:
    """Whether the login gave a cookie another value, as its browser saw it; None if it had none before."""
    login = next((one for one in recording.exchanges if one.index == recording.login.exchange), None)
    if login is None:
        return None
    browsers = {exchange.index: exchange.browser for exchange in recording.exchanges}
    mine = [
        one for one in lines if browsers[one.exchange] == login.browser and not one.deletion and one.cookie is not None
    ]
    before = [one.cookie.value for one in mine if one.exchange < login.index and one.cookie is not None]
    after = [one.cookie.value for one in mine if one.exchange >= login.index and one.cookie is not None]
    if not before:
        return None
    return bool(after) and after[0] != before[-1]


@cache
def public_suffixes() -> SuffixList:
    """The list that hardtack ships with, read once."""
    return load_suffixes()
