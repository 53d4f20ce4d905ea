"""Sessions of one user: the time before the login, a second login, and what comes back after the logout."""

from dataclasses import replace

from hardtack.cookies import Cookie
from hardtack.recording.actions import Walking
from hardtack.recording.message import Request
from hardtack.recording.model import CookieId, CredentialFacts, LoginMethod, Purpose, Side, Step, StepResult
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import Inquiry, frozen, shape
from hardtack.recording.walk.jar import Jar, id_of, invent
from hardtack.recording.walk.login import Way, open_login, submit_login

_OTHER_USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
_LEFT_FOR_FAILURE = 6
"""Requests of this question and of the failed login after it."""


def replay_before_login(inquiry: Inquiry, before: Jar, step: Step = Step.FIXATION) -> Walking[None]:
    """Replay the jar that was frozen just before the credentials were sent (Q1)."""
    ground = inquiry.ground
    asked = yield from inquiry.ask(Purpose.BEFORE_LOGIN, step, _bare(frozen(inquiry.live, before)))
    yield from inquiry.witness(step)
    ground.recorder.step(step, StepResult.DONE, f"the jar from before the login is {inquiry.counted(asked).value}")


def second_login(inquiry: Inquiry, way: Way, facts: CredentialFacts) -> Walking[Browser | None]:
    """Log in a second time, with invented session ids planted before the form is fetched.

    Returns:
        The second browser, inside; or None where a second login does not work.
    """
    ground = inquiry.ground
    planted = _planted(ground, inquiry.live.jar, facts)
    browser = Browser(ground, "second", Jar(ground.suffixes, planted))
    inside = yield from log_in(inquiry, way, browser, Step.SECOND_LOGIN)
    if inside:
        yield from _ask_planted(inquiry, browser, planted)
    elif planted:
        cookies = tuple(id_of(cookie) for cookie in planted)
        ground.recorder.probe(
            Purpose.PLANTED, ground.recorder.sent - 1, Side.UNKNOWN, cookies, "the login does not work with it"
        )
        browser = Browser(ground, "second", Jar(ground.suffixes))
        inside = yield from log_in(inquiry, way, browser, Step.SECOND_LOGIN)
    if not inside:
        ground.recorder.step(Step.SECOND_LOGIN, StepResult.FAILED, "a second login did not work")
        return None
    return browser


def _planted(ground: Ground, jar: Jar, facts: CredentialFacts) -> tuple[Cookie, ...]:
    """An invented cookie for each cookie of the session: same name and place, same shape of value."""
    chance = ground.chance[16:]
    return tuple(
        replace(cookie, value=invent(cookie.value, chance), created=int(ground.now), expires=None)
        for cookie in jar
        if id_of(cookie) in facts.cookies
    )


def log_in(inquiry: Inquiry, way: Way, browser: Browser, step: Step) -> Walking[bool]:
    """Log a browser in; whether it is inside then, which also witnesses for the outsides before it."""
    ground = inquiry.ground
    opened = yield from open_login(way, browser, step)
    browser.before = browser.jar.copy()
    visit = yield from submit_login(way, browser, opened, step)
    if visit is None:
        return False
    if way.method is LoginMethod.BASIC and inquiry.live.authorization is None:
        browser.authorization = None
    ground.logins += 1
    return (yield from witness_by(inquiry, browser, step))


def _ask_planted(inquiry: Inquiry, browser: Browser, planted: tuple[Cookie, ...]) -> Walking[None]:
    ground = inquiry.ground
    if not planted:
        return
    asked = yield from inquiry.ask(
        Purpose.PLANTED, Step.SECOND_LOGIN, _bare(frozen(browser, Jar(ground.suffixes, planted)))
    )
    yield from witness_by(inquiry, browser, Step.SECOND_LOGIN)
    word = inquiry.counted(asked).value
    ground.recorder.step(Step.SECOND_LOGIN, StepResult.DONE, f"inside; the invented id planted before it is {word}")


def ask_constants(inquiry: Inquiry, first: Jar, second: Browser) -> Walking[None]:
    """Replay what every login gives alike (`auth=1`, `user=name`): an attacker knows it without having been inside.

    Alone first; where that is outside, with the jar from before the login: its replay without them was not all that an
    attacker could send.
    """
    ground = inquiry.ground
    mine = {id_of(cookie): cookie for cookie in first.sent_to(inquiry.url, ground.now)}
    constant = [cookie for key, cookie in mine.items() if cookie.value and second.jar.value(key) == cookie.value]
    if not constant:
        return
    browser = _bare(frozen(second, Jar(ground.suffixes, constant)))
    asked = yield from inquiry.ask(Purpose.BEFORE_LOGIN_AND_CONSTANTS, Step.SECOND_LOGIN, browser)
    if asked.side is Side.INSIDE:
        return
    before = (second.before or second.jar.only(frozenset())).joined(constant)
    if len(before.ids(inquiry.url, ground.now)) > len(constant):
        note = "with the values that every login gives alike"
        yield from inquiry.ask(Purpose.BEFORE_LOGIN, Step.SECOND_LOGIN, _bare(frozen(second, before)), note=note)
    yield from witness_by(inquiry, second, Step.SECOND_LOGIN)


def witness_by(inquiry: Inquiry, browser: Browser, step: Step) -> Walking[bool]:
    """Let another session witness: if it is inside, the outsides before it count; else they go on waiting."""
    asked = yield from inquiry.ask(Purpose.SECOND_SESSION, step, browser, applied=True)
    if asked.side is Side.INSIDE:
        inquiry.settle_by(asked.seen.exchange)
        return True
    return False


def first_after_second(inquiry: Inquiry, first: Browser, second: Browser) -> Walking[bool]:
    """Whether the second login left the first session alive (one session a user is a policy, not a fault)."""
    asked = yield from inquiry.ask(Purpose.FIRST_SESSION_AFTER_SECOND_LOGIN, Step.SECOND_LOGIN, first, applied=True)
    if asked.side is Side.INSIDE:
        return True
    yield from witness_by(inquiry, second, Step.SECOND_LOGIN)
    return False


def log_in_again(inquiry: Inquiry, way: Way, browser: Browser, old: Browser | None) -> Walking[bool]:
    """Log in again with what the logout left in the browser, and replay the session from before it once more.

    Args:
        inquiry: the oracle.
        way: how this application is logged into.
        browser: the browser that has logged out.
        old: the same browser frozen before the logout, with the Authorization field of that time; None without logout.

    Returns:
        Whether the login worked.
    """
    ground = inquiry.ground
    browser.name, logins = "third", ground.logins
    inside = yield from log_in(inquiry, way, browser, Step.THIRD_LOGIN)
    detail = "the account still works" if inside else "logging in again did not work"
    if old is not None and ground.logins == logins:
        inside = yield from _let_in_again(inquiry, browser)
        detail = "the login page let the browser in without a password" if inside else detail
    ground.recorder.step(Step.THIRD_LOGIN, StepResult.DONE if inside else StepResult.FAILED, detail)
    if inside and old is not None:
        yield from inquiry.ask(Purpose.AFTER_NEXT_LOGIN, Step.THIRD_LOGIN, old)
        yield from witness_by(inquiry, browser, Step.THIRD_LOGIN)
    return inside


def _let_in_again(inquiry: Inquiry, browser: Browser) -> Walking[bool]:
    """Whether the visit of the login page, which showed no form, was enough to be inside (a sign-on host does that)."""
    asked = yield from inquiry.ask(Purpose.LET_IN_AGAIN, Step.THIRD_LOGIN, browser, applied=True)
    if asked.side is Side.INSIDE:
        inquiry.settle_by(asked.seen.exchange)
    return asked.side is Side.INSIDE


def log_in_over_live(inquiry: Inquiry, way: Way, browser: Browser) -> Walking[None]:
    """Log in once more in a browser that is inside, and see whether its earlier session lives on."""
    ground = inquiry.ground
    opened = yield from open_login(way, browser, Step.THIRD_LOGIN)
    if opened.form is None:
        return
    # Frozen at the last moment: the form's page may have given other values.
    earlier = browser.jar.copy()
    ids = earlier.ids(inquiry.url, ground.now)
    ground.logins += 1
    visit = yield from submit_login(way, browser, opened, Step.THIRD_LOGIN)
    if visit is None or not _changed(browser.jar, earlier, ids):
        return
    asked = yield from inquiry.ask(Purpose.SECOND_SESSION, Step.THIRD_LOGIN, browser, applied=True)
    inquiry.forget()
    if asked.side is Side.INSIDE:
        yield from inquiry.ask(Purpose.EARLIER_SESSION_AFTER_RELOGIN, Step.THIRD_LOGIN, frozen(browser, earlier))
        yield from witness_by(inquiry, browser, Step.THIRD_LOGIN)


def _changed(now: Jar, earlier: Jar, ids: frozenset[CookieId]) -> bool:
    return any(now.value(one) != earlier.value(one) for one in ids)


def under_other_agent(inquiry: Inquiry, browser: Browser) -> Walking[None]:
    """Ask with a live jar under another User-Agent: a server may bind the session to it.

    This comes when nothing else needs the session: such a server may take the request for a theft and end it.
    """
    ground = inquiry.ground
    if ground.recorder.sent + _LEFT_FOR_FAILURE > ground.requests_at_most:
        return
    stranger = frozen(browser, browser.jar.copy())
    request = Request("GET", inquiry.url, (("User-Agent", _OTHER_USER_AGENT), ("Cache-Control", "no-cache")))
    seen = yield from stranger.fetch(Step.THIRD_LOGIN, request, fresh=True, applied=False)
    side = inquiry.oracles[0].side(shape(ground, seen))
    cookies = tuple(id_of(cookie) for cookie in stranger.jar.sent_to(inquiry.url, ground.now))
    index = ground.recorder.probe(Purpose.OTHER_USER_AGENT, seen.exchange, side, cookies)
    if side is Side.OUTSIDE:
        asked = yield from inquiry.ask(Purpose.SECOND_SESSION, Step.THIRD_LOGIN, browser, applied=True)
        inquiry.forget()
        if asked.side is Side.INSIDE:
            ground.recorder.witnessed((index,), asked.seen.exchange)


def failed_login(inquiry: Inquiry, way: Way, password: str) -> Walking[None]:
    """Log in with one wrong password, as a control: its jar must be outside, else the oracle tells nothing."""
    ground = inquiry.ground
    browser = Browser(ground, "failed", Jar(ground.suffixes))
    opened = yield from open_login(way, browser, Step.FAILED_LOGIN)
    if opened.form is not None and (opened.form.captcha or opened.form.attempts_left_hint):
        ground.recorder.step(Step.FAILED_LOGIN, StepResult.SKIPPED, "the form counts attempts or shows a captcha")
        return
    yield from submit_login(way, browser, opened, Step.FAILED_LOGIN, password)
    # Its own outside is the control itself; those that still wait for one are not witnessed by it.
    inquiry.forget()
    asked = yield from inquiry.ask(Purpose.FAILED_LOGIN_JAR, Step.FAILED_LOGIN, browser)
    inquiry.settle_by(asked.seen.exchange)
    if asked.side is Side.INSIDE:
        ground.recorder.unsound("the jar of a failed login is inside as well")
    ground.recorder.step(Step.FAILED_LOGIN, StepResult.DONE, f"the jar of a failed login is {asked.side.value}")


def _bare(browser: Browser) -> Browser:
    """The browser without an Authorization field."""
    browser.authorization = None
    return browser


def settle_basic(inquiry: Inquiry, way: Way) -> Walking[None]:
    """After HTTP Basic: find out whether the login's cookies open the account without the Authorization field.

    A server may take the field once and go on with a cookie, or want it each time. It is asked with what one single
    request with the field was given; a session that has seen field and cookie together may remember the user besides.
    """
    ground = inquiry.ground
    live = inquiry.live
    if way.method is not LoginMethod.BASIC or live.authorization is None:
        return
    once = Browser(ground, "once", Jar(ground.suffixes), live.authorization)
    yield from once.fetch(Step.CREDENTIALS, Request("GET", way.url), fresh=True)
    asked = yield from inquiry.ask(
        Purpose.SUBSET, Step.CREDENTIALS, _bare(frozen(once, once.jar)), note="without the Authorization field"
    )
    if asked.side is Side.INSIDE:
        inquiry.settle_by(asked.seen.exchange)
        live.authorization = None
    else:
        yield from inquiry.witness(Step.CREDENTIALS)
