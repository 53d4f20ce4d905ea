"""A token inside a session cookie claims to be valid for longer than the profile allows.

What it asks:
    Cookie values are decoded (JSON Web Tokens, signed sessions). Where one that carries the session claims an end
    (`exp`), how long is that after its issue (`iat`, else the moment it was set)? Limits: relaxed 30 days, standard 24
    hours, strict 1 hour; for a cookie that logs in again, those of such cookies.

Why it matters:
    What the browser forgets does not end a token: whoever copied it uses it until its own end. A cookie of one hour
    with a token of one year in it is a session of one year.

Remedy:
    Issue tokens for minutes or hours and renew them; keep a list of those that were ended early.

Example:
    bad: Set-Cookie: token=eyJ…; Max-Age=3600, and inside: "exp" one year away
    good: Set-Cookie: token=eyJ…; Max-Age=3600, and inside: "exp" one hour away

References:
    RFC 7519 4.1.4; NIST SP 800-63B 2.2.3; CWE-613; ASVS 5.0 7.3.2, 9.2.1; WSTG-SESS-10
"""

from hardtack.checks._lines import finding
from hardtack.cookies.contents import TimeKind, ValueFacts
from hardtack.cookies.value_kinds import Kind
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.limits import LIMITS, SLACK, span
from hardtack.recording.model import Recording
from hardtack.recording.sightings import Sighting
from hardtack.verdict import Check, Finding, NotApplicable, Question, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Compare what tokens claim with the profile's limit."""
    limits = LIMITS[recording.target.profile]
    findings: list[Finding] = []
    claims = False
    for cookie in inventory(recording).session:
        life, line = _longest_claim(recording, cookie)
        claims = claims or life is not None
        limit = limits.remember or limits.claimed if cookie.part.remembers else limits.claimed
        if life is not None and life > limit + SLACK:
            message = f"The token in {cookie.name} claims to be valid for {span(life)}; the limit is {span(limit)}"
            gain = "Whoever copies the token is inside until then, whatever the browser forgets."
            findings.append(finding(cookie, Severity.LOW, f"{message} ({limits.source}).", gain, line))
        elif life is None and _endless(recording, cookie):
            claims = True
            message = f"The token in {cookie.name} claims no end: how long it is good, the server alone knows."
            findings.append(finding(cookie, Severity.INFO, message))
    if not claims:
        return NotApplicable("no session cookie holds a token that claims times")
    return judged(
        f"No token in a session cookie claims to be valid for longer than allowed ({limits.source}).", tuple(findings)
    )


def _longest_claim(recording: Recording, cookie: SeenCookie) -> tuple[int | None, Sighting | None]:
    """The longest life claimed by a value of the cookie, in seconds, and the line that gave it."""
    longest: int | None = None
    shown: Sighting | None = None
    for line in cookie.judged:
        facts = None if line.cookie is None else recording.facts(line.cookie.value)
        issued = int(recording.started + recording.exchanges[line.exchange].at)
        life = None if facts is None else _life(facts, issued)
        if life is not None and (longest is None or life > longest):
            longest, shown = life, line
    return longest, shown


def _life(facts: ValueFacts, issued: int) -> int | None:
    """Seconds from issue to the latest end that a value claims, None if it claims no end."""
    ends = [time.seconds for time in facts.token_times if time.kind is TimeKind.EXPIRES]
    starts = [time.seconds for time in facts.token_times if time.kind is TimeKind.ISSUED and time.seconds <= issued]
    return max(ends) - max(starts, default=issued) if ends else None


def _endless(recording: Recording, cookie: SeenCookie) -> bool:
    """Whether a value is a token of a kind that usually claims an end."""
    known = [facts for mask in cookie.masks if (facts := recording.facts(mask)) is not None]
    return any(Kind.JWT in facts.layers for facts in known)


CHECK = Check(
    code="HT503",
    name="session-token-valid-too-long",
    question=Question.Q5,
    severity=Severity.LOW,
    cwe=(613,),
    asvs=("7.3.2", "9.2.1"),
    wstg=("WSTG-SESS-10",),
    page=__doc__ or "",
    ask=ask,
)
