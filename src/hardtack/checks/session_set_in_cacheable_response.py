"""A response that shared caches may keep sets the session cookie.

What it asks:
    Does a response that sets a cookie carrying the session have `Cache-Control: public` or `s-maxage`, and neither
    `no-store` nor `private`?

Why it matters:
    A proxy or content delivery network that keeps the response hands one user's session to the next.

Remedy:
    Send `Cache-Control: no-store` with each response that sets a session cookie; at the server in front, don't cache
    responses with Set-Cookie.

Example:
    bad: `Set-Cookie: sid=…` with `Cache-Control: public, max-age=600`
    good: `Set-Cookie: sid=…` with `Cache-Control: no-store`

References:
    RFC 9111 5.2.2 and 7.3; CWE-524, CWE-525; ASVS 5.0 14.2.2; WSTG-ATHN-06
"""

from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.sightings import Sighting
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Answer from the cache-control field of the responses that set session cookies."""
    cookies = [seen for seen in inventory(recording).session if seen.judged]
    if not cookies:
        return NotApplicable("no session cookie was set")
    findings: list[Finding] = []
    for seen in cookies:
        shared = [line for line in seen.lines if not line.deletion and _is_shared(_directives(recording, line))]
        if shared:
            findings.append(_cached(seen, shared[0]))
    return judged("No response that shared caches may keep sets the session cookie.", tuple(findings))


def _directives(recording: Recording, line: Sighting) -> dict[str, str]:
    response = recording.exchanges[line.exchange].response
    fields = response.values("cache-control") if response else ()
    pieces = [piece.partition("=") for piece in ",".join(fields).lower().split(",")]
    return {name.strip(): value.strip(' "') for name, _, value in pieces}


def _is_shared(directives: dict[str, str]) -> bool:
    """Whether a shared cache may keep the response and use it for others (RFC 9111 3 and 4)."""
    if {"no-store", "private", "no-cache"} & directives.keys():
        return False
    return "public" in directives or directives.get("s-maxage", "0") != "0"


def _cached(seen: SeenCookie, line: Sighting) -> Finding:
    return Finding(
        f"A response that shared caches may keep sets the cookie {seen.name} ({line.url}).",
        Severity.MEDIUM,
        Confidence.HIGH if seen.role.proved else Confidence.MEDIUM,
        (Evidence(line.exchange, line.line, "with Cache-Control for shared caches"),),
        seen.id,
        "A cache on the way hands one user's session to another.",
    )


CHECK = Check(
    code="HT1143",
    name="session-set-in-cacheable-response",
    question=None,
    severity=Severity.MEDIUM,
    cwe=(525, 524),
    asvs=("14.2.2",),
    wstg=("WSTG-ATHN-06",),
    page=__doc__ or "",
    ask=ask,
)
