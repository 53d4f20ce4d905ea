"""Browsers drop a cookie that the site sets.

What it asks:
    Is every set-cookie line obeyed by the browsers measured? Not by any is one with Secure from a plain page, with
    SameSite=None or Partitioned without Secure, with a control character, with neither name nor value. (Domain, name
    prefixes and size are other checks'.)

Why it matters:
    What the cookie was for does not work, and nobody says so: the browser is silent, and test clients keep the cookie.
    Where it is the session's, nobody can log in.

Remedy:
    Serve the page over https and set Secure; leave SameSite=None to cookies that have to go cross-site.

Example:
    bad: Set-Cookie: sid=4f5a; SameSite=None
    good: Set-Cookie: sid=4f5a; SameSite=None; Secure

References:
    rfc6265bis-22 5.6, 5.7; CHIPS 2.1; CWE-16; ASVS 5.0 3.3.1; WSTG-SESS-02
"""

from hardtack.checks._dropped import DOMAIN_RULES, PREFIX_RULES, dropped, nothing_set
from hardtack.checks._lines import line_finding
from hardtack.cookies.reject import Reject
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Severity, Verdict, judged

_RULES = frozenset(Reject) - DOMAIN_RULES - PREFIX_RULES - {Reject.TOO_LARGE}


def ask(recording: Recording) -> Verdict:
    """Look for live lines that no browser obeys."""
    if (nothing := nothing_set(recording)) is not None:
        return nothing
    findings = tuple(
        line_finding(
            cookie,
            Severity.LOW,
            f"No browser keeps the cookie {cookie.name}: {reason.text} ({reason.section}).",
            line,
            reason.value,
        )
        for cookie, line, reason in dropped(recording, _RULES)
    )
    return judged("Browsers obey every line that sets a cookie.", findings)


CHECK = Check(
    code="HT1104",
    name="cookie-dropped-by-browsers",
    question=None,
    severity=Severity.LOW,
    cwe=(16,),
    asvs=("3.3.1",),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
