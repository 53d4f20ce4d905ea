"""A load balancer's cookie tells an internal address.

What it asks:
    Does a cookie's value decode to an internal address and port, as the persistence cookies of some load balancers do?

Why it matters:
    It tells the plan of the network behind, and lets a client choose the server it talks to.

Remedy:
    Encrypt the cookie in the load balancer's persistence profile.

Example:
    bad: `BIGipServerpool=1677787402.36895.0000`
    good: an encrypted or opaque value

References:
    CWE-200; ASVS 5.0 13.4.6; WSTG-SESS-02
"""

from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.sightings import Sighting
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Answer from what the cookies' values decode to."""
    cookies = [seen for seen in inventory(recording).cookies if seen.judged]
    if not cookies:
        return NotApplicable("no cookie was set")
    found = [(seen, line, kind) for seen in cookies for line in seen.judged if (kind := _address(recording, line))]
    first = {seen.id: _leak(seen, line, kind) for seen, line, kind in reversed(found)}
    return judged("No cookie tells an internal address.", tuple(reversed(first.values())))


def _address(recording: Recording, line: Sighting) -> str | None:
    facts = recording.facts(line.cookie.value) if line.cookie else None
    return facts.infrastructure_address if facts else None


def _leak(seen: SeenCookie, line: Sighting, kind: str) -> Finding:
    return Finding(
        f"The value of the cookie {seen.name} decodes to an internal address ({kind}).",
        Severity.LOW,
        Confidence.HIGH,
        (Evidence(line.exchange, line.line, kind),),
        seen.id,
        "Whoever visits the site learns addresses behind the load balancer.",
    )


CHECK = Check(
    code="HT1149",
    name="infrastructure-cookie-leaks-address",
    question=None,
    severity=Severity.LOW,
    cwe=(200,),
    asvs=("13.4.6",),
    wstg=("WSTG-SESS-02", "WSTG-CONF-01"),
    page=__doc__ or "",
    ask=ask,
)
