"""The walk: every part in its order, each of which may fail without taking the others along.

Anonymous visit, the other scheme, login, the oracle, which cookies carry the session, the jar from before the login
replayed, a second session with an invented id planted, the plain side, neighbours, logout, the old jar replayed, login
again, and last one failed login. At most four logins succeed and one fails.
"""

from dataclasses import replace

from hardtack.recording.actions import Walking
from hardtack.recording.brief import Brief
from hardtack.recording.hsts import hsts_policy
from hardtack.recording.model import LoginMethod, Step, StepResult
from hardtack.recording.page import Page
from hardtack.recording.walk import lifecycle
from hardtack.recording.walk.browser import Browser, Visit
from hardtack.recording.walk.credentials import find_credentials, replay_exposed, substitute
from hardtack.recording.walk.ground import BudgetSpentError, Ground
from hardtack.recording.walk.inquiry import Found, Inquiry, find_oracle
from hardtack.recording.walk.jar import Jar
from hardtack.recording.walk.login import Way, find_way, open_login, submit_login
from hardtack.recording.walk.surroundings import Sides, find_sides, visit_neighbours, visit_plain

__all__ = ["Ground", "walk"]

_LEFT_FOR_RELOGIN = 24
_LOGINS_AT_MOST = 4
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
    if response is None and sides.https is None and sides.http is None:
        return
    if sides.url != ground.brief.url:
        ground.brief = _moved(ground.brief, sides)
        anonymous = Browser(ground, "anonymous", Jar(ground.suffixes))
        first_visit = yield from anonymous.navigate(Step.VISIT, ground.brief.login_url or ground.brief.url)
    if not ground.brief.authenticated:
        newcomer = Browser(ground, "newcomer", Jar(ground.suffixes))
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
    )  # fmt: skip


def _inside(ground: Ground, anonymous: Browser, first_visit: Visit, sides: Sides) -> Walking[None]:
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
    opened = yield from open_login(ground, way, first, Step.LOGIN)
    before = first.jar.copy()
    landing = yield from submit_login(ground, way, first, opened, step=Step.LOGIN)
    if landing is None:
        _not_proved(
            ground,
            Found(
                None,
                "the login form was gone when it was fetched again",
                "Describe the login in a recipe (--recipe FILE).",
            ),
        )
        yield from _outside_only(ground, sides, anonymous)
        return
    recorder.login = replace(recorder.login, exchange=landing.hops[0].exchange)
    recorder.step(Step.LOGIN, StepResult.DONE, f"{way.method.value} at {recorder.redactor.url(way.url)}")
    found = yield from find_oracle(ground, first, anonymous, landing)
    if found.inquiry is None:
        _not_proved(ground, found)
        yield from _outside_only(ground, sides, first)
        return
    recorder.login = replace(recorder.login, proved=True, reason="", supply="")
    yield from _lifecycle(ground, found.inquiry, way, before, anonymous, landing, sides)


def _not_proved(ground: Ground, found: Found) -> None:
    recorder = ground.recorder
    recorder.login = replace(recorder.login, proved=False, reason=found.reason, supply=found.supply)
    recorder.step(Step.LOGIN, StepResult.FAILED, found.reason)


def _outside_only(ground: Ground, sides: Sides, browser: Browser) -> Walking[None]:
    yield from visit_plain(ground, None, sides, browser)
    yield from visit_neighbours(ground, None, browser, sides.url)


def _lifecycle(
    ground: Ground, inquiry: Inquiry, way: Way, before: Jar, anonymous: Browser, landing: Visit, sides: Sides
) -> Walking[None]:  # fmt: skip
    ground.logins += 1
    yield from lifecycle.settle_basic(ground, inquiry, way)
    yield from lifecycle.replay_before_login(ground, inquiry, before)

    def renew() -> Walking[bool]:
        if ground.logins + _LOGINS_KEPT >= _LOGINS_AT_MOST:
            return False
        browser = Browser(ground, "renewed", Jar(ground.suffixes))
        inquiry.live, inquiry.alive = (
            browser,
            (yield from lifecycle.log_in(ground, inquiry, way, browser, Step.CREDENTIALS)),
        )
        return inquiry.alive

    first_jar = inquiry.live.jar.copy()
    facts = yield from find_credentials(ground, inquiry, anonymous, renew)
    if inquiry.alive:
        facts = yield from substitute(ground, inquiry, facts, anonymous)
    second = yield from lifecycle.second_login(ground, inquiry, way, facts)
    leaving = inquiry.live
    control = second
    if second is not None:
        yield from lifecycle.ask_constants(ground, inquiry, first_jar, second)
        alive = inquiry.alive and (yield from lifecycle.first_after_second(inquiry, inquiry.live, second))
        if not alive:
            # One session a user, or a session that the search had ended: the second one takes the first one's place.
            was_alive = inquiry.alive
            leaving, control = second, None
            inquiry.live, inquiry.alive = second, True
            if not was_alive:
                facts = yield from substitute(ground, inquiry, facts, anonymous)
    if inquiry.alive:
        hsts = hsts_policy(ground.recorder.finish()).effective
        yield from replay_exposed(ground, inquiry, facts, hsts=hsts)
        yield from visit_plain(ground, inquiry, sides, leaving)
        yield from visit_neighbours(ground, inquiry, leaving, sides.url)
    pages = yield from _pages_inside(inquiry, leaving, landing)
    old = yield from lifecycle.log_out(ground, inquiry, way, facts, lifecycle.Leaving(leaving, control), pages)
    again = ground.logins < _LOGINS_AT_MOST and (yield from lifecycle.log_in_again(ground, inquiry, way, leaving, old))
    spare = ground.logins < _LOGINS_AT_MOST and ground.recorder.sent + _LEFT_FOR_RELOGIN <= ground.brief.max_requests
    if again and not facts.header and spare:
        yield from lifecycle.log_in_over_live(ground, inquiry, way, leaving)
    yield from _control_of_failure(ground, inquiry, way)


def _control_of_failure(ground: Ground, inquiry: Inquiry, way: Way) -> Walking[None]:
    """One wrong password, last of all, in a jar of its own."""
    if way.guarded:
        ground.recorder.step(Step.FAILED_LOGIN, StepResult.SKIPPED, "the form counts attempts or shows a captcha")
    elif not ground.brief.failed_login:
        ground.recorder.step(
            Step.FAILED_LOGIN, StepResult.SKIPPED, "one was tried at this target in the last 15 minutes"
        )
    else:
        yield from lifecycle.failed_login(ground, inquiry, way, "wrong-" + ground.chance[:8].hex())


def _pages_inside(inquiry: Inquiry, browser: Browser, landing: Visit) -> Walking[tuple[Page, ...]]:
    """Pages seen inside on which the way out may stand: where the login led to, and the oracle's."""
    pages = [landing.page] if landing.page is not None else []
    visit = yield from browser.navigate(Step.LOGOUT, inquiry.url)
    if visit.page is not None and all(page.url != visit.page.url for page in pages):
        pages.append(visit.page)
    return tuple(pages)
