"""A session that nobody uses is kept by the server for longer than the profile allows.

What it asks:
    With `--measure-idle SPAN`, sessions are left idle for different spans, beside one that is kept busy: after which
    span does the server refuse them? Limits: relaxed none, standard 1 hour, strict 15 minutes.

Why it matters:
    What the cookie and its token claim ends in the browser or in the token. Only the server's own clock ends a session
    for whoever has copied the cookie, or sits down at a computer left alone.

Remedy:
    Keep the time of the last request with each session, and refuse it after the limit.

Example:
    bad: inside again after a night without a request
    good: sent to the login after an hour without one

References:
    CWE-613; NIST SP 800-63B-4 2.1.3, 2.2.3, 2.3.3; PCI DSS 8.2.8; ASVS 5.0 7.3.1; WSTG-SESS-07
"""

from hardtack.checks._measured import held_against
from hardtack.recording.limits import LIMITS
from hardtack.recording.measured import TimeLimit
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Question, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Hold what was measured against the profile's limit."""
    limits = LIMITS[recording.target.profile]
    return held_against(recording, TimeLimit.IDLE, limits.idle, limits.source)


CHECK = Check(
    code="HT504",
    name="session-idle-too-long",
    question=Question.Q5,
    severity=Severity.LOW,
    cwe=(613,),
    asvs=("7.3.1",),
    wstg=("WSTG-SESS-07",),
    page=__doc__ or "",
    ask=ask,
)
