"""Logging out: the way out, the jar frozen at the last moment, and what that jar still opens afterwards.

Rules of this module:
- The jar is frozen after a control inside and just before the logout; a jar frozen at login may be dead from rotation.
- The logout happened only if the live jar is outside afterwards; a live jar that is still inside proves nothing unless
  the user named the way out.
- The frozen jar is replayed whole, each authenticating set of it alone as far as requests are left, and whole again
  after a while.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from hardtack.recording.actions import Wait, Walking
from hardtack.recording.forms import LogoutControl, logout_controls, submission
from hardtack.recording.message import Request
from hardtack.recording.model import CredentialFacts, Purpose, Side, Step, StepResult
from hardtack.recording.page import Page
from hardtack.recording.walk.browser import Browser, Visit
from hardtack.recording.walk.ground import Ground, host_of
from hardtack.recording.walk.inquiry import Inquiry, frozen
from hardtack.recording.walk.jar import id_of
from hardtack.recording.walk.login import Way, run_steps
from hardtack.recording.walk.sessions import witness_by

_WAYS_OUT_TRIED = 3
_LEFT_FOR_THE_REST = 13
_SUPPLY_LOGOUT = (
    "Name the way out with --logout-url URL or --logout 'POST URL', or describe it in a recipe (--recipe FILE)."
)


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


def log_out(
    inquiry: Inquiry, way: Way, facts: CredentialFacts, leaving: Leaving, pages: tuple[Page, ...]
) -> Walking[Browser | None]:
    """Freeze the jar at the last moment, log out, and see what the frozen jar still opens (Q2).

    Args:
        inquiry: the oracle.
        way: how this application is logged into.
        facts: which cookies carry the session.
        leaving: whose session ends, and whose does not.
        pages: pages seen inside, where the way out may stand.

    Returns:
        The browser frozen before the logout, or None where no logout could be made.
    """
    ground = inquiry.ground
    seen: str | None = None
    browser, control = leaving.browser, leaving.control
    for way_out in _ways_out(ground, way, pages, inquiry.url)[:_WAYS_OUT_TRIED]:
        # What was guessed and did not work was never there.
        seen = way_out.words if way_out.guess is None else seen
        fresh = yield from _fresh_control(browser, way_out)
        before = yield from inquiry.ask(Purpose.BEFORE_LOGOUT, Step.LOGOUT, browser, applied=True)
        inquiry.forget()
        if before.side is not Side.INSIDE:
            ground.recorder.step(Step.LOGOUT, StepResult.FAILED, "the session had ended before the logout")
            return None
        old = frozen(browser, browser.jar.copy())
        _note_way_out(ground, way_out)
        left = yield from _leave(ground, browser, fresh)
        after = yield from inquiry.ask(Purpose.LIVE_AFTER_LOGOUT, Step.LOGOUT, browser, applied=True)
        if after.side is Side.OUTSIDE or (way_out.named and _answered(left)):
            ground.recorder.step(
                Step.LOGOUT, StepResult.DONE, f"{way_out.words}; the browser is {after.side.value} afterwards"
            )
            yield from _replay(inquiry, facts, old, control)
            return old
        inquiry.forget()
        ground.recorder.step(Step.LOGOUT, StepResult.FAILED, f"{way_out.words} did not end the session")
    if seen is None:
        ground.recorder.step(Step.LOGOUT, StepResult.FAILED, "no way out was found on the pages inside")
    ground.recorder.login = replace(
        ground.recorder.login,
        logout=seen,
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
    """The address of a log-out by custom, beside the login's, where no page shows one (a menu drawn by script).

    A guess does no harm: the oracle is asked whether it ended the session, and one that lives on proves nothing.
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


def _fresh_control(browser: Browser, way_out: WayOut) -> Walking[tuple[WayOut, Page | None]]:
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
        return (yield from run_steps(browser, brief.recipe.logout, Step.LOGOUT))
    elif way_out.control is None:
        visit = yield from browser.navigate(Step.LOGOUT, way_out.guess or way_out.page_url)
    else:
        visit = yield from _use(browser, way_out.control, page)
    confirmation = _confirmation(visit)
    if confirmation is not None and visit.page is not None:
        visit = yield from _use(browser, confirmation, visit.page)
    return visit


def _answered(visit: Visit | None) -> bool:
    """Whether the way out was answered at all: an error or a rate limit is no logout, whoever named it."""
    response = visit.last.response if visit is not None else None
    return response is not None and response.status < 500 and response.status != 429


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


def _replay(inquiry: Inquiry, facts: CredentialFacts, old: Browser, control: Browser | None) -> Walking[None]:
    """Replay the frozen jar whole, each authenticating set alone, and whole again after a while."""
    ground = inquiry.ground
    step = Step.REPLAY
    whole = yield from inquiry.ask(Purpose.FROZEN_AFTER_LOGOUT, step, old)
    full = frozenset(id_of(cookie) for cookie in old.jar.sent_to(inquiry.url, ground.now))
    asked = [whole]
    for one in facts.sets:
        if frozenset(one) != full and ground.recorder.sent + _LEFT_FOR_THE_REST <= ground.requests_at_most:
            alone = yield from inquiry.ask(Purpose.SET_AFTER_LOGOUT, step, frozen(old, old.jar.only(frozenset(one))))
            asked.append(alone)
    if control is not None:
        yield from witness_by(inquiry, control, step)
    settle = ground.brief.settle
    if settle > 0 and all(one.side is not Side.INSIDE for one in asked):
        yield Wait(settle)
        later = yield from inquiry.ask(Purpose.SETTLED_AFTER_LOGOUT, step, old)
        asked.append(later)
        if control is not None:
            yield from witness_by(inquiry, control, step)
    sides = [inquiry.counted(one) for one in asked]
    word = Side.INSIDE if Side.INSIDE in sides else sides[0]
    ground.recorder.step(step, StepResult.DONE, f"the jar from before the logout is {word.value}")
