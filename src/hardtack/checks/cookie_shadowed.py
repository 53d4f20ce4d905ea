"""Two cookies of one name apply to the same requests.

What it asks:
    Does the site set one name on two paths or for two domains, such that browsers send both with one request?

Why it matters:
    The server gets the name twice. Which one it takes differs by framework, so one session hides the other: logins fail
    now and then, logouts end the wrong one, and a cookie planted on a longer path wins.

Remedy:
    Set each name with one Domain and one Path everywhere, deletions included.

Example:
    bad: `sid=A; Path=/` and `sid=B; Path=/app`: at /app/ browsers send `sid=B; sid=A`
    good: `sid=A; Path=/` everywhere

References:
    rfc6265bis-22 5.8.3; CWE-668; WSTG-SESS-02
"""

from itertools import combinations

from hardtack.checks._base import overlap
from hardtack.cookies.matching import domain_match
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.neighbours import visits_named
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Answer from the names, paths and domains of the cookies that browsers keep."""
    aside = {exchange.index for exchange in visits_named(recording)}
    cookies = [
        seen
        for seen in inventory(recording).live
        if seen.judged and any(one.exchange not in aside for one in seen.lines)
    ]
    if not cookies:
        return NotApplicable("no cookie was set")
    pairs = [(one, other) for one, other in combinations(cookies, 2) if _both_apply(one, other)]
    return judged("No two cookies of one name apply to the same requests.", tuple(_pair(*pair) for pair in pairs))


def _both_apply(one: SeenCookie, other: SeenCookie) -> bool:
    if one.id.name != other.id.name or not overlap(one.path, other.path):
        return False
    if one.id.host == other.id.host:
        return True
    # A host-only cookie goes to its own host alone; the other has to reach it there.
    wide, narrow = (one, other) if domain_match(other.id.host, one.id.host) else (other, one)
    return not wide.id.host_only and domain_match(narrow.id.host, wide.id.host)


def _pair(one: SeenCookie, other: SeenCookie) -> Finding:
    lines = tuple(Evidence(line.exchange, line.line) for seen in (one, other) for line in seen.judged[-1:])
    places = " and ".join(f"{seen.id.host}{seen.path}" for seen in (one, other))
    return Finding(
        f"Two cookies {one.name} go with the same requests, of {places}.",
        Severity.LOW,
        Confidence.HIGH,
        lines,
        one.id,
        "Which one the server takes differs by framework: a cookie planted on a longer path can win.",
    )


CHECK = Check(
    code="HT1150",
    name="cookie-shadowed",
    question=None,
    severity=Severity.LOW,
    cwe=(668,),
    asvs=(),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
