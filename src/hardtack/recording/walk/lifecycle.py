"""The session's life: what was there before login, what a second login gives, what logout leaves, what comes back."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from hardtack.cookies import Cookie
from hardtack.recording.actions import Wait, Walking
from hardtack.recording.forms import LogoutControl, logout_controls, submission
from hardtack.recording.message import Request
from hardtack.recording.model import CookieId, CredentialFacts, LoginMethod, Purpose, Side, Step, StepResult
from hardtack.recording.page import Page
from hardtack.recording.walk.browser import Browser, Visit
from hardtack.recording.walk.ground import Ground, host_of
from hardtack.recording.walk.inquiry import Inquiry, frozen
from hardtack.recording.walk.jar import Jar, id_of, invent
from hardtack.recording.walk.login import Way, open_login, run_steps, submit_login

_WAYS_OUT_TRIED = 3
_SUPPLY_LOGOUT = (
    "Name the way out with --logout-url URL or --logout 'POST URL', or describe it in a recipe (--recipe FILE)."
)


def replay_before_login(ground: Ground, inquiry: Inquiry, before: Jar, step: Step = Step.FIXATION) -> Walking[None]:
    """Replay the jar that was frozen just before the credentials were sent (Q1)."""
    asked = yield from inquiry.ask(Purpose.BEFORE_LOGIN, step, _bare(frozen(inquiry.live, before)))
    yield from inquiry.witness(step)
    ground.recorder.step(step, StepResult.DONE, f"the jar from before the login is {asked.side.value}")


def second_login(ground: Ground, inquiry: Inquiry, way: Way, facts: CredentialFacts) -> Walking[Browser | None]:
    """Log in a second time, with invented session ids planted before the form is fetched.

    Returns:
        The second browser, inside; or None where a second login does not work.
    """
    planted = _planted(ground, inquiry.live.jar, facts)
    browser = Browser(ground, "second", Jar(ground.suffixes, planted))
    inside = yield from log_in(ground, inquiry, way, browser, Step.SECOND_LOGIN)
    if inside:
        yield from _ask_planted(ground, inquiry, browser, planted)
    elif planted:
        cookies = tuple(id_of(cookie) for cookie in planted)
        ground.recorder.probe(
            Purpose.PLANTED, ground.recorder.sent - 1, Side.UNKNOWN, cookies, "the login does not work with it"
        )
        browser = Browser(ground, "second", Jar(ground.suffixes))
        inside = yield from log_in(ground, inquiry, way, browser, Step.SECOND_LOGIN)
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


def log_in(ground: Ground, inquiry: Inquiry, way: Way, browser: Browser, step: Step) -> Walking[bool]:
    """Log a browser in; whether it is inside then, which also witnesses for the outsides before it."""
    opened = yield from open_login(ground, way, browser, step)
    visit = yield from submit_login(ground, way, browser, opened, step=step)
    if visit is None:
        return False
    if way.method is LoginMethod.BASIC and inquiry.live.authorization is None:
        browser.authorization = None
    inside = yield from _alive(inquiry, browser, step)
    ground.logins += inside
    return inside


def _ask_planted(ground: Ground, inquiry: Inquiry, browser: Browser, planted: tuple[Cookie, ...]) -> Walking[None]:
    if not planted:
        return
    asked = yield from inquiry.ask(
        Purpose.PLANTED, Step.SECOND_LOGIN, _bare(frozen(browser, Jar(ground.suffixes, planted)))
    )
    yield from _alive(inquiry, browser, Step.SECOND_LOGIN)
    ground.recorder.step(
        Step.SECOND_LOGIN, StepResult.DONE, f"inside; the invented id planted before it is {asked.side.value}"
    )


def ask_constants(ground: Ground, inquiry: Inquiry, first: Jar, second: Browser) -> Walking[None]:
    """Replay what every login gives alike (`auth=1`, `user=name`): an attacker knows it without having been inside."""
    mine = {id_of(cookie): cookie for cookie in first.sent_to(inquiry.url, ground.now)}
    constant = [cookie for key, cookie in mine.items() if cookie.value and second.jar.value(key) == cookie.value]
    if not constant:
        return
    browser = _bare(frozen(second, Jar(ground.suffixes, constant)))
    asked = yield from inquiry.ask(Purpose.BEFORE_LOGIN_AND_CONSTANTS, Step.SECOND_LOGIN, browser)
    if asked.side is not Side.INSIDE:
        yield from _alive(inquiry, second, Step.SECOND_LOGIN)


def _alive(inquiry: Inquiry, browser: Browser, step: Step) -> Walking[bool]:
    """Let another session than the first witness: if it is inside, the outsides before it count; else they go on waiting."""
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
    yield from _alive(inquiry, second, Step.SECOND_LOGIN)
    return False


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who takes part in a logout.

    Attributes:
        browser: whose session ends.
        control: another session that is alive, or None.
    """

    browser: Browser
    control: Browser | None


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way to log out.

    Attributes:
        words: what it is, for a reader.
        named: whether the user or the recipe named it.
        control: what was found on a page, or None for a named one.
        page_url: the page it was found on, empty for a named one.
        guess: an address that no page showed, or None.
    """

    words: str
    named: bool
    control: LogoutControl | None = None
    page_url: str = ""
    guess: str | None = None


def log_out(  # noqa: PLR0913 -- the parts of one experiment
    ground: Ground, inquiry: Inquiry, way: Way, facts: CredentialFacts, leaving: Leaving, pages: tuple[Page, ...]
) -> Walking[Jar | None]:
    """Freeze the jar at the last moment, log out, and see what the frozen jar still opens (Q2).

    Args:
        ground: the walk.
        inquiry: the oracle.
        way: how this application is logged into.
        facts: which cookies carry the session.
        leaving: whose session ends, and whose does not.
        pages: pages seen inside, where the way out may stand.

    Returns:
        The frozen jar, or None where no logout could be made.
    """
    tried = 0
    browser, control = leaving.browser, leaving.control
    for way_out in _ways_out(ground, way, pages, inquiry.url)[:_WAYS_OUT_TRIED]:
        tried += 1
        fresh = yield from _fresh_control(ground, browser, way_out)
        before = yield from inquiry.ask(Purpose.BEFORE_LOGOUT, Step.LOGOUT, browser, applied=True)
        inquiry.forget()
        if before.side is not Side.INSIDE:
            ground.recorder.step(Step.LOGOUT, StepResult.FAILED, "the session had ended before the logout")
            return None
        jar = browser.jar.copy()
        _note_way_out(ground, way_out)
        yield from _leave(ground, browser, fresh)
        after = yield from inquiry.ask(Purpose.LIVE_AFTER_LOGOUT, Step.LOGOUT, browser, applied=True)
        if after.side is Side.OUTSIDE or way_out.named:
            ground.recorder.step(
                Step.LOGOUT, StepResult.DONE, f"{way_out.words}; the browser is {after.side.value} afterwards"
            )
            yield from _replay(ground, inquiry, facts, frozen(browser, jar), control)
            return jar
        inquiry.forget()
        ground.recorder.step(Step.LOGOUT, StepResult.FAILED, f"{way_out.words} did not end the session")
    if not tried:
        ground.recorder.step(Step.LOGOUT, StepResult.FAILED, "no way out was found on the pages inside")
    ground.recorder.login = replace(
        ground.recorder.login,
        logout=ground.recorder.login.logout if tried else None,
        logout_named=False,
        logout_supply=_SUPPLY_LOGOUT,
    )
    return None


def _ways_out(ground: Ground, way: Way, pages: tuple[Page, ...], probe: str) -> tuple[WayOut, ...]:
    brief = ground.brief
    masked = ground.recorder.redactor.url
    if brief.logout is not None:
        return (WayOut(f"{brief.logout.method} {masked(brief.logout.url)}", named=True),)
    if brief.recipe.logout:
        return (WayOut("the recipe's logout", named=True),)
    found = [(control, page.url) for page in pages for control in logout_controls(page)]
    fit = [one for one in found if ground.permits(one[0].url) and one[0].url != probe]
    fit.sort(key=lambda one: -one[0].score)
    unique = {(control.method, control.url.partition("?")[0]): (control, page) for control, page in reversed(fit)}
    seen = tuple(
        WayOut(f"{control.method} {masked(control.url)}", named=False, control=control, page_url=page)
        for control, page in reversed(unique.values())
    )
    guess = _by_convention(way.url)
    if guess is None or any(one.control is not None and one.control.url == guess for one in seen):
        return seen
    return (*seen, WayOut(f"GET {masked(guess)}", named=False, guess=guess))


def _by_convention(login_url: str) -> str | None:
    """The address that a log-out has by custom where no page shows one (a menu drawn by script): beside the login's.

    A guess does no harm: whether it ended the session is asked of the oracle, and a session that lives on proves nothing.
    """
    parts = urlsplit(login_url)
    for word, opposite in (
        ("login", "logout"),
        ("signin", "signout"),
        ("sign_in", "sign_out"),
        ("sign-in", "sign-out"),
    ):
        head, found, tail = parts.path.rpartition(word)
        if found and tail in {"", "/"}:
            return urlunsplit((parts.scheme, parts.netloc, head + opposite + tail, "", ""))
    return None


def _fresh_control(ground: Ground, browser: Browser, way_out: WayOut) -> Walking[tuple[WayOut, Page | None]]:
    """The control once more from a page fetched now: its token may be good for one page only."""
    control = way_out.control
    if control is None:
        return way_out, None
    visit = yield from browser.navigate(Step.LOGOUT, way_out.page_url)
    page = visit.page
    again = [one for one in logout_controls(page) if _alike(one, control)] if page is not None else []
    return (replace(way_out, control=again[0]) if again else way_out), page


def _alike(one: LogoutControl, other: LogoutControl) -> bool:
    return one.method == other.method and one.url.partition("?")[0] == other.url.partition("?")[0]


def _leave(ground: Ground, browser: Browser, fresh: tuple[WayOut, Page | None]) -> Walking[Visit | None]:
    way_out, page = fresh
    brief = ground.brief
    if brief.logout is not None:
        visit = yield from browser.run(Step.LOGOUT, Request(brief.logout.method, brief.logout.url))
    elif brief.recipe.logout:
        return (yield from run_steps(ground, browser, brief.recipe.logout, Step.LOGOUT))
    elif way_out.control is None:
        visit = yield from browser.navigate(Step.LOGOUT, way_out.guess or way_out.page_url)
    else:
        visit = yield from _use(browser, way_out.control, page)
    confirmation = _confirmation(visit)
    if confirmation is not None and visit.page is not None:
        visit = yield from _use(browser, confirmation, visit.page)
    return visit


def _use(browser: Browser, control: LogoutControl, page: Page | None) -> Walking[Visit]:
    if control.form is not None and page is not None:
        return (yield from browser.submit(Step.LOGOUT, submission(control.form, {}, button=control.button), page))
    if control.method == "GET" or page is None:
        return (yield from browser.navigate(Step.LOGOUT, control.url, referer=page.url if page else None))
    return (yield from browser.run(Step.LOGOUT, Request(control.method, control.url)))


def _confirmation(visit: Visit) -> LogoutControl | None:
    """A form that asks whether one really wants to leave; the first GET did nothing yet."""
    page = visit.page
    if page is None or visit.last.response is None:
        return None
    asking = [one for one in logout_controls(page) if one.form is not None and one.method == "POST"]
    return asking[0] if asking and host_of(asking[0].url) == host_of(visit.last.url) else None


def _note_way_out(ground: Ground, way_out: WayOut) -> None:
    ground.recorder.login = replace(
        ground.recorder.login, logout=way_out.words, logout_named=way_out.named, logout_supply=_SUPPLY_LOGOUT
    )


def _replay(
    ground: Ground, inquiry: Inquiry, facts: CredentialFacts, old: Browser, control: Browser | None
) -> Walking[None]:
    """Replay the frozen jar whole, each authenticating set alone, and whole again after a while."""
    step = Step.REPLAY
    whole = yield from inquiry.ask(Purpose.FROZEN_AFTER_LOGOUT, step, old)
    full = frozenset(id_of(cookie) for cookie in old.jar.sent_to(inquiry.url, ground.now))
    sides = [whole.side]
    for one in facts.sets:
        if frozenset(one) != full:
            alone = yield from inquiry.ask(Purpose.SET_AFTER_LOGOUT, step, frozen(old, old.jar.only(frozenset(one))))
            sides.append(alone.side)
    if control is not None:
        yield from _alive(inquiry, control, step)
    settle = ground.brief.settle
    if settle > 0 and Side.INSIDE not in sides:
        yield Wait(settle)
        later = yield from inquiry.ask(Purpose.SETTLED_AFTER_LOGOUT, step, old)
        sides.append(later.side)
        if control is not None:
            yield from _alive(inquiry, control, step)
    word = Side.INSIDE if Side.INSIDE in sides else sides[0]
    ground.recorder.step(step, StepResult.DONE, f"the jar from before the logout is {word.value}")


def log_in_again(ground: Ground, inquiry: Inquiry, way: Way, browser: Browser, old: Jar | None) -> Walking[bool]:
    """Log in again with what the logout left in the browser, and replay the old jar once more.

    Returns:
        Whether the login worked.
    """
    browser.name = "third"
    inside = yield from log_in(ground, inquiry, way, browser, Step.THIRD_LOGIN)
    detail = "the account still works" if inside else "logging in again did not work"
    ground.recorder.step(Step.THIRD_LOGIN, StepResult.DONE if inside else StepResult.FAILED, detail)
    if inside and old is not None:
        yield from inquiry.ask(Purpose.AFTER_NEXT_LOGIN, Step.THIRD_LOGIN, frozen(browser, old))
        yield from _alive(inquiry, browser, Step.THIRD_LOGIN)
    return inside


def log_in_over_live(ground: Ground, inquiry: Inquiry, way: Way, browser: Browser) -> Walking[None]:
    """Log in once more in a browser that is inside, and see whether its earlier session lives on."""
    earlier = browser.jar.copy()
    ids = earlier.ids(inquiry.url, ground.now)
    opened = yield from open_login(ground, way, browser, Step.THIRD_LOGIN)
    if opened.form is None:
        return
    visit = yield from submit_login(ground, way, browser, opened, step=Step.THIRD_LOGIN)
    if visit is None or not _changed(browser.jar, earlier, ids):
        return
    asked = yield from inquiry.ask(Purpose.SECOND_SESSION, Step.THIRD_LOGIN, browser, applied=True)
    inquiry.forget()
    if asked.side is Side.INSIDE:
        ground.logins += 1
        yield from inquiry.ask(Purpose.EARLIER_SESSION_AFTER_RELOGIN, Step.THIRD_LOGIN, frozen(browser, earlier))
        yield from _alive(inquiry, browser, Step.THIRD_LOGIN)


def _changed(now: Jar, earlier: Jar, ids: frozenset[CookieId]) -> bool:
    return any(now.value(one) != earlier.value(one) for one in ids)


def failed_login(ground: Ground, inquiry: Inquiry, way: Way, password: str) -> Walking[None]:
    """Log in with one wrong password, as a control: its jar must be outside, else the oracle tells nothing."""
    browser = Browser(ground, "failed", Jar(ground.suffixes))
    opened = yield from open_login(ground, way, browser, Step.FAILED_LOGIN)
    if opened.form is not None and (opened.form.captcha or opened.form.attempts_left_hint):
        ground.recorder.step(Step.FAILED_LOGIN, StepResult.SKIPPED, "the form counts attempts or shows a captcha")
        return
    yield from submit_login(ground, way, browser, opened, step=Step.FAILED_LOGIN, password=password)
    asked = yield from inquiry.ask(Purpose.FAILED_LOGIN_JAR, Step.FAILED_LOGIN, browser)
    inquiry.settle_by(asked.seen.exchange)
    if asked.side is Side.INSIDE:
        ground.recorder.unsound("the jar of a failed login is inside as well")
    ground.recorder.step(Step.FAILED_LOGIN, StepResult.DONE, f"the jar of a failed login is {asked.side.value}")


def _bare(browser: Browser) -> Browser:
    """The browser without an Authorization field."""
    browser.authorization = None
    return browser


def settle_basic(ground: Ground, inquiry: Inquiry, way: Way) -> Walking[None]:
    """After HTTP Basic: find out whether the login's cookies open the account without the Authorization field.

    A server may take the field once and go on with a cookie, or want it each time. It is asked with what one single
    request with the field was given; a session that has seen field and cookie together may remember the user besides.
    """
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
