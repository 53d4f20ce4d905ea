"""Some of the cookies open the account alone, and go on doing so after the logout.

What it asks:
    Where several sets of cookies open the account (a session, and a remember-me cookie that logs in again), each set is
    sent alone after the logout. Does one of them open it?

Why it matters:
    The session is dead, the user believes to be out, and a long-lived cookie that a thief copied brings the account
    back.

Remedy:
    End everything at logout: delete the remember-me token's row on the server, revoke refresh tokens, and delete the
    cookies with the Path and Domain they were set with.

Example:
    bad: after the logout `Cookie: remember_token=…` alone gets /account
    good: it gets the login page, as `sid` alone does

References:
    CWE-613; ASVS 5.0 7.4.1; WSTG-SESS-06
"""

from hardtack.checks._base import (
    AGAIN,
    certainty,
    logout_unproved,
    names,
    on_side,
    outliving,
    remaining_life,
    shown,
    unproved,
)
from hardtack.recording.model import Probe, Purpose, Recording, Side
from hardtack.verdict import (
    Check,
    Failed,
    Finding,
    Inconclusive,
    NotApplicable,
    Question,
    Severity,
    Verdict,
    judged,
)


def ask(recording: Recording) -> Verdict:
    """Answer from the replay of each authenticating set alone."""
    if (open_question := unproved(recording) or logout_unproved(recording)) is not None:
        # What a named way out leaves behind is told once, by the check on the whole session.
        if isinstance(open_question, Failed):
            return NotApplicable("the way out that was named does not end the session at all")
        return open_question
    probes = recording.probed(Purpose.SET_AFTER_LOGOUT)
    sets = recording.credentials.sets if recording.credentials else ()
    if not probes or len(sets) < 2:
        return NotApplicable("one set of cookies carries the session")
    inside = on_side(probes, Side.INSIDE)
    if not inside and on_side(probes, Side.UNKNOWN):
        return Inconclusive("the replay of a part of the session gave no clear answer", AGAIN)
    left = "but a token about to expire " if inside else ""
    return judged(
        f"No part of the session {left}opens the account alone after the logout.",
        tuple(_alive(recording, probe) for probe in inside),
    )


def _alive(recording: Recording, probe: Probe) -> Finding:
    seconds = remaining_life(recording, probe)
    life = "" if seconds is None else f" It claims to be good for another {seconds} seconds."
    return Finding(
        f"After the logout {names(probe.cookies)} alone still opens the account.{life}",
        outliving(recording, seconds),
        certainty(recording),
        (shown(probe),),
        probe.cookies[0] if probe.cookies else None,
        "Whoever has a copy of that cookie is logged in again, though the user left.",
    )


CHECK = Check(
    code="HT202",
    name="part-of-session-alive-after-logout",
    question=Question.Q2,
    severity=Severity.HIGH,
    cwe=(613,),
    asvs=("7.4.1",),
    wstg=("WSTG-SESS-06",),
    page=__doc__ or "",
    ask=ask,
)
