"""HSTS is kept for less than a year, or leaves the names under the host open.

What it asks:
    Has the HSTS that browsers keep a max-age of a year or more, and includeSubDomains?

Why it matters:
    Whoever visits less often than max-age is open to the network again at each visit. Names under the host that are
    left open can plant cookies for the host.

Remedy:
    `Strict-Transport-Security: max-age=31536000; includeSubDomains`; raise max-age in steps, and add `preload` once
    every name under the domain speaks https.

Example:
    bad: Strict-Transport-Security: max-age=86400
    good: Strict-Transport-Security: max-age=31536000; includeSubDomains

References:
    RFC 6797 11.2, 14.4; CWE-523; ASVS 5.0 3.4.1, 3.7.3; WSTG-CONF-07
"""

from collections.abc import Iterator

from hardtack.recording.hsts import Hsts
from hardtack.recording.inventory import inventory
from hardtack.recording.limits import span
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Severity, Verdict, judged

_YEAR = 31_536_000


def ask(recording: Recording) -> Verdict:
    """Hold the HSTS that browsers keep against a year and all names."""
    hsts = inventory(recording).hsts
    if hsts.exchange is None or not hsts.max_age:
        return NotApplicable("browsers keep no HSTS of the site")
    shown = (Evidence(hsts.exchange, hsts.line),)
    findings = tuple(Finding(text, severity, Confidence.HIGH, shown) for severity, text in _faults(hsts, hsts.max_age))
    return judged(f"Browsers keep HSTS for {span(hsts.max_age)}.", findings)


def _faults(hsts: Hsts, max_age: int) -> Iterator[tuple[Severity, str]]:
    if max_age < _YEAR:
        yield Severity.LOW, f"Browsers keep HSTS for {span(max_age)} only; ASVS 3.4.1 asks for a year."
    if not hsts.include_subdomains:
        yield Severity.INFO, f"HSTS holds for {hsts.host} alone: names under it stay open (no includeSubDomains)."
    elif not hsts.preload:
        yield Severity.INFO, "HSTS begins with the second visit: the site does not ask for preloading."


CHECK = Check(
    code="HT1113",
    name="hsts-too-weak",
    question=None,
    severity=Severity.LOW,
    cwe=(523,),
    asvs=("3.4.1", "3.7.3"),
    wstg=("WSTG-CONF-07",),
    page=__doc__ or "",
    ask=ask,
)
