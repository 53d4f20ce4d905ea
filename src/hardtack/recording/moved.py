"""Where an application was and where it is now: the addresses of an earlier recording as they are today.

A server in front gives an application another origin, and often another path (`/examples` shown as `/shop`). Pages are
the same pages if they lie at the same place below it.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from hardtack.errors import UsageError
from hardtack.recording.address import origin
from hardtack.recording.model import Recording

_OWN_PORTS = {"http": ":80", "https": ":443"}
_MASK = re.compile(r"~[0-9a-f]{11}~*")


@dataclass(frozen=True, slots=True)
class Move:
    """A path prefix that stands for another, by whole segments.

    Attributes:
        old: the prefix as it was, without a slash at its end; empty is the root.
        new: the prefix as it is.
    """

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Moved:
    """From the addresses of a recording to those of today.

    Attributes:
        origins: the origins that the application had: all become the new one.
        origin: the origin that it has.
        moves: renamed paths; of several that fit, the longest counts.
    """

    origins: frozenset[str]
    origin: str
    moves: tuple[Move, ...] = ()

    def covers(self, path: str) -> bool:
        """Whether a path moved along: below one that was renamed, or any if none was."""
        return not self.moves or bool(self._fit(path))

    def path(self, path: str) -> str:
        """A path as it is today."""
        fit = self._fit(path)
        if not fit:
            return path
        longest = max(fit, key=lambda one: len(one.old))
        return longest.new + path[len(longest.old) :] or "/"

    def _fit(self, path: str) -> list[Move]:
        return [one for one in self.moves if path == one.old or path.startswith(f"{one.old}/")]

    def url(self, url: str) -> str:
        """An address as it is today; one of another origin stays."""
        if site_of(url) not in self.origins:
            return url
        parts = urlsplit(url)
        return f"{self.origin}{self.path(parts.path or '/')}{'?' if parts.query else ''}{parts.query}"


def site_of(url: str) -> str:
    """The origin of an address as browsers write it: lower case, without the scheme's own port."""
    scheme, _, host = origin(url).lower().partition("://")
    return f"{scheme}://{host.removesuffix(_OWN_PORTS.get(scheme, ''))}"


def own_origins(recording: Recording) -> tuple[str, ...]:
    """The origins that the audited application answers on: the one that was walked first."""
    target = recording.target
    return tuple(dict.fromkeys(site_of(url) for url in (target.https, target.http, target.url) if url is not None))


def is_masked(url: str) -> bool:
    """Whether a recorded address holds a mask, so that it can't be asked for."""
    return _MASK.search(url) is not None


def unmasked(text: str) -> str:
    """Text of a recording with every mask made the same: what is masked differs from one recording to the next."""
    return _MASK.sub("~", text)


def moved_to(
    before: Recording, given: str | None, told: tuple[Move, ...] = (), likely: tuple[Move, ...] = ()
) -> tuple[str, Moved]:
    """Where the application is audited today, and what has moved since a recording was made.

    Args:
        before: the earlier recording.
        given: the user's word: an address, an origin alone (the path is as it was), or None (nothing has moved).
        told: renamed paths that the user told.
        likely: renamed paths that explain a new address, where they do; else what differs between the folders of the
            two addresses is taken for renamed, if it is one segment. One that leads further down (`/` to `/shop`) is
            none: that is how cookies are kept to the application's own path.

    Returns:
        The address, and the way from the recording's addresses to those of today.

    Raises:
        UsageError: how paths moved can't be told from the addresses.
    """
    recorded = before.target.url
    now = given or recorded
    is_named = bool(urlsplit(now).path.strip("/"))
    moves = told
    if not told and site_of(now) not in own_origins(before):
        explained = [one for one in likely if _explains(one, recorded, now if is_named else None)]
        moves = tuple(explained) or (_differing(before, now) if is_named else ())
    found = Moved(frozenset(own_origins(before)), origin(now), moves)
    return now if given is None or is_named else found.url(recorded), found


def _explains(move: Move, recorded: str, now: str | None) -> bool:
    """Whether a renamed path leads from the recorded address to the one of today, None where its path is not said."""
    if _is_below(move.new, move.old) or not _is_below(urlsplit(recorded).path, move.old):
        return False
    new = urlsplit(now).path if now else None
    # An address that still lies where the recorded one does has not moved, wherever else it lies.
    return new is None or (_is_below(new, move.new) and not _is_below(new, move.old))


def _is_below(path: str, prefix: str) -> bool:
    return f"{path}/".startswith(f"{prefix}/")


def _differing(before: Recording, now: str) -> tuple[Move, ...]:
    """The segments that are left when those that both folders end with are taken off, as a renamed path."""
    old, new = _folder(before.target.url), _folder(now)
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    if len(old) > 1 or len(new) > 1:
        raise UsageError(
            f"How the path {urlsplit(before.target.url).path} became {urlsplit(now).path} can't be told.",
            "Say which part of the path was renamed with --path OLD=NEW, or --path /=/ if none was.",
        )
    # A page below that folder was there before: the addresses are those of two pages of one application.
    if not old and any(_folder(one.request.url)[:1] == new for one in before.exchanges):
        return ()
    return () if old == new else (Move(_joined(old), _joined(new)),)


def _folder(url: str) -> tuple[str, ...]:
    return tuple(urlsplit(url).path.split("/")[1:-1])


def _joined(segments: tuple[str, ...]) -> str:
    return "".join(f"/{one}" for one in segments)


def parse_move(text: str) -> Move | None:
    """`/examples=/shop` as a move, `/` for the root; None where it is none."""
    old, equals, new = text.partition("=")
    if not equals or not old.startswith("/") or not new.startswith("/"):
        return None
    return Move(old.rstrip("/"), new.rstrip("/"))
