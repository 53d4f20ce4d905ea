"""Logging in: by the form the walk found, by HTTP Basic, or by the user's recipe.

Every way has two halves: `open` does what comes before the password (so that the jar can be frozen, or an invented id
planted, in between), `submit` sends the credentials.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import assert_never

from hardtack.recording import words
from hardtack.recording.actions import Walking
from hardtack.recording.brief import RecipeStep
from hardtack.recording.drawn_form import drawn_login
from hardtack.recording.forms import LoginForm, find_login_form, login_links, login_submission
from hardtack.recording.model import LoginMethod, Step
from hardtack.recording.page import Field, Form, Page
from hardtack.recording.recipe_steps import fill, request_of, taken, variables_of
from hardtack.recording.walk.browser import Browser, Visit, is_internal
from hardtack.recording.walk.ground import Ground, host_of
from hardtack.recording.walk.second_factor import give_code, next_code
from hardtack.recording.walk.trouble import trouble

_LINKS_TRIED = 3
_UNAUTHORIZED = 401
NO_USER_NAME = "the login form wants a user name, and none was given"
REFUSED_BY_FORM = "the login was refused, or its success could not be told: the page after it asks for a password again"
REFUSED_BY_BASIC = "the user name or the password was refused (HTTP Basic, 401)"
_ERROR = 400


@dataclass(frozen=True, slots=True)
class Way:
    """How this application is logged into.

    Attributes:
        method: form, HTTP Basic, recipe, or none found.
        url: the page with the form, or the page that asks for HTTP Basic.
        remember_me: whether the form offers to be remembered.
        guarded: whether a captcha or a count of attempts was seen, so that no wrong password may be tried.
        reason: where no way was found, why.
        supply: where no way was found, what to supply.
    """

    method: LoginMethod
    url: str
    remember_me: bool = False
    guarded: bool = False
    reason: str = ""
    supply: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A login half done: everything but the password.

    Attributes:
        page: the page with the form, or None where there is none.
        form: the login form, or None.
        rest: the recipe's steps still to do.
        variables: what the recipe extracted so far.
    """

    page: Page | None = None
    form: LoginForm | None = None
    rest: tuple[RecipeStep, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


def find_way(ground: Ground, browser: Browser, first: Visit) -> Walking[Way]:
    """Find out how to log in, from an anonymous visit of the login page or of the application."""
    brief = ground.brief
    if brief.recipe.login:
        return Way(LoginMethod.RECIPE, brief.url)
    way, page = _way_at(ground, first), first.page
    links = [link.url for link in login_links(page) if ground.permits(link.url)] if page is not None else []
    for link in links[:_LINKS_TRIED]:
        if way is not None:
            break
        way = _way_at(ground, (yield from browser.navigate(Step.VISIT, link, referer=first.last.url)))
    return way or Way(
        LoginMethod.NONE, first.last.url, reason=_no_way_reason(ground, first), supply=_no_way_supply(ground, first)
    )


def _way_at(ground: Ground, visit: Visit) -> Way | None:
    response = visit.last.response
    challenges = response.values("www-authenticate") if response and response.status == _UNAUTHORIZED else ()
    if any(challenge.lower().startswith("basic") for challenge in challenges):
        withheld = ground.withholds(visit.last.url, visit.last.url)
        return _withheld(visit, withheld) if withheld else Way(LoginMethod.BASIC, visit.last.url)
    page = visit.page
    login = login_on(page)
    if page is None or login is None:
        return None
    withheld = ground.withholds(page.url, _sent_to(login))
    if withheld:
        return _withheld(visit, withheld)
    guarded = login.captcha or login.attempts_left_hint
    return Way(LoginMethod.FORM, visit.hops[0].url, login.remember is not None, guarded)


def login_on(page: Page | None) -> LoginForm | None:
    """The login form of a page, or the one that its scripts would draw."""
    if page is None:
        return None
    return find_login_form(page) or drawn_login(page)


def _sent_to(login: LoginForm) -> str:
    return (login.button.form_action if login.button else None) or login.form.action


def _withheld(visit: Visit, reason: str) -> Way:
    supply = "If that address is right, allow its host with --allow-host HOST; over http, describe the https login."
    return Way(LoginMethod.NONE, visit.last.url, reason=reason, supply=supply)


def _no_way_reason(ground: Ground, first: Visit) -> str:
    seen = trouble(ground, first, "the address given")
    if seen:
        return f"no login form was found: {seen}"
    page = first.page
    if page is not None and words.has(words.fold(f"{page.title} {page.text[:2000]}"), words.CAPTCHA):
        return "no login form was found: the page shows a captcha, or a check for a browser, in its place"
    return "no login form was found: no page had a password field, as with applications that draw it by script"


def _no_way_supply(ground: Ground, first: Visit) -> str:
    left = host_of(first.left) if first.left is not None else ""
    if left and not is_internal(left):
        return f"If {left} belongs to the login, allow it with --allow-host {left}."
    if ground.brief.login_url:
        return "Describe the login's requests in a recipe (--recipe FILE)."
    return "Name the page with the login form with --login-url, or describe the login in a recipe (--recipe FILE)."


def open_login(way: Way, browser: Browser, step: Step) -> Walking[Opened]:
    """Do what comes before the password."""
    ground = browser.ground
    match way.method:
        case LoginMethod.FORM:
            visit = yield from browser.navigate(step, way.url)
            return Opened(visit.page, login_on(visit.page))
        case LoginMethod.BASIC:
            yield from browser.navigate(step, way.url)
            return Opened()
        case LoginMethod.RECIPE:
            steps = ground.brief.recipe.login
            count = next((index for index, one in enumerate(steps) if "password" in variables_of(one)), len(steps))
            variables = _credentials(ground, ground.brief.password or "")
            _, known = yield from _run(browser, steps[:count], variables, step)
            return Opened(rest=steps[count:], variables=tuple(known.items()))
        case LoginMethod.NONE | LoginMethod.BROUGHT:
            return Opened()
    assert_never(way.method)


def submit_login(
    way: Way, browser: Browser, opened: Opened, step: Step, password: str | None = None
) -> Walking[Visit | None]:
    """Send the credentials.

    Args:
        way: how to log in.
        browser: whose login it is.
        opened: what `open_login` gave.
        step: the part of the walk.
        password: another password than the brief's, for the failed login.

    Returns:
        The navigation that followed, or None where there was nothing to submit to.
    """
    ground = browser.ground
    given = ground.brief.password or "" if password is None else password
    browser.entered = ground.recorder.sent + 1
    match way.method:
        case LoginMethod.FORM:
            landing = yield from _submit_form(browser, opened, given, step)
            return (
                landing if landing is None or password is not None else (yield from give_code(browser, landing, step))
            )
        case LoginMethod.BASIC:
            ground.refusal = ground.withholds(way.url, way.url)
            if ground.refusal:
                return None
            browser.authorization = basic(ground.brief.username or "", given)
            return (yield from browser.navigate(step, way.url))
        case LoginMethod.RECIPE:
            variables = dict(opened.variables) | _credentials(ground, given)
            visit, known = yield from _run(browser, opened.rest, variables, step, coded=password is None)
            recipe = ground.brief.recipe
            if recipe.authorization:
                browser.authorization = fill(recipe.authorization, known)
            browser.variables = tuple(known.items())
            return visit
        case LoginMethod.NONE | LoginMethod.BROUGHT:
            return None
    assert_never(way.method)


def _submit_form(browser: Browser, opened: Opened, password: str, step: Step) -> Walking[Visit | None]:
    ground = browser.ground
    if opened.page is None or opened.form is None:
        return None
    if opened.form.username is not None and ground.brief.username is None:
        ground.refusal = NO_USER_NAME
        return None
    username = ground.brief.username or ""
    extra = _tokens_from_cookies(opened.form.form, browser, opened.page) | _other_names(opened.form, username)
    filled = login_submission(opened.form, username, password, extra)
    ground.refusal = ground.withholds(opened.page.url, filled.url)
    if ground.refusal:
        return None
    return (yield from browser.submit(step, filled, opened.page))


def run_steps(browser: Browser, steps: tuple[RecipeStep, ...], step: Step) -> Walking[Visit | None]:
    """Run further steps of a recipe (its logout) with what this browser's login extracted."""
    variables = dict(browser.variables) | _credentials(browser.ground, browser.ground.brief.password or "")
    visit, _ = yield from _run(browser, steps, variables, step)
    return visit


def _run(
    browser: Browser, steps: tuple[RecipeStep, ...], variables: dict[str, str], step: Step, *, coded: bool = True
) -> Walking[tuple[Visit | None, dict[str, str]]]:
    ground = browser.ground
    visit: Visit | None = None
    known = dict(variables)
    for one in steps:
        if "totp" in variables_of(one):
            known["totp"] = (yield from next_code(ground)) if coded else ""
            ground.before_code = browser.jar.copy()
        request = request_of(one, ground.brief.url, known)
        withheld = ground.withholds(request.url, request.url) if {"password", "totp"} & variables_of(one) else ""
        if withheld:
            ground.refusal = withheld
            return None, known
        visit = yield from browser.run(step, request, follow=one.follow)
        for hop in visit.hops:
            cookies = {cookie.name: cookie.value for cookie in browser.jar.sent_to(hop.url, hop.now)}
            for extraction in one.extract if hop.response else ():
                value = taken(extraction, hop.url, hop.response, cookies) if hop.response else None
                if value is not None:
                    ground.recorder.redactor.secret(value)
                    known[extraction.name] = value
        if step is Step.LOGIN and not ground.stumble:
            ground.stumble = _stumble(ground, one, visit, known)
    return visit, known


def _stumble(ground: Ground, one: RecipeStep, visit: Visit, known: dict[str, str]) -> str:
    """What is wrong with the answer to a recipe's request: an error, or nothing there to be extracted."""
    response = visit.last.response
    asked = f"the recipe's {one.method} {ground.recorder.redactor.url(visit.hops[0].url)}"
    if response is None:
        return f"{asked} was not answered"
    if response.status >= _ERROR:
        return f"{asked} was answered with {response.status}"
    missing = next((extraction for extraction in one.extract if extraction.name not in known), None)
    if missing is None:
        return ""
    where = f"{missing.source.value} {missing.pattern}".strip()
    return f"the answer to {asked} has no {where!r}, which {missing.name!r} is to be taken from"


def _credentials(ground: Ground, password: str) -> dict[str, str]:
    return {"username": ground.brief.username or "", "password": password}


def basic(username: str, password: str) -> str:
    """The Authorization field's value for HTTP Basic (RFC 7617; UTF-8)."""
    return "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")


def _other_names(login: LoginForm, username: str) -> dict[str, str]:
    """The user's name for the further name fields of a form that a script draws: the page tells none of their names."""
    if any(field.label or field.id or field.autocomplete for field in login.form.fields) or login.button is not None:
        return {}
    return {
        field.name: username
        for field in login.form.fields
        if field.kind == "text" and field.name in {"username", "email"}
    }


def _tokens_from_cookies(form: Form, browser: Browser, page: Page) -> dict[str, str]:
    """Values for empty hidden token fields that a script would fill from a cookie of a like name."""
    empty = [field for field in form.fields if _is_empty_token(field)]
    pairs = browser.jar.pairs(page.url, browser.ground.now) if empty else ()
    return {
        field.name: value
        for field in empty
        for name, value in pairs
        if _bare(name) in _bare(field.name) or _bare(field.name) in _bare(name)
    }


def _is_empty_token(field: Field) -> bool:
    bare = _bare(field.name)
    return field.kind == "hidden" and not field.value and any(word in bare for word in ("csrf", "xsrf", "token"))


def _bare(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
