"""The sessions of one user over walks of scripted sites: before the login, beside another one, after the logout."""

from dataclasses import replace

import pytest

from hardtack.recording.brief import NamedLogout
from hardtack.recording.message import Answer, Request
from hardtack.recording.model import Purpose, Side, Step, StepResult
from tests.recording.site import (
    BRIEF,
    PASSWORD,
    URL,
    Gives,
    Site,
    detail,
    html,
    play,
    played,
    result,
    sent_value,
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


def test_the_session_goes_on_with_the_second_login_where_the_search_ended_the_first() -> None:
    """A search that used up its sessions leaves the logout to the second login."""
    site = Site((Gives("sid"), Gives("sig")), (("sid", "sig"),), suspicious=True)
    recording = play(site)
    assert sides(recording, P.LIVE_AFTER_LOGOUT) == [OUT]
    assert result(recording, Step.THIRD_LOGIN) is StepResult.DONE
