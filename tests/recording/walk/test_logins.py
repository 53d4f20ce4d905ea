"""The sessions of one user over walks of scripted sites: before the login, beside another one, after the logout."""

from dataclasses import replace

import pytest

from hardtack.recording.brief import Extraction, NamedLogout, Recipe, RecipeStep, Source
from hardtack.recording.message import Answer, Failure, FailureKind, Request, Response
from hardtack.recording.model import LoginMethod, OracleKind, Purpose, Recording, Side, Step, StepResult
from tests.recording.site import (
    BRIEF,
    HOST,
    PASSWORD,
    URL,
    USERNAME,
    Gives,
    Site,
    busy,
    data,
    detail,
    html,
    play,
    played,
    result,
    sent_value,
    sets,
    sides,
    to,
)

IN, OUT, OPEN = Side.INSIDE, Side.OUTSIDE, Side.UNKNOWN
SID = Gives("sid", at="both")
P = Purpose

LIVES = (
    pytest.param(
        Site(),
        {P.BEFORE_LOGIN: [OUT], P.PLANTED: [OUT], P.FIRST_SESSION_AFTER_SECOND_LOGIN: [IN], P.LIVE_AFTER_LOGOUT: [OUT],
         P.FROZEN_AFTER_LOGOUT: [OUT], P.SETTLED_AFTER_LOGOUT: [OUT], P.AFTER_NEXT_LOGIN: [OUT],
         P.EARLIER_SESSION_AFTER_RELOGIN: [IN], P.FAILED_LOGIN_JAR: [OUT]},
        id="an application that does everything right",
    ),
    pytest.param(Site(keeps_id=True), {P.BEFORE_LOGIN: [IN], P.PLANTED: [OUT]}, id="the id is kept over the login"),
    pytest.param(
        Site(keeps_id=True, adopts=True), {P.BEFORE_LOGIN: [IN], P.PLANTED: [IN]}, id="any id is taken up and kept"
    ),
    pytest.param(Site(adopts=True), {P.BEFORE_LOGIN: [OUT], P.PLANTED: [OUT]}, id="taken up, but renewed at the login"),
    pytest.param(
        Site((SID, Gives("auth", value="1")), (("sid", "auth"),), keeps_id=True),
        {P.BEFORE_LOGIN: [OUT, IN], P.BEFORE_LOGIN_AND_CONSTANTS: [OUT]},
        id="the id is kept, and a constant is needed besides",
    ),
    pytest.param(
        Site((SID, Gives("auth", value="1")), (("sid", "auth"),)),
        {P.BEFORE_LOGIN: [OUT, OUT], P.BEFORE_LOGIN_AND_CONSTANTS: [OUT]},
        id="the id is renewed, and a constant is needed besides",
    ),
    pytest.param(
        Site((Gives("token", value="second"),), (("token",),)),
        {P.BEFORE_LOGIN: [OUT], P.BEFORE_LOGIN_AND_CONSTANTS: []},
        id="a token stamped with the second of the login is no constant",
    ),
    pytest.param(
        Site((SID, Gives("auth", value="1")), (("auth",),), ends=False),
        {P.BEFORE_LOGIN: [OUT], P.BEFORE_LOGIN_AND_CONSTANTS: [IN]},
        id="a constant alone opens the account",
    ),
    pytest.param(
        Site(ends=False),
        {P.LIVE_AFTER_LOGOUT: [OUT], P.FROZEN_AFTER_LOGOUT: [IN], P.SETTLED_AFTER_LOGOUT: [], P.AFTER_NEXT_LOGIN: [IN]},
        id="the logout only deletes the cookie",
    ),
    pytest.param(
        Site(returns=True, clears=False),
        {P.FROZEN_AFTER_LOGOUT: [OUT], P.SETTLED_AFTER_LOGOUT: [OUT], P.AFTER_NEXT_LOGIN: [IN]},
        id="the next login brings the old session back",
    ),
    pytest.param(
        Site((SID, Gives("rem")), (("sid",), ("rem",)), ends=False),
        {P.FROZEN_AFTER_LOGOUT: [IN], P.SET_AFTER_LOGOUT: [IN, IN]},
        id="each authenticating set is replayed alone",
    ),
    pytest.param(
        Site(single=True),
        {P.FIRST_SESSION_AFTER_SECOND_LOGIN: [OUT], P.LIVE_AFTER_LOGOUT: [OUT], P.FROZEN_AFTER_LOGOUT: [OUT],
         P.SETTLED_AFTER_LOGOUT: [OUT], P.EARLIER_SESSION_AFTER_RELOGIN: [OUT]},
        id="one session a user: the closing login witnesses",
    ),
    pytest.param(
        Site(second_login=False),
        {P.PLANTED: [OPEN], P.FIRST_SESSION_AFTER_SECOND_LOGIN: [], P.LIVE_AFTER_LOGOUT: [OPEN],
         P.FROZEN_AFTER_LOGOUT: [OPEN], P.SETTLED_AFTER_LOGOUT: [OPEN], P.AFTER_NEXT_LOGIN: []},
        id="nobody shows that the account still works: nothing after the logout counts as outside",
    ),
    pytest.param(
        Site(planting_breaks=True, cookies=(Gives("sid"),)),
        {P.PLANTED: [OPEN], P.FIRST_SESSION_AFTER_SECOND_LOGIN: [IN], P.FROZEN_AFTER_LOGOUT: [OUT]},
        id="a login that fails for the invented id leaves that half open",
    ),
    pytest.param(
        Site(logout="none"),
        {P.LIVE_AFTER_LOGOUT: [IN], P.FROZEN_AFTER_LOGOUT: []},
        id="the address by custom does not end the session, so nothing was frozen",
    ),
    pytest.param(Site(logout="form"), {P.FROZEN_AFTER_LOGOUT: [OUT]}, id="the way out is a form with a token"),
    pytest.param(Site(logout="confirm"), {P.FROZEN_AFTER_LOGOUT: [OUT]}, id="the way out asks once more"),
    pytest.param(
        Site(basic="once"),
        {P.BEFORE_LOGIN: [OUT], P.FROZEN_AFTER_LOGOUT: [OUT], P.FAILED_LOGIN_JAR: [OUT]},
        id="HTTP Basic once, cookies afterwards",
    ),
    pytest.param(
        Site((Gives("theme", at="visit"),), (), basic="each"),
        {P.PLANTED: [], P.FROZEN_AFTER_LOGOUT: [IN], P.LIVE_AFTER_LOGOUT: [IN]},
        id="HTTP Basic each time: no logout ends it",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("site", "expected"), LIVES)
def test_what_the_sessions_of_a_user_are(site: Site, expected: dict[Purpose, list[Side]]) -> None:
    """Each probe counts as what the site does, and as unknown where nobody witnesses."""
    brief = replace(BRIEF, logout=NamedLogout("GET", f"{URL}logout")) if site.basic else BRIEF
    recording = play(site, brief)
    assert {purpose: sides(recording, purpose) for purpose in expected} == expected
    assert recording.login.proved


@pytest.mark.parametrize(
    ("site", "logins"),
    (
        pytest.param(Site(), 4, id="usual"),
        pytest.param(
            Site((Gives("sid"), Gives("sig")), (("sid", "sig"),), suspicious=True), 4, id="sessions are ended"
        ),
        pytest.param(Site((SID, Gives("theme", at="visit")), lives_for=9), 4, id="sessions die"),
        pytest.param(Site(planting_breaks=True, cookies=(Gives("sid"),)), 4, id="a login fails by planting"),
    ),
)
def test_at_most_four_logins_and_one_wrong_password(site: Site, logins: int) -> None:
    """Whatever happens on the way, no more than four passwords are right and one is wrong."""
    walk = played(site)
    bodies = [request.body for request in walk.requests if request.body and b"password=" in request.body]
    right = [body for body in bodies if PASSWORD.encode() in body]
    assert (len(right) <= logins, len(bodies) - len(right)) == (True, 1)


def test_a_login_accepted_but_not_inside_counts_as_one() -> None:
    """A planted id that shadows the new one makes the login look failed; the server has counted it all the same."""
    shadowed: set[str] = set()

    def shadow(_: int, request: Request) -> Answer | None:
        cookies = sent_value(request, "cookie")
        if "/login" in request.url and request.method == "GET" and "sid=" in cookies:
            shadowed.add(cookies)
        return to("/login") if "/account" in request.url and shadowed and len(shadowed) < 2 else None

    walk = played(Site((Gives("sid"),), instead=shadow))
    assert walk.server.logins <= 4


def test_a_login_that_always_says_yes_makes_the_oracle_unsound() -> None:
    """Where a wrong password gets in, nothing may rest on what looked like inside."""
    recording = play(Site(forgiving=True))
    assert sides(recording, P.FAILED_LOGIN_JAR) == [IN]
    assert recording.oracle is not None
    assert (recording.oracle.sound, recording.oracle.flaw) == (False, "the jar of a failed login is inside as well")


@pytest.mark.parametrize(
    ("site", "brief", "reason"),
    (
        pytest.param(Site(guarded='<div class="g-recaptcha"></div>'), BRIEF, "captcha", id="a captcha is shown"),
        pytest.param(Site(), replace(BRIEF, failed_login=False), "15 minutes", id="one was tried lately"),
    ),
)
def test_no_wrong_password_where_it_may_do_harm(site: Site, brief: object, reason: str) -> None:
    """A form that guards itself, or one that was tried lately, is spared the control."""
    assert isinstance(brief, type(BRIEF))
    walk = played(site, brief)
    assert result(walk.recording, Step.FAILED_LOGIN) is StepResult.SKIPPED
    assert reason in detail(walk.recording, Step.FAILED_LOGIN)
    assert walk.server.failed == 0


def test_no_wrong_password_where_the_form_began_to_count() -> None:
    """Attempts that are counted from the third login on are seen in time."""

    def counting(number: int, request: Request) -> Answer | None:
        if number < 30 or not request.url.endswith("/login") or request.method == "POST":
            return None
        return html(
            '<form action="/login" method="post"><input name="username"><input name="password" type="password">'
            "<p>2 attempts left</p><button>Log in</button></form>"
        )

    walk = played(Site(instead=counting))
    assert result(walk.recording, Step.FAILED_LOGIN) is StepResult.SKIPPED
    assert walk.server.failed == 0


# The way out


def test_a_named_way_out_that_leaves_the_session_alive_is_taken_at_its_word() -> None:
    """The user named it: live still inside is what he must hear, and the frozen jar is replayed."""
    recording = play(Site(logout="none"), replace(BRIEF, logout=NamedLogout("GET", f"{URL}account")))
    assert sides(recording, P.LIVE_AFTER_LOGOUT) == [IN]
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == [IN]
    assert recording.login.logout_named


@pytest.mark.parametrize("answer", (html("busy", 429), html("broken", 503), Failure(FailureKind.TIMEOUT, "silence")))
def test_a_named_way_out_that_gave_no_answer_proves_nothing(answer: Answer) -> None:
    """An error or a rate limit is no logout: the session that lives on is nobody's fault."""
    recording = play(Site(pages={"/bye": answer}), replace(BRIEF, logout=NamedLogout("POST", f"{URL}bye")))
    assert result(recording, Step.LOGOUT) is StepResult.FAILED
    assert not recording.login.logout_named
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == []


def test_a_way_out_that_does_nothing_is_followed_by_the_next() -> None:
    """A link that only says so is tried and told; then the address by custom ends the session."""
    recording = play(Site(logout="hidden", inside='<a href="/signout">Sign out</a>'))
    assert sides(recording, P.LIVE_AFTER_LOGOUT) == [IN, OUT]
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == [OUT]
    assert recording.login.logout == f"GET {URL}logout"


def test_a_page_without_a_way_out_is_told() -> None:
    """No link, no form, and a login whose address has no opposite: the report says what to name."""
    site = Site(
        logout="none",
        pages={
            "/enter": html(
                '<form action="/login" method="post"><input name="username"><input name="password" type="password">'
                "<button>Log in</button></form>"
            )
        },
    )
    recording = play(site, replace(BRIEF, login_url=f"{URL}enter"))
    assert recording.login.proved
    assert detail(recording, Step.LOGOUT) == "no way out was found on the pages inside"
    assert (recording.login.logout, recording.login.logout_named) == (None, False)
    assert "--logout-url" in recording.login.logout_supply


def test_a_guessed_way_out_ends_the_session() -> None:
    """Where a menu drawn by script hides it, the address beside the login's is tried and the oracle asked."""
    recording = play(Site(logout="hidden"))
    assert (recording.login.logout, recording.login.logout_named) == (f"GET {URL}logout", False)
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == [OUT]


def test_without_settling_the_frozen_jar_is_replayed_once() -> None:
    """`settle` 0 waits for nothing."""
    walk = played(Site(), replace(BRIEF, settle=0.0))
    assert walk.recording.target.settle == 0
    assert [pause for pause in walk.waited if pause == 2.0] == []
    assert sides(walk.recording, P.SETTLED_AFTER_LOGOUT) == []


# Ways in

RECIPE = Recipe(
    login=(
        RecipeStep("GET", "/login"),
        RecipeStep("POST", "/login", form=(("username", "{username}"), ("password", "{password}"))),
    ),
    logout=(RecipeStep("GET", "/logout"),),
    inside_url="/account",
)


def test_a_recipe_logs_in_and_out() -> None:
    """A recipe's requests take the place of form and link, and its logout counts as named."""
    recording = play(Site(), replace(BRIEF, recipe=RECIPE))
    assert (recording.login.method, recording.login.logout_named) == (LoginMethod.RECIPE, True)
    assert sets(recording) == {frozenset({"sid"})}
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == [OUT]


TOKEN = "bearer-token-of-some-length"


def bearer(ends: bool) -> Site:  # noqa: FBT001 -- the one thing that its two cases differ in
    """A JSON application that goes by a bearer token."""
    live: dict[str, bool] = {}

    def answer(_: int, request: Request) -> Answer | None:
        path = request.url.removeprefix(URL[:-1])
        token = sent_value(request, "authorization").removeprefix("Bearer ")
        match path:
            case "/api/login":
                if PASSWORD.encode() not in request.body:
                    return data({"error": "wrong"}, 401)
                fresh = f"{TOKEN}-{len(live)}"
                live[fresh] = True
                return data({"token": fresh})
            case "/api/me":
                return data({"user": USERNAME}) if live.get(token) else data({"error": "token"}, 401)
            case "/api/logout":
                live[token] = not ends
                return data({})
            case _:
                return None

    return Site(cookies=(Gives("theme", at="visit"),), opens=(), instead=answer)


BEARER = Recipe(
    login=(
        RecipeStep(
            "POST",
            "/api/login",
            json='{"user": "{username}", "password": "{password}"}',
            extract=(Extraction("token", Source.JSON_PATH, "token"),),
        ),
    ),
    logout=(RecipeStep("POST", "/api/logout", fields=(("Authorization", "Bearer {token}"),), follow=False),),
    inside_url="/api/me",
    authorization="Bearer {token}",
)


@pytest.mark.parametrize(("ends", "after"), ((True, OUT), (False, IN)))
def test_a_bearer_token_is_asked_about_after_the_logout(ends: bool, after: Side) -> None:  # noqa: FBT001 -- a column
    """A token that lives on is found, one that ended is outside; no token stands in the recording."""
    recording = play(bearer(ends), replace(BRIEF, recipe=BEARER))
    assert recording.credentials is not None
    assert recording.credentials.header
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == [after]
    assert TOKEN not in repr(recording)


@pytest.mark.parametrize(
    ("site", "brief", "reason"),
    (
        pytest.param(
            Site(pages={"/": html("<title>Shop</title>")}), BRIEF, "no login form was found", id="no form anywhere"
        ),
        pytest.param(Site(pages={"/": to("https://sso.example/")}), BRIEF, "another host", id="login on another host"),
        pytest.param(
            Site(pages={"/in": html("x")}),
            replace(BRIEF, login_url=f"{URL}in"),
            "no login form was found",
            id="the page named has none",
        ),
    ),
)
def test_without_a_way_in_the_report_says_what_to_supply(site: Site, brief: object, reason: str) -> None:
    """The login is not proved, with the reason and the one thing to supply; the outside is walked all the same."""
    assert isinstance(brief, type(BRIEF))
    recording = play(site, brief)
    assert (recording.login.method, recording.login.proved) == (LoginMethod.NONE, False)
    assert reason in recording.login.reason
    assert "--" in recording.login.supply
    assert result(recording, Step.NEIGHBOUR) is StepResult.DONE


def test_a_wrong_password_of_the_users_is_told() -> None:
    """The page after the login asks for a password again: nothing is judged."""
    recording = play(Site(), replace(BRIEF, password="mistaken-password-of-the-user"))
    assert not recording.login.proved
    assert "asks for a password again" in recording.login.reason
    assert recording.credentials is None
    assert recording.probes == ()


def test_a_form_that_is_gone_when_it_is_needed() -> None:
    """A login page that answers once only leaves the login unproved."""
    seen: list[str] = []

    def once(_: int, request: Request) -> Answer | None:
        seen.append(request.url)
        return html("<title>gone</title>") if seen.count(f"{URL}login") > 1 and request.url.endswith("login") else None

    recording = play(Site(instead=once))
    assert "form was gone" in recording.login.reason
    assert result(recording, Step.LOGIN) is StepResult.FAILED


def test_a_form_that_a_script_draws_is_filled_with_every_usual_name() -> None:
    """The address stands in a script; user name and token go under their usual names."""
    drawn = html('<title>In</title><script>var s = {"loginUrl": "/login", "csrfToken": "t0ken-of-script"}</script>')

    def answer(_: int, request: Request) -> Answer | None:
        return drawn if request.url == f"{URL}login" and request.method == "GET" else None

    walk = played(Site(instead=answer))
    posted = next(request.body.decode() for request in walk.requests if request.method == "POST")
    for expected in (f"username={USERNAME}", f"email={USERNAME}", "csrf_token=t0ken-of-script"):
        assert expected in posted
    assert walk.recording.login.proved


@pytest.mark.parametrize(("field", "wanted"), (("", False), ("<input name=user>", True)))
def test_whether_the_form_asks_for_a_user_name_is_kept(field: str, wanted: bool) -> None:  # noqa: FBT001 -- a column
    """By its fields, not by the names that are sent: a button may be called `login`."""
    page = f"<form method=post action=/login>{field}<input type=password name=pw><button name=login>In</button></form>"
    site = Site(instead=lambda _, asked: html(page) if asked.method == "GET" and asked.url == f"{URL}login" else None)

    assert play(site, replace(BRIEF, login_url=f"{URL}login")).login.user_name is wanted


def test_an_empty_token_field_is_filled_from_the_cookie_of_that_name() -> None:
    """What a script would copy from a cookie into the form is copied, and into the field that goes with it."""
    site = Site(
        (SID, Gives("XSRF-TOKEN", at="visit", attributes="Path=/; Secure")),
        guarded='<input type="hidden" name="_xsrf_token" value="">',
    )
    walk = played(site)
    posted = next(request for request in walk.requests if request.method == "POST")
    value = sent_value(posted, "X-XSRF-TOKEN")
    assert value
    assert f"_xsrf_token={value}" in posted.body.decode()


# Finding the oracle


@pytest.mark.parametrize(
    ("site", "brief", "reason"),
    (
        pytest.param(
            Site(pages={"/account": html(f"<title>a</title>{USERNAME}"), "/orders": html("b"), "/": html("c")}),
            replace(BRIEF, login_url=f"{URL}login", inside_url=f"{URL}account"),
            "looks the same to a visitor",
            id="the page named is public",
        ),
        pytest.param(
            Site(pages={"/account": html("<title>a</title>")}),
            replace(BRIEF, login_url=f"{URL}login"),
            "no page was found that tells inside from outside",
            id="no page differs",
        ),
    ),
)
def test_without_an_oracle_nothing_is_judged(site: Site, brief: object, reason: str) -> None:
    """No page tells the sides apart: the login is not proved, and no probe is made."""
    assert isinstance(brief, type(BRIEF))
    recording = play(replace(site, pages={**site.pages, "/": html("c")}), brief)
    assert (recording.login.proved, recording.probes) == (False, ())
    assert reason in recording.login.reason


def test_one_page_that_differs_in_text_is_not_enough() -> None:
    """Two pages of text must agree; with one the report asks for a page that refuses outsiders."""
    pages = {"/": html("front"), "/orders": html("orders")}
    recording = play(Site(text_only=True, pages=pages), replace(BRIEF, login_url=f"{URL}login"))
    assert not recording.login.proved
    assert "two such pages must agree" in recording.login.reason


def test_two_pages_of_text_are_asked_together() -> None:
    """Both pages answer each replay, and the oracle is told to rest on text."""
    walk = played(Site(text_only=True))
    assert walk.recording.oracle is not None
    assert (walk.recording.oracle.kind, walk.recording.oracle.sound) == (OracleKind.TEXT, True)
    assert sum(request.url == URL for request in walk.requests) > 5


def test_two_pages_that_disagree_are_unknown() -> None:
    """Where only one of the two lets a jar in, nothing is known of it."""
    page = html(f"<title>/</title><p>{USERNAME}</p><a href='/logout'>Log out</a>")

    def half(number: int, request: Request) -> Answer | None:
        stranger = "sid=" not in sent_value(request, "cookie")
        return page if number > 30 and stranger and request.url == URL else None

    recording = play(Site((Gives("sid"), Gives("lang", at="visit")), text_only=True, instead=half))
    asked = [one for one in recording.probed(P.SUBSET) if "sid" not in {each.name for each in one.cookies}]
    assert [one.side for one in asked] == [OPEN]
    assert recording.credentials is not None
    assert not recording.credentials.complete


def test_controls_that_disagree_make_the_oracle_unsound() -> None:
    """A page that lets a fresh visitor in now and then tells nothing, and names the control that lied."""

    def sometimes(number: int, request: Request) -> Answer | None:
        return (
            html(f"<title>/account</title><p>{USERNAME}</p><a href='/logout'>Log out</a>")
            if (number == 12 and request.url.endswith("/account"))
            else None
        )

    recording = play(Site(instead=sometimes))
    assert recording.oracle is not None
    assert not recording.oracle.sound
    assert "empty jar" in recording.oracle.flaw
    assert not recording.login.proved


@pytest.mark.parametrize("number", range(8, 20))
def test_a_control_that_meets_an_error_judges_nothing_wrongly(number: int) -> None:
    """A 500 among the samples either counts for nothing or makes the oracle unsound; never the other side."""
    recording = play(Site(instead=busy(500, range(number, number + 1))))
    assert recording.oracle is not None
    if recording.oracle.sound:
        assert sides(recording, P.BEFORE_LOGIN) == [OUT]
    else:
        assert recording.credentials is None


def test_a_control_that_was_not_inside_witnesses_for_no_sample() -> None:
    """A firewall that shuts out everybody from the samples on leaves no side to count."""
    recording = play(Site(instead=busy(403, range(7, 47))))
    assert recording.oracle is not None
    assert not recording.oracle.sound
    assert {one.side for one in recording.probes} <= {OPEN}


def test_pages_that_differ_with_each_answer_are_no_oracle() -> None:
    """A site that answers everybody by turns with 200 and 403 tells nothing of anybody."""

    def by_turns(number: int, request: Request) -> Answer | None:
        return html("no", 403) if number > 5 and number % 2 and request.method == "GET" else None

    recording = play(Site(instead=by_turns))
    assert not _judged(recording)


def _judged(recording: Recording) -> bool:
    wrong_inside = {P.EMPTY_JAR, P.ANONYMOUS_JAR, P.GARBLED_JAR, P.BEFORE_LOGIN, P.PLANTED, P.FROZEN_AFTER_LOGOUT}
    sound = recording.oracle is not None and recording.oracle.sound
    return sound and any(one.side is IN for one in recording.probes if one.purpose in wrong_inside)


WRONG_INSIDE = frozenset({
    P.EMPTY_JAR, P.ANONYMOUS_JAR, P.GARBLED_JAR, P.BEFORE_LOGIN, P.BEFORE_LOGIN_AND_CONSTANTS, P.PLANTED,
    P.FROZEN_AFTER_LOGOUT, P.SET_AFTER_LOGOUT, P.SETTLED_AFTER_LOGOUT, P.AFTER_NEXT_LOGIN, P.FAILED_LOGIN_JAR,
})  # fmt: skip
WRONG_OUTSIDE = frozenset({P.BEFORE_LOGOUT, P.EXPOSED_TO_NEIGHBOUR, P.EARLIER_SESSION_AFTER_RELOGIN})


@pytest.mark.parametrize("first", range(0, 56, 3))
@pytest.mark.parametrize(
    ("status", "length", "fields"),
    ((429, 1, ()), (429, 3, (("Retry-After", "2"),)), (503, 5, ()), (403, 2, ()), (403, 99, ())),
)
def test_no_rate_limit_ever_makes_a_wrong_side(
    first: int, status: int, length: int, fields: tuple[tuple[str, str], ...]
) -> None:
    """Wherever a firewall or a limit answers in the site's place, no probe is on the wrong side of a sound oracle."""
    walk = played(Site(instead=busy(status, range(first, first + length), fields=fields)))
    recording = walk.recording
    assert sets(recording) <= {frozenset({"sid"})}
    assert walk.server.logins <= 4
    if recording.oracle is not None and recording.oracle.sound:
        assert not [one for one in recording.probes if one.side is IN and one.purpose in WRONG_INSIDE]
        assert not [one for one in recording.probes if one.side is OUT and one.purpose in WRONG_OUTSIDE]


def test_a_server_that_asks_for_a_pause_gets_it() -> None:
    """After `Retry-After` the page is asked for again, and the walk goes on as if nothing had been."""
    site = Site(instead=busy(429, range(21, 22), fields=(("Retry-After", "7"),)))
    walk = played(site)
    assert 7.0 in walk.waited
    assert sides(walk.recording, P.BEFORE_LOGIN) == [OUT]


@pytest.mark.parametrize("asked", ("900", "soon", "Wed, 21 Oct 2037 07:28:00 GMT", "-1"))
def test_a_pause_too_long_or_unreadable_is_not_made(asked: str) -> None:
    """An hour's pause is no walk's business; the busy answer stands."""
    assert played(Site(instead=busy(429, range(21, 22), fields=(("Retry-After", asked),)))).waited.count(900) == 0


def test_a_login_refused_for_the_rate_is_not_sent_again_at_once() -> None:
    """The pause is made, but a password is never sent twice in its place."""
    site = Site(instead=busy(429, range(4, 5), fields=(("Retry-After", "3"),)))
    walk = played(site)
    assert walk.waited[:1] == (3.0,)
    assert [request.method for request in walk.requests[4:6]] == ["POST", "GET"]


# The walk as a whole


def test_an_audit_without_credentials_looks_at_the_outside_alone() -> None:
    """No password: no login, no probes; plain side and neighbours are seen."""
    recording = play(Site(schemes=("http", "https")), replace(BRIEF, username=None, password=None))
    assert (recording.login.method, recording.probes) == (LoginMethod.NONE, ())
    assert result(recording, Step.PLAIN) is StepResult.DONE
    assert result(recording, Step.LOGIN) is None


def test_a_host_that_answers_nowhere_ends_the_walk() -> None:
    """Nothing was answered: that is the reason why nobody logged in, and little more is asked."""
    walk = played(Site(schemes=()))
    assert result(walk.recording, Step.VISIT) is StepResult.FAILED
    assert "not answer" in walk.recording.login.reason
    assert walk.server.asked < 6


@pytest.mark.parametrize("most", (1, 3, 9, 15, 25, 40))
def test_a_spent_budget_leaves_a_recording_of_what_was_seen(most: int) -> None:
    """The walk ends in order, says why, and sends not one request more."""
    walk = played(Site(), replace(BRIEF, max_requests=most))
    assert walk.server.asked == most
    assert any(f"the budget of {most} requests was spent" in one.detail for one in walk.recording.steps)
    assert WRONG_INSIDE.isdisjoint(one.purpose for one in walk.recording.probes if one.side is IN)


def test_credentials_travel_over_https_where_it_answers() -> None:
    """A plain address is moved to the https side before anything secret is sent."""
    brief = replace(
        BRIEF,
        url=f"http://{HOST}/",
        login_url=f"http://{HOST}/login",
        inside_url="/account",
        logout=NamedLogout("GET", f"http://{HOST}/logout"),
    )
    walk = played(Site(schemes=("http", "https")), brief)
    assert walk.recording.login.proved
    assert all(request.url.startswith("https:") for request in walk.requests if request.body)
    assert sides(walk.recording, P.FROZEN_AFTER_LOGOUT) == [OUT]


def test_a_login_address_of_another_origin_is_not_moved() -> None:
    """Only addresses of the plain side named move with it."""
    brief = replace(BRIEF, url=f"http://{HOST}/", login_url=f"http://{HOST}:8080/login")
    walk = played(Site(schemes=("http", "https")), brief)
    assert f"http://{HOST}:8080/login" in [request.url for request in walk.requests]


def test_the_session_goes_on_with_the_second_login_where_the_search_ended_the_first() -> None:
    """A search that used up its sessions leaves the logout to the second login."""
    site = Site((Gives("sid"), Gives("sig")), (("sid", "sig"),), suspicious=True)
    recording = play(site)
    assert sides(recording, P.LIVE_AFTER_LOGOUT) == [OUT]
    assert result(recording, Step.THIRD_LOGIN) is StepResult.DONE


def test_a_page_that_comes_from_a_cache_is_asked_past_it() -> None:
    """An `Age` says that the answer may be another user's: the page is asked once more with a query of its own."""
    walk = played(Site(cached=True))
    assert any("/account?_=" in request.url for request in walk.requests)
    assert sides(walk.recording, P.EMPTY_JAR) == [OUT, OUT, OUT]


def test_a_page_with_a_query_gets_the_cache_buster_behind_it() -> None:
    """The query that the page has stays."""
    page = f"{URL}account?tab=1"
    walk = played(Site(cached=True), replace(BRIEF, inside_url=page))
    assert any(request.url.startswith(f"{page}&_=") for request in walk.requests)


def test_a_response_without_meaning_is_no_page() -> None:
    """A login page that is no HTML is no way in."""
    recording = play(Site(pages={"/": Response(200, "", "1.1", (), b"plain")}))
    assert recording.login.method is LoginMethod.NONE


def test_a_form_that_wants_a_user_name_is_not_sent_without_one() -> None:
    """No password goes out where the form asks for a name that nobody gave."""
    walk = played(Site((SID,)), replace(BRIEF, username=None))
    assert not walk.recording.login.proved
    assert "wants a user name" in walk.recording.login.reason
    assert all(request.method == "GET" for request in walk.requests)
