"""The cookies of a site: each with its role, its lines, and what browsers make of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never
from urllib.parse import urlsplit

from hardtack.cookies.matching import canonical_host, domain_match
from hardtack.cookies.profiles import SameSite
from hardtack.recording.hsts import Hsts, hsts_policy
from hardtack.recording.model import Attacker, CookieId, Recording, Side, Telling
from hardtack.recording.roles import Part, Role, copied, part_of, proof_of
from hardtack.recording.sightings import Kept, Sighting, brought, changed_at_login, first_sent, sightings


@dataclass(frozen=True, slots=True)
class SeenCookie:
    """One cookie of the site.

    Attributes:
        id: what tells it apart.
        part: what it is for and how that is known.
        lines: every set-cookie line about it, in order, deletions included.
        judged: the live lines by which it is judged, in order: those over https if there are any, and of a proved
            session cookie those whose value opened the account. Empty if it was only deleted, or set by a script.
        sent: index of the first exchange that sent it, or None.
        changed_at_login: whether the login gave it another value; None if it was not there before.
        told: what the user's file tells of it, where it was brought along with its attributes; judged like a line.
        telling: how much of its attributes that file tells, None where it was not brought along.
        untold: whether it was brought along by name and value alone, and no line gave a value that opened the account:
            then nothing is known of its attributes, whatever lines set to other visitors.
    """

    id: CookieId
    part: Part
    lines: tuple[Sighting, ...]
    judged: tuple[Sighting, ...]
    sent: int | None
    changed_at_login: bool | None
    told: Sighting | None = None
    telling: Telling | None = None
    untold: bool = False

    @property
    def name(self) -> str:
        """The cookie's name as a report may print it."""
        if not self.id.name:
            return "(nameless)"
        return self.id.name if self.id.name.isprintable() else ascii(self.id.name)[1:-1]

    @property
    def role(self) -> Role:
        """What it is for."""
        return self.part.role

    @property
    def how(self) -> str:
        """How its role is known, and its attributes where no response told them."""
        told = self.told is not None and self.live is self.told
        return self.part.how + ("; its attributes are those of the cookie file" if told else "")

    @property
    def live(self) -> Sighting | None:
        """The last line by which it is judged."""
        return self.judged[-1] if self.judged else None

    @property
    def secure(self) -> bool:
        """Whether every judged line has Secure; a cookie set by a script counts as without."""
        return bool(self.judged) and self.without_secure is None

    @property
    def http_only(self) -> bool:
        """Whether every judged line has HttpOnly; a cookie set by a script can't have it."""
        return bool(self.judged) and self.without_http_only is None

    @property
    def without_secure(self) -> Sighting | None:
        """The last judged line without Secure."""
        return next((one for one in reversed(self.judged) if one.cookie is None or not one.cookie.secure), None)

    @property
    def without_http_only(self) -> Sighting | None:
        """The last judged line without HttpOnly."""
        return next((one for one in reversed(self.judged) if one.cookie is None or not one.cookie.http_only), None)

    @property
    def same_site(self) -> SameSite:
        """The SameSite of the last judged line."""
        return self.live.cookie.same_site if self.live and self.live.cookie else SameSite.UNSET

    @property
    def same_site_unknown(self) -> bool:
        """Whether its SameSite is not known: it is judged by a file of a format that has none."""
        return self.telling is Telling.SCOPE and self.live is self.told

    @property
    def domain(self) -> str | None:
        """The Domain attribute of the last judged line, None if it has none."""
        return self.live.cookie.domain or None if self.live and self.live.cookie else None

    @property
    def path(self) -> str:
        """The cookie's path."""
        return self.id.path

    @property
    def kept_by(self) -> tuple[Kept, ...]:
        """What each browser makes of the last judged line."""
        return self.live.kept if self.live else ()

    @property
    def dropped(self) -> bool:
        """Whether no browser keeps it: every judged line is dropped."""
        return bool(self.judged) and all(one.dropped for one in self.judged)

    @property
    def longest(self) -> Sighting | None:
        """The judged line that browsers keep for the longest, None if all end with the browser."""
        kept = [one for one in self.judged if one.lifetime is not None]
        return max(kept, key=lambda one: one.lifetime or 0, default=None)

    @property
    def lifetime(self) -> int | None:
        """Seconds browsers keep it for at most; None until the browser is closed."""
        return None if self.longest is None else self.longest.lifetime

    @property
    def set_over_https(self) -> bool:
        """Whether the line it is judged by came over https."""
        return self.live is not None and self.live.over_https

    @property
    def masks(self) -> tuple[str, ...]:
        """The masks of the live values it was given, each once, in order."""
        return tuple(dict.fromkeys(_live_values(self.lines)))


@dataclass(frozen=True, slots=True)
class Inventory:
    """All cookies of a site.

    Attributes:
        cookies: those the audited hosts set or get, and any that open the account, in order of first sight.
        foreign: those of other hosts, met on the way.
        proved: whether replay has shown which cookies carry the session, or that none does.
        hsts: what browsers keep of the site's HSTS.
    """

    cookies: tuple[SeenCookie, ...]
    foreign: tuple[SeenCookie, ...]
    proved: bool
    hsts: Hsts

    @property
    def live(self) -> tuple[SeenCookie, ...]:
        """The cookies that were set, not only deleted, and that some browser keeps."""
        return tuple(
            one for one in self.cookies if not one.dropped and (one.judged or (one.role.proved and not one.untold))
        )

    @property
    def untold(self) -> tuple[SeenCookie, ...]:
        """The cookies that carry the session and of which only name and value are known."""
        return tuple(one for one in self.cookies if one.untold and one.role.carries_session)

    @property
    def session(self) -> tuple[SeenCookie, ...]:
        """The live cookies that carry the session or log in again, proved or likely."""
        return tuple(one for one in self.live if one.role.carries_session)

    def named(self, name: str) -> tuple[SeenCookie, ...]:
        """The cookies of that name, on whatever host and path."""
        return tuple(one for one in self.cookies if one.id.name == name)


@lru_cache(maxsize=2)
def inventory(recording: Recording) -> Inventory:
    """Take stock of the cookies of a recording.

    Args:
        recording: all that was seen; equal recordings share one result.
    """
    lines: dict[CookieId, list[Sighting]] = defaultdict(list)
    for one in sightings(recording):
        lines[one.id].append(one)
    proof = proof_of(recording)
    opened = _values_inside(recording)
    told = brought(recording)
    for cookie in (*told, *(() if proof is None else sorted(proof.cookies))):
        lines.setdefault(cookie, [])
    judged = {
        cookie: _judged(
            [*([told[cookie]] if cookie in told else []), *seen],
            opened if proof is not None and cookie in proof.cookies else frozenset(),
        )
        for cookie, seen in lines.items()
    }
    telling = {one.cookie: one.telling for one in recording.brought}
    persistent = frozenset(cookie for cookie, seen in judged.items() if any(one.lifetime is not None for one in seen))
    hosts = _hosts(recording)
    # A server may set one credential under several paths; each copy is as good as the one that was replayed. Only a
    # cookie of the same name is a copy: values such as `1` stand in many.
    proved = frozenset[CookieId]() if proof is None else proof.cookies
    copies = {(cookie.name, value) for cookie in proved for value in _live_values(lines[cookie]) if value in opened}
    own: list[SeenCookie] = []
    foreign: list[SeenCookie] = []
    for cookie, seen in lines.items():
        part = part_of(cookie, proof, persistent)
        if not part.role.proved and any((cookie.name, value) in copies for value in _live_values(seen)):
            part = copied(part)
        untold = telling.get(cookie) is Telling.VALUES and not opened.intersection(_live_values(seen))
        made = SeenCookie(
            cookie,
            part,
            tuple(seen),
            () if untold else judged[cookie],
            first_sent(recording, cookie),
            changed_at_login(recording, seen),
            told.get(cookie),
            telling.get(cookie),
            untold,
        )
        here = part.role.proved or any(_concerns(host, cookie, seen) for host in hosts)
        (own if here else foreign).append(made)
    known = proof is not None and (bool(proof.sets) or proof.header or proof.complete)
    return Inventory(tuple(own), tuple(foreign), known, hsts_policy(recording))


def _live_values(lines: Iterable[Sighting]) -> list[str]:
    """The masks of the values that live lines give."""
    return [one.cookie.value for one in lines if one.cookie is not None and one.cookie.value and not one.deletion]


def _judged(lines: list[Sighting], opened: frozenset[str]) -> tuple[Sighting, ...]:
    """The lines a cookie is judged by: live; with a value, obeyed, over https, opening the account if any are so."""
    chosen = [one for one in lines if not one.deletion]
    chosen = [one for one in chosen if one.cookie is None or one.cookie.value] or chosen
    chosen = [one for one in chosen if not one.dropped] or chosen
    chosen = [one for one in chosen if one.over_https] or chosen
    return tuple([one for one in chosen if one.cookie is not None and one.cookie.value in opened] or chosen)


def _values_inside(recording: Recording) -> frozenset[str]:
    """The masks of the cookie values that were sent when the oracle saw the inside."""
    inside = {probe.exchange for probe in recording.probes if probe.side is Side.INSIDE}
    return frozenset(
        mask for exchange in recording.exchanges if exchange.index in inside for _, mask in exchange.request.cookies
    )


def _hosts(recording: Recording) -> tuple[str, ...]:
    """The audited hosts."""
    target = recording.target
    urls = (target.url, target.https, target.http, *target.also)
    hosts = (canonical_host(urlsplit(url).hostname or "") for url in urls if url is not None)
    return tuple(host for host in dict.fromkeys(hosts) if host is not None)


def _concerns(host: str, cookie: CookieId, lines: list[Sighting]) -> bool:
    """Whether a host set a cookie, or gets it."""
    gets = cookie.host == host if cookie.host_only else domain_match(host, cookie.host)
    return gets or any(canonical_host(urlsplit(one.url).hostname or "") == host for one in lines)


def exposed(  # noqa: PLR0913 -- one argument a property that decides it; callers hold them in different objects
    attacker: Attacker, *, secure: bool, http_only: bool, host_only: bool, path: str, hsts: bool
) -> bool:
    """Whether an attacker gets at a cookie with these properties.

    Args:
        attacker: who.
        secure: the cookie has Secure.
        http_only: the cookie has HttpOnly.
        host_only: the cookie goes to its own host alone.
        path: the cookie's path.
        hsts: browsers refuse plain HTTP to every host that gets the cookie.
    """
    match attacker:
        case Attacker.NETWORK:
            return not secure and not hsts
        case Attacker.SCRIPT:
            return not http_only
        case Attacker.SIBLING:
            return not host_only
        case Attacker.NEIGHBOUR:
            return path == "/"
    assert_never(attacker)


def exposed_to(attacker: Attacker, seen: Inventory) -> tuple[SeenCookie, ...]:
    """The cookies carrying the session that an attacker gets at.

    Args:
        attacker: who.
        seen: the cookies of the site.
    """
    return tuple(
        one
        for one in seen.session
        if exposed(
            attacker,
            secure=one.secure,
            http_only=one.http_only,
            host_only=one.id.host_only,
            path=one.path,
            hsts=seen.hsts.covers(one.id.host, host_only=one.id.host_only),
        )
    )
