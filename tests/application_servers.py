"""Application servers against policies: their own session cookie, cookies they write for the application, raw lines.

One server is started for several policies, with a virtual host for each and one that is told nothing: what it sends
elsewhere is held to what `enforce` makes of what it sends there.
"""

import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_pem_x509_certificates

from hardtack.cookies import parse_cookie_date
from hardtack.demo.certificate import make_certificate
from hardtack.policy import (
    CookieRole,
    MatchKind,
    PlainAnswer,
    Policy,
    RequestFacts,
    Tls,
    hsts_field,
    inbound,
    plain_answer,
    rule_for,
)
from hardtack.render import Exactness, Rendered, Version
from tests.differences import Declared, cookies_apart
from tests.engines.containers import Container, Hosted, Places
from tests.engines.jetty import JETTY
from tests.engines.model import free_port
from tests.engines.tomcat import TOMCAT, TOMCAT_9
from tests.outcome import Outcome, Problem
from tests.policy_corpus import portions
from tests.raw_http import Answer, ask
from tests.servers import find_renderer, placed

__all__ = ["APPLICATION_SERVERS", "Served", "absent_part", "compare_hosted", "compare_served", "serving"]

APPLICATION_SERVERS: Final = {"jetty": JETTY, "tomcat": TOMCAT, "tomcat-9": TOMCAT_9}
"""By the renderer's target, and Tomcat's older edition beside it."""
_VERSIONS: Final[dict[str, Version]] = {"tomcat-9": (9,)}
_START_SECONDS: Final = 60
_STATUSES: Final = (
    ("GET", "200", 200),
    ("GET", "302", 302),
    ("GET", "404", 404),
    ("GET", "500", 500),
    ("GET", "throw", 500),
    ("HEAD", "200", 200),
)
_JSESSIONID: Final = "JSESSIONID"
_RESERVED: Final = {"jsessionid", "comment", "discard", "domain", "expires", "max-age", "path", "secure", "version"}
"""Names that addCookie refuses, and the server's own."""
_PLAIN: Final = (
    "/index.jsp",
    "/index.jsp?q=1&r=%20",
    "/a%3bb;x=1/c%c3%a4",
    "/.well-known/acme-challenge/../index.jsp",
    "/.well-known/acme-challenge/%2e%2e/index.jsp",
    "/.well-known/acme-challenge/t",
)
_WSP: Final = " \t"
# Servers here take heads of 64 KiB, and a request asks in hexadecimal digits.
_MOST_ASKED: Final = 24_000
# What the servlet API lets an application give a cookie.
_name = re.compile(r"[!#%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_value = re.compile(r"[!#-+.-:<-\[\]-~-]*").fullmatch
_domain = re.compile(r"(?:[0-9a-z-]+\.)*[0-9a-z-]+|").fullmatch
_path = re.compile(r"[ -:<-~]*").fullmatch
_age = re.compile(r"-?\d{1,9}|").fullmatch
_control = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_date = re.compile(r"(?<=Expires=)[^;]*").search


@dataclass(frozen=True, slots=True)
class Served:
    """A running application server as one of its virtual hosts.

    Attributes:
        host: the name of the virtual host.
        policy: with the site where it is.
        rendered: what it was told.
        base: the path of the application, without "/" at its end.
        plain: the port for plain HTTP.
        tls: the port for TLS.
    """

    host: str
    policy: Policy
    rendered: Rendered
    base: str
    plain: int
    tls: int

    def ask(self, query: str, method: str = "GET", *, https: bool = False, more: str = "", host: str = "") -> Answer:
        """Ask the application for something (see `engines/webapp/index.jsp`).

        Args:
            query: The request's query.
            method: Its method.
            https: The browser's request comes by TLS.
            more: Further field lines.
            host: Another virtual host than this one's.
        """
        return self.fetch(f"{self.base}/index.jsp?{query}", method, https=https, more=more, host=host)

    def fetch(self, target: str, method: str = "GET", *, https: bool = False, more: str = "", host: str = "") -> Answer:
        """Ask for any target; arguments as for `ask`."""
        here = self.policy.site.tls is Tls.HERE and https
        if self.policy.site.tls is Tls.FRONT:
            more += f"X-Forwarded-Proto: {'https' if https else 'http'}\r\n"
        length = "Content-Length: 0\r\n" if method in {"POST", "DELETE"} else ""
        request = f"{method} {target} HTTP/1.1\r\nHost: {host or self.host}\r\n{length}{more}"
        return ask(("127.0.0.1", self.tls if here else self.plain), request, tls=here)

    def ways(self) -> tuple[bool, ...]:
        """By TLS, and by plain HTTP as far as that is served."""
        if self.policy.site.tls is Tls.NONE:
            return (False,)
        redirected = self.policy.transport.redirect is not None and "transport.redirect" not in self.unsupported
        return (True,) if self.policy.site.tls is Tls.HERE or redirected else (True, False)

    @property
    def unsupported(self) -> frozenset[str]:
        """The fields that are not done at all."""
        return frozenset(one.field for one in self.rendered.answers if one.exactness is Exactness.UNSUPPORTED)

    def declared(self, rule: str | None) -> Declared:
        """What is answered otherwise than exact for one rule's cookies, or for those of none, and for no others.

        What is said of limits and of lines that can't be enforced is said of all cookies.
        """
        inexact = frozenset(
            (one.field, None)
            for one in self.rendered.inexact
            if one.rule == rule or one.field == "on_error" or one.field.startswith("limits.")
        )
        return Declared(self.policy, inexact)

    def otherwise(self, problem: str | None, name: str) -> Problem:
        """A problem with what is about one field of the policy, as declared where that field is."""
        known = None if problem is None else self.declared(None).field((name,))
        return [known] if known else problem

    @property
    def session_rule(self) -> str:
        """What the answers for the server's own session cookie have as their rule."""
        own = {one.rule for one in self.rendered.answers if one.rule is not None}
        return own.pop() if own else _JSESSIONID


def absent_part(target: str) -> str | None:
    """A file that an application server needs and that is not there, if there is one."""
    return next((path for path in APPLICATION_SERVERS[target].needs if not Path(path).exists()), None)


@contextmanager
def serving(target: str, policies: Sequence[tuple[str, Policy]], root: Path) -> Iterator[tuple[Served, ...]]:
    """An application server with policies, in a folder of its own.

    Args:
        target: A key of `APPLICATION_SERVERS`.
        policies: Names and policies; where their sites are doesn't matter. What concerns the whole server is to be the
            same in all of them that have any.
        root: An empty folder.
    """
    container, version = APPLICATION_SERVERS[target], _VERSIONS.get(target)
    renderer = find_renderer(target.partition("-")[0])
    places = Places(root / "server", free_port(), free_port(), root / "tls")
    places.root.mkdir()
    _certificates(places.certificates)
    served = []
    for name, policy in policies:
        here = placed(policy, places.tls if policy.site.tls is not Tls.NONE else places.plain, 80)
        base = re.sub(r"^https?://[^/]*", "", policy.site.upstream or "").rstrip("/")
        rendered = renderer.render(here, version)
        served.append(Served(f"{name}.test", here, rendered, base, places.plain, places.tls))
    hosted = [Hosted(one.host, one.base, one.rendered.files) for one in served]
    hosted += [Hosted(_bare(base), base, ()) for base in {one.base for one in served}]
    with _running(container, hosted, places):
        yield tuple(served)


def _bare(base: str) -> str:
    """The virtual host that is told nothing, with an application at a path."""
    return f"bare{base.replace('/', '-')}.test"


@contextmanager
def _running(container: Container, hosted: Sequence[Hosted], places: Places) -> Iterator[None]:
    validate, run = container.commands(hosted, places)
    checked = subprocess.run(validate, check=False, capture_output=True, text=True, timeout=60, cwd=places.root)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    log = places.root / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(run, stdout=out, stderr=out, cwd=places.root)
        try:
            _wait(process, places.plain, hosted, log)
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, hosted: Sequence[Hosted], log: Path) -> None:
    """Wait until every application answers; one that failed to start answers 404 or 503 for ever."""
    end = time.monotonic() + _START_SECONDS
    for host in hosted:
        while True:
            assert process.poll() is None, log.read_text(errors="replace")
            try:
                target = f"{host.base}/index.jsp"
                answer = ask(("127.0.0.1", port), f"GET {target} HTTP/1.1\r\nHost: {host.name}\r\n", tls=False)
            except OSError:
                answer = None
            if answer is not None and answer.status not in {404, 503}:
                break
            assert time.monotonic() < end, log.read_text(errors="replace")
            time.sleep(0.1)


def _certificates(folder: Path) -> None:
    certificate = make_certificate("127.0.0.1", datetime.now(UTC))  # noqa: TID251 -- a real server checks real dates
    folder.mkdir()
    (folder / "fullchain.pem").write_bytes(certificate.chain)
    (folder / "privkey.pem").write_bytes(certificate.key)
    key = load_pem_private_key(certificate.key, None)
    own, *others = load_pem_x509_certificates(certificate.chain)
    assert isinstance(key, EllipticCurvePrivateKey)
    store = pkcs12.serialize_key_and_certificates(b"hardtack", key, own, others, BestAvailableEncryption(b"changeit"))
    (folder / "keystore.p12").write_bytes(store)


@dataclass(frozen=True, slots=True)
class _Case:
    """One way to ask.

    Attributes:
        method: of the request.
        word: what the application is asked for.
        status: what is to come.
        https: the browser's request comes by TLS.
    """

    method: str
    word: str
    status: int
    https: bool


def compare_served(one: Served, lines: Sequence[str], cookie_fields: Sequence[str]) -> Outcome:
    """Compare what a virtual host does with what its policy means.

    Args:
        one: The virtual host.
        lines: Set-cookie lines that the application sends as they are, and as far as the servlet API can, by addCookie.
        cookie_fields: Cookie fields as browsers send them.
    """
    outcome = Outcome()
    own = re.compile(rf"(?:__Host-|__Secure-)?{re.escape(_own_name(one.policy))}\t").match
    specs = [spec for line in lines if (spec := _spec(line)) is not None and not own(spec)]
    for https in one.ways():
        for method, word, status in _STATUSES:
            case = _Case(method, word, status, https)
            answers = [_own_cookie(one, outcome, case)]
            answers += [_raw(one, outcome, case, part) for part in portions(lines, 400, _MOST_ASKED)]
            answers += [_made(one, outcome, case, part) for part in portions(specs, 400, _MOST_ASKED)]
            for answer in answers:
                outcome.count(f"{one.host} {case}", None if answer.status == status else f"status {answer.status}")
                outcome.count(f"{one.host} {case}", _hsts(one, answer, https=https))
        for value in cookie_fields:
            _cookie_field(one, outcome, value, https=https)
    _plain_side(one, outcome)
    return outcome


def _facts(case: _Case) -> RequestFacts:
    return RequestFacts(https=case.https, now=int(time.time()))  # noqa: TID251 -- the server reads the real clock


def _own_cookie(one: Served, outcome: Outcome, case: _Case) -> Answer:
    """The server's own session cookie, against what it sends where it is told nothing."""
    answer = one.ask(f"session=1&status={case.word}", case.method, https=case.https)
    (bare,) = one.ask("session=1", https=case.https, host=_bare(one.base)).all("set-cookie")
    got = answer.all("set-cookie")
    value = got[0].partition(";")[0].partition("=")[2] if got else ""
    # Every session has an id of its own.
    line = f"{_own_name(one.policy)}={value};{bare.partition(';')[2]}"
    declared = one.declared(one.session_rule)
    apart = cookies_apart(declared, [line], _facts(case), case.status, (answer.status, got))
    outcome.count(f"{one.host} session {case}", apart)
    return answer


def _own_name(policy: Policy) -> str:
    """What the policy calls the session cookie of the application's server."""
    rule = rule_for(policy, _JSESSIONID)
    if rule is not None and rule.role is CookieRole.SESSION:
        return _JSESSIONID
    named = (
        rule.match.text
        for rule in policy.cookies
        if rule.role is CookieRole.SESSION and rule.match.kind is MatchKind.NAME
    )
    return next(named, _JSESSIONID)


def _raw(one: Served, outcome: Outcome, case: _Case, lines: Sequence[str]) -> Answer:
    """Lines that the application writes itself, of which the renderer says that they stay as they are."""
    query = "&".join([f"status={case.word}", *(f"raw={line.encode('latin-1').hex()}" for line in lines)])
    answer = one.ask(query, case.method, https=case.https)
    got, as_they_are = answer.all("set-cookie"), "cookies" in {one.field for one in one.rendered.inexact}
    if len(got) != len(lines):
        outcome.count(f"{one.host} raw {case}", f"{len(got)} of {len(lines)} came")
    for line, came in zip(lines, got, strict=False):
        nothing_declared = Declared(one.policy, frozenset())
        apart: Problem = cookies_apart(nothing_declared, [line], _facts(case), case.status, (answer.status, [came]))
        # Tomcat sends a blank for a control character.
        said = as_they_are and came in {line.strip(_WSP), _control.sub(" ", line).strip(_WSP)}
        outcome.count(f"{one.host} raw {case}", ["cookies"] if apart and said else apart)
    return answer


def _made(one: Served, outcome: Outcome, case: _Case, specs: Sequence[str]) -> Answer:
    """Cookies that the server writes for the application, against what it writes where it is told nothing."""
    query = "&".join([f"status={case.word}", *(f"made={spec.encode('latin-1').hex()}" for spec in specs)])
    answer = one.ask(query, case.method, https=case.https)
    lines, got = one.ask(query, host=_bare(one.base)).all("set-cookie"), answer.all("set-cookie")
    if not len(got) == len(lines) == len(specs):
        outcome.count(f"{one.host} made {case}", f"{len(got)} of {len(lines)} of {len(specs)} came")
    for line, came in zip(lines, got, strict=False):
        sent = [_at_once(line, came)]
        apart = cookies_apart(one.declared(None), sent, _facts(case), case.status, (answer.status, [came]))
        outcome.count(f"{one.host} made {case}", apart)
    return answer


def _at_once(line: str, came: str) -> str:
    """A line with the date of another that was written within seconds of it."""
    dates = [found[0] for text in (line, came) if (found := _date(text))]
    near = len(dates) == 2 and abs((parse_cookie_date(dates[0]) or 0) - (parse_cookie_date(dates[1]) or 0)) <= 3
    return line.replace(dates[0], dates[1]) if near else line


def _spec(line: str) -> str | None:
    """A line as the arguments of addCookie, if it can be had that way."""
    pair, *rest = line.split(";")
    name, _, value = (text.strip(_WSP) for text in pair.partition("="))
    given = [part.partition("=") for part in rest]
    attributes = {key.strip(_WSP).lower(): text.strip(_WSP) for key, _, text in given}
    path, domain, age = (attributes.get(key, "") for key in ("path", "domain", "max-age"))
    may = name.lower() not in _RESERVED and not name.endswith(f"-{_JSESSIONID}") and len(value) < 1000
    fits = may and all((_name(name), _value(value), _path(path), _domain(domain), _age(age)))
    flags = ("s" if "secure" in attributes else "") + ("h" if "httponly" in attributes else "")
    return f"{name}\t{value}\t{path}\t{domain}\t{age}\t{flags}" if fits else None


def _hsts(one: Served, answer: Answer, *, https: bool) -> Problem:
    """HSTS stands once, by TLS alone; of it, only preload may be missing, where the renderer says so."""
    hsts, got = one.policy.transport.hsts, answer.all("strict-transport-security")
    if hsts is None or not https or "transport.hsts" in one.unsupported:
        return f"HSTS is {got}" if got else None
    wanted = {part.strip() for part in hsts_field(hsts).split(";")}
    came = {part.strip() for part in got[0].split(";")} if len(got) == 1 else set()
    if wanted - came == {"preload"} and came < wanted:
        return one.otherwise("preload is missing", "transport.hsts")
    return None if came == wanted else f"HSTS is {got}"


def _cookie_field(one: Served, outcome: Outcome, value: str, *, https: bool) -> None:
    """What the application sees of a Cookie field."""
    body = one.ask("", https=https, more=f"Cookie: {value}\r\n").body.decode("latin-1")
    got = next(line.partition(": ")[2] for line in body.splitlines() if line.startswith("cookie: "))
    # A server passes the field on as it came; what counts are the pairs.
    pairs = "; ".join(pair.strip(_WSP) for pair in got.split(";") if pair.strip(_WSP))
    problem = None if pairs == inbound(one.policy, value) else f"the application got {got!r}"
    outcome.count(f"{one.host} Cookie: {value[:60]}", one.otherwise(problem, "inbound") if got == value else problem)


def _plain_side(one: Served, outcome: Outcome) -> None:
    """What becomes of plain requests."""
    if one.policy.site.tls is Tls.NONE:
        return
    redirect = one.policy.transport.redirect
    for method in ("GET", "HEAD", "POST", "DELETE"):
        for path in _PLAIN:
            target = f"{one.base}{path}"
            answer = one.fetch(target, method)
            location, status = answer.all("location"), answer.status
            right = {
                PlainAnswer.REDIRECT: status == redirect and location == (f"https://127.0.0.1:{one.tls}{target}",),
                PlainAnswer.FORBID: status == 403,
                PlainAnswer.SERVE: status not in {403, redirect},
            }[plain_answer(one.policy.transport, method, target.partition("?")[0])]
            problem = None if right else f"{status} to {location}"
            outcome.count(f"{one.host} plain {method} {target}", one.otherwise(problem, "transport.redirect"))


def compare_hosted(target: str, policy: Policy, lines: Sequence[str], root: Path, fields: Sequence[str]) -> Outcome:
    """Run one application server against one policy.

    Args:
        target: A key of `APPLICATION_SERVERS`.
        policy: The policy.
        lines: Set-cookie lines, as for `compare_served`.
        root: An empty folder.
        fields: Cookie fields as browsers send them.
    """
    with serving(target, (("policy", policy),), root) as (one,):
        return compare_served(one, lines, fields)
