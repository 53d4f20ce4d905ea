"""A session that is used goes on for longer than the profile allows.

What it asks:
    With `--measure-absolute SPAN`, a session is kept busy until the server refuses it: how old is it then? Limits:
    relaxed 30 days, standard 24 hours, strict 12 hours.

Why it matters:
    A session without an end is a stolen cookie without an end: it only has to be used now and then.

Remedy:
    Keep the time of the login with each session, and ask for the password again after the limit.

Example:
    bad: inside for weeks with a request every minute
    good: sent to the login a day after the last one

References:
    CWE-613; NIST SP 800-63B-4 2.1.3, 2.2.3, 2.3.3; ASVS 5.0 7.3.2; WSTG-SESS-07
"""

from hardtack.checks._measured import held_against
from hardtack.recording.limits import LIMITS
from hardtack.recording.measured import TimeLimit
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Question, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Hold what was measured against the profile's limit."""
    limits = LIMITS[recording.target.profile]
    return held_against(recording, TimeLimit.ABSOLUTE, limits.absolute, limits.source)


CHECK = Check(
    code="HT505",
    name="session-lives-too-long",
    question=Question.Q5,
    severity=Severity.LOW,
    cwe=(613,),
    asvs=("7.3.2",),
    wstg=("WSTG-SESS-07",),
    page=__doc__ or "",
    ask=ask,
)
