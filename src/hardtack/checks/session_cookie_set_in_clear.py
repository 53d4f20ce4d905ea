"""The plain side sets the session cookie, without Secure, before or beside HTTPS.

What it asks:
    Does a response over plain HTTP, be it only the redirect to HTTPS, set a cookie that carries the session, without
    Secure?

Why it matters:
    The network reads the session's value, or sets its own before the redirect. What is set so in clear is sent to the
    HTTPS side as well.

Remedy:
    Let the plain side's redirect be made by the server in front, before the application sees the request; give the
    session cookie Secure, which a plain side can't set.

Example:
    bad: http://shop.example/ answers `301` with `Set-Cookie: sid=…; Path=/`
    good: http://shop.example/ answers `301` without a cookie

References:
    CWE-319, CWE-614; ASVS 5.0 3.3.1; rfc6265bis-22 8.3 and 8.6; WSTG-SESS-02
"""

from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.sightings import Sighting
from hardtack.verdict import (
    Check,
    Confidence,
    Evidence,
    Failed,
    Finding,
    NotApplicable,
    Passed,
    Question,
    Severity,
    Verdict,
)


def ask(recording: Recording) -> Verdict:
    """Answer from the set-cookie lines that came in clear."""
    if recording.target.https is None:
        return NotApplicable("there is no HTTPS side")
    if recording.target.http is None:
        return NotApplicable("there is no plain side")
    findings = tuple(
        _in_clear(seen, lines[0]) for seen in inventory(recording).session if (lines := _plain_lines(seen))
    )
    if findings:
        return Failed(findings[0].message, findings)
    return Passed("The plain side sets no session cookie.")


def _plain_lines(seen: SeenCookie) -> list[Sighting]:
    live = [line for line in seen.lines if not line.deletion and not line.over_https]
    return [line for line in live if line.cookie is not None and not line.cookie.secure]


def _in_clear(seen: SeenCookie, line: Sighting) -> Finding:
    likely = "" if seen.role.proved else ", which is likely the session's by its name,"
    return Finding(
        f"The plain side sets the cookie {seen.name}{likely} in clear and without Secure ({line.url}).",
        Severity.MEDIUM if seen.role.proved else Severity.LOW,
        Confidence.HIGH if seen.role.proved else Confidence.MEDIUM,
        (Evidence(line.exchange, line.line, "set over plain HTTP"),),
        seen.id,
        "The network reads the session, or plants one.",
    )


CHECK = Check(
    code="HT905",
    name="session-cookie-set-in-clear",
    question=Question.Q9,
    severity=Severity.MEDIUM,
    cwe=(319, 614),
    asvs=("3.3.1",),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
