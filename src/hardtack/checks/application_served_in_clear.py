"""The application that answers over HTTPS is served over plain HTTP as well.

What it asks:
    Is there a plain side (the one named with --http-url, else plain HTTP on the same port, else port 80), and does it
    do more than redirect to HTTPS?

Why it matters:
    Who types the name without a scheme, or follows an old link, stays on the plain side. The network reads and changes
    all of it, and can send users there on purpose.

Remedy:
    Let the plain side redirect to HTTPS and do nothing else (301 or 308), and send HSTS over HTTPS.

Example:
    bad: http://shop.example/ answers 200
    good: http://shop.example/ answers `301`, `Location: https://shop.example/`

References:
    CWE-319; ASVS 5.0 12.2.1; RFC 6797 7.2; WSTG-CRYP-03
"""

from hardtack.recording.model import Exchange, Recording
from hardtack.recording.sides import plain_side
from hardtack.verdict import (
    Check,
    Confidence,
    Evidence,
    Failed,
    Finding,
    Inconclusive,
    NotApplicable,
    Passed,
    Question,
    Severity,
    Verdict,
)


def ask(recording: Recording) -> Verdict:
    """Answer from what the plain side answered."""
    target = recording.target
    if target.https is None:
        return NotApplicable("there is no HTTPS side")
    if target.http is None:
        if not target.asked:
            return Inconclusive("no plain side was asked for", "Name the plain side with --http-url URL.")
        return Passed(f"Nothing of the application answers over plain HTTP (asked: {', '.join(target.asked)}).")
    side = plain_side(recording, target.http)
    if side.serving:
        finding = _in_clear(side.serving[0])
        return Failed(finding.message, (finding,))
    notes = tuple(_meant(one) for one in side.meant[:1])
    if side.redirects:
        return Passed("The plain side only redirects to HTTPS.", notes)
    if side.meant or side.refuses:
        return Passed("The plain side serves nothing of the application.", notes)
    return Inconclusive("what the plain side serves was not seen", "Name the plain side with --http-url URL.")


def _in_clear(exchange: Exchange) -> Finding:
    status = exchange.response.status if exchange.response else 0
    return Finding(
        f"The plain side serves the application: {exchange.request.url} answers {status}.",
        Severity.MEDIUM,
        Confidence.HIGH,
        (Evidence(exchange.index, note="answered in clear"),),
        gain="The network reads and changes the pages, and so the login form and the scripts on them.",
    )


def _meant(exchange: Exchange) -> Finding:
    message = f"{exchange.request.url} is served in clear, as such addresses have to be."
    return Finding(message, Severity.INFO, Confidence.HIGH, (Evidence(exchange.index),))


CHECK = Check(
    code="HT901",
    name="application-served-in-clear",
    question=Question.Q9,
    severity=Severity.MEDIUM,
    cwe=(319,),
    asvs=("12.2.1",),
    wstg=("WSTG-CRYP-03",),
    page=__doc__ or "",
    ask=ask,
)
