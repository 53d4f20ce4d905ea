"""The login leaves the CSRF token's cookie as it was.

What it asks:
    Does a cookie that is a CSRF token by its name have the same value after the login as before it?

Why it matters:
    Who knew or planted the token before the login knows it afterwards, and can forge requests of the logged-in user,
    though the session itself has changed.

Remedy:
    Give a new token at every login, and bind it to the session.

Example:
    bad: `csrftoken=A` before the login and after it
    good: the login answers `Set-Cookie: csrftoken=B`

References:
    CWE-352; ASVS 5.0 3.5.1; WSTG-SESS-05; "Cookie Crumbles" (USENIX Security 2023), section 5
"""

from hardtack.checks._base import unproved
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.roles import Role
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Answer from the values of CSRF cookies around the login."""
    if (open_question := unproved(recording)) is not None:
        return open_question
    tokens = [
        seen
        for seen in inventory(recording).cookies
        if seen.role is Role.CSRF and seen.judged and seen.changed_at_login is not None
    ]
    if not tokens:
        return NotApplicable("no CSRF token's cookie was there before the login")
    kept = tuple(_kept(seen) for seen in tokens if seen.changed_at_login is False)
    return judged("The login gives a new value to the CSRF token's cookie.", kept)


def _kept(seen: SeenCookie) -> Finding:
    return Finding(
        f"The login leaves the value of the CSRF token's cookie {seen.name} as it was.",
        Severity.LOW,
        Confidence.MEDIUM,
        tuple(Evidence(line.exchange, line.line, "the value that is kept") for line in seen.judged[:1]),
        seen.id,
        "Who knew or planted the token before the login can forge the user's requests, if nothing else stops them.",
    )


CHECK = Check(
    code="HT1148",
    name="csrf-token-kept-over-login",
    question=None,
    severity=Severity.LOW,
    cwe=(352,),
    asvs=("3.5.1",),
    wstg=("WSTG-SESS-05",),
    page=__doc__ or "",
    ask=ask,
)
