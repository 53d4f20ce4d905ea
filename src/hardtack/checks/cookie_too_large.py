"""A cookie is larger than browsers keep.

What it asks:
    Are name and value of every cookie together at most 4096 bytes?

Why it matters:
    Browsers drop a larger cookie, often only for the users with the most data in it: they can't log in, or stay in an
    older session. Large cookies also make requests that servers refuse.

Remedy:
    Keep the data on the server, under a random id; else split it over several cookies, as frameworks offer to.

Example:
    bad: Set-Cookie: session=<5000 bytes>
    good: Set-Cookie: sid=<128 random bits>

References:
    rfc6265bis-22 5.6 step 6; CWE-770; ASVS 5.0 3.3.5; WSTG-SESS-01
"""

from hardtack.checks._dropped import dropped, nothing_set
from hardtack.checks._lines import line_finding
from hardtack.cookies.reject import Reject
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Look for live lines that are dropped for their size."""
    if (nothing := nothing_set(recording)) is not None:
        return nothing
    findings = tuple(
        line_finding(
            cookie,
            Severity.LOW,
            f"No browser keeps the cookie {cookie.name}: its name and value exceed 4096 bytes.",
            line,
            f"a line of {len(line.line)} bytes",
        )
        for cookie, line, _ in dropped(recording, frozenset({Reject.TOO_LARGE}))
    )
    return judged("Every cookie is small enough for browsers to keep.", findings)


CHECK = Check(
    code="HT1105",
    name="cookie-too-large",
    question=None,
    severity=Severity.LOW,
    cwe=(770,),
    asvs=("3.3.5",),
    wstg=("WSTG-SESS-01",),
    page=__doc__ or "",
    ask=ask,
)
