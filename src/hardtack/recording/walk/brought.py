"""A session that the user brought along: there is no login, no second session, and an end only if it was asked for.

Rules of this module:
- The session is the user's own. It is ended only where he said so, by a way out that he named or a page shows.
- There is no control session. An outside after the logout counts only if the session was inside right before it, the
  page refuses outsiders (whole shape), and an anonymous visitor still gets the very same refusal: then the server is
  up and treats strangers as ever, and what changed is what the logout was to change. A server that takes away the
  session for another reason at that very moment would be misjudged in the same way with a control session.
- Where the frozen jar is still inside, that answer itself is the live control for the live jar's outside before it.
"""

from dataclasses import replace

from hardtack.cookies import domain_match
from hardtack.recording.actions import Walking
from hardtack.recording.model import (
    CredentialFacts,
    LoginMethod,
    OracleKind,
    Probe,
    Purpose,
    Side,
    Step,
    StepResult,
    Telling,
)
from hardtack.recording.own_session import END_SESSION, OwnSession
from hardtack.recording.page import Page
from hardtack.recording.walk.browser import Browser, Visit
from hardtack.recording.walk.credentials import find_credentials, note_credentials
from hardtack.recording.walk.finding import Found, find_oracle
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import Inquiry, frozen
from hardtack.recording.walk.jar import Jar
from hardtack.recording.walk.login import Way
from hardtack.recording.walk.logout import Leaving, log_out

_SUPPLY = "Bring the cookies again from a browser that is logged in right now; if they are fresh, name a page for \
insiders with --inside-url."
_ERROR = 500
_TOO_MANY = 429
_REPLAYS = (Purpose.FROZEN_AFTER_LOGOUT, Purpose.SET_AFTER_LOGOUT, Purpose.SETTLED_AFTER_LOGOUT)


def enter(ground: Ground, own: OwnSession, anonymous: Browser) -> Walking[tuple[Found, Visit]]:
    """Visit the site with the session, and find a page that tells inside from outside.

    Args:
        ground: the walk.
        own: the session.
        anonymous: a browser that visited the site and never logged in.

    Returns:
        The oracle or why there is none, and the visit with the session.
    """
    recorder = ground.recorder
    recorder.login = replace(recorder.login, method=LoginMethod.BROUGHT)
    if own.telling is Telling.VALUES:
        own = _placed(own, anonymous)
        recorder.bring(own)
    live = Browser(ground, "first", Jar(ground.suffixes, own.cookies), own.authorization)
    landing = yield from live.navigate(Step.LOGIN, ground.brief.inside_url or ground.brief.url)
    found = yield from find_oracle(ground, live, anonymous, landing)
    if found.inquiry is None:
        reason = f"the session that was brought along was not seen inside: {found.reason}"
        recorder.login = replace(recorder.login, proved=False, reason=reason, supply=_SUPPLY)
        recorder.step(Step.LOGIN, StepResult.FAILED, reason)
    else:
        recorder.login = replace(recorder.login, proved=True, reason="", supply="", logout_supply=END_SESSION)
        recorder.step(Step.LOGIN, StepResult.DONE, LoginMethod.BROUGHT.value)
    return found, landing


def _placed(own: OwnSession, anonymous: Browser) -> OwnSession:
    """The cookies of which names and values are known, each where the site puts one of that name."""
    homes = {cookie.name: cookie for cookie in anonymous.jar}
    return replace(
        own,
        cookies=tuple(
            replace(cookie, domain=home.domain, host_only=home.host_only, path=home.path)
            if (home := homes.get(cookie.name)) is not None and domain_match(cookie.domain, home.domain)
            else cookie
            for cookie in own.cookies
        ),
    )


def find_own_credentials(inquiry: Inquiry, anonymous: Browser) -> Walking[CredentialFacts]:
    """Find out what carries the session, which is not begun anew if the search ends it.

    Args:
        inquiry: the oracle.
        anonymous: a browser that never logged in.
    """
    live = inquiry.live
    if live.authorization is None or not live.jar.ids(inquiry.url, inquiry.ground.now):
        return (yield from find_credentials(inquiry, anonymous, _never))
    without = frozen(live, live.jar.copy())
    without.authorization = None
    if (yield from _inside(inquiry, without, "without the Authorization field")):
        live.authorization = None
        return (yield from find_credentials(inquiry, anonymous, _never))
    alone = frozen(live, Jar(inquiry.ground.suffixes))
    if (yield from _inside(inquiry, alone, "the Authorization field alone")):
        return (yield from find_credentials(inquiry, anonymous, _never))
    # The field and some of the cookies are needed together, so that neither answers for the session alone.
    facts = CredentialFacts((), (), header=False, complete=False, destructive=())
    note_credentials(inquiry.ground, facts)
    return facts


def _never() -> Walking[bool]:
    """No other session can be begun."""
    yield from ()
    return False


def _inside(inquiry: Inquiry, browser: Browser, note: str) -> Walking[bool]:
    asked = yield from inquiry.ask(Purpose.SUBSET, Step.CREDENTIALS, browser, note=note)
    if asked.side is Side.INSIDE:
        return True
    yield from inquiry.witness(Step.CREDENTIALS)
    return False


def leave(inquiry: Inquiry, facts: CredentialFacts, anonymous: Browser, pages: tuple[Page, ...]) -> Walking[None]:
    """End the session if the user said so, and see what its frozen jar still opens (Q2).

    Args:
        inquiry: the oracle.
        facts: what carries the session.
        anonymous: a browser that never logged in.
        pages: pages seen inside, where the way out may stand.
    """
    recorder = inquiry.ground.recorder
    if not inquiry.ground.brief.end_session:
        detail = "the session was brought along, and --end-session was not given"
        recorder.step(Step.LOGOUT, StepResult.SKIPPED, detail)
        return
    # Without the login's address no way out is guessed beside it: only what was named or is shown is taken.
    way = Way(LoginMethod.BROUGHT, "")
    old = yield from log_out(inquiry, way, facts, Leaving(inquiry.live, None), pages)
    if old is not None:
        yield from _settle_alone(inquiry, anonymous)


def _settle_alone(inquiry: Inquiry, anonymous: Browser) -> Walking[None]:
    """Let the outsides after the logout count, if the rules at the top of this module allow it."""
    recorder = inquiry.ground.recorder
    replays = _probes(inquiry, *_REPLAYS)
    (before, *_) = reversed(_probes(inquiry, Purpose.BEFORE_LOGOUT))
    still_inside = [probe for probe in replays if probe.seen is Side.INSIDE]
    if still_inside:
        inquiry.settle_by(still_inside[-1].exchange)
    elif inquiry.oracles[0].kind is OracleKind.REFUSAL and _way_out_answered(inquiry, before):
        visitor = frozen(anonymous, anonymous.jar, "anonymous")
        asked = yield from inquiry.ask(Purpose.ANONYMOUS_JAR, Step.REPLAY, visitor, note="after the logout")
        if asked.side is Side.OUTSIDE:
            inquiry.settle_by(before.exchange)
    inquiry.forget()
    sides = [probe.side for probe in _probes(inquiry, *_REPLAYS)]
    word = Side.INSIDE if Side.INSIDE in sides else Side.UNKNOWN if Side.UNKNOWN in sides else Side.OUTSIDE
    recorder.step(Step.REPLAY, StepResult.DONE, f"the jar from before the logout is {word.value}")


def _way_out_answered(inquiry: Inquiry, before: Probe) -> bool:
    """Whether the request that was to end the session was answered, by no error and no rate limit."""
    (live, *_) = reversed(_probes(inquiry, Purpose.LIVE_AFTER_LOGOUT))
    between = inquiry.ground.recorder.finish().exchanges[before.exchange + 1 : live.exchange]
    answers = [one.response for one in between if one.step is Step.LOGOUT]
    return bool(answers) and all(one is not None and one.status < _ERROR and one.status != _TOO_MANY for one in answers)


def _probes(inquiry: Inquiry, *purposes: Purpose) -> list[Probe]:
    return [one for one in inquiry.ground.recorder.finish().probes if one.purpose in purposes]
