"""After the logout the login page lets the same browser in again without a password.

What it asks:
    The browser that logged out visits the login page. Does a redirect to a sign-on host (or a cookie that the logout
    left) bring it back inside before a password was given, and who let it in?

Why it matters:
    The application ended its own session, but the session of the sign-on host lives on: whoever uses the browser next
    is that user after one visit.

Remedy:
    End the sign-on session along with the application's (OpenID Connect RP-initiated logout, SAML single logout), or
    say on the page after the logout that the user is still signed on there.

Example:
    bad: `GET /login` after the logout is redirected to `https://login.example/`, back, and answered with `sid=B`
    good: the sign-on host asks for the password

References:
    CWE-613; ASVS 5.0 7.4.1, 7.6.1; WSTG-SESS-06
"""

from urllib.parse import urlsplit

from hardtack.checks._base import certainty, on_side, shown, unproved
from hardtack.recording.model import Probe, Purpose, Recording, Side, Step
from hardtack.verdict import Check, Evidence, Failed, Finding, NotApplicable, Passed, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Answer from the visit of the login page after the logout."""
    if (open_question := unproved(recording)) is not None:
        return open_question
    if not on_side(recording.probed(Purpose.LIVE_AFTER_LOGOUT), Side.OUTSIDE):
        return NotApplicable("no logout took place that a login could follow")
    if inside := on_side(recording.probed(Purpose.LET_IN_AGAIN), Side.INSIDE):
        finding = _let_in(recording, inside[0])
        return Failed(finding.message, (finding,))
    if not recording.probed(Purpose.AFTER_NEXT_LOGIN):
        return NotApplicable("no login followed the logout")
    return Passed("After the logout the password is asked for again.")


def _let_in(recording: Recording, probe: Probe) -> Finding:
    visit = [
        one
        for one in recording.exchanges[: probe.exchange]
        if one.step is Step.THIRD_LOGIN and one.response is not None
    ]
    own = urlsplit(recording.target.url).hostname
    hosts = dict.fromkeys(urlsplit(one.request.url).hostname or "" for one in visit)
    others = [host for host in hosts if host != own]
    who = f"by way of {', '.join(others)}" if others else "by cookies that the logout left"
    seen = tuple(
        Evidence(one.index, note=f"answered {one.response.status}") for one in visit if one.response is not None
    )
    return Finding(
        f"After the logout the login page lets the browser in again without a password, {who}.",
        Severity.LOW,
        certainty(recording),
        (*seen, shown(probe)),
        gain="Whoever uses the browser next is that user after one visit.",
    )


CHECK = Check(
    code="HT1151",
    name="let-in-again-after-logout",
    question=None,
    severity=Severity.LOW,
    cwe=(613,),
    asvs=("7.4.1", "7.6.1"),
    wstg=("WSTG-SESS-06",),
    page=__doc__ or "",
    ask=ask,
)
