"""A cookie holds the name that the user logs in with, readable.

What it asks:
    Every layer of every cookie value is decoded, and the login name of the test user is looked for as a whole word.
    Under a key that means a role it counts as the role. A value that is encrypted passes; a signed one is readable.

Why it matters:
    It is half of what a login asks for, and it says who used a shared computer. The finding is small; where the server
    trusts the name, another check says so. A value that lives for one redirect only (a greeting for the next page) is
    a note: nobody finds it on the computer later.

Remedy:
    Keep nothing but a random id in the cookie, or encrypt the value.

Example:
    bad: Set-Cookie: wp_user=baker|1767225600|9c1e
    good: Set-Cookie: sid=<128 random bits>

References:
    NIST SP 800-63B-4 5.1.1; CWE-315; ASVS 5.0 14.3.3; WSTG-SESS-01
"""

from hardtack.checks._values import DIGESTS, Met, answer_on_values, field, form, value_finding, values
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Question, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Look for the login name in what is known of each value."""
    findings = tuple(
        value_finding(
            met,
            Severity.INFO if match.how in DIGESTS or met.passing else Severity.LOW,
            f"The cookie {met.name} holds the login name {form(match.how)}{field(match.where)}{_how_long(met)}.",
            "Whoever reads the cookie knows whose it is and the name to log in with.",
        )
        for met in values(recording)
        for match in met.facts.matches
        if match.label == "username"
    )
    return answer_on_values(recording, findings, "No cookie holds the login name in clear.")


def _how_long(met: Met) -> str:
    return ", for one redirect" if met.passing else ""


CHECK = Check(
    code="HT703",
    name="cookie-holds-login-name",
    question=Question.Q7,
    severity=Severity.LOW,
    cwe=(315,),
    asvs=("14.3.3",),
    wstg=("WSTG-SESS-01",),
    page=__doc__ or "",
    ask=ask,
)
