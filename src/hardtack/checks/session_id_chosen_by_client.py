"""A session id that the server never gave is taken over at the login.

What it asks:
    An invented value of the real one's shape is planted before the login form is fetched, and what the form's response
    sets is obeyed as browsers do. After the login the invented value is sent alone. Does it open the account?

Why it matters:
    An attacker who can set a cookie (from a sibling sub-domain, over plain HTTP, by a script) chooses the id and waits
    for the user to log in with it.

Remedy:
    Refuse ids that the server did not give (PHP: `session.use_strict_mode=1`) and give a new one at every login. The
    name prefix `__Host-` keeps siblings and the network from planting.

Example:
    bad: `Cookie: sid=invented` before the login, and the same line opens /account afterwards
    good: the first response replaces the invented value, or the login does

References:
    CWE-384; ASVS 5.0 7.2.4; WSTG-SESS-03; rfc6265bis-22 8.4 and 8.6
"""

from hardtack.checks._base import (
    certainty,
    credentials_in,
    names,
    no_cookie_session,
    on_side,
    shown,
    unproved,
)
from hardtack.recording.inventory import inventory
from hardtack.recording.model import Probe, Purpose, Recording, Side
from hardtack.verdict import Check, Failed, Finding, Inconclusive, NotApplicable, Passed, Question, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Answer from the replay of the planted id, or from that of the jar before the login where planting can't tell."""
    if (open_question := unproved(recording) or no_cookie_session(recording)) is not None:
        return open_question
    probes = recording.probed(Purpose.PLANTED)
    if inside := on_side(probes, Side.INSIDE):
        finding = _adoption(recording, inside[0])
        return Failed(finding.message, (finding,))
    if on_side(probes, Side.OUTSIDE):
        return Passed("An invented session id planted before the login opens nothing after it.")
    if _signed(recording):
        return NotApplicable(
            "session ids are signed: an invented one can't be planted, the replay of a real one decides"
        )
    if _settled(recording):
        return NotApplicable("no login was possible under an invented session id; the replay of a real one decides")
    return Inconclusive(
        "no login was possible under an invented session id, and there was no session before the login to replay",
        "Describe a login in a recipe that takes the session cookie as the browser has it.",
    )


def _adoption(recording: Recording, probe: Probe) -> Finding:
    carrying = credentials_in(recording, probe.cookies) or probe.cookies
    return Finding(
        f"An invented value of the cookie {names(carrying)}, planted before the login, opens the account after it.",
        Severity.HIGH,
        certainty(recording),
        (shown(probe),),
        carrying[0] if carrying else None,
        "Whoever can set a cookie in the user's browser chooses the session id and is logged in with the user.",
    )


def _signed(recording: Recording) -> bool:
    """Whether a cookie that carries the session holds signed values."""
    masks = [mask for seen in inventory(recording).session if seen.role.proved for mask in seen.masks]
    return any(facts.signed is not None for mask in masks if (facts := recording.facts(mask)) is not None)


def _settled(recording: Recording) -> bool:
    """Whether a real session id from before the login was replayed, and was outside."""
    outside = on_side(recording.probed(Purpose.BEFORE_LOGIN), Side.OUTSIDE)
    return any(credentials_in(recording, probe.cookies) for probe in outside)


CHECK = Check(
    code="HT102",
    name="session-id-chosen-by-client",
    question=Question.Q1,
    severity=Severity.HIGH,
    cwe=(384,),
    asvs=("7.2.4",),
    wstg=("WSTG-SESS-03",),
    page=__doc__ or "",
    ask=ask,
)
