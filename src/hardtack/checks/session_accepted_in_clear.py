"""The session of the HTTPS side is good on the plain side, or begins there.

What it asks:
    What a browser of the HTTPS session would send to the plain side is sent there: is it inside? Where a session was
    begun over plain HTTP: was it inside?

Why it matters:
    One request to the plain side, which the network can cause with an image in any page, puts the session cookie on the
    wire, and whoever reads it is inside.

Remedy:
    Give the session cookie Secure (or the prefix `__Host-`), let the plain side redirect only, and send HSTS.

Example:
    bad: `Cookie: sid=…` sent to http://shop.example/account gets the account
    good: the cookie has Secure, and http://shop.example/account redirects to HTTPS

References:
    CWE-319, CWE-614; ASVS 5.0 3.3.1, 12.2.1; WSTG-SESS-02
"""

from hardtack.checks._base import AGAIN, certainty, credentials_in, names, on_side, shown, unproved
from hardtack.recording.model import Probe, Purpose, Recording, Side
from hardtack.verdict import (
    Check,
    Failed,
    Finding,
    Inconclusive,
    NotApplicable,
    Passed,
    Question,
    Severity,
    Verdict,
)

_NOT_THERE = frozenset({404, 410, 421})


def ask(recording: Recording) -> Verdict:
    """Answer from what the plain side makes of the session."""
    if recording.target.https is None:
        return NotApplicable("there is no HTTPS side")
    if recording.target.http is None:
        return NotApplicable("there is no plain side")
    probes = (*recording.probed(Purpose.HTTPS_JAR_OVER_PLAIN), *recording.probed(Purpose.LOGIN_OVER_PLAIN))
    if inside := on_side(probes, Side.INSIDE):
        findings = tuple(_accepted(recording, probe) for probe in inside)
        return Failed(findings[0].message, findings)
    if not probes:
        return NotApplicable("the plain side was not asked for the session: it redirects, or no login was proved")
    if (open_question := unproved(recording)) is not None:
        return open_question
    if any(not _absent(recording, probe) for probe in on_side(probes, Side.UNKNOWN)):
        return Inconclusive("what the plain side makes of the session gave no clear answer", AGAIN)
    return Passed("What browsers send to the plain side does not open the account there.")


def _absent(recording: Recording, probe: Probe) -> bool:
    """Whether the page was not there at all: a side that doesn't know the page accepts no session for it."""
    response = recording.exchanges[probe.exchange].response
    return response is not None and response.status in _NOT_THERE


def _accepted(recording: Recording, probe: Probe) -> Finding:
    carrying = credentials_in(recording, probe.cookies)
    begun = probe.purpose is Purpose.LOGIN_OVER_PLAIN
    return Finding(
        "A session that was begun over plain HTTP opens the account."
        if begun
        else f"The session of the HTTPS side ({names(carrying or probe.cookies)}) opens the account over plain HTTP.",
        Severity.MEDIUM,
        certainty(recording),
        (shown(probe),),
        carrying[0] if carrying else None,
        "Whoever listens on the network has the session.",
    )


CHECK = Check(
    code="HT902",
    name="session-accepted-in-clear",
    question=Question.Q9,
    severity=Severity.MEDIUM,
    cwe=(319, 614),
    asvs=("3.3.1", "12.2.1"),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
