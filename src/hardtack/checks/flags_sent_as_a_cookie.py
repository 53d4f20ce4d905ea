"""Flags were sent as a cookie of their own, so they flag nothing.

What it asks:
    Is there a set-cookie line whose cookie is an attribute: `Set-Cookie: secure; httponly`, `Set-Cookie: SameSite=Lax`?

Why it matters:
    Somebody meant to protect the cookies of the site, and all of them are as they were. Browsers store a cookie called
    or holding `secure`, and send it with every request.

Remedy:
    Append the flags to the line of the cookie that they are for; servers in front edit the line
    (nginx: `proxy_cookie_flags`, Apache httpd: `Header edit Set-Cookie`), they don't add one.

Example:
    bad: Set-Cookie: sid=4f5a and Set-Cookie: secure; httponly
    good: Set-Cookie: sid=4f5a; secure; httponly

References:
    rfc6265bis-22 5.6 step 3; CWE-16; ASVS 5.0 3.3.1, 3.3.4; WSTG-SESS-02
"""

from hardtack.checks._dropped import nothing_set
from hardtack.checks._lines import line_finding
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.sightings import Sighting
from hardtack.verdict import Check, Severity, Verdict, judged

_FLAGS = frozenset({"secure", "httponly", "samesite", "partitioned"})


def ask(recording: Recording) -> Verdict:
    """Look for cookies that are attributes."""
    if (nothing := nothing_set(recording)) is not None:
        return nothing
    findings = tuple(
        line_finding(
            cookie,
            Severity.LOW,
            f"The attribute {_flag(lines[0])} was sent as a cookie of its own: it protects no other cookie.",
            lines[0],
            "a line that sets an attribute as a cookie",
        )
        for cookie in inventory(recording).cookies
        if (lines := _lines(cookie))
    )
    return judged("No attribute was sent as a cookie of its own.", findings)


def _lines(cookie: SeenCookie) -> list[Sighting]:
    return [line for line in cookie.lines if not line.deletion and _flag(line)]


def _flag(line: Sighting) -> str:
    """The attribute that a line sets as a cookie, empty if it sets none."""
    if line.cookie is None:
        return ""
    said = line.cookie.name or line.cookie.value
    return said if said.lower() in _FLAGS else ""


CHECK = Check(
    code="HT1108",
    name="flags-sent-as-a-cookie",
    question=None,
    severity=Severity.LOW,
    cwe=(16,),
    asvs=("3.3.1", "3.3.4"),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
