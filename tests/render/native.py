"""Servers that work by expressions against the policy's meaning: equal, or different in just what they declare."""

import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hardtack.policy import (
    Fault,
    PlainAnswer,
    Policy,
    RequestFacts,
    Tls,
    enforce_response,
    farewells,
    hsts_field,
    inbound,
    plain_answer,
)
from hardtack.render import Exactness
from tests.raw_http import Answer, ask, upstream
from tests.servers import Running, find_renderer, running

__all__ = ["BY_EXPRESSIONS", "COOKIE_FIELDS", "Found", "compare_native", "same"]

BY_EXPRESSIONS: Final = frozenset(("apache", "haproxy"))
"""The targets that are compared here."""

COOKIE_FIELDS: Final = (
    "a=1",
    "JSESSIONID=bare",
    "__Host-JSESSIONID=good",
    "a=1; __Host-JSESSIONID=good; x__Host-JSESSIONID=2; v=__Host-JSESSIONID=3; JSESSIONID=evil; XJSESSIONID=z",
    "JSESSIONID=evil; JSESSIONID=evil2; JSESSIONID = evil3 ;JSESSIONID=",
    "__Host-JSESSIONID=__Host-JSESSIONID=v; __Secure-app=1; app=2; __Secure-dom1=3; dom1=4; __Host-app=5",
    "tracking=1; _ga=2; x_ga=3; __Host-tracking=4; tracking",
    "__Host-a=1; __Host-__Host-a=2; __host-a=3; b=4; __Secure-c=5; domx=6; __Host-domx=7; dup=8",
    "nameless; =v; ;; a=1;",
    "many=" + "; many=".join(map(str, range(60))),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_EXPIRES: Final = re.compile(r";[ \t]*expires[ \t]*=", re.IGNORECASE)
_LIMITS: Final = {Fault.LINE_TOO_LONG, Fault.LINES_TOO_LONG, Fault.TOO_MANY_LINES}
_WSP: Final = " \t"
_REQUESTS: Final = (("GET", 200), ("GET", 302), ("GET", 404), ("GET", 500), ("HEAD", 200))
_PATHS: Final = ("/200/0", "/200/0?q=1&r=%20", "/.well-known/acme-challenge/../200/0", "/.well-known/acme-challenge/t")


@dataclass(slots=True)
class Found:
    """What a run found: how often equal, how often different as declared, and what else was different."""

    equal: int = 0
    declared: Counter[str] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)

    def count(self, problem: str | None, declared: str | None = None) -> None:
        """Count one comparison."""
        if problem is None:
            self.equal += 1
        elif declared is not None:
            self.declared[declared] += 1
        else:
            self.different.append(problem)


Parsed = tuple[str, Counter[tuple[str, str]]]
Start = AbstractContextManager[Running]


def _parsed(line: str) -> Parsed:
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    parts = (text.strip(_WSP).partition("=") for text in attributes if text.strip(_WSP))
    counted = Counter((key.strip(_WSP).lower(), text.strip(_WSP)) for key, _, text in parts)
    return f"{name.strip(_WSP)}{equals}{value.strip(_WSP)}", counted


def same(wanted: str, got: str) -> bool:
    """Name and value byte for byte; attributes as a set, none more often than the policy's meaning leaves it."""
    (pair, one), (other, two) = _parsed(wanted), _parsed(got)
    return pair == other and set(one) == set(two) and all(two[key] <= one[key] for key in two)


@dataclass(frozen=True, slots=True)
class _Run:
    policy: Policy
    server: Running
    declared: frozenset[str]

    def ask(self, target: str, method: str, *, https: bool, more: str = "") -> Answer:
        port = self.server.port if https or self.server.plain_port is None else self.server.plain_port
        if self.policy.site.tls is Tls.FRONT:
            more += f"X-Forwarded-Proto: {'https' if https else 'http'}\r\n"
        body = "Content-Length: 0\r\n" if method not in {"GET", "HEAD"} else ""
        request = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{body}{more}"
        return ask(("127.0.0.1", port), request, tls=https and self.server.tls)

    def ways(self) -> tuple[bool, ...]:
        if self.policy.site.tls is Tls.NONE:
            return (False,)
        return (True,) if self.policy.transport.redirect else (True, False)

    def why(self, lines: Sequence[str], request: RequestFacts) -> str | None:
        """The field whose declared inexactness explains a difference in these lines."""
        if "on_error" in self.declared and any(map(_CONTROL.search, lines)):
            return "on_error"
        for name in ("lifetime", "action", "unknown"):
            if name in self.declared and any(map(_EXPIRES.search, lines)):
                return name
        faults = {fault for _, fault in enforce_response(self.policy, lines, request).faults}
        most = self.policy.limits.set_cookie_bytes
        blank = most is not None and any(len(line) > most for line in lines)
        if any(name.startswith("limits.") for name in self.declared) and (blank or faults & _LIMITS):
            return "limits"
        return None


def _cookies(run: _Run, found: Found, case: tuple[str, int, bool], lines: Sequence[str], group: int) -> None:
    method, status, https = case
    before = int(time.time())  # noqa: TID251 -- the server under test reads the real clock
    answer = run.ask(f"/{status}/{group}", method, https=https)
    # An empty field line sets nothing, and is declared where it is left.
    got = sorted(text for text in answer.all("set-cookie") if text)
    problem: str | None = None
    for now in (before, before + 1):
        request = RequestFacts(https=https, now=now)
        result = enforce_response(run.policy, lines, request)
        old = {text for line in lines for text in farewells(run.policy, line, request)}
        wanted = list(result.lines)
        if "was" in run.declared and not old & set(got):
            wanted = [line for line in wanted if line not in old]
        refused = result.refused and answer.status == 502 and not got
        problem = None if refused or (not result.refused and _all_same(wanted, got)) else f"{wanted} came as {got}"
        if problem is None:
            break
    why = run.why(lines, RequestFacts(https=https, now=before)) if problem else None
    said = problem and f"{method} {status} https={https} {[line[:80] for line in lines[:1]]}: {problem[:400]}"
    found.count(said, why)
    hsts = run.policy.transport.hsts
    if hsts is not None and https:
        fields = answer.all("strict-transport-security")
        found.count(None if fields == (hsts_field(hsts),) else f"{method} {status}: HSTS is {fields}")


def _all_same(wanted: list[str], got: list[str]) -> bool:
    left = list(got)
    for line in wanted:
        match = next((text for text in left if same(line, text)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _requests(run: _Run, found: Found) -> None:
    https = run.ways()[0]
    for value in COOKIE_FIELDS:
        body = run.ask("/200/0", "GET", https=https, more=f"Cookie: {value}\r\n").body.decode("latin-1")
        fields = [text.partition(":")[2] for text in body.split("\r\n") if text.lower().startswith("cookie:")]
        got = [pair.strip(_WSP) for text in fields for pair in text.split(";") if pair.strip(_WSP)]
        wanted = [pair for pair in inbound(run.policy, value).split("; ") if pair]
        found.count(None if got == wanted else f"Cookie {value!r}: {wanted} came as {got}")


def _plain(run: _Run, found: Found) -> None:
    if run.policy.site.tls is Tls.NONE:
        return
    for method in ("GET", "HEAD", "POST", "DELETE"):
        for target in _PATHS:
            answer = run.ask(target, method, https=False)
            place = [text.partition("://")[2].partition("/")[2] for text in answer.all("location")]
            right = False
            match plain_answer(run.policy.transport, method, target.partition("?")[0]):
                case PlainAnswer.REDIRECT:
                    right = answer.status == run.policy.transport.redirect and place == [target[1:]]
                case PlainAnswer.FORBID:
                    right = answer.status == 403
                case PlainAnswer.SERVE:
                    right = answer.status not in {403, run.policy.transport.redirect}
            found.count(None if right else f"plain {method} {target}: {answer.status} {place}")


def _dead(run: _Run, found: Found) -> None:
    https = run.ways()[0]
    hsts = run.policy.transport.hsts
    answer = run.ask("/dead", "GET", https=https)
    wanted = (hsts_field(hsts),) if hsts is not None and https else ()
    right = answer.status >= 500 and answer.all("strict-transport-security") == wanted
    found.count(None if right else f"own error: {answer.status} {answer.fields}")


def compare_native(
    target: str, policy: Policy, lines: Sequence[str], root: Path, start: Callable[..., Start] = running
) -> Found:
    """Run one server against one policy: each line alone and forty together, with each status.

    Args:
        target: A key of `tests.servers.ENGINES`.
        policy: The policy.
        lines: Set-cookie lines.
        root: An empty folder.
        start: What starts the server.
    """
    together = [line for line in lines if not _CONTROL.search(line) and not _EXPIRES.search(line)][:40]
    groups = [*([line] for line in lines), together]
    answers = find_renderer(target).answers(policy)
    declared = frozenset(answer.field for answer in answers if answer.exactness is not Exactness.EXACT)
    found = Found()
    with upstream(groups) as application, start(target, policy, application.port, root) as server:
        run = _Run(policy, server, declared)
        for https in run.ways():
            for group, sent in enumerate(groups):
                for method, status in _REQUESTS:
                    _cookies(run, found, (method, status, https), sent, group)
        _requests(run, found)
        _plain(run, found)
        _dead(run, found)
    return found
