"""The walk: every part in its order, each of which may fail without taking the others along.

Anonymous visit, the other scheme, login, the oracle, which cookies carry the session, the jar from before the login
replayed, a second session with an invented id planted, the plain side, neighbours, logout, the old jar replayed, login
again, and last one failed login. At most four logins succeed and one fails.
"""

from dataclasses import dataclass, replace

from hardtack.recording.actions import Wait, Walking
from hardtack.recording.brief import Brief
from hardtack.recording.forms import logout_controls
from hardtack.recording.hsts import hsts_policy
from hardtack.recording.model import LoginMethod, Step, StepResult, Telling
from hardtack.recording.own_session import OwnSession
from hardtack.recording.page import Page
from hardtack.recording.walk import brought, sessions
from hardtack.recording.walk.browser import Browser, Visit
from hardtack.recording.walk.credentials import find_credentials, outlive, replay_exposed, substitute
from hardtack.recording.walk.finding import Found, find_oracle
from hardtack.recording.walk.ground import BudgetSpentError, Ground
from hardtack.recording.walk.inquiry import Inquiry
from hardtack.recording.walk.jar import Jar
from hardtack.recording.walk.login import NO_USER_NAME, REFUSED_BY_BASIC, Way, find_way, open_login, submit_login
from hardtack.recording.walk.logout import Leaving, log_out
from hardtack.recording.walk.revisits import visit_again
from hardtack.recording.walk.sampling import sample_ids
from hardtack.recording.walk.scripts import fetch_scripts
from hardtack.recording.walk.second_factor import replay_before_code
from hardtack.recording.walk.surroundings import Sides, find_sides, visit_neighbours, visit_plain
from hardtack.recording.walk.timing import measure, note_unmeasured

__all__ = ["Ground", "walk"]

_LEFT_FOR_RELOGIN = 10
_LOGINS_AT_MOST = 4
_UNAUTHORIZED = 401
_PLAIN_WAY_OUT = 50
_SECONDS_BETWEEN_LOGINS = 1.1
"""Tokens stamped with the second of the login would be the same in two logins within it, and look like constants."""
_LOGINS_KEPT = 2
"""Logins that the search must leave: one with an invented id planted, and the closing control."""


def walk(ground: Ground) -> Walking[None]:
    """Walk; everything seen is in `ground.recorder` afterwards, and at any moment before.

    Args:
        ground: brief, recorder, suffix list, chance and clock.
    """
    try:
        yield from _walk(ground)
    except BudgetSpentError:
        ground.recorder.cut_short(f"the budget of {ground.brief.max_requests} requests was spent")
    yield from sample_ids(ground)
    note_unmeasured(ground)


def _walk(ground: Ground) -> Walking[None]:
    recorder = ground.recorder
    anonymous = Browser(ground, "anonymous", Jar(ground.suffixes))
    first_visit = yield from anonymous.navigate(Step.VISIT, ground.brief.login_url or ground.brief.url)
    response = first_visit.last.response
    recorder.step(
        Step.VISIT,
        StepResult.DONE if response else StepResult.FAILED,
        f"{recorder.redactor.url(first_visit.last.url)}: {response.status if response else 'no answer'}",
    )
    sides = yield from find_sides(ground, anonymous, first_visit)
    ground.https_answers = sides.https is not None
    if sides.url != ground.brief.url:
        ground.brief = _moved(ground.brief, sides)
        anonymous = Browser(ground, "anonymous", Jar(ground.suffixes))
        first_visit = yield from anonymous.navigate(Step.VISIT, ground.brief.login_url or ground.brief.url)
    if not ground.brief.authenticated:
        newcomer = Browser(ground, "newcomer", Jar(ground.suffixes))
        yield from visit_again(ground, None)
        yield from visit_plain(ground, None, sides, newcomer)
        yield from visit_neighbours(ground, None, newcomer, sides.url)
        return
    yield from _inside(ground, anonymous, first_visit, sides)


def _moved(brief: Brief, sides: Sides) -> Brief:
    """The brief with its URLs on the https side: credentials never travel over http where https answers."""
    plain, secure = sides.http or brief.url, sides.https or brief.url

    def moved(url: str | None) -> str | None:
        if url is None or not url.startswith("http:"):
            return url
        origin = plain.split("/", 3)[:3]
        return "/".join([*secure.split("/", 3)[:3], *url.split("/", 3)[3:]]) if url.split("/", 3)[:3] == origin else url

    return replace(
        brief, url=moved(brief.url) or brief.url, login_url=moved(brief.login_url), inside_url=moved(brief.inside_url),
        logout=replace(brief.logout, url=moved(brief.logout.url) or brief.logout.url) if brief.logout else None,
        revisit=tuple(replace(one, url=moved(one.url) or one.url) for one in brief.revisit),
    )  # fmt: skip


def _inside(ground: Ground, anonymous: Browser, first_visit: Visit, sides: Sides) -> Walking[None]:
    if ground.brief.own is not None:
        yield from _own_lifecycle(ground, ground.brief.own, anonymous, sides)
        return
    recorder = ground.recorder
    way = yield from find_way(ground, anonymous, first_visit)
    recorder.login = replace(
        recorder.login, method=way.method, reason=way.reason, supply=way.supply, remember_me=way.remember_me,
        action=recorder.redactor.url(way.url) if way.url else None,
    )  # fmt: skip
    if way.method is LoginMethod.NONE:
        recorder.step(Step.LOGIN, StepResult.FAILED, way.reason)
        yield from _outside_only(ground, sides, anonymous)
        return
    first = Browser(ground, "first", Jar(ground.suffixes))
    opened = yield from open_login(way, first, Step.LOGIN)
    before = first.jar.copy()
    landing = yield from submit_login(way, first, opened, Step.LOGIN)
    if landing is None:
        _not_proved(ground, _not_sent(ground))
        yield from _outside_only(ground, sides, anonymous)
        return
    asks_name = opened.form is not None and opened.form.username is not None
    recorder.login = replace(recorder.login, exchange=landing.hops[0].exchange, user_name=asks_name)
    recorder.step(Step.LOGIN, StepResult.DONE, f"{way.method.value} at {recorder.redactor.url(way.url)}")
    found = yield from find_oracle(ground, first, anonymous, landing)
    if found.inquiry is None:
        _not_proved(ground, _explained(ground, way, landing, found))
        yield from _outside_only(ground, sides, first)
        return
    recorder.login = replace(recorder.login, proved=True, reason="", supply="")
    yield from _lifecycle(found.inquiry, _FirstLogin(way, before, landing, anonymous, sides, ground.before_code))


def _not_proved(ground: Ground, found: Found) -> None:
    recorder = ground.recorder
    recorder.login = replace(recorder.login, proved=False, reason=found.reason, supply=found.supply)
    recorder.step(Step.LOGIN, StepResult.FAILED, found.reason)


def _not_sent(ground: Ground) -> Found:
    """Why the credentials were not sent."""
    if ground.refusal == NO_USER_NAME:
        return Found(None, NO_USER_NAME, "Give --username NAME.")
    reason = ground.refusal or "the login form was gone when it was fetched again"
    return Found(None, reason, "Describe the login in a recipe (--recipe FILE).")


def _explained(ground: Ground, way: Way, landing: Visit, found: Found) -> Found:
    """Why nobody got in, where the login itself has said so: the page asked afterwards can only say that nobody did."""
    if ground.stumble:
        return Found(None, ground.stumble, "Mend that request of the recipe; docs/recipes.md has the format.")
    response = landing.last.response
    if way.method is LoginMethod.BASIC and response is not None and response.status == _UNAUTHORIZED:
        return Found(None, REFUSED_BY_BASIC, "Check user name and password.")
    return found


def _outside_only(ground: Ground, sides: Sides, browser: Browser) -> Walking[None]:
    yield from visit_again(ground, None)
    yield from visit_plain(ground, None, sides, browser)
    yield from visit_neighbours(ground, None, browser, sides.url)


@dataclass(frozen=True, slots=True)
class _FirstLogin:
    """What the first login left behind.

    Attributes:
        way: how it was done.
        before: the jar frozen just before the credentials were sent.
        landing: where it led to.
        anonymous: a browser that visited the site and never logged in.
        sides: the two sides of the site.
        before_code: the jar frozen between the password and a one-time code, or None where no code was asked for.
    """

    way: Way
    before: Jar
    landing: Visit
    anonymous: Browser
    sides: Sides
    before_code: Jar | None = None


def _lifecycle(inquiry: Inquiry, first: _FirstLogin) -> Walking[None]:
    ground, way = inquiry.ground, first.way
    ground.logins += 1
    yield from sessions.settle_basic(inquiry, way)
    yield from _replay_earlier_jars(inquiry, first)
    first_jar = inquiry.live.jar.copy()
    facts = yield from find_credentials(inquiry, first.anonymous, lambda: _renewed(inquiry, way))
    if inquiry.alive:
        facts = yield from substitute(inquiry, facts, first.anonymous)
    yield from _spaced(ground, first.landing.last.now)
    second = yield from sessions.second_login(inquiry, way, facts)
    if second is not None:
        yield from sessions.ask_constants(inquiry, first_jar, second)
    leaving = yield from _who_leaves(inquiry, second)
    if leaving.control is None and second is not None:
        facts = yield from substitute(inquiry, facts, first.anonymous)
    yield from _look_around(inquiry, first.sides)
    pages = yield from _pages_inside(inquiry, leaving.browser, first.landing)
    facts = yield from outlive(inquiry, facts)
    old = yield from log_out(inquiry, way, facts, leaving, pages)
    if ground.logins < _LOGINS_AT_MOST:
        yield from _come_back(inquiry, way, leaving.browser, old, header=facts.header)
    yield from _control_of_failure(inquiry, way)
    yield from sample_ids(ground)
    yield from measure(inquiry, way)


def _come_back(inquiry: Inquiry, way: Way, browser: Browser, old: Browser | None, *, header: bool) -> Walking[None]:
    """Log in again after the logout, and ask what wants a session that nothing else needs any more."""
    ground = inquiry.ground
    if not (yield from sessions.log_in_again(inquiry, way, browser, old)):
        return
    spare = ground.logins < _LOGINS_AT_MOST and ground.recorder.sent + _LEFT_FOR_RELOGIN <= ground.requests_at_most
    if spare and not header:
        yield from sessions.log_in_over_live(inquiry, way, browser)
    yield from sessions.under_other_agent(inquiry, browser)


def _spaced(ground: Ground, login: float) -> Walking[None]:
    pause = login + _SECONDS_BETWEEN_LOGINS - ground.now
    if pause > 0:
        ground.now = (yield Wait(pause)).now


def _replay_earlier_jars(inquiry: Inquiry, first: _FirstLogin) -> Walking[None]:
    yield from sessions.replay_before_login(inquiry, first.before)
    yield from replay_before_code(inquiry, first.before_code)


def _own_lifecycle(ground: Ground, own: OwnSession, anonymous: Browser, sides: Sides) -> Walking[None]:
    """What can be asked of a session that was brought along: all but how it began."""
    found, landing = yield from brought.enter(ground, own, anonymous)
    inquiry = found.inquiry
    if inquiry is None:
        yield from _outside_only(ground, sides, anonymous)
        return
    facts = yield from brought.find_own_credentials(inquiry, anonymous)
    if inquiry.alive:
        facts = yield from substitute(inquiry, facts, anonymous)
    yield from _look_around(inquiry, sides)
    pages = yield from _pages_inside(inquiry, inquiry.live, landing)
    yield from brought.leave(inquiry, facts, anonymous, pages)


def _renewed(inquiry: Inquiry, way: Way) -> Walking[bool]:
    """Begin another session in place of the one that the search ended, if the logins to come leave one over."""
    ground = inquiry.ground
    if ground.logins + _LOGINS_KEPT >= _LOGINS_AT_MOST:
        return False
    browser = Browser(ground, "renewed", Jar(ground.suffixes))
    inside = yield from sessions.log_in(inquiry, way, browser, Step.CREDENTIALS)
    if inside:
        inquiry.take_over(browser)
    return inside


def _who_leaves(inquiry: Inquiry, second: Browser | None) -> Walking[Leaving]:
    """Whose session is to end: the first one's, with the second as control, if both are alive.

    Where the second login ended the first session (one session a user), or the search did, the second one takes its
    place and no control is left; the closing login shows that the account still works.
    """
    if second is None:
        return Leaving(inquiry.live, None)
    if inquiry.alive and (yield from sessions.first_after_second(inquiry, inquiry.live, second)):
        return Leaving(inquiry.live, second)
    inquiry.take_over(second)
    return Leaving(second, None)


def _look_around(inquiry: Inquiry, sides: Sides) -> Walking[None]:
    yield from visit_again(inquiry.ground, inquiry)
    if not inquiry.alive:
        return
    hsts = hsts_policy(inquiry.ground.recorder.finish()).effective
    own = inquiry.ground.brief.own
    if own is None or own.telling is not Telling.VALUES:
        yield from replay_exposed(inquiry, hsts=hsts)
    yield from visit_plain(inquiry.ground, inquiry, sides, inquiry.live)
    yield from visit_neighbours(inquiry.ground, inquiry, inquiry.live, sides.url)


def _control_of_failure(inquiry: Inquiry, way: Way) -> Walking[None]:
    """One wrong password, last of all, in a jar of its own."""
    ground = inquiry.ground
    if way.guarded:
        ground.recorder.step(Step.FAILED_LOGIN, StepResult.SKIPPED, "the form counts attempts or shows a captcha")
    elif not ground.brief.failed_login:
        ground.recorder.step(
            Step.FAILED_LOGIN, StepResult.SKIPPED, "one was tried at this target in the last 15 minutes"
        )
    else:
        yield from sessions.failed_login(inquiry, way, "wrong-" + ground.chance[:8].hex())


def _pages_inside(inquiry: Inquiry, browser: Browser, landing: Visit) -> Walking[tuple[Page, ...]]:
    """Pages seen inside on which the way out may stand: where the login led to, and the oracle's."""
    pages = [landing.page] if landing.page is not None else []
    if not any(control.score > _PLAIN_WAY_OUT for page in pages for control in logout_controls(page)):
        visit = yield from browser.navigate(Step.LOGOUT, inquiry.url)
        if visit.page is not None and all(page.url != visit.page.url for page in pages):
            pages.append(visit.page)
    yield from fetch_scripts(inquiry.ground, browser, tuple(pages))
    return tuple(pages)
