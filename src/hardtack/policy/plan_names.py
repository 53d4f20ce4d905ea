"""Which cookies one rule is for: names that differ from one installation to the next are generalised."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from hardtack.policy.model import CookieMatch, MatchKind
from hardtack.policy.pattern import PatternError, literal, matcher, parse_pattern
from hardtack.policy.validate import is_policy_name
from hardtack.recording.inventory import Inventory, SeenCookie
from hardtack.recording.model import Recording, Step
from hardtack.recording.neighbours import visits_named
from hardtack.recording.roles import Role
from hardtack.recording.sightings import Sighting

__all__ = ["Group", "groups_of", "match_for"]

_HEX: Final = re.compile(r"[0-9a-f]{16,255}|[0-9A-F]{16,255}")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PORT_AT_END: Final = re.compile(r"(?<=[A-Za-z][_.-])(?P<word>P|port)?(?P<port>[1-9]\d{2,4})\Z")
_ANY_PORT: Final = "[0-9]{2,5}"
_ANY_HOST: Final = "[0-9A-Za-z_.-]+"


@dataclass(frozen=True, slots=True)
class Group:
    """The cookies of one rule.

    Attributes:
        match: the rule's match.
        cookies: those of the audited application that browsers keep.
        all: these, and all others that the rule is for, whichever application of the host sets them or only deletes
            them.
        others: the lines about them that came from another application of the host, which the user named.
    """

    match: CookieMatch
    cookies: tuple[SeenCookie, ...]
    all: tuple[SeenCookie, ...]
    others: tuple[Sighting, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names seen, each once."""
        return tuple(dict.fromkeys(one.id.name for one in self.cookies))

    @property
    def mixed(self) -> bool:
        """Whether lines set or delete it with several Domains, or with one and without: without any, they are one."""
        return len({None if one.id.host_only else one.id.host for one in self.all if one.lines}) > 1

    @property
    def shared(self) -> str:
        """Why what changes the cookie for browsers waits, as a clause; empty if no other application sets the name."""
        if not self.others:
            return ""
        url = self.others[0].url
        return f"the other application at {url} sets it, too, and a policy can't tell two cookies of one name apart"

    @property
    def label(self) -> str:
        """The names for a reader."""
        return ", ".join(self.names)


def groups_of(recording: Recording, seen: Inventory) -> tuple[tuple[Group, ...], tuple[SeenCookie, ...]]:
    """The cookies of the application, rule by rule, and those that no rule can name.

    Rules for one name come first, so that a pattern takes none of theirs.

    Args:
        recording: all that was seen.
        seen: its cookies.
    """
    own = [one for one in seen.live if not _of_neighbour(recording, one)]
    named = [one for one in own if is_policy_name(one.id.name)]
    matches = _matches(recording, named)
    by_match: dict[CookieMatch, list[SeenCookie]] = {}
    for one in named:
        by_match.setdefault(matches[one.id.name], []).append(one)
    aside = _of_others(recording)
    groups = (_group(match, cookies, matches, seen, aside) for match, cookies in by_match.items())
    ordered = sorted(groups, key=lambda group: group.match.kind is MatchKind.PATTERN)
    return tuple(ordered), tuple(one for one in own if one not in named)


def _group(
    match: CookieMatch,
    cookies: list[SeenCookie],
    matches: Mapping[str, CookieMatch],
    seen: Inventory,
    aside: frozenset[int],
) -> Group:
    every = tuple(one for one in seen.cookies if _falls_under(one.id.name, match, matches))
    others = tuple(line for one in every for line in one.lines if line.exchange in aside)
    return Group(match, tuple(cookies), every, others)


def _falls_under(name: str, match: CookieMatch, matches: Mapping[str, CookieMatch]) -> bool:
    """Whether a rule will be for a name: one of the application's, or one that its pattern takes along."""
    if name in matches:
        return matches[name] == match
    return match.kind is MatchKind.PATTERN and matcher(match.text).fullmatch(name) is not None


def _of_others(recording: Recording) -> frozenset[int]:
    """The answers of other applications on the audited host, which the server in front answers as well."""
    target = recording.target
    hosts = {urlsplit(url).hostname for url in (target.url, target.https, target.http) if url is not None}
    return frozenset(one.index for one in visits_named(recording) if urlsplit(one.request.url).hostname in hosts)


def _of_neighbour(recording: Recording, cookie: SeenCookie) -> bool:
    """Whether only other applications of the host, or its root, were seen to set a cookie."""
    steps = {recording.exchanges[line.exchange].step for line in cookie.lines}
    return steps == {Step.NEIGHBOUR} and not cookie.role.proved


def _matches(recording: Recording, cookies: Iterable[SeenCookie]) -> dict[str, CookieMatch]:
    """A match for each name; no pattern takes the name of a cookie that falls under another match, or has another role.

    So a preference beside a session cookie of a like name costs the latter nothing.
    """
    roles: dict[str, set[Role]] = {}
    for one in cookies:
        roles.setdefault(one.id.name, set()).add(one.role)
    found = {name: match_for(name, recording) for name in roles}
    for name, match in tuple(found.items()):
        if any(roles[other] != roles[name] for other, its in found.items() if its == match):
            found |= {other: CookieMatch(MatchKind.NAME, other) for other, its in found.items() if its == match}
    for name, match in found.items():
        if match.kind is MatchKind.PATTERN:
            others = (other for other, its in found.items() if its != match)
            if any(matcher(match.text).fullmatch(other) for other in others):
                found[name] = CookieMatch(MatchKind.NAME, name)
    return found


def match_for(name: str, recording: Recording) -> CookieMatch:
    """A match for a cookie's name: the name itself, or a pattern where it holds a port, a host or a hash.

    Args:
        name: the name, one that a policy can name.
        recording: all that was seen: which ports and hosts were asked.
    """
    pattern = _pattern(name, *_hosts_and_ports(recording))
    exact = "".join(atom.text for atom in literal(name))
    if pattern == exact or not _is_sound(pattern):
        return CookieMatch(MatchKind.NAME, name)
    return CookieMatch(MatchKind.PATTERN, pattern)


def _is_sound(pattern: str) -> bool:
    """Whether a policy may say it: one host in a name many times over makes too many of `+`."""
    try:
        parse_pattern(pattern)
    except PatternError:
        return False
    return True


def _hosts_and_ports(recording: Recording) -> tuple[tuple[str, ...], tuple[str, ...]]:
    target = recording.target
    places = [urlsplit(url) for url in (target.url, target.https, target.http) if url is not None]
    hosts = dict.fromkeys(re.sub(r"[^0-9A-Za-z]", "-", place.hostname or "") for place in places)
    ports = dict.fromkeys(str(place.port) for place in places if place.port is not None)
    # A host of one word may stand in a name by chance.
    return tuple(host for host in hosts if "-" in host.strip("-")), tuple(ports)


def _pattern(name: str, hosts: tuple[str, ...], ports: tuple[str, ...]) -> str:
    """The name with what differs between installations replaced, as a pattern."""
    spans = sorted(_spans(name, hosts, ports))
    text, at = "", 0
    for begin, end, instead in spans:
        if begin >= at:
            text += "".join(atom.text for atom in literal(name[at:begin])) + instead
            at = end
    return text + "".join(atom.text for atom in literal(name[at:]))


def _spans(name: str, hosts: tuple[str, ...], ports: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Where in a name something stands that differs, and what may stand there."""
    for host in hosts:
        # The port goes with the host, and is left out where it is the scheme's own.
        for found in re.finditer(rf"(?<![0-9A-Za-z]){re.escape(host)}(?:[-_.:][0-9]{{2,5}}\b)?(?![0-9A-Za-z])", name):
            yield found.start(), found.end(), _ANY_HOST
    for found in _UUID.finditer(name):
        yield found.start(), found.end(), _uuid_pattern(found[0])
    for found in _HEX.finditer(name):
        text = found[0]
        if any(char.isdigit() for char in text) and not text.isdigit():
            yield found.start(), found.end(), f"{_hex_class(text)}{{{len(text)}}}"
    for port in ports:
        for found in re.finditer(rf"(?<![0-9]){port}(?![0-9])", name):
            yield found.start(), found.end(), _ANY_PORT
    if (at_end := _PORT_AT_END.search(name)) is not None:
        yield at_end.start("port"), at_end.end("port"), _ANY_PORT


def _hex_class(text: str) -> str:
    return "[0-9a-f]" if text == text.lower() else "[0-9A-F]"


def _uuid_pattern(text: str) -> str:
    return "-".join(f"[0-9A-Fa-f]{{{len(part)}}}" for part in text.split("-"))
