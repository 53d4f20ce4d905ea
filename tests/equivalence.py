"""One server against one policy: what reaches the browser and the application must be what the policy means.

    python -m tests.equivalence ENGINE POLICY [CORPUS]

POLICY is a TOML file; CORPUS a file of set-cookie lines, one a line, any bytes but line breaks. Prints ``equal N
declared N different N`` and each difference; exits 1 if any is different.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

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
from hardtack.render import RENDERERS
from tests.application_servers import APPLICATION_SERVERS, absent_part, compare_hosted
from tests.differences import Declared, cookies_apart
from tests.middleware_servers import MIDDLEWARE, running_middleware
from tests.outcome import Outcome, Problem
from tests.policy_corpus import portions, read_lines, read_policy
from tests.raw_http import Answer, Upstream, ask, upstream
from tests.servers import ENGINES, Running, find_renderer, missing, running, served

__all__ = ["COOKIE_FIELDS", "compare"]

_REQUESTS: Final = (("GET", 200), ("GET", 302), ("GET", 404), ("GET", 500), ("HEAD", 200))
_EXEMPT: Final = "/.well-known/acme-challenge"
_PATHS: Final = ("/200/0", "/200/0?q=1&r=%20", f"{_EXEMPT}/../200/0", f"{_EXEMPT}/x%5C../200/0", f"{_EXEMPT}/t")
_PLAIN: Final = tuple((method, path) for method in ("GET", "HEAD", "POST", "DELETE") for path in _PATHS)
COOKIE_FIELDS: Final = (
    "a=1",
    "a=1; __Host-JSESSIONID=good; x__Host-JSESSIONID=2; v=__Host-JSESSIONID=3; JSESSIONID=evil; XJSESSIONID=z",
    "JSESSIONID=evil",
    "JSESSIONID = evil ;; a = b;",
    "JSESSIONID=evil; JSESSIONID=evil2; JSESSIONID = evil3 ;JSESSIONID=",
    "__Host-JSESSIONID = spaced; __host-JSESSIONID=other; __Secure-JSESSIONID=x; __Secure-Jx=y; __Host-=e",
    "__Host-JSESSIONID=__Host-JSESSIONID=v; __Secure-app=1; app=2; __Secure-dom1=3; dom1=4; __Host-app=5",
    "__Host-a=1; __Host-__Host-a=2; __host-a=3; b=4; __Secure-c=5; domx=6; __Host-domx=7; dup=8",
    "noname; =x; tracking=1; tracking2=2; __Host-app=1; app=2; sid=1; __Host-sid=2; __Secure-sid=3",
    "tracking=1; _ga=2; x_ga=3; __Host-tracking=4; tracking",
    'q="a; b"; latin=\xe9\xff; big=' + "y" * 3000,
    "many=" + "; many=".join(map(str, range(60))),
)
"""Cookie fields as a browser, or who attacks one, sends them."""
_JOINS_BY_COMMA: Final = frozenset({"apache", "apache-2.2-dialect", "wsgi"})
"""Servers that join several Cookie fields by ", " before any module sees them, as their pages say."""
_WIDE: Final = tuple(f"wide{number}={'x' * 1000}; Path=/" for number in range(20))
"""Lines of which none is too long alone."""
_MOST_TOGETHER: Final = 32_000
"""Bytes of lines that one response holds together: servers have limits of their own for heads."""
_CONTROL: Final = frozenset(map(chr, (*range(9), *range(10, 32), 127)))
_WSP: Final = " \t"


@dataclass(frozen=True, slots=True)
class _Run:
    target: str
    policy: Policy
    server: Running
    groups: Sequence[Sequence[str]]
    declared: Declared

    @property
    def without(self) -> int:
        """The group without a line, of which no policy refuses anything: the last."""
        return len(self.groups) - 1

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

    def otherwise(self, problem: str | None, name: str) -> Problem:
        """A problem with what is about one field of the policy, as declared where that field is."""
        known = None if problem is None else self.declared.field((name,))
        return [known] if known else problem


def _hsts_differs(run: _Run, answer: Answer, *, https: bool, own: bool) -> str | None:
    hsts = run.policy.transport.hsts
    got = answer.all("strict-transport-security")
    if hsts is not None and https:
        return None if got == (hsts_field(hsts),) else f"HSTS is {got}"
    # What upstream sends is its own affair without TLS or without a policy; the server itself adds none.
    return f"HSTS is {got}" if own and got else None


def _one(run: _Run, case: tuple[int, str, int, bool]) -> Iterator[tuple[str, Problem]]:
    group, method, status, https = case
    before = int(time.time())  # noqa: TID251 -- the server under test reads the real clock
    answer = run.ask(f"/{status}/{group}", method, https=https)
    after = int(time.time())  # noqa: TID251 -- as above
    lines = run.groups[group]
    said = f"{method} {status} {'https' if https else 'http'} {[line[:80] for line in lines[:1]]}"
    came = (answer.status, answer.all("set-cookie"))
    # A date is capped by the server's own clock.
    tried = (
        (cookies_apart(run.declared, lines, RequestFacts(https=https, now=now), status, came), now)
        for now in range(before, after + 2)
    )
    found, now = min(tried, key=lambda one: (isinstance(one[0], str), bool(one[0])))
    yield said, found
    wanted = enforce_response(run.policy, lines, RequestFacts(https=https, now=now))
    refused = answer.status != status or wanted.refused
    # Where a refusal is declared to be none, or not whole, upstream's own fields and its body pass.
    known = run.declared.faults(wanted)
    problem = _hsts_differs(run, answer, https=https, own=refused and not found)
    yield said, known if problem and refused and known else run.otherwise(problem, "transport.hsts")
    if refused:
        passed = b"\r\nhost: " in answer.body.lower()
        yield said, found or ((known or "the body of a refused response passed") if passed else None)
    elif status == 302:
        location = answer.all("location")
        yield said, None if location == ("/elsewhere",) else f"Location is {location}"


def _requests(run: _Run, outcome: Outcome) -> None:
    # Each line goes alone with two of the requests, all of them with one, and in company with every one.
    cases = [
        (group, method, status, https)
        for https in run.ways()
        for group, lines in enumerate(run.groups)
        for number, (method, status) in enumerate(_REQUESTS)
        if len(lines) > 1 or number in {0, 1 + group % (len(_REQUESTS) - 1)}
    ]
    with ThreadPoolExecutor(6) as pool:
        for found in pool.map(lambda case: tuple(_one(run, case)), cases):
            for one in found:
                outcome.count(*one)


def _cookie_fields(run: _Run, outcome: Outcome) -> None:
    https = run.ways()[0]
    # Browsers send one field by HTTP/1.1; others may send several, which pass as several or joined.
    several = ("Cookie: a=1\r\nCookie: JSESSIONID=b\r\n", "a=1; JSESSIONID=b")
    asked = [(f"Cookie: {value}\r\n", value) for value in COOKIE_FIELDS]
    for more, value in (*asked, *(() if run.target in _JOINS_BY_COMMA else (several,))):
        body = run.ask(f"/200/{run.without}", https=https, more=more).body.decode("latin-1")
        fields = [text.partition(":")[2] for text in body.split("\r\n") if text.lower().startswith("cookie:")]
        got = [pair.strip(_WSP) for text in fields for pair in text.split(";") if pair.strip(_WSP)]
        wanted = inbound(run.policy, value)
        right = got == [pair for pair in wanted.split("; ") if pair] and len(fields) in {
            bool(wanted),
            more.count("\n") * bool(wanted),
        }
        problem = None if right else f"upstream got {fields}, wanted {wanted!r}"
        outcome.count(f"Cookie: {value[:60]}", run.otherwise(problem, "inbound"))


def _plain_side(run: _Run, outcome: Outcome) -> None:
    if run.policy.site.tls is Tls.NONE:
        return
    for method, target in _PLAIN:
        answer = run.ask(target, method, https=False)
        location = answer.all("location")
        match plain_answer(run.policy.transport, method, target.partition("?")[0]):
            case PlainAnswer.REDIRECT:
                right = answer.status == run.policy.transport.redirect
                right = right and location == (f"https://127.0.0.1:{run.server.port}{target}",)
            case PlainAnswer.FORBID:
                right = answer.status == 403
            case PlainAnswer.SERVE:
                right = answer.status not in {403, run.policy.transport.redirect}
            case other:
                assert_never(other)
        problem = None if right else f"{answer.status} to {location}"
        outcome.count(f"plain {method} {target}", run.otherwise(problem, "transport.redirect"))


def _own_errors(run: _Run, outcome: Outcome, application: Upstream) -> None:
    https = run.ways()[0]
    answers = [run.ask("/dead", https=https)]
    application.close()
    # Some servers try a second or two again before they give up.
    with ThreadPoolExecutor(2) as pool:
        answers += pool.map(lambda method: run.ask("/200/0", method, https=https), ("GET", "HEAD"))
    for answer in answers:
        wrong = answer.status < 500 or any(answer.all("set-cookie"))
        outcome.count("own error", f"answered {answer.status}" if wrong else None)
        problem = _hsts_differs(run, answer, https=https, own=True)
        outcome.count("own error", run.otherwise(problem, "transport.hsts"))


Start = Callable[[str, Policy, int, Path], AbstractContextManager[Running]]


def compare(target: str, policy: Policy, lines: Sequence[str], root: Path, start: Start = running) -> Outcome:
    """Run one server against one policy.

    Args:
        target: A key of `ENGINES`, or one of `MIDDLEWARE`, which declares nothing.
        policy: The policy.
        lines: Set-cookie lines; each is sent alone, and with up to forty others.
        root: An empty folder.
        start: What starts the server.
    """
    outcome, policy = Outcome(), policy if target in MIDDLEWARE else served(target, policy)
    # A line with a control character may cost the whole response, so it is left out of those that are sent together.
    together = [line for line in lines if _CONTROL.isdisjoint(line)]
    chunks = portions(together, 40, _MOST_TOGETHER)
    groups = [*([line] for line in lines), *chunks, ["a=1; Path=/"] * 150, _WIDE, []]
    declared = Declared.of(policy, () if target in MIDDLEWARE else find_renderer(target).answers(policy))
    with upstream(groups) as application, start(target, policy, application.port, root) as server:
        run = _Run(target, policy, server, groups, declared)
        _requests(run, outcome)
        _cookie_fields(run, outcome)
        _plain_side(run, outcome)
        _own_errors(run, outcome, application)
    return outcome


def _absent(target: str) -> bool:
    """Whether what a target needs is not installed here."""
    if target in APPLICATION_SERVERS:
        return absent_part(target) is not None
    return target not in MIDDLEWARE and missing(target)


def _compared(target: str, policy: Policy, lines: Sequence[str], root: Path) -> Outcome:
    """Run whatever kind of target it is."""
    if target in APPLICATION_SERVERS:
        return compare_hosted(target, policy, lines, root, COOKIE_FIELDS)
    return compare(target, policy, lines, root, running_middleware if target in MIDDLEWARE else running)


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
    names |= {name: name for name in (*MIDDLEWARE, *APPLICATION_SERVERS)}
    target = names.get(arguments[0])
    if target is None:
        sys.stderr.write(f"there is no engine {arguments[0]}; there are {', '.join(sorted(names))}\n")
        return 2
    if _absent(target):
        sys.stderr.write(f"{target}: its program or a module of it is not installed here\n")
        return 2
    try:
        policy = read_policy(Path(arguments[1]))
        lines = read_lines(Path(arguments[2])) if len(arguments) == 3 else read_lines()
        with tempfile.TemporaryDirectory() as folder:
            outcome = _compared(target, policy, lines, Path(folder))
    except (HardtackError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for difference in outcome.different:
        sys.stderr.write(f"{difference}\n")
    sys.stdout.write(f"{outcome}\n")
    return 1 if outcome.different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
