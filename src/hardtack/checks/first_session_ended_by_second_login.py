"""A second login ends the first session: one session a user.

What it asks:
    After a second browser has logged in, is the first still inside?

Why it matters:
    Either is a policy, not a fault; a user who is thrown out unasked learns that somebody else has logged in. Where it
    is so, the logout is judged by the first session alone.

Remedy:
    None is needed. State in the application's documents how many sessions a user may have.

Example:
    one session: the first browser gets the login page after the second has logged in
    many: both are inside

References:
    ASVS 5.0 7.1.2; WSTG-SESS-11
"""

from hardtack.checks._base import on_side, shown, unproved
from hardtack.recording.model import Purpose, Recording, Side
from hardtack.verdict import Check, Confidence, Finding, NotApplicable, Passed, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Answer from the first session after the second login."""
    if (open_question := unproved(recording)) is not None:
        return open_question
    probes = recording.probed(Purpose.FIRST_SESSION_AFTER_SECOND_LOGIN)
    if ended := on_side(probes, Side.OUTSIDE):
        message = "A second login ends the first session of the user."
        return Passed(message, (Finding(message, Severity.INFO, Confidence.HIGH, (shown(ended[0]),)),))
    if on_side(probes, Side.INSIDE):
        return Passed("A second login leaves the first session alive.")
    return NotApplicable("there was no second login while the first session lived")


CHECK = Check(
    code="HT1147",
    name="first-session-ended-by-second-login",
    question=None,
    severity=Severity.INFO,
    cwe=(),
    asvs=("7.1.2",),
    wstg=("WSTG-SESS-11",),
    page=__doc__ or "",
    ask=ask,
)
