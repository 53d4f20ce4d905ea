"""After the logout the cookies from before it still open the account.

What it asks:
    Just before the logout the browser's cookies are frozen; after it they are sent again, at once and once more some
    seconds later. Do they open the account? That the browser itself was told to forget them is no answer.

Why it matters:
    Whoever has a copy of the cookies (a shared computer, a proxy's log, a stolen backup) stays logged in, and the user
    has no means to end it.

Remedy:
    End the session on the server at logout. For sessions that live in a signed value or token: keep an epoch for each
    user or a list of ended token ids and ask it for each request; make tokens short-lived. Where the application can't
    be changed, only a gateway in front that keeps sessions of its own can.

Example:
    bad: `POST /logout` answers `Set-Cookie: sid=; Max-Age=0`, and the old `sid` still opens /account
    good: the old `sid` gets the login page

References:
    CWE-613; ASVS 5.0 7.4.1; WSTG-SESS-06
"""

from hardtack.checks._base import (
    AGAIN,
    certainty,
    credentials_in,
    header_alone,
    logout_unproved,
    on_side,
    outliving,
    remaining_life,
    shown,
    stateless,
    unproved,
)
from hardtack.recording.inventory import inventory
from hardtack.recording.model import Probe, Purpose, Recording, Side, Step
from hardtack.verdict import (
    Check,
    Confidence,
    Evidence,
    Failed,
    Finding,
    Inconclusive,
    Passed,
    Question,
    Severity,
    Verdict,
)


def ask(recording: Recording) -> Verdict:
    """Answer from the replays of the frozen jar, if a logout took place."""
    if (open_question := unproved(recording) or logout_unproved(recording)) is not None:
        return open_question
    replays = (*recording.probed(Purpose.FROZEN_AFTER_LOGOUT), *recording.probed(Purpose.SETTLED_AFTER_LOGOUT))
    if inside := on_side(replays, Side.INSIDE):
        finding = _alive(recording, inside[-1])
        if finding.severity is Severity.INFO:
            return Passed("The logout ends the session but for a token about to expire.", (finding,))
        return Failed(finding.message, (finding,))
    if not replays or len(on_side(replays, Side.OUTSIDE)) != len(replays):
        return Inconclusive("the replay of the cookies from before the logout gave no clear answer", AGAIN)
    notes = (*_ends_all(recording), *_no_deletion(recording), *_bound(recording))
    what = "token" if header_alone(recording) else "cookies"
    verb = "doesn't" if header_alone(recording) else "don't"
    return Passed(f"The {what} from before the logout {verb} open the account after it.", notes)


def _alive(recording: Recording, probe: Probe) -> Finding:
    carrying = credentials_in(recording, probe.cookies)
    # Sets that were refused alone don't count: what is still accepted is as long-lived as the sets that were not.
    accepted = on_side(recording.probed(Purpose.SET_AFTER_LOGOUT), Side.INSIDE)
    lives = [remaining_life(recording, one) for one in accepted or (probe,)]
    seconds = None if None in lives else max(life for life in lives if life is not None)
    what = "The token" if header_alone(recording) else "The cookies"
    later = " also some seconds later" if probe.purpose is Purpose.SETTLED_AFTER_LOGOUT else ""
    life = "" if seconds is None else f" It claims to be good for another {seconds} seconds."
    return Finding(
        f"{what} from before the logout still open{'s' if what == 'The token' else ''} the account after"
        f" it{later}{stateless(recording, probe)}.{life}",
        outliving(recording, seconds),
        certainty(recording),
        (shown(probe),),
        carrying[0] if carrying else None,
        "Whoever has a copy of the session stays logged in, whatever the user does.",
    )


def _ends_all(recording: Recording) -> tuple[Finding, ...]:
    """A note where the logout ended the user's other session as well."""
    (left, *_) = reversed(recording.probed(Purpose.LIVE_AFTER_LOGOUT))
    others = recording.probed(Purpose.SECOND_SESSION)
    before = [probe for probe in others if probe.exchange < left.exchange]
    after = [
        probe
        for probe in others
        if probe.exchange > left.exchange and recording.exchanges[probe.exchange].step is Step.REPLAY
    ]
    if not (before and before[-1].side is Side.INSIDE and after and after[0].seen is Side.OUTSIDE):
        return ()
    message = "The logout ends the user's other sessions, too."
    return (Finding(message, Severity.INFO, Confidence.MEDIUM, (shown(after[0]),)),)


def _bound(recording: Recording) -> tuple[Finding, ...]:
    """A note where a live session was refused to another User-Agent: all other replays were made with one."""
    refused = on_side(recording.probed(Purpose.OTHER_USER_AGENT), Side.OUTSIDE)
    message = "The session is bound to the User-Agent: under another one the same cookies are refused."
    gain = "Audits that replay with another program see every session refused."
    return tuple(Finding(message, Severity.INFO, certainty(recording), (shown(probe),), gain=gain) for probe in refused)


def _no_deletion(recording: Recording) -> tuple[Finding, ...]:
    """A note for each session cookie that the logout leaves in the browser."""
    steps = {exchange.index: exchange.step for exchange in recording.exchanges}
    last = max(probe.exchange for probe in recording.probed(Purpose.LIVE_AFTER_LOGOUT))
    return tuple(
        Finding(
            f"The logout leaves the cookie {seen.name}, now worthless, in the browser.",
            Severity.INFO,
            Confidence.HIGH,
            (Evidence(last, note="sent again after the logout"),),
            seen.id,
        )
        for seen in inventory(recording).session
        if seen.role.proved and not any(steps[line.exchange] is Step.LOGOUT for line in seen.lines)
    )


CHECK = Check(
    code="HT201",
    name="session-alive-after-logout",
    question=Question.Q2,
    severity=Severity.HIGH,
    cwe=(613,),
    asvs=("7.4.1",),
    wstg=("WSTG-SESS-06",),
    page=__doc__ or "",
    ask=ask,
)
