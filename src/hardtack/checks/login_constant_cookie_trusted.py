"""Cookies that every login gives alike open the account.

What it asks:
    Two independent logins are compared. Cookies that got the same value in both (`auth=1`, `user=baker`) are sent
    without anything that the login gave anew. Do they open the account?

Why it matters:
    What every login gives alike is no secret: it can be guessed, or copied once and used for ever. Where it names the
    user, changing the name opens other accounts.

Remedy:
    Keep the identity on the server, under a random session id that is new at every login; a cookie tells nothing but
    that id.

Example:
    bad: `Set-Cookie: user=baker` at each login, and `Cookie: user=baker` opens /account
    good: `Set-Cookie: __Host-sid=<128 random bits>; Secure; HttpOnly; Path=/`

References:
    CWE-565, CWE-784; ASVS 5.0 7.2.2, 7.2.4; WSTG-SESS-01
"""

from hardtack.checks._base import (
    AGAIN,
    certainty,
    names,
    no_cookie_session,
    on_side,
    shown,
    step_of,
    unproved,
)
from hardtack.cookies.contents import Alphabet
from hardtack.recording.model import Probe, Purpose, Recording, Side, Step, StepResult
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

_IDENTITY = frozenset({"username", "email"})
_COUNTED_THROUGH = 6
"""Digits of a number that is found by counting: a million requests at most."""


def ask(recording: Recording) -> Verdict:
    """Answer from the replay of the values that two logins gave alike."""
    if (open_question := unproved(recording) or no_cookie_session(recording)) is not None:
        return open_question
    probes = recording.probed(Purpose.BEFORE_LOGIN_AND_CONSTANTS)
    if inside := on_side(probes, Side.INSIDE):
        finding = _trust(recording, inside[0])
        return Failed(finding.message, (finding,))
    if on_side(probes, Side.UNKNOWN):
        return Inconclusive("the replay of the values that every login gives alike gave no clear answer", AGAIN)
    if probes:
        return Passed("The cookies that every login gives alike don't open the account.")
    second = step_of(recording, Step.SECOND_LOGIN)
    if second is None or second.result is not StepResult.DONE:
        return NotApplicable("there was no second login to compare the values of cookies with")
    return NotApplicable("no cookie got the same value in two logins")


def _trust(recording: Recording, probe: Probe) -> Finding:
    masks = [mask for _, mask in recording.exchanges[probe.exchange].request.cookies]
    known = [facts for mask in masks if (facts := recording.facts(mask)) is not None]
    forgeable = any(match.label in _IDENTITY for facts in known for match in facts.matches)
    forgeable |= any(one.alphabet is Alphabet.DIGITS and one.length <= _COUNTED_THROUGH for one in known)
    return Finding(
        f"The cookies that every login gives alike ({names(probe.cookies)}) open the account.",
        Severity.CRITICAL if forgeable else Severity.HIGH,
        certainty(recording),
        (shown(probe),),
        probe.cookies[0] if probe.cookies else None,
        "Whoever knows a user's name or number is that user."
        if forgeable
        else "Whoever saw or guesses the value once is inside for ever.",
    )


CHECK = Check(
    code="HT103",
    name="login-constant-cookie-trusted",
    question=Question.Q1,
    severity=Severity.CRITICAL,
    cwe=(565, 784),
    asvs=("7.2.2", "7.2.4"),
    wstg=("WSTG-SESS-01",),
    page=__doc__ or "",
    ask=ask,
)
