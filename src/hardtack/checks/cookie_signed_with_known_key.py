"""A cookie is signed with a key that everybody knows.

What it asks:
    Signed values (JSON Web Tokens, itsdangerous, Django, Express, Rails, Laravel, Keygrip) are checked offline against
    the keys of tutorials, examples and defaults, and those of `--keys FILE`. Nothing is forged and nothing is sent.

Why it matters:
    Whoever knows the key writes any session: any user, any role. No login, no victim and no position on the network is
    needed.

Remedy:
    Make a random key of 32 bytes or more, keep it out of the source, and change it now: every session signed with the
    old one is void.

Example:
    bad: a session signed with the key "secret"
    good: a session signed with the output of `openssl rand -base64 32`

References:
    CWE-321, CWE-798, CWE-347; ASVS 5.0 9.1.1, 9.1.3; WSTG-SESS-10
"""

from hardtack.checks._values import value_finding, values
from hardtack.recording.model import Recording
from hardtack.verdict import Check, NotApplicable, Question, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """See whether a known key made the signature of any value."""
    tried = tuple(met for met in values(recording) if met.facts.known_key is not None)
    if not tried:
        return NotApplicable("no cookie value has a signature that keys can be tried on")
    findings = tuple(
        value_finding(
            met,
            Severity.CRITICAL if met.role.carries_session else Severity.HIGH,
            f"The cookie {met.name} is signed ({met.facts.signed}) with a key that is public knowledge.",
            "Anybody writes a valid value of this cookie: any user, any role, without a login.",
        )
        for met in tried
        if met.facts.known_key
    )
    return judged("No known key made the signature of a cookie.", tuple({one.cookie: one for one in findings}.values()))


CHECK = Check(
    code="HT704",
    name="cookie-signed-with-known-key",
    question=Question.Q7,
    severity=Severity.CRITICAL,
    cwe=(321, 798, 347),
    asvs=("9.1.1", "9.1.3"),
    wstg=("WSTG-SESS-10",),
    page=__doc__ or "",
    ask=ask,
)
