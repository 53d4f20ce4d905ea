"""A session that was there before the login is the one that is logged in afterwards.

What it asks:
    The cookies that stood in the browser just before the credentials were sent are frozen, and sent alone after the
    login. Do they open the account? Whether values changed proves nothing either way: a server may rotate the value and
    keep the old one good, or keep a value and put the identity elsewhere.
    Where a code follows the password, the cookies from between the two are asked for as well: the last factor is the
    login.

Why it matters:
    Whoever knows or sets a visitor's session id before the login (a shared computer, a link, a sibling sub-domain, the
    network) is inside as that user once the login is done: session fixation.

Remedy:
    Give a new session id at every login and end the old one, in the framework: `session_regenerate_id(true)`,
    `request.changeSessionId()`, `cycle_key()`, `req.session.regenerate()`. Where the application can't be changed,
    only a gateway in front that keeps sessions of its own can.

Example:
    bad: the jar `sid=A` from before the login opens /account after it
    good: the login answers `Set-Cookie: sid=B`, and `sid=A` opens nothing

References:
    CWE-384; ASVS 5.0 7.2.4; WSTG-SESS-03; rfc6265bis-22 8.4
"""

from hardtack.checks._base import (
    AGAIN,
    certainty,
    credentials_in,
    names,
    no_cookie_session,
    on_side,
    shown,
    unproved,
    unseen_beginning,
)
from hardtack.recording.inventory import inventory
from hardtack.recording.model import CookieId, Probe, Purpose, Recording, Side
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
    """Answer from the replay of the jar frozen before the login."""
    # A login that was not seen is asked for first: that no cookie carries the session would say nothing of it.
    doubt = unproved(recording) or unseen_beginning(recording) or no_cookie_session(recording)
    if doubt is not None:
        return doubt
    probes = (*recording.probed(Purpose.BEFORE_LOGIN), *recording.probed(Purpose.BEFORE_SECOND_FACTOR))
    if inside := on_side(probes, Side.INSIDE):
        finding = _fixation(recording, inside[0])
        return Failed(finding.message, (finding,))
    if probes and len(on_side(probes, Side.OUTSIDE)) == len(probes):
        return Passed("The cookies from before the login don't open the account after it.", _kept_values(recording))
    return Inconclusive("the replay of the cookies from before the login gave no clear answer", AGAIN)


def _fixation(recording: Recording, probe: Probe) -> Finding:
    carrying = credentials_in(recording, probe.cookies) or probe.cookies
    # The prefix (rfc6265bis-22 4.1.3.2) keeps siblings and the network from setting the cookie, not scripts.
    sheltered = bool(carrying) and all(_is_host_prefixed(cookie) for cookie in carrying)
    shelter = " Its prefix __Host- keeps sibling sub-domains and the network from planting it." if sheltered else ""
    boundary = "code" if probe.purpose is Purpose.BEFORE_SECOND_FACTOR else "login"
    return Finding(
        f"The cookies from before the {boundary} ({names(carrying) or 'none at all'}) open the account after it."
        + shelter,
        Severity.MEDIUM if sheltered else Severity.HIGH,
        certainty(recording),
        (shown(probe),),
        carrying[0] if carrying else None,
        f"Whoever knew or planted the session id before the {boundary} is logged in as the user.",
    )


def _is_host_prefixed(cookie: CookieId) -> bool:
    return cookie.name.lower().startswith("__host-")


def _kept_values(recording: Recording) -> tuple[Finding, ...]:
    """Session cookies that the login left as they were: no fault, as another cookie carries the identity."""
    return tuple(
        Finding(
            f"The login leaves the value of the cookie {seen.name} as it is; alone it opens nothing.",
            Severity.INFO,
            Confidence.HIGH,
            tuple(Evidence(line.exchange, line.line, "the value that is kept") for line in seen.lines[:1]),
            seen.id,
        )
        for seen in inventory(recording).session
        if seen.changed_at_login is False and seen.role.proved and seen.lines
    )


CHECK = Check(
    code="HT101",
    name="session-kept-over-login",
    question=Question.Q1,
    severity=Severity.HIGH,
    cwe=(384,),
    asvs=("7.2.4",),
    wstg=("WSTG-SESS-03",),
    page=__doc__ or "",
    ask=ask,
)
