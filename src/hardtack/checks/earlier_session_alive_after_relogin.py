"""Logging in again leaves the browser's earlier session alive.

What it asks:
    A browser that is inside logs in once more and gets another session. Its earlier cookies are sent: do they still
    open the account?

Why it matters:
    The earlier session is forgotten by the browser and by the user, and no logout ends it.

Remedy:
    End the session that the request came with when a login gives a new one.

Example:
    bad: a second login gives `sid=B`, and `sid=A` is still inside
    good: `sid=A` is outside

References:
    CWE-613; ASVS 5.0 7.2.4; WSTG-SESS-03
"""

from hardtack.checks._base import AGAIN, certainty, credentials_in, on_side, shown, unproved
from hardtack.recording.model import Purpose, Recording, Side
from hardtack.verdict import Check, Failed, Finding, Inconclusive, NotApplicable, Passed, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Answer from the replay of the earlier session."""
    if (open_question := unproved(recording)) is not None:
        return open_question
    probes = recording.probed(Purpose.EARLIER_SESSION_AFTER_RELOGIN)
    if not probes:
        return NotApplicable("no browser that was inside logged in again for another session")
    if inside := on_side(probes, Side.INSIDE):
        carrying = credentials_in(recording, inside[0].cookies)
        finding = Finding(
            "Logging in again leaves the browser's earlier session alive.",
            Severity.LOW,
            certainty(recording),
            (shown(inside[0]),),
            carrying[0] if carrying else None,
            "A copied session lives on though its browser has a new one, and no logout ends it.",
        )
        return Failed(finding.message, (finding,))
    if on_side(probes, Side.UNKNOWN):
        return Inconclusive("the replay of the earlier session gave no clear answer", AGAIN)
    return Passed("Logging in again ends the earlier session of the browser.")


CHECK = Check(
    code="HT1146",
    name="earlier-session-alive-after-relogin",
    question=None,
    severity=Severity.LOW,
    cwe=(613,),
    asvs=("7.2.4",),
    wstg=("WSTG-SESS-03",),
    page=__doc__ or "",
    ask=ask,
)
