"""Whether a policy is in force: what came over the wire is what the policy would make of it, once more.

To enforce a policy twice is to enforce it once, so a set-cookie line that the policy would still change did not come
through a server that enforces it.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from hardtack.policy import PlainAnswer, Policy, RequestFacts, enforce_line, farewells, hsts_field, plain_answer
from hardtack.policy.enforce import name_of
from hardtack.recording.hsts import parse_hsts
from hardtack.recording.model import Exchange, Recording
from hardtack.recording.moved import own_origins, site_of
from hardtack.report.changed import Unknown

_seconds = re.compile(r"-?[0-9]+").fullmatch
LOAD = "see that the server in front has loaded the configuration of this policy, and verify again"
"""What to do where nothing tells why a policy is not in force."""
_CLOCKS_APART = 300
"""Seconds that a capped date may be later than the recording's own clock has it."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A place where the wire is not as the policy says.

    Attributes:
        subject: the cookie's name, `Strict-Transport-Security` or `plain HTTP`.
        exchange: index of the first exchange that shows it.
        line: the field line that came, values masked, or None where one is missing or the status is wrong.
        wanted: what the policy says instead, or None where nothing may come.
        places: how many exchanges show it.
    """

    subject: str
    exchange: int
    line: str | None
    wanted: str | None
    places: int = 1


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a policy is not in force.

    Attributes:
        told: one sentence.
        remedy: what to do about it, a clause.
    """

    told: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Held:
    """A recording held to a policy.

    Attributes:
        breaches: where it is not as the policy says, each once.
        unknown: what could not be told.
        cause: why it is not in force, or None where that is not known.
    """

    breaches: tuple[Breach, ...]
    unknown: tuple[Unknown, ...]
    cause: Cause | None = None


def breaches(recording: Recording, policy: Policy) -> Held:
    """Hold what came over the wire to a policy.

    Args:
        recording: what was seen behind the server that is to enforce it.
        policy: the policy.
    """
    own = own_origins(recording)
    seen = [one for one in recording.exchanges if one.response is not None and site_of(one.request.url) in own]
    cookies = [each for one in seen for each in _lines(one, policy, recording.started)]
    rest = (each for one in seen for each in (*_hsts(one, policy), *_plain(one, policy)))
    found = (
        *_once(cookies, lambda one: (one.subject, _attributes(one.line), _attributes(one.wanted))),
        *_once(rest, lambda one: (one.subject, (one.line or "").partition(" ")[0], one.wanted)),
    )
    set_at_all = sum(len(one.response.values("set-cookie")) for one in seen if one.response is not None)
    cause = _cause(policy, own, missed=len(cookies) == set_at_all > 0) if found else None
    return Held(found, tuple(_unknown(recording, policy, own)), cause)


def _cause(policy: Policy, own: tuple[str, ...], *, missed: bool) -> Cause | None:
    """Why a policy is not in force.

    Args:
        policy: the policy.
        own: origins of the application that was asked.
        missed: whether no set-cookie line came as the policy has it.
    """
    if site_of(policy.site.origin) not in own:
        told = f"The policy is for {policy.site.origin}, and what was asked is {own[0]}."
        return Cause(told, f"verify again with the URL that the policy is for, {policy.site.origin}")
    if missed:
        told = "Not one set-cookie line is as the policy has it: most likely it is not loaded, or was passed by."
        return Cause(told, LOAD)
    return None


def _once(found: Iterable[Breach], key_of: Callable[[Breach], Hashable]) -> tuple[Breach, ...]:
    """Each breach once, with the number of its places."""
    kept: dict[Hashable, Breach] = {}
    for one in found:
        key = key_of(one)
        kept[key] = replace(kept[key], places=kept[key].places + 1) if key in kept else one
    return tuple(kept.values())


def _attributes(line: str | None) -> Hashable:
    """What a set-cookie line says beside name and value: attributes as a set, their names without regard to case."""
    if line is None:
        return None
    parts = (part.partition("=") for part in line.split(";")[1:])
    said = {(name.strip(" \t").lower(), value.strip(" \t")) for name, _, value in parts if name.strip(" \t")}
    # A Max-Age stands above every Expires (rfc6265bis-22 5.7, step 3): servers that can't count dates cap it alone.
    aged = any(name == "max-age" and _seconds(value) for name, value in said)
    return frozenset((name, value) for name, value in said if not (aged and name == "expires"))


def _lines(exchange: Exchange, policy: Policy, started: int) -> Iterator[Breach]:
    lines = exchange.response.values("set-cookie") if exchange.response else ()
    facts = RequestFacts(exchange.request.url.lower().startswith("https:"), int(started + exchange.at))
    # The server capped dates by its own clock, some time after the request was sent.
    late = replace(facts, now=facts.now + _CLOCKS_APART)
    for line in lines:
        # What a cookie was before is deleted as it is, beside the cookie.
        if any(line in farewells(policy, other, facts) for other in lines if other != line):
            continue
        wanted = enforce_line(policy, line, late)
        same = wanted is not None and _pair(wanted) == _pair(line) and _attributes(wanted) == _attributes(line)
        if not same:
            yield Breach(name_of(line), exchange.index, line, wanted)


def _pair(line: str) -> str:
    return line.partition(";")[0].strip(" \t")


def _hsts(exchange: Exchange, policy: Policy) -> Iterator[Breach]:
    hsts = policy.transport.hsts
    if hsts is None or exchange.response is None or not exchange.request.url.lower().startswith("https:"):
        return
    wanted = hsts_field(hsts)
    came = exchange.response.values("strict-transport-security")
    if len(came) != 1 or parse_hsts(came[0]) != parse_hsts(wanted):
        yield Breach("Strict-Transport-Security", exchange.index, ", ".join(came) or None, wanted)


def _plain(exchange: Exchange, policy: Policy) -> Iterator[Breach]:
    request, response = exchange.request, exchange.response
    if response is None or not request.url.lower().startswith("http:"):
        return
    location = next(iter(response.values("location")), "")
    told = plain_answer(policy.transport, request.method, urlsplit(request.url).path or "/")
    status = policy.transport.redirect
    if told is PlainAnswer.FORBID and response.status != 403:
        yield Breach("plain HTTP", exchange.index, f"{request.method}: {response.status}", "403")
    if told is PlainAnswer.REDIRECT and (response.status != status or not location.lower().startswith("https:")):
        to = f" to {location}" if location else ""
        yield Breach("plain HTTP", exchange.index, f"{response.status}{to}", f"{status} to https")


def _unknown(recording: Recording, policy: Policy, own: tuple[str, ...]) -> Iterator[Unknown]:
    if site_of(policy.site.origin) not in own:
        yield Unknown(
            "the policy", f"it is for {policy.site.origin}, and what was asked is {own[0]}", "Ask the site it is for."
        )
    if policy.transport.redirect is not None and recording.target.http is None:
        yield Unknown(
            "the redirect from http to https", "no plain side answered", "Name it with --http-url, where it has a port."
        )
