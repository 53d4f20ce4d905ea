"""Two independent logins get one and the same session value.

What it asks:
    Two browsers log in, neither knowing of the other. Are all cookies of a set that opens the account the same in both?

Why it matters:
    The session is a fixed key of the account: copied once, it is good for ever, and no logout can end it without ending
    it for all.

Remedy:
    Make a new random session id at every login.

Example:
    bad: both logins answer `Set-Cookie: token=A`
    good: each login answers another value

References:
    CWE-330, CWE-384; ASVS 5.0 7.2.3, 7.2.4; WSTG-SESS-01
"""

from hardtack.checks._base import certainty, names, no_cookie_session, on_side, shown, unproved
from hardtack.recording.model import CookieId, Probe, Purpose, Recording, Side
from hardtack.verdict import Check, Failed, Finding, NotApplicable, Passed, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Answer from what two browsers that logged in send to the page for insiders."""
    if (open_question := unproved(recording) or no_cookie_session(recording)) is not None:
        return open_question
    first = _inside(recording, Purpose.FULL_JAR, "first")
    second = _inside(recording, Purpose.SECOND_SESSION, "second")
    sets = recording.credentials.sets if recording.credentials else ()
    if first is None or second is None or not sets:
        return NotApplicable("there were no two sessions to compare")
    for cookies in sets:
        if _values(recording, first, cookies) == _values(recording, second, cookies):
            finding = Finding(
                f"Two independent logins got the same session value ({names(cookies)}).",
                Severity.MEDIUM,
                certainty(recording),
                (shown(first), shown(second)),
                cookies[0],
                "A session copied once opens the account for ever.",
            )
            return Failed(finding.message, (finding,))
    return Passed("Two independent logins got different session values.")


def _inside(recording: Recording, purpose: Purpose, browser: str) -> Probe | None:
    probes = on_side(recording.probed(purpose), Side.INSIDE)
    return next((one for one in probes if recording.exchanges[one.exchange].browser == browser), None)


def _values(recording: Recording, probe: Probe, cookies: tuple[CookieId, ...]) -> list[tuple[str, str]]:
    wanted = {cookie.name for cookie in cookies}
    return sorted(pair for pair in recording.exchanges[probe.exchange].request.cookies if pair[0] in wanted)


CHECK = Check(
    code="HT1144",
    name="session-id-reused-by-logins",
    question=None,
    severity=Severity.MEDIUM,
    cwe=(330, 384),
    asvs=("7.2.4",),
    wstg=("WSTG-SESS-01",),
    page=__doc__ or "",
    ask=ask,
)
