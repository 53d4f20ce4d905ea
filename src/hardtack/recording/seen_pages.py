"""The pages of a recording: what each answered to a visitor and to the user who was logged in.

Only what is alike each time a page is asked counts: its status, its type, whether a password can be typed there, where
it redirects to, and whether it is cut short or next to empty. A page that was seen several times may have had several
shapes; each of them was right.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from hardtack.recording.brief import Revisit
from hardtack.recording.meaning import carries_token, is_destructive, url_says_logout
from hardtack.recording.model import Exchange, Purpose, Recording, Side, Step
from hardtack.recording.moved import Moved, is_masked, own_origins, site_of, unmasked

MOST_REVISITS = 60
"""Pages that are visited again at most."""

NEWCOMER = "newcomer"
"""The browser that knows nothing of the site."""

VISITORS = frozenset({"anonymous", NEWCOMER, "nobody"})
"""The browsers in which nobody ever logs in."""

_PATH_PARAMETER = re.compile(r";[^/]*")
_ABSENT = re.compile(r"/hardtack-[0-9a-f]{8}$")
_DIGITS = re.compile(r"\d+")
_OFVISITORS = frozenset({Step.VISIT, Step.LOGIN, Step.ORACLE, Step.REVISIT})
_OF_THE_USER = frozenset({Step.LOGIN, Step.ORACLE, Step.LOGOUT})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_NEXT_TO_NOTHING = 0.1
_OF_SOME_LENGTH = 1000


@dataclass(frozen=True, slots=True, order=True)
class PageKey:
    """What makes two visits visits of the same page.

    Attributes:
        inside: whether the user was logged in.
        path: its path and query as they are today, masks made alike.
    """

    inside: bool
    path: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One answer of a page.

    Attributes:
        exchange: index of the exchange.
        status: the status, or None where nothing answered.
        kind: the content's type without parameters, empty where there is no content.
        password: whether a password can be typed there.
        to: where it redirects to, in the words of today; empty where it does not.
        length: octets of content.
        truncated: whether the content was cut or broken.
        failure: why nothing answered, or empty.
    """

    exchange: int
    status: int | None = None
    kind: str = ""
    password: bool = False
    to: str = ""
    length: int = 0
    truncated: bool = False
    failure: str = ""

    @property
    def worked(self) -> bool:
        """Whether it is an answer that a user can do something with: a page, a redirect, or the wish to log in."""
        return self.status is not None and (self.status < 400 or self.status == 401)


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page with everything it answered.

    Attributes:
        key: which page, and to whom.
        shapes: its answers in order, at least one.
    """

    key: PageKey
    shapes: tuple[Shape, ...]


def seen_pages(recording: Recording, moved: Moved | None = None) -> tuple[SeenPage, ...]:
    """The application's pages that were asked by GET on the side that was walked, in order of first sight.

    Args:
        recording: all that was seen.
        moved: the way to the addresses of today, for an earlier recording.
    """
    found: dict[PageKey, list[Shape]] = defaultdict(list)
    for exchange, inside in _visits(recording, moved):
        key = page_key(exchange.request.url, moved, inside=inside)
        found[key].append(_shape(exchange, own_origins(recording), moved))
    return tuple(SeenPage(key, tuple(shapes)) for key, shapes in found.items())


def page_key(url: str, moved: Moved | None = None, *, inside: bool) -> PageKey:
    """What page an address is.

    Args:
        url: the address, masked.
        moved: the way to the addresses of today, for an address of an earlier recording.
        inside: whether the user is logged in.
    """
    parts = urlsplit(url)
    path = _PATH_PARAMETER.sub("", parts.path) or "/"
    pairs = [unmasked(pair) for pair in parts.query.split("&") if pair]
    # `_` with a value of chance is there to get past caches.
    query = "&".join(pair for pair in pairs if not pair.startswith("_=~"))
    return PageKey(inside, unmasked(moved.path(path) if moved else path) + (f"?{query}" if query else ""))


def to_revisit(before: Recording, moved: Moved) -> tuple[Revisit, ...]:
    """The pages of an earlier recording that may be asked again, at their addresses of today.

    Pages of the application that answered, by GET: none whose address is not known whole, looks as if it changed
    something or logged out, or led through the login.

    Args:
        before: the earlier recording.
        moved: the way to the addresses of today.
    """
    found: dict[PageKey, Revisit] = {}
    for exchange, inside in _visits(before, moved):
        response = exchange.response
        if response is not None and response.status < 400 and _may_be_asked(exchange, before):
            key = page_key(exchange.request.url, moved, inside=inside)
            found.setdefault(key, Revisit(moved.url(exchange.request.url), inside=inside))
    return tuple(found.values())[:MOST_REVISITS]


def _may_be_asked(exchange: Exchange, recording: Recording) -> bool:
    url = exchange.request.url
    if is_masked(url) or is_destructive(url) or url_says_logout(url) or carries_token(url):
        return False
    # Neighbours are visited by a copy of the browser, which they may throw out; the audit does that itself, as it was
    # told. Where a login leads on its way is asked by the next login, in its own time.
    on_the_way = exchange.step is Step.LOGIN and exchange.response is not None and exchange.response.status >= 300
    return not on_the_way and exchange.step is not Step.NEIGHBOUR and url not in (recording.login.logout or "").split()


def _visits(recording: Recording, moved: Moved | None) -> Iterator[tuple[Exchange, bool]]:
    """The visits of pages of the side that was walked, each with whether the user was logged in."""
    main, span = own_origins(recording)[0], _Span.of(recording)
    for exchange in recording.exchanges:
        url = exchange.request.url
        if exchange.request.method != "GET" or site_of(url) != main or _ABSENT.search(urlsplit(url).path):
            continue
        # What was not moved along is no part of the application, but for what the user named as another one.
        if moved is not None and exchange.step is not Step.NEIGHBOUR and not moved.covers(urlsplit(url).path):
            continue
        inside = span.inside(exchange)
        if inside is not None:
            yield exchange, inside


@dataclass(frozen=True, slots=True)
class _Span:
    """When the user was logged in for sure.

    Attributes:
        proved: whether anybody was.
        sent: index of the first browser's first request that was no GET: from there on its login was under way.
        begun: index of the exchange that submitted its credentials.
        left: index of the exchange that showed it inside just before its logout, -1 for none.
        witnessed: index of the last exchange that showed the session alive behind the pages asked again, -1 for none.
    """

    proved: bool
    sent: int
    begun: int
    left: int
    witnessed: int

    @classmethod
    def of(cls, recording: Recording) -> "_Span":
        end, login = len(recording.exchanges), recording.login
        begun = login.exchange if login.exchange is not None else 0 if login.proved else end
        own = (one.index for one in recording.exchanges if one.browser == "first" and one.request.method != "GET")
        inside = [one for one in recording.probes if one.side is Side.INSIDE]
        left = (one.exchange for one in inside if one.purpose is Purpose.BEFORE_LOGOUT)
        witnesses = (one.exchange for one in inside if recording.exchanges[one.exchange].step is Step.REVISIT)
        sent = min(begun, min(own, default=end))
        return cls(login.proved, sent, begun, min(left, default=-1), max(witnesses, default=-1))

    def inside(self, exchange: Exchange) -> bool | None:
        """Whether the user was logged in at an exchange; None where that is not for sure."""
        step, browser, index = exchange.step, exchange.browser, exchange.index
        if browser in VISITORS:
            return False if step in _OFVISITORS else None
        if step is Step.NEIGHBOUR:
            return self.proved
        if step is Step.REVISIT:
            return True if index <= self.witnessed else None
        if browser != "first" or step not in _OF_THE_USER:
            return None
        if index < self.sent:
            return False
        sure = self.proved and self.begun <= index and (step is not Step.LOGOUT or index <= self.left)
        return True if sure else None


def _shape(exchange: Exchange, own: tuple[str, ...], moved: Moved | None) -> Shape:
    response = exchange.response
    if response is None:
        return Shape(exchange.index, failure=exchange.failure or "no answer")
    kind = next(iter(response.values("content-type")), "").partition(";")[0].strip().lower()
    location = next(iter(response.values("location")), "") if 300 <= response.status < 400 else ""
    return Shape(
        exchange=exchange.index,
        status=response.status,
        kind="text/html" if kind in _HTML else kind,
        password=response.page is not None and response.page.password_field,
        to=_place(urljoin(exchange.request.url, location), own, moved) if location else "",
        length=response.length,
        truncated=response.truncated,
    )


def _place(target: str, own: tuple[str, ...], moved: Moved | None) -> str:
    """Where a redirect leads: a path of the application, or an address elsewhere, without what changes each time."""
    parts = urlsplit(target)
    path = _PATH_PARAMETER.sub("", parts.path) or "/"
    if site_of(target) not in own:
        return f"{site_of(target)}{_DIGITS.sub('#', unmasked(path))}"
    return _DIGITS.sub("#", unmasked(moved.path(path) if moved else path))


def difference(was: Shape, now: Shape) -> str:
    """What a page does that it did not, as the end of a sentence about it; empty where it is as it was.

    Args:
        was: an answer that worked.
        now: an answer of today.
    """
    if now.status is None:
        return f"does not answer ({now.failure})"
    if was.status == 401:
        return "" if now.worked or now.status == 403 else f"answers {now.status} instead of 401"
    if (was.status or 0) // 100 != now.status // 100:
        return f"{_words(now)} instead of {'redirecting' if was.to else was.status}{' to ' * bool(was.to)}{was.to}"
    if was.to != now.to:
        return f"redirects to {now.to or 'nowhere'} instead of {was.to or 'nowhere'}"
    return "" if was.to else _other_content(was, now)


def _words(shape: Shape) -> str:
    return f"redirects to {shape.to}" if shape.to else f"answers {shape.status}"


def _other_content(was: Shape, now: Shape) -> str:
    if was.password != now.password:
        return "asks for a password, which it did not" if now.password else "no longer asks for a password"
    if was.kind != now.kind and was.length and now.length:
        return f"is {now.kind or 'of no type'} instead of {was.kind or 'of no type'}"
    if now.truncated and not was.truncated:
        return "is cut short"
    if (was.length >= _OF_SOME_LENGTH and now.length < was.length * _NEXT_TO_NOTHING) or (
        was.length and not now.length
    ):
        return f"has {now.length} octets instead of {was.length}"
    return ""
