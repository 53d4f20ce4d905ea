"""The site sends HSTS, and browsers keep nothing of it.

What it asks:
    Is a Strict-Transport-Security field that was sent one that counts: over https, from a host with a name, well
    formed, the first of its response, with a max-age above 0?

Why it matters:
    Somebody relies on it. An attacker on the network meets a browser that still speaks plain HTTP.

Remedy:
    Send one field, `max-age=31536000; includeSubDomains`, on every https response, and redirect plain HTTP. max-age=0
    is for taking HSTS back.

Example:
    bad: Strict-Transport-Security: max-age=31536000 over plain HTTP
    good: Strict-Transport-Security: max-age=31536000; includeSubDomains over https

References:
    RFC 6797 6.1, 7.2, 8.1, 8.1.1; CWE-319, CWE-523; ASVS 5.0 3.4.1; WSTG-CONF-07
"""

from collections.abc import Iterator

from hardtack.recording.hsts import ADDRESS, UNTRUSTED, Hsts
from hardtack.recording.inventory import inventory
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Look at why browsers keep nothing of the HSTS that was sent."""
    hsts = inventory(recording).hsts
    if hsts.exchange is None or hsts.ignored_reason == UNTRUSTED:
        return NotApplicable("the site sends no HSTS")
    shown = (Evidence(hsts.exchange, hsts.line),)
    findings = tuple(Finding(text, severity, Confidence.HIGH, shown) for severity, text in _faults(hsts))
    return judged("Browsers keep the HSTS that is sent.", findings)


def _faults(hsts: Hsts) -> Iterator[tuple[Severity, str]]:
    if hsts.ignored_reason:
        # An address can't have HSTS, whatever its owner sends.
        severity = Severity.INFO if hsts.ignored_reason == ADDRESS else Severity.LOW
        yield severity, f"The HSTS that is sent has no effect: {hsts.ignored_reason}."
    elif not hsts.effective:
        yield Severity.LOW, "The HSTS that is sent has max-age=0, which makes browsers forget it."
    if hsts.repeated:
        yield Severity.LOW, "A response sends Strict-Transport-Security more than once; browsers take the first alone."


CHECK = Check(
    code="HT1112",
    name="hsts-without-effect",
    question=None,
    severity=Severity.LOW,
    cwe=(319, 523),
    asvs=("3.4.1",),
    wstg=("WSTG-CONF-07",),
    page=__doc__ or "",
    ask=ask,
)
