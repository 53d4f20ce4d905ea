"""An invented or garbled session opens the account without any login.

What it asks:
    An invented session id is sent without a login, and the session's own cookies are sent with their values garbled,
    while no cookie at all, or an anonymous visitor's, is refused. Does one of them open the account?

Why it matters:
    There is no authentication: it is enough to have some cookie of that name.

Remedy:
    Look the id up in the server's own sessions, or verify the value's signature, for each request, and refuse what is
    not found there.

Example:
    bad: `Cookie: sid=anything` gets /account
    good: it gets the login page

References:
    CWE-287, CWE-290; ASVS 5.0 7.2.1; WSTG-ATHN-04
"""

from hardtack.checks._base import AGAIN, certainty, names, on_side, shown, unproved
from hardtack.recording.model import OracleKind, Probe, Purpose, Recording, Side
from hardtack.verdict import (
    Check,
    Failed,
    Finding,
    Inconclusive,
    NotApplicable,
    Passed,
    Severity,
    Verdict,
)

_OUTSIDERS = (Purpose.EMPTY_JAR, Purpose.ANONYMOUS_JAR)


def ask(recording: Recording) -> Verdict:
    """Answer from the probes with invented and garbled values."""
    invented = recording.probed(Purpose.PLANTED_WITHOUT_LOGIN)
    garbled = recording.probed(Purpose.GARBLED_JAR)
    # Garbled values that are inside are a control that failed, so that nothing else may rest on this oracle; but where
    # the page refuses both strangers and the garbled jar gets it each time, the control has found this very fault.
    if _refuses_strangers(recording) and garbled and len(on_side(garbled, Side.INSIDE)) == len(garbled):
        return _opened(recording, garbled[0], "garbled values")
    if (open_question := unproved(recording)) is not None:
        return open_question
    if inside := on_side(invented, Side.INSIDE):
        return _opened(recording, inside[0], "invented values")
    probes = (*invented, *garbled)
    if not probes:
        return NotApplicable("no invented session was sent")
    if on_side(probes, Side.UNKNOWN):
        return Inconclusive("the replay of an invented session gave no clear answer", AGAIN)
    return Passed("Invented and garbled sessions don't open the account.")


def _refuses_strangers(recording: Recording) -> bool:
    oracle = recording.oracle
    strangers = tuple(probe for purpose in _OUTSIDERS for probe in recording.probed(purpose))
    outside = on_side(strangers, Side.OUTSIDE)
    return oracle is not None and oracle.kind is OracleKind.REFUSAL and bool(outside) and len(outside) == len(strangers)


def _opened(recording: Recording, probe: Probe, what: str) -> Failed:
    # A garbled jar without cookies garbled what else carries the session.
    where = f"the cookies ({names(probe.cookies)})" if probe.cookies else "the Authorization field"
    finding = Finding(
        f"The account opens with {what} in {where}.",
        Severity.CRITICAL,
        certainty(recording),
        (shown(probe),),
        probe.cookies[0] if probe.cookies else None,
        "Anyone is inside without a password.",
    )
    return Failed(finding.message, (finding,))


CHECK = Check(
    code="HT1140",
    name="arbitrary-session-id-accepted",
    question=None,
    severity=Severity.CRITICAL,
    cwe=(287, 290),
    asvs=("7.2.1",),
    wstg=("WSTG-ATHN-04",),
    page=__doc__ or "",
    ask=ask,
)
