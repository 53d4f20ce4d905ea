"""An application that lives below a path hands its session cookie to the whole host.

What it asks:
    Do all pages of the application lie below one path, while the root of the host belongs to another program, and has
    the session cookie Path=/ nevertheless? That the root belongs to another program shows in two pages that are not
    found: the one at the root and the one below the path are written by different programs.

Why it matters:
    A host that is divided by paths is made for several applications. A cookie with Path=/ goes to each of them, today's
    and tomorrow's: whoever runs or breaks into one reads the session.

Remedy:
    Set the cookie's Path to the application's own path: in the application, or at the server in front
    (`ProxyPassReverseCookiePath /app /shop`, `proxy_cookie_path / /shop`). Better: a host of its own.

Example:
    bad: https://example.org/shop/ sets `sid=…; Path=/`, and https://example.org/ is not the shop's
    good: `Set-Cookie: sid=…; Path=/shop`

References:
    rfc6265bis-22 8.5; CWE-668; ASVS 5.0 3.5.4; WSTG-SESS-02
"""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from hardtack.recording.folder import application_folder
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Exchange, RecordedResponse, Recording, Step
from hardtack.recording.neighbours import visits_named
from hardtack.verdict import Check, Confidence, Evidence, Failed, Finding, NotApplicable, Question, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Answer from where the application's pages lie and what answers at the host's root."""
    prefix = application_folder(recording)
    if prefix == "/":
        return NotApplicable("the application is at the root of its host")
    seen = inventory(recording)
    cookies = seen.session or seen.live
    if any(one.path != "/" for one in cookies):
        return NotApplicable("a cookie keeps to a path of its own")
    foreign = _another_program(recording, prefix, frozenset(one.id.name for one in cookies))
    if not foreign:
        return NotApplicable("nothing shows that the host's root belongs to another program")
    findings = tuple(_too_wide(one, prefix, foreign) for one in cookies if one.live is not None)
    if not findings:
        return NotApplicable("no cookie was set")
    return Failed(findings[0].message, findings)


def _too_wide(cookie: SeenCookie, prefix: str, foreign: tuple[Evidence, ...]) -> Finding:
    lines = tuple(Evidence(line.exchange, line.line, "Path=/") for line in cookie.judged[-1:])
    return Finding(
        f"The application lives below {prefix} and another program answers at the host's root, but the cookie"
        f" {cookie.name} has Path=/ and goes to all of the host.",
        Severity.LOW,
        Confidence.MEDIUM,
        (*lines, *foreign),
        cookie.id,
        "Every other program on the host reads the session.",
        f"Set the cookie with Path={prefix.rstrip('/')}.",
    )


def _another_program(recording: Recording, prefix: str, own: frozenset[str]) -> tuple[Evidence, ...]:
    """Where it shows that the host's root is not the application's: two pages that are not there, or nothing.

    A root that leads into the application or sets its cookies is the application's own, whatever else is seen.
    """
    aside = visits_named(recording)
    asked = [one for one in recording.exchanges if one.step is Step.NEIGHBOUR and one not in aside]
    outer = [one for one in asked if not urlsplit(one.request.url).path.startswith(prefix)]
    if any(_leads_inside(one, prefix, own) for one in outer):
        return ()
    outside = next(_not_found(outer), None)
    inside = next(_not_found([one for one in asked if one not in outer]), None)
    if outside is None or inside is None or not _by_two_programs(outside[1], inside[1]):
        return ()
    return (
        Evidence(outside[0].index, note="not found: one program's page"),
        Evidence(inside[0].index, note="not found: another program's page"),
    )


def _leads_inside(exchange: Exchange, prefix: str, own: frozenset[str]) -> bool:
    if exchange.response is None:
        return False
    targets = [urljoin(exchange.request.url, value) for value in exchange.response.values("location")]
    set_there = {line.partition("=")[0].strip() for line in exchange.response.values("set-cookie")}
    return any(urlsplit(to).path.startswith(prefix) for to in targets) or not own.isdisjoint(set_there)


def _not_found(exchanges: list[Exchange]) -> Iterator[tuple[Exchange, RecordedResponse]]:
    for exchange in exchanges:
        if exchange.response is not None and exchange.response.status == 404:
            yield exchange, exchange.response


def _by_two_programs(one: RecordedResponse, other: RecordedResponse) -> bool:
    """Whether two error pages name two servers, or spell one media type in two ways.

    A page of another media type proves nothing: one program answers in HTML here and in JSON there.
    """
    if one.values("server") != other.values("server"):
        return True
    mine, theirs = ("".join(response.values("content-type")) for response in (one, other))
    return mine != theirs and mine.partition(";")[0].strip().lower() == theirs.partition(";")[0].strip().lower()


CHECK = Check(
    code="HT603",
    name="session-cookie-wider-than-its-application",
    question=Question.Q6,
    severity=Severity.LOW,
    cwe=(668,),
    asvs=("3.5.4",),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
