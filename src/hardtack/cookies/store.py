"""The cookie store: what a browser keeps and sends (rfc6265bis-22 5.7, 5.8.3; eviction 5.7 last part)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from hardtack.cookies.admit import admit
from hardtack.cookies.cookie import Cookie, CookieKey
from hardtack.cookies.matching import PublicSuffixes, domain_match, path_match, registrable_host
from hardtack.cookies.profiles import DRAFT, Profile
from hardtack.cookies.reject import Reject, Rejected
from hardtack.cookies.request import Context, Request, context_of
from hardtack.cookies.retrieve import Decision, decide
from hardtack.cookies.set_cookie import parse_set_cookie

__all__ = ["MAX_COOKIES", "MAX_COOKIES_PER_SITE", "CookieStore", "Stored"]

MAX_COOKIES_PER_SITE = 180
"""Cookies kept for one registrable domain; the draft asks for at least 50 a domain, Chromium keeps this many a site."""

MAX_COOKIES = 3000
"""Cookies kept in all (rfc6265bis-22 6.1 asks for at least as many)."""

# Over a limit, this many more are evicted, so that the sorting is paid once for many cookies (Chromium: 30 of 180).
_SITE_SLACK = 30
_SLACK = 300


@dataclass(frozen=True, slots=True)
class Stored:
    """A set-cookie line that was obeyed.

    Attributes:
        cookie: The cookie it made.
        replaced: The cookie that had its place.
        removal: It is expired on arrival: the store does not hold it, and what had its place is gone.
    """

    cookie: Cookie
    replaced: Cookie | None = None
    removal: bool = False


class CookieStore:
    """The cookies of one browser profile.

    It changes by `receive`, `put` and (access times) `cookies_for` alone; `copy` and `keep` give independent stores.
    Two stores are equal if their rules and their cookies are, order and access times left aside.

    Args:
        suffixes: Public suffix list.
        profile: Whose rules.
        cookies: Cookies to begin with, in order of creation; not checked.
    """

    __slots__ = ("_count", "_sites", "profile", "suffixes")

    def __init__(self, suffixes: PublicSuffixes, profile: Profile = DRAFT, cookies: Iterable[Cookie] = ()) -> None:
        """Make a store; see the class."""
        self.suffixes = suffixes
        self.profile = profile
        # By registrable domain: a request looks into one of them, and a site's cookies are limited together.
        self._sites: dict[str, dict[CookieKey, Cookie]] = {}
        self._count = 0
        for cookie in cookies:
            self.put(cookie)

    def __len__(self) -> int:
        """The number of cookies held, expired ones not yet evicted included."""
        return self._count

    def __iter__(self) -> Iterator[Cookie]:
        """All cookies held, expired ones not yet evicted included, site by site."""
        for site in self._sites.values():
            yield from site.values()

    def __eq__(self, other: object) -> bool:
        """Same rules, same cookies; see the class."""
        if not isinstance(other, CookieStore):
            return NotImplemented
        return self.profile == other.profile and self._comparable() == other._comparable()

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        """Names only: a cookie's value is not for a log."""
        return f"CookieStore({self.profile.name}: {', '.join(cookie.name or '(nameless)' for cookie in self)})"

    def _comparable(self) -> dict[CookieKey, Cookie]:
        return {cookie.key: replace(cookie, last_access=0) for cookie in self}

    def copy(self) -> "CookieStore":
        """An independent store with the same cookies: what happens to one does not touch the other."""
        twin = CookieStore(self.suffixes, self.profile)
        twin._sites = {name: site.copy() for name, site in self._sites.items()}
        twin._count = self._count
        return twin

    def keep(self, wanted: Callable[[Cookie], bool]) -> "CookieStore":
        """An independent store with those cookies only that ``wanted`` accepts."""
        return CookieStore(self.suffixes, self.profile, filter(wanted, self))

    def live(self, now: int) -> tuple[Cookie, ...]:
        """The cookies that are not expired at ``now`` (epoch seconds)."""
        return tuple(cookie for cookie in self if not cookie.expired(now))

    def put(self, cookie: Cookie) -> None:
        """Plant a cookie as it is, in the place of one with the same key: for jars made up or read from a file."""
        site = self._sites.setdefault(registrable_host(cookie.domain, self.suffixes), {})
        self._count += cookie.key not in site
        site[cookie.key] = cookie

    def receive(self, request: Request, lines: Iterable[str | bytes], now: int) -> tuple[Stored | Rejected, ...]:
        """Obey the set-cookie lines of a response, or of a script, in order.

        Args:
            request: The request that was answered, or the document whose script it is (``via="script"``).
            lines: Field values, one a line; whatever they hold, nothing is raised for it.
            now: Epoch seconds.

        Returns:
            What became of each line, in order.

        Raises:
            InvalidURL: If the request's URL is no http(s) URL.
        """
        context = context_of(request, self.suffixes, self.profile)
        return tuple(self._receive(context, line, now) for line in lines)

    def _receive(self, context: Context, line: str | bytes, now: int) -> Stored | Rejected:
        parsed = parse_set_cookie(line, profile=self.profile)
        if isinstance(parsed, Rejected):
            return parsed
        cookie = admit(parsed, context, now, profile=self.profile, suffixes=self.suffixes)
        if isinstance(cookie, Reject):
            return Rejected(cookie, parsed.name)
        site_name = registrable_host(cookie.domain, self.suffixes)
        site = self._sites.get(site_name, {})
        if not cookie.secure and not context.trustworthy and _overlays_secure(cookie, site.values(), now):
            return Rejected(Reject.OVERLAYS_SECURE, parsed.name)
        old = site.get(cookie.key)
        if old is None or old.expired(now):
            return self._settle(site_name, cookie, None, now)
        if old.http_only and not context.from_http:
            return Rejected(Reject.HTTP_ONLY_EXISTS, parsed.name)
        return self._settle(site_name, cookie, old, now)

    def _settle(self, site_name: str, cookie: Cookie, old: Cookie | None, now: int) -> Stored:
        """Put an admitted cookie in the place of what had its key (5.7 steps 23 and 24)."""
        if cookie.expired(now):
            self._drop(site_name, cookie.key)
            return Stored(cookie, old, removal=True)
        if old is not None and (old.value == cookie.value or not self.profile.new_value_is_new_cookie):
            cookie = replace(cookie, created=old.created)
        else:
            # A dictionary keeps a key's first place: what is newly created goes to the end.
            self._drop(site_name, cookie.key)
        self.put(cookie)
        self._limit(site_name, now)
        return Stored(cookie, old)

    def _drop(self, site_name: str, key: CookieKey) -> None:
        """Take a cookie out, if it is in."""
        site = self._sites.get(site_name, {})
        if site.pop(key, None) is not None:
            self._count -= 1
            if not site:
                del self._sites[site_name]

    def _limit(self, site_name: str, now: int) -> None:
        """Evict what exceeds the limits (5.7): expired, then a full site's non-Secure, then any of it, then all."""
        site = self._sites[site_name]
        if len(site) > MAX_COOKIES_PER_SITE:
            ranked = sorted(
                site.values(), key=lambda cookie: (not cookie.expired(now), cookie.secure, cookie.last_access)
            )
            for cookie in ranked[: len(site) - MAX_COOKIES_PER_SITE + _SITE_SLACK]:
                self._drop(site_name, cookie.key)
        if self._count > MAX_COOKIES:
            ranked = sorted(self, key=lambda cookie: (not cookie.expired(now), cookie.last_access))
            for cookie in ranked[: self._count - MAX_COOKIES + _SLACK]:
                self._drop(registrable_host(cookie.domain, self.suffixes), cookie.key)

    def cookies_for(self, request: Request, now: int) -> tuple[Cookie, ...]:
        """The cookies a browser sends with a request, in the order of the Cookie field (5.8.3); notes the access.

        Args:
            request: The request, or the document whose script reads (``via="script"``).
            now: Epoch seconds.

        Raises:
            InvalidURL: If the request's URL is no http(s) URL.
        """
        context = context_of(request, self.suffixes, self.profile)
        site = self._sites.get(registrable_host(context.target.host, self.suffixes), {})
        found = [cookie for cookie in site.values() if decide(cookie, context, now, self.profile).sent]
        for cookie in found:
            if cookie.last_access != now:
                site[cookie.key] = replace(cookie, last_access=now)
        # Sorting is stable: cookies with equal paths stay in the order of creation.
        found.sort(key=attrgetter("created"))
        found.sort(key=lambda cookie: len(cookie.path), reverse=True)
        return tuple(found)

    def header_for(self, request: Request, now: int) -> str:
        """The Cookie field value of a request, or what document.cookie gives a script; "" = none. See `cookies_for`."""
        return "; ".join(cookie.pair for cookie in self.cookies_for(request, now))

    def would_send(self, cookie: Cookie, request: Request, now: int) -> Decision:
        """Whether a cookie, held or not, would go with a request, and by which rule; changes nothing.

        Raises:
            InvalidURL: If the request's URL is no http(s) URL.
        """
        return decide(cookie, context_of(request, self.suffixes, self.profile), now, self.profile)


def _overlays_secure(new: Cookie, existing: Iterable[Cookie], now: int) -> bool:
    """Leave Secure cookies alone (5.7 step 16): same name, either domain matches the other, the new path is below."""
    return any(
        old.secure
        and old.name == new.name
        and not old.expired(now)
        and (domain_match(old.domain, new.domain) or domain_match(new.domain, old.domain))
        and path_match(new.path, old.path)
        for old in existing
    )
