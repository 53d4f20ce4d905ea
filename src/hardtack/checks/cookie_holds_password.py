"""A cookie holds the user's password.

What it asks:
    Every layer of every cookie value is decoded (percent, base64, hex, JSON, tokens, signed sessions), and the password
    that the audit logged in with is looked for: in clear, encoded, reversed, or as an unsalted hash.

Why it matters:
    A cookie travels with every request, lies on the disk and in logs. Whoever reads it has the password itself: for
    this account for good, and for others where it was used again.

Remedy:
    Keep nothing but a random id in the cookie; the server knows the rest.

Example:
    bad: Set-Cookie: auth=YmFrZXI6QmlzY3VpdA== (base64 of the name and the password)
    good: Set-Cookie: sid=<128 random bits>

References:
    NIST SP 800-63B-4 5.1.1; CWE-312, CWE-315, CWE-522; ASVS 5.0 14.3.3; WSTG-SESS-01
"""

from hardtack.checks._values import answer_on_values, field, form, value_finding, values
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Inconclusive, Question, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Look for the password in what is known of each value."""
    findings = tuple(
        value_finding(
            met,
            Severity.HIGH,
            f"The cookie {met.name} holds the user's password {form(match.how)}{field(match.where)}.",
            "Whoever reads the cookie once has the password, here and wherever it was used again.",
        )
        for met in values(recording)
        for match in met.facts.matches
        if match.label == "password"
    )
    if not findings and not recording.target.password_known:
        return Inconclusive(
            "the password is not known, so that cookies could not be held against it",
            "Give --password-file FILE as well: the password is looked for in the cookies, and not sent.",
        )
    return answer_on_values(recording, findings, "No cookie holds the password.")


CHECK = Check(
    code="HT701",
    name="cookie-holds-password",
    question=Question.Q7,
    severity=Severity.HIGH,
    cwe=(312, 315, 522),
    asvs=("14.3.3",),
    wstg=("WSTG-SESS-01",),
    page=__doc__ or "",
    ask=ask,
)
