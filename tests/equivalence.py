"""One server against one policy: what reaches the browser and the application must be what the policy means.

    python -m tests.equivalence ENGINE POLICY [CORPUS]

POLICY is a TOML file; CORPUS a file of set-cookie lines, one a line, any bytes but line breaks. Prints ``equal N
declared N different N`` and each difference; exits 1 if any is different.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hardtack.errors import HardtackError
from hardtack.policy import (
    PlainAnswer,
    Policy,
    RequestFacts,
    Tls,
    enforce_response,
    hsts_field,
    inbound,
    plain_answer,
)
from hardtack.render import RENDERERS, Exactness
from tests.policy_corpus import read_lines, read_policy
from tests.raw_http import Answer, Upstream, ask, upstream
from tests.render.native import BY_EXPRESSIONS, compare_native
from tests.servers import ENGINES, Running, find_renderer, missing, running

__all__ = ["Outcome", "compare"]

_REQUESTS: Final = (("GET", 200), ("GET", 302), ("GET", 404), ("GET", 500), ("HEAD", 200))
_PLAIN: Final = tuple(
    (method, path)
    for method in ("GET", "HEAD", "POST", "DELETE")
    for path in ("/200/0", "/200/0?q=1&r=%20", "/.well-known/acme-challenge/../200/0", "/.well-known/acme-challenge/t")
)
COOKIE_FIELDS: Final = (
    "a=1; __Host-JSESSIONID=good; x__Host-JSESSIONID=2; v=__Host-JSESSIONID=3; JSESSIONID=evil; XJSESSIONID=z",
    "JSESSIONID=evil",
    "JSESSIONID = evil ;; a = b;",
    "__Host-JSESSIONID = spaced; __host-JSESSIONID=other; __Secure-JSESSIONID=x; __Secure-Jx=y; __Host-=e",
    "noname; =x; tracking=1; tracking2=2; __Host-app=1; app=2; sid=1; __Host-sid=2; __Secure-sid=3",
    'q="a; b"; latin=\xe9\xff; big=' + "y" * 3000,
)
"""Cookie fields as a browser, or who attacks one, sends them."""
_CONTROL: Final = frozenset(map(chr, (*range(9), *range(10, 32), 127)))
_WSP: Final = " \t"


@dataclass(slots=True)
class Outcome:
    """What a run found.

    Attributes:
        equal: how often it was as the policy means.
        declared: how often it was otherwise, as the renderer says.
        different: what was otherwise without a word: a sentence each.
    """

    equal: int = 0
    declared: int = 0
    different: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The line that is printed."""
        return f"equal {self.equal} declared {self.declared} different {len(self.different)}"


@dataclass(frozen=True, slots=True)
class _Run:
    policy: Policy
    server: Running
    groups: Sequence[Sequence[str]]
    declared: frozenset[str]

    def ask(self, target: str, method: str = "GET", *, https: bool, more: str = "") -> Answer:
        """One request to the server's TLS side or to its plain one."""
        port = self.server.port if https or self.server.plain_port is None else self.server.plain_port
        if self.policy.site.tls is Tls.FRONT:
            more += f"X-Forwarded-Proto: {'https' if https else 'http'}\r\n"
        host = "Content-Length: 0\r\n" if method in {"POST", "DELETE"} else ""
        request = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{host}{more}"
        return ask(("127.0.0.1", port), request, tls=https and self.server.tls)

    def ways(self) -> tuple[bool, ...]:
        """By TLS, and by plain HTTP as far as that is served."""
        if self.policy.site.tls is Tls.NONE:
            return (False,)
        return (True,) if self.policy.transport.redirect else (True, False)


def _parsed(line: str) -> tuple[str, Counter[tuple[str, str]]]:
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    parts = (text.strip(_WSP).partition("=") for text in attributes if text.strip(_WSP))
    counted = Counter((key.strip(_WSP).lower(), text.strip(_WSP)) for key, _, text in parts)
    return f"{name.strip(_WSP)}{equals}{value.strip(_WSP)}", counted


def _same(expected: str, got: str) -> bool:
    """Name and value byte for byte; attributes as a set, none more often than expected."""
    pair, wanted = _parsed(expected)
    other, found = _parsed(got)
    return pair == other and set(wanted) == set(found) and all(found[key] <= wanted[key] for key in found)


def _cookies_differ(run: _Run, case: tuple[int, str, int, bool], answer: Answer, span: tuple[int, int]) -> str | None:
    """What is wrong with the cookies of an answer, None if nothing is."""
    group, _, status, https = case
    got = answer.all("set-cookie")
    for now in range(span[0] - 1, span[1] + 2):
        wanted = enforce_response(run.policy, run.groups[group], RequestFacts(https=https, now=now))
        if wanted.refused and answer.status == 502 and not got:
            return None
        if not wanted.refused and len(wanted.lines) == len(got) and all(map(_same, wanted.lines, got)):
            return None if answer.status == status else f"status {answer.status} came"
    wanted = enforce_response(run.policy, run.groups[group], RequestFacts(https=https, now=span[0]))
    if wanted.refused:
        return f"status {answer.status} and {len(got)} cookies where the response is refused"
    pairs = [(w, g) for w, g in zip(wanted.lines, got, strict=False) if not _same(w, g)]
    first = f": {pairs[0][0][:200]!r} came as {pairs[0][1][:200]!r}" if pairs else ""
    return f"status {answer.status}, {len(wanted.lines)} cookies wanted, {len(got)} came{first}"


def _hsts_differs(run: _Run, answer: Answer, *, https: bool, own: bool) -> str | None:
    hsts = run.policy.transport.hsts
    got = answer.all("strict-transport-security")
    if hsts is not None and https:
        return None if got == (hsts_field(hsts),) else f"HSTS is {got}"
    # What upstream sends is its own affair without TLS or without a policy; the server itself adds none.
    return f"HSTS is {got}" if own and got else None


def _one(run: _Run, outcome: Outcome, case: tuple[int, str, int, bool]) -> None:
    group, method, status, https = case
    before = int(time.time())  # noqa: TID251 -- the server under test reads the real clock
    answer = run.ask(f"/{status}/{group}", method, https=https)
    after = int(time.time())  # noqa: TID251 -- as above
    said = f"{method} {status} {'https' if https else 'http'} {[line[:80] for line in run.groups[group][:1]]}"
    problem = _cookies_differ(run, case, answer, (before, after))
    if problem is None:
        refused = answer.status == 502 and status != 502
        problem = _hsts_differs(run, answer, https=https, own=refused)
        if refused and b"Host: " in answer.body:
            problem = "the body of a refused response passed"
        if status == 302 and not refused and answer.all("location") != ("/elsewhere",):
            problem = f"Location is {answer.all('location')}"
    controls = any(not _CONTROL.isdisjoint(line) for line in run.groups[group])
    own = controls and answer.status in {500, 502} and not answer.all("set-cookie")
    declared = "on_error" in run.declared and (own or _emptied(run, case, answer, before))
    _count(outcome, problem, said, declared=declared)


def _emptied(run: _Run, case: tuple[int, str, int, bool], answer: Answer, now: int) -> bool:
    """Whether a response that is refused came without cookies and without its body, under whatever status."""
    group, _, _, https = case
    refused = enforce_response(run.policy, run.groups[group], RequestFacts(https=https, now=now)).refused
    return refused and not answer.all("set-cookie") and b"Host: " not in answer.body


def _count(outcome: Outcome, problem: str | None, said: str, *, declared: bool = False) -> None:
    if problem is None:
        outcome.equal += 1
    elif declared:
        outcome.declared += 1
    else:
        outcome.different.append(f"{said}: {problem}")


def _requests(run: _Run, outcome: Outcome) -> None:
    cases = [
        (group, method, status, https)
        for https in run.ways()
        for group in range(len(run.groups))
        for method, status in _REQUESTS
    ]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda case: _one(run, outcome, case), cases))


def _cookie_fields(run: _Run, outcome: Outcome) -> None:
    https = run.ways()[0]
    more = [(f"Cookie: {value}\r\n", value) for value in COOKIE_FIELDS]
    more.append(("Cookie: a=1\r\nCookie: JSESSIONID=b\r\n", "a=1; JSESSIONID=b"))
    for lines, value in more:
        body = run.ask("/200/0", https=https, more=lines).body.decode("latin-1")
        got = [text.partition(":")[2].strip(_WSP) for text in body.split("\r\n") if text.lower().startswith("cookie:")]
        wanted = inbound(run.policy, value)
        right = got == ([wanted] if wanted else [])
        _count(outcome, None if right else f"upstream got {got}, wanted {wanted!r}", f"Cookie: {value[:60]}")


def _plain_side(run: _Run, outcome: Outcome) -> None:
    if run.policy.site.tls is Tls.NONE:
        return
    for method, target in _PLAIN:
        answer = run.ask(target, method, https=False)
        wanted = plain_answer(run.policy.transport, method, target.partition("?")[0])
        said = f"plain {method} {target}"
        match wanted:
            case PlainAnswer.REDIRECT:
                location = answer.all("location")
                right = answer.status == run.policy.transport.redirect
                right = right and location == (f"https://127.0.0.1:{run.server.port}{target}",)
                _count(outcome, None if right else f"{answer.status} to {location}", said)
            case PlainAnswer.FORBID:
                _count(outcome, None if answer.status == 403 else f"{answer.status}", said)
            case PlainAnswer.SERVE:
                bad = answer.status in {403, run.policy.transport.redirect}
                _count(outcome, f"{answer.status}" if bad else None, said)


def _own_errors(run: _Run, outcome: Outcome, application: Upstream) -> None:
    https = run.ways()[0]
    answers = [run.ask("/dead", https=https)]
    application.close()
    answers += [run.ask("/200/0", method, https=https) for method in ("GET", "HEAD")]
    for answer in answers:
        problem = None if answer.status >= 500 and not answer.all("set-cookie") else f"answered {answer.status}"
        _count(outcome, problem or _hsts_differs(run, answer, https=https, own=True), "own error")


def compare(target: str, policy: Policy, lines: Sequence[str], root: Path) -> Outcome:
    """Run one server against one policy.

    Args:
        target: A key of `ENGINES`.
        policy: The policy.
        lines: Set-cookie lines; each is sent alone, and all together.
        root: An empty folder.
    """
    if target in BY_EXPRESSIONS:
        found = compare_native(target, policy, lines, root, running)
        return Outcome(found.equal, found.declared.total(), found.different)
    outcome = Outcome()
    # A line with a control character may cost the whole response, so it is left out of those that are sent together.
    together = [line for line in lines if _CONTROL.isdisjoint(line)]
    groups = [*([line] for line in lines), together[:40], together[40:80], ["a=1; Path=/"] * 150]
    inexact = find_renderer(target).answers(policy)
    declared = frozenset(answer.field for answer in inexact if answer.exactness is not Exactness.EXACT)
    with upstream(groups) as application, running(target, policy, application.port, root) as server:
        run = _Run(policy, server, groups, declared)
        _requests(run, outcome)
        _cookie_fields(run, outcome)
        _plain_side(run, outcome)
        _own_errors(run, outcome, application)
    return outcome


def main(arguments: Sequence[str]) -> int:
    """Compare, print, and give the exit status: 0 all equal or declared, 1 something different, 2 could not run.

    Args:
        arguments: ENGINE, POLICY and perhaps CORPUS.
    """
    if not 2 <= len(arguments) <= 3:
        sys.stderr.write("usage: python -m tests.equivalence ENGINE POLICY [CORPUS]\n")
        return 2
    known = [renderer for renderer in RENDERERS if renderer.target in ENGINES]
    names = {name: renderer.target for renderer in known for name in (renderer.target, *renderer.aliases)}
    target = names.get(arguments[0])
    if target is None:
        sys.stderr.write(f"there is no engine {arguments[0]}; there are {', '.join(sorted(names))}\n")
        return 2
    if missing(target):
        sys.stderr.write(f"{target}: {ENGINES[target].program} or a module of it is not installed here\n")
        return 2
    try:
        policy = read_policy(Path(arguments[1]))
        lines = read_lines(Path(arguments[2])) if len(arguments) == 3 else read_lines()
        with tempfile.TemporaryDirectory() as folder:
            outcome = compare(target, policy, lines, Path(folder))
    except (HardtackError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for difference in outcome.different:
        sys.stderr.write(f"{difference}\n")
    sys.stdout.write(f"{outcome}\n")
    return 1 if outcome.different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
