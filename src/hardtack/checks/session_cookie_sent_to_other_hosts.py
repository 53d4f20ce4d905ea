"""The Domain attribute sends a session cookie to more hosts than need it, or makes browsers drop the cookie.

What it asks:
    Which hosts does a browser send each cookie to, by its own rules (leading dot ignored, public suffixes refused)? A
    cookie without Domain goes to its own host alone, which is best; Domain equal to that host adds the names under it;
    a parent domain adds every sibling. A Domain that browsers refuse means that the cookie is never kept.

Why it matters:
    Every host under the domain receives the session and can set a cookie in its place: a forgotten test machine, a
    customer's page, a sub-domain whose name points at somebody else's cloud.

Remedy:
    Leave Domain away (an empty setting in most frameworks), best with the name prefix `__Host-`, which browsers hold to
    it. If hosts really share the session, say so with `shared_domain` and own all of them.

Example:
    bad: Set-Cookie: sid=4f5a; Domain=example.org (from shop.example.org)
    good: Set-Cookie: sid=4f5a

References:
    rfc6265bis-22 4.1.2.3, 5.1.3, 5.7; CWE-668; ASVS 5.0 3.3.3; WSTG-SESS-02
"""

from collections.abc import Iterator

from hardtack.checks._lines import answer, finding, listed, weight
from hardtack.cookies.matching import is_ip, parse_target
from hardtack.cookies.reject import Reject
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.roles import Role
from hardtack.verdict import Check, Finding, Question, Severity, Verdict

_BROKEN = frozenset({Reject.PUBLIC_SUFFIX, Reject.DOMAIN_MISMATCH, Reject.DOMAIN_NOT_ASCII})
_BYSTANDERS = frozenset({Role.ANALYTICS, Role.INFRASTRUCTURE, Role.PREFERENCE})


def ask(recording: Recording) -> Verdict:
    """Work out the hosts of every cookie that was set."""
    seen = inventory(recording)
    shared = frozenset(domain.removeprefix(".").lower() for domain in recording.target.shared_domain)
    findings = tuple(found for cookie in seen.cookies for found in _findings(cookie, shared))
    good = "No cookie that carries the session goes to hosts that don't need it"
    return answer(recording, findings, f"{good} ({listed(seen.session)})." if seen.session else f"{good}.")


def _findings(cookie: SeenCookie, shared: frozenset[str]) -> Iterator[Finding]:
    line = cookie.live
    if line is None or line.cookie is None or line.cookie.domain is None:
        return
    domain, host = line.cookie.domain, parse_target(line.url).host
    reason = next((kept.reject for kept in line.kept if kept.reject is not None), None)
    if line.dropped:
        if reason in _BROKEN:
            yield _broken(cookie, domain, reason)
    elif cookie.id.host_only or is_ip(host):
        said = "empty" if not domain else "the host itself, which has no sub-domains to a browser"
        yield finding(cookie, Severity.INFO, f"The Domain of {cookie.name} is {said}: the cookie goes to {host} alone.")
    elif cookie.id.host == host:
        yield finding(
            cookie,
            Severity.INFO,
            f"{cookie.name} goes to {host} and to every name under it; without Domain, to {host} alone.",
        )
    else:
        yield _wide(cookie, host, declared=cookie.id.host in shared)


def _broken(cookie: SeenCookie, domain: str, reason: Reject) -> Finding:
    severity = Severity.INFO if cookie.role in _BYSTANDERS else Severity.LOW
    message = f"No browser keeps the cookie {cookie.name}: its Domain={domain} is refused, as {reason.text}."
    return finding(cookie, severity, message)


def _wide(cookie: SeenCookie, host: str, *, declared: bool) -> Finding:
    if declared:
        message = f"{cookie.name} goes to every host under {cookie.id.host}, which is declared shared."
        return finding(cookie, Severity.INFO, message)
    gain = f"Whoever runs or takes over any host under {cookie.id.host} receives the session of users who pass by."
    message = f"The cookie {cookie.name} of {host} goes to every host under {cookie.id.host}."
    return finding(cookie, weight(cookie, Severity.MEDIUM), message, gain)


CHECK = Check(
    code="HT401",
    name="session-cookie-sent-to-other-hosts",
    question=Question.Q4,
    severity=Severity.MEDIUM,
    cwe=(668,),
    asvs=("3.3.3",),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
