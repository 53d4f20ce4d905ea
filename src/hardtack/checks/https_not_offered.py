"""The application does not answer over HTTPS.

What it asks:
    Is there an https side: the one named with --https-url, else TLS on the same port, else port 443 of the same host
    with the same application?

Why it matters:
    Over plain HTTP everyone on the way reads and changes everything: passwords, session cookies, pages. No attribute of
    a cookie helps: without HTTPS, Secure can't be set.

Remedy:
    Put a server with TLS in front (Apache, nginx, HAProxy, Caddy …) and redirect the plain side to it.

Example:
    bad: http://shop.example/ answers, https://shop.example/ does not
    good: https://shop.example/ answers, and http://shop.example/ redirects there

References:
    CWE-319; ASVS 5.0 12.2.1; WSTG-CRYP-03
"""

from hardtack.recording.message import FailureKind, failure_sentence
from hardtack.recording.model import Exchange, Recording
from hardtack.recording.sides import is_https
from hardtack.verdict import (
    Check,
    Confidence,
    Evidence,
    Failed,
    Finding,
    Inconclusive,
    Passed,
    Question,
    Severity,
    Verdict,
)


def ask(recording: Recording) -> Verdict:
    """Answer from the addresses asked for an https side."""
    target = recording.target
    if target.https is not None:
        return Passed(f"The application answers over HTTPS at {target.https}.")
    untrusted = [one for one in recording.exchanges if _untrusted(one)]
    if untrusted:
        return Inconclusive(
            f"{untrusted[0].request.url} speaks TLS with a certificate that is not trusted here",
            "Name the certificate's authority with --ca FILE, or say --insecure for a lab.",
        )
    plain = [one for one in recording.exchanges if one.response is not None and not is_https(one.request.url)]
    if not target.asked or not plain:
        return Inconclusive("no https side was asked for", "Name the https side with --https-url URL.")
    finding = Finding(
        f"The application does not answer over HTTPS (asked: {', '.join(target.asked)}).",
        Severity.MEDIUM,
        Confidence.HIGH,
        (
            *(
                Evidence(one.index, note=failure_sentence(one.failure or ""))
                for one in recording.exchanges
                if is_https(one.request.url)
            ),
            Evidence(plain[0].index, note="answered in clear"),
        ),
        gain="Everyone on the way reads the password and the session.",
    )
    return Failed(finding.message, (finding,))


def _untrusted(exchange: Exchange) -> bool:
    return is_https(exchange.request.url) and (exchange.failure or "").startswith(FailureKind.CERTIFICATE.value)


CHECK = Check(
    code="HT801",
    name="https-not-offered",
    question=Question.Q8,
    severity=Severity.MEDIUM,
    cwe=(319,),
    asvs=("12.2.1",),
    wstg=("WSTG-CRYP-03",),
    page=__doc__ or "",
    ask=ask,
)
