"""What stood in a login's way, told in words; and where nothing secret may go."""

from dataclasses import replace

import pytest

from hardtack.cookies import load_suffixes
from hardtack.recording.brief import Recipe, RecipeStep
from hardtack.recording.message import Failure, FailureKind, Response
from hardtack.recording.model import LoginMethod, Step, StepResult
from hardtack.recording.recorder import Recorder
from hardtack.recording.redact import Redactor
from hardtack.recording.walk import Ground
from tests.recording.site import BRIEF, HOST, PASSWORD, URL, Site, busy, html, play, played, sent_value, to

FORM = "<form method=post action='{}'><input name=username><input type=password name=password><button>Log in</button>"


def status(code: int, *fields: tuple[str, str], body: bytes = b"") -> Response:
    """An answer that is no page."""
    return Response(code, "", "1.1", fields, body)


@pytest.mark.parametrize(
    ("answer", "says"),
    (
        (html("x", 500), "an error of the server (500)"),
        (html("x", 404), "an error (404)"),
        (html("x", 429), "too many requests (429)"),
        (html("x", 429, ("Retry-After", "900")), "too many requests (429), for 900 more seconds"),
        (html("x", 429, ("Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT")), "too many requests (429)"),
        (html("x", 401), "a login that is no form (401)"),
        (html("x", 401, ("WWW-Authenticate", "Negotiate")), "a login that is no form (401, Negotiate)"),
        (html("x", 101), "was answered with 101, which is no page"),
        (status(302), "a redirect (302) to no address that can be read"),
        (to("http://[::1/"), "a redirect (303) to no address that can be read"),
        (to("/"), "redirects without end: 10 redirects were followed"),
        (to("javascript:x()"), "leads to a javascript: address, which no audit asks"),
        (to("https://sso.example/"), "leads to another host, https://sso.example/, which is not part of this audit"),
        (to("http://10.0.0.1/"), "leads to an internal address, http://10.0.0.1/, which is not part of this audit"),
        (to("http://localhost/"), "leads to an internal address, http://localhost/"),
        (status(200, ("Content-Type", "image/png")), "was answered with image/png in place of an HTML page"),
        (status(200), "was answered with content of no named type in place of an HTML page"),
        (replace(html("<p>"), truncated=True), "sent a page that was cut short"),
        (html("<p>" + "<form></form>" * 30_000), "of which only a part was read"),
        (html("<meta http-equiv=refresh content='0;url=/next'>"), "forwards by itself to https://shop.example/next"),
        (html("<h1>Please solve the captcha"), "the page shows a captcha, or a check for a browser, in its place"),
        (html("<p>Hello"), "no page had a password field"),
    ),
)
def test_why_no_form_was_found(answer: Response, says: str) -> None:
    """One clause that names what the address given did."""
    recording = play(Site(pages={"/": answer}))
    assert recording.login.method is LoginMethod.NONE
    assert recording.login.reason.startswith("no login form was found: ")
    assert says in recording.login.reason


def test_why_no_form_was_found_where_nothing_answered() -> None:
    """The failure's own words follow."""
    silent = Failure(FailureKind.TIMEOUT, "It didn't answer in time.")
    recording = play(Site(instead=lambda number, _: silent if number == 0 else None))
    assert "the address given was not answered: timed out: It didn't answer in time" in recording.login.reason


def test_another_host_may_be_allowed_an_inner_address_not() -> None:
    """The remedy names the host of a login elsewhere; nobody is invited to let an audit into a network."""
    assert play(Site(pages={"/": to("https://sso.example/")})).login.supply.endswith("--allow-host sso.example.")
    assert "--allow-host" not in play(Site(pages={"/": to("http://10.0.0.1/")})).login.supply


@pytest.mark.parametrize(
    ("answer", "says"),
    (
        (html("x", 503), "the login was answered with an error of the server (503)"),
        (
            Failure(FailureKind.CLOSED, "It closed the connection."),
            "was not answered: connection closed early: It closed",
        ),
        (
            Failure(FailureKind.REFUSED_SCOPE, "Port 81 is another site."),
            "the login leads out of this audit: Port 81 is another site",
        ),
    ),
)
def test_why_no_page_inside_was_found(answer: Response | Failure, says: str) -> None:
    """The login's answer tells why."""
    site = Site(instead=lambda _, request: answer if request.method == "POST" else None)
    recording = play(site)
    assert recording.login.reason.startswith("no page was found that tells inside from outside: ")
    assert says in recording.login.reason


def test_pages_refused_by_a_limit_are_told() -> None:
    """The login worked, and every page after it was refused for another reason than who asked."""
    recording = play(Site(instead=busy(503, range(6, 99))))
    assert "a page that might tell, https://shop.example/, was answered with an error" in recording.login.reason


def test_a_captcha_in_a_login_that_failed_is_told() -> None:
    """A program solves none: the remedy is another session."""
    page = html(FORM.format("/login") + "<div class=g-recaptcha></div></form>")
    recording = play(Site(pages={"/login": page}, instead=lambda _, one: page if one.method == "POST" else None))
    assert "the login form shows a captcha, which no program may solve" in recording.login.reason
    assert "--cookie-file" in recording.login.supply


def test_controls_that_a_limit_hit_are_no_controls() -> None:
    """Too many requests amid the controls leave the oracle unsound, with the reason and a slower pace as remedy."""
    recording = play(Site(instead=busy(429, range(9, 99))))
    assert "was refused because of too many requests (429)" in recording.login.reason
    assert "--rate 1" in recording.login.supply


@pytest.mark.parametrize(
    ("action", "says"),
    (
        ("https://other.example/login", "to https://other.example/login, which is not part of this audit"),
        (f"http://{HOST}/login", f"to http://{HOST}/login, over http although https answers"),
    ),
)
def test_a_password_is_withheld(action: str, says: str) -> None:
    """From hosts that nobody named, and from http beside https."""
    walk = played(Site(pages={"/": html(FORM.format(action)), "/login": html(FORM.format(action))}))
    assert says in walk.recording.login.reason
    assert not any(PASSWORD.encode() in one.body for one in walk.requests)


@pytest.mark.parametrize("action", ("https://other.example/login", f"http://{HOST}/login"))
def test_a_password_is_withheld_from_a_form_that_changes(action: str) -> None:
    """The form is looked at each time it is filled in."""
    harmless, harmful = html(FORM.format("/login")), html(FORM.format(action))
    seen: list[str] = []

    def instead(_number: int, request: object) -> Response | None:
        url = getattr(request, "url", "")
        if not url.endswith("/login"):
            return None
        seen.append(url)
        return harmless if len(seen) == 1 else harmful

    brief = replace(BRIEF, login_url=f"{URL}login")
    walk = played(Site(instead=instead), brief)
    assert "it was not sent" in walk.recording.login.reason
    assert not any(PASSWORD.encode() in one.body for one in walk.requests)


def test_a_recipes_password_is_withheld_from_http() -> None:
    """An address over http in a recipe gets no password where https answers."""
    step = RecipeStep("POST", f"http://{HOST}/login", form=(("password", "{password}"),))
    walk = played(Site(), replace(BRIEF, recipe=Recipe(login=(step,))))
    assert "over http although https answers: it was not sent" in walk.recording.login.reason
    assert not any(PASSWORD.encode() in one.body for one in walk.requests)


def test_a_password_that_http_basic_would_send_over_http_is_withheld() -> None:
    """A redirect to http that asks for HTTP Basic there gets no Authorization field."""
    site = Site(
        schemes=("https", "http"),
        instead=lambda _, one: (
            to(f"http://{HOST}/") if one.url.startswith("https:") else html("who?", 401, ("WWW-Authenticate", "Basic"))
        ),
    )
    walk = played(site)
    assert "over http although https answers" in walk.recording.login.reason
    assert not any(sent_value(one, "authorization") for one in walk.requests)


def test_refused_redirects_are_reported_once() -> None:
    """Each place that a site would lead to is told once, and no more than twenty of them."""
    many = play(Site(instead=lambda number, _: to(f"https://h{number}.example/") if number > 5 else None))
    once = play(Site(pages={"/": to("https://sso.example/")}))
    told = [one.detail for one in once.steps if "a redirect was not followed" in one.detail]
    assert told == [
        "a redirect was not followed: it leads to another host, https://sso.example/, which is not part of this audit"
    ]
    assert sum("a redirect was not followed" in one.detail for one in many.steps) <= 20


@pytest.mark.parametrize(("code", "followed"), ((307, False), (303, True)))
def test_content_is_not_carried_from_https_to_http(code: int, followed: bool) -> None:  # noqa: FBT001 -- a column
    """A redirect that keeps method and content (307) is not followed to http; one that drops them (303) is."""
    site = Site(
        schemes=("https", "http"),
        instead=lambda _, one: to(f"http://{HOST}/away", code) if one.method == "POST" else None,
    )
    walk = played(site)
    refused = "over http, which gets nothing that was meant for https"
    assert any(one.url == f"http://{HOST}/away" for one in walk.requests) is followed
    assert any(refused in one.detail for one in walk.recording.steps) is not followed


def test_pages_tell_other_hosts_no_more_than_their_origin() -> None:
    """Referer is the page's origin elsewhere, and nothing from https to http."""
    for link, referer in (("https://sso.example/login", f"https://{HOST}/"), (f"http://{HOST}/login", "")):
        page = html(f"<a href='{link}'>Log in</a>")
        brief = replace(BRIEF, url=f"{URL}?secret=1", allowed_hosts=("sso.example",))
        walk = played(Site(pages={"/": page, "/?secret=1": page}), brief)
        assert next(sent_value(one, "referer") for one in walk.requests if one.url == link) == referer


@pytest.mark.parametrize(
    ("page", "url", "withheld"),
    (
        ("http://shop.example/", "http://shop.example/login", False),
        ("https://shop.example/", "http://shop.example/login", True),
        ("https://shop.example/", "https://shop.example/login", False),
        ("https://shop.example/", "https://beside.example/login", True),
        ("https://shop.example/", "https://allowed.example/login", False),
        ("https://shop.example/", "javascript:x()", True),
    ),
)
def test_where_a_password_may_go(page: str, url: str, withheld: bool) -> None:  # noqa: FBT001 -- a column
    """To named and allowed hosts; a neighbour that is audited as well gets none."""
    brief = replace(BRIEF, also=("https://beside.example/",), allowed_hosts=("allowed.example",))
    ground = Ground(
        brief, Recorder(brief, Redactor(b"k" * 32, brief.persona), tool="t", started=0.0), load_suffixes(), b"", 0.0
    )
    assert bool(ground.withholds(page, url)) is withheld
    assert ground.trusts("https://shop.example/x")
    assert not ground.trusts("https://allowed.example/x")
    assert ground.trusts("http://shop.example/x")
    ground.https_answers = True
    assert not ground.trusts("http://shop.example/x")


def test_a_walk_that_was_cut_short_tells_its_own_reason() -> None:
    """Refusals stand beside the steps, not in their place."""
    recording = play(Site(pages={"/": to("https://sso.example/")}))
    visit = [one for one in recording.steps if one.step is Step.VISIT]
    assert [one.result for one in visit] == [StepResult.SKIPPED, StepResult.DONE]
