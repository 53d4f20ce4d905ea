"""What several checks ask of a recording before they ask their own question."""

from hardtack.cookies.contents import TimeKind, ValueFacts
from hardtack.cookies.matching import path_match
from hardtack.recording.model import (
    CookieId,
    LoginMethod,
    OracleKind,
    Probe,
    Purpose,
    Recording,
    Side,
    Step,
    StepOutcome,
)
from hardtack.recording.own_session import END_SESSION
from hardtack.verdict import Confidence, Evidence, Failed, Finding, Inconclusive, NotApplicable, Severity, Verdict

AGAIN = "Run the audit again while nobody else uses the account; if it stays so, describe the login in a recipe."
"""What to supply where a replay gave no clear answer."""

SHORT_LIFE = 900
"""Seconds that a token may outlive the logout without failing, where the means to renew it is ended."""

_READABLE = frozenset({"json", "jwt", "express-json", "form"})


def unproved(recording: Recording) -> Inconclusive | None:
    """Why nothing that rests on a login may be said, or None where it may.

    Args:
        recording: all that was seen.
    """
    login, oracle = recording.login, recording.oracle
    if not recording.target.authenticated or not login.proved:
        return Inconclusive(login.reason or "the login was not proved", login.supply or "Supply credentials.")
    if oracle is not None and not oracle.sound:
        return Inconclusive(
            f"inside could not be told from outside: {oracle.flaw}", "Name a page that only a logged-in user gets."
        )
    return None


def unseen_beginning(recording: Recording) -> Inconclusive | None:
    """Why nothing may be said of how the session began, or None where its beginning was seen.

    Args:
        recording: all that was seen.
    """
    if recording.login.method is not LoginMethod.BROUGHT:
        return None
    return Inconclusive(
        "the session was brought along, so its beginning was not seen",
        "Have the audit log in by itself: --username with a password, with --totp-file where a code is asked for, or"
        " --recipe.",
    )


def header_alone(recording: Recording) -> bool:
    """Whether an Authorization field opens the account and no cookie does."""
    known = recording.credentials
    return known is not None and known.header and not known.sets


def no_cookie_session(recording: Recording) -> NotApplicable | None:
    """The answer to questions about session cookies where none carries the session, else None."""
    if not header_alone(recording):
        return None
    basic = recording.login.method is LoginMethod.BASIC
    how = "HTTP Basic" if basic else "a token in the Authorization field"
    return NotApplicable(f"no cookie carries the session: the account is opened by {how}")


def certainty(recording: Recording) -> Confidence:
    """How sure a replay is: high where outsiders are refused, medium where only the page's text differs."""
    text = recording.oracle is not None and recording.oracle.kind is OracleKind.TEXT
    return Confidence.MEDIUM if text else Confidence.HIGH


def shown(probe: Probe) -> Evidence:
    """Where a probe's answer can be seen."""
    return Evidence(probe.exchange, note=f"{probe.purpose.value}: {probe.side.value}")


def on_side(probes: tuple[Probe, ...], side: Side) -> tuple[Probe, ...]:
    """Those of the probes that count as one side."""
    return tuple(probe for probe in probes if probe.side is side)


def step_of(recording: Recording, step: Step) -> StepOutcome | None:
    """What became of a part of the walk, None if it was never begun; the last word counts."""
    return next((one for one in reversed(recording.steps) if one.step is step), None)


def credentials_in(recording: Recording, cookies: tuple[CookieId, ...]) -> tuple[CookieId, ...]:
    """Those of the cookies that replay has shown to carry the session."""
    known = recording.credentials.cookies if recording.credentials else frozenset[CookieId]()
    return tuple(cookie for cookie in cookies if cookie in known)


def names(cookies: tuple[CookieId, ...]) -> str:
    """Names of cookies for a sentence, each once."""
    return ", ".join(
        dict.fromkeys(cookie.name if cookie.name.isprintable() else ascii(cookie.name) for cookie in cookies)
    )


def session_facts(recording: Recording, probe: Probe) -> tuple[ValueFacts, ...]:
    """What is known of the values that carry the session in the request of a probe."""
    carrying = {cookie.name for cookie in credentials_in(recording, probe.cookies)}
    sent = recording.exchanges[probe.exchange].request.cookies
    known = (recording.facts(mask) for name, mask in sent if name in carrying)
    return tuple(facts for facts in known if facts is not None)


def remaining_life(recording: Recording, probe: Probe) -> int | None:
    """Seconds that the session sent with a probe claims to live on, None where a part of it claims nothing.

    The longest claim counts, of all its cookies: any may be what the server looks at. A claim already past is 0.
    """
    exchange = recording.exchanges[probe.exchange]
    ends = [
        [time.seconds for time in facts.token_times if time.kind is TimeKind.EXPIRES]
        for facts in session_facts(recording, probe)
    ]
    if not ends or not all(ends):
        return None
    return max(0, int(max(max(one) for one in ends) - recording.started - exchange.at))


def overlap(path: str, other: str) -> bool:
    """Whether some request gets cookies of both paths (rfc6265bis-22 5.1.4)."""
    return path_match(path, other) or path_match(other, path)


def logout_unproved(recording: Recording) -> Verdict | None:
    """The verdict where no logout took place that a replay could be held against, else None.

    A logout took place if the browser that made it is outside afterwards. One that is still inside proves a fault only
    if the user or the recipe named this way out.
    """
    login = recording.login
    live = recording.probed(Purpose.LIVE_AFTER_LOGOUT)
    left = bool(live) and live[-1].side is Side.OUTSIDE
    if login.method is LoginMethod.BASIC and header_alone(recording) and not left and not login.logout_named:
        return NotApplicable("HTTP Basic has no logout: browsers send the credentials until they are closed")
    if not live:
        if login.method is LoginMethod.BROUGHT and login.logout is None and login.logout_supply == END_SESSION:
            return Inconclusive("the session was brought along, and it was not to be ended", END_SESSION)
        return Inconclusive("no way out was found, or it could not be taken", login.logout_supply)
    before = recording.probed(Purpose.BEFORE_LOGOUT)
    if before and before[-1].side is not Side.INSIDE:
        return Inconclusive("the session was not shown alive just before the logout", AGAIN)
    if left:
        return None
    if live[-1].side is Side.UNKNOWN:
        return Inconclusive("whether the logout took place could not be told", AGAIN)
    if not login.logout_named:
        reason = "no way out was found on the pages inside"
        reason = reason if login.logout is None else "the way out that was found did not end the session"
        return Inconclusive(reason, login.logout_supply)
    return _useless_logout(recording, live[-1])


def _useless_logout(recording: Recording, probe: Probe) -> Failed:
    carrying = credentials_in(recording, probe.cookies)
    message = f"The way out that was named ({recording.login.logout or 'the logout'}) leaves the browser inside."
    finding = Finding(
        message,
        Severity.HIGH,
        certainty(recording),
        (shown(probe),),
        carrying[0] if carrying else None,
        "Users who leave are still logged in: whoever uses the browser next is that user.",
    )
    return Failed(message, (finding,))


def outliving(recording: Recording, seconds: int | None) -> Severity:
    """How bad it is that a value outlived the logout.

    Args:
        recording: all that was seen.
        seconds: how long it claims to live on, None if it claims nothing.

    Returns:
        INFO for a token about to expire that can't be renewed (another authenticating set was refused after the
        logout), LOW for one about to expire that stands alone, HIGH for all else.
    """
    if seconds is None or seconds > SHORT_LIFE:
        return Severity.HIGH
    sets = recording.probed(Purpose.SET_AFTER_LOGOUT)
    ended = on_side(sets, Side.OUTSIDE)
    return Severity.INFO if ended else Severity.LOW


def stateless(recording: Recording, probe: Probe) -> str:
    """Why ending it is hard, as the end of a sentence: the value itself is the session, so nothing was ended."""
    known = session_facts(recording, probe)
    signed = any(facts.signed is not None or not _READABLE.isdisjoint(facts.layers) for facts in known)
    return ": the session lives in the cookie's own value, which the server only verifies (stateless)" if signed else ""
