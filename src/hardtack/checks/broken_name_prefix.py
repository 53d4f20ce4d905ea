"""A cookie's name begins with a prefix whose conditions it does not meet, so browsers drop it.

What it asks:
    Does every cookie called `__Secure-`, `__Host-`, `__Http-` or `__Host-Http-` (in any case) meet the conditions of
    its prefix, and does no nameless cookie have a value that begins with one?

Why it matters:
    Browsers drop the cookie without a word, while test clients keep it: the login works in tests alone. A nameless
    cookie with such a value is an attempt, or an invitation, to fool the server's parser.

Remedy:
    `__Secure-`: Secure. `__Host-`: Secure, Path=/ written out, no Domain. `__Http-` and `__Host-Http-`: HttpOnly as
    well. All of it over https.

Example:
    bad: Set-Cookie: __Host-sid=4f5a; Secure; Path=/shop
    good: Set-Cookie: __Host-sid=4f5a; Secure; Path=/

References:
    rfc6265bis-22 5.4, 5.7 steps 20 to 22; CWE-16; ASVS 5.0 3.3.1, 3.3.3; WSTG-SESS-02
"""

from hardtack.checks._dropped import PREFIX_RULES, dropped, nothing_set
from hardtack.checks._lines import line_finding
from hardtack.cookies.reject import Reject
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Look for cookies that browsers drop for their prefix."""
    if (nothing := nothing_set(recording)) is not None:
        return nothing
    findings = tuple(
        line_finding(
            cookie,
            Severity.LOW,
            f"No browser keeps the cookie {cookie.name}: {reason.text}."
            if reason is Reject.NAMELESS_PREFIX
            else f"No browser keeps the cookie {cookie.name}: {reason.text}, and it has not all of that.",
            line,
            reason.section,
        )
        for cookie, line, reason in dropped(recording, PREFIX_RULES)
    )
    return judged("Every cookie with a name prefix meets its conditions.", findings)


CHECK = Check(
    code="HT1103",
    name="broken-name-prefix",
    question=None,
    severity=Severity.LOW,
    cwe=(16,),
    asvs=("3.3.1", "3.3.3"),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
