"""A session that the logout had ended opens the account again once the same browser logs in anew.

What it asks:
    The browser that logged out logs in again with the cookies the logout left it. Then the jar frozen before the logout
    is sent once more. Does it open the account?

Why it matters:
    The id outlives both logout and login: whoever copied it once waits for the user's next login. The replay right
    after the logout does not show it.

Remedy:
    Give a new session id at every login and at logout, and take no ended id up again.

Example:
    bad: after logout and login the browser still has `sid=A`, and an old copy of `sid=A` is inside
    good: the login gives `sid=B`

References:
    CWE-384, CWE-613; ASVS 5.0 7.2.4, 7.4.1; WSTG-SESS-03, WSTG-SESS-06
"""

from hardtack.checks._base import AGAIN, certainty, credentials_in, on_side, shown, unproved
from hardtack.recording.model import Purpose, Recording, Side
from hardtack.verdict import Check, Failed, Finding, Inconclusive, NotApplicable, Passed, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Answer from the replay of the old jar after the next login."""
    if (open_question := unproved(recording)) is not None:
        return open_question
    probes = recording.probed(Purpose.AFTER_NEXT_LOGIN)
    if not probes:
        return NotApplicable("no login followed the logout")
    if not on_side(recording.probed(Purpose.FROZEN_AFTER_LOGOUT), Side.OUTSIDE):
        return NotApplicable("the logout had not ended the session, so that it could not be revived")
    if inside := on_side(probes, Side.INSIDE):
        carrying = credentials_in(recording, inside[0].cookies)
        finding = Finding(
            "The session from before the logout opens the account again after the next login of the same browser.",
            Severity.MEDIUM,
            certainty(recording),
            (shown(inside[0]),),
            carrying[0] if carrying else None,
            "Whoever copied the session once is inside again with each login of the user.",
        )
        return Failed(finding.message, (finding,))
    if on_side(probes, Side.UNKNOWN):
        return Inconclusive("the replay of the old session after the next login gave no clear answer", AGAIN)
    return Passed("The session from before the logout stays dead after the next login.")


CHECK = Check(
    code="HT1145",
    name="session-revived-by-next-login",
    question=None,
    severity=Severity.MEDIUM,
    cwe=(384, 613),
    asvs=("7.2.4", "7.4.1"),
    wstg=("WSTG-SESS-03", "WSTG-SESS-06"),
    page=__doc__ or "",
    ask=ask,
)
