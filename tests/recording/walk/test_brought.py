"""Walks with a session that was brought along: everything is asked but how it began, and it ends only if allowed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from hardtack.audit import audit
from hardtack.cookies import Cookie, SameSite, parse_set_cookie
from hardtack.recording.brief import Brief, NamedLogout
from hardtack.recording.inventory import inventory
from hardtack.recording.message import Answer, Request, Response
from hardtack.recording.model import LoginMethod, Purpose, Recording, Side, Step, StepResult, Telling
from hardtack.recording.own_session import END_SESSION, OwnSession
from hardtack.report.as_text import Look, as_text
from hardtack.verdict import Failed, Inconclusive, Passed, Question, Severity
from tests.recording.site import (
    HOST,
    PASSWORD,
    STARTED,
    URL,
    USERNAME,
    Gives,
    Server,
    Site,
    detail,
    html,
    played,
    result,
    sets,
    sides,
)

SID = Gives("sid")
LOGGED_IN = Site((SID, Gives("theme", at="visit", value="dark")))


def logged_in(site: Site, **told: object) -> tuple[Server, Cookie]:
    """A site with a session inside, and its cookie as a browser's export has it."""
    server = Server(site)
    body = f"username={USERNAME}&password={PASSWORD}".encode()
    answer = server.respond(Request("POST", f"{URL}login", (), body), STARTED)
    assert isinstance(answer, Response)
    lines = [line for line in answer.values("set-cookie") if line.startswith("sid=")]
    parsed = parse_set_cookie(lines[0])
    assert not hasattr(parsed, "reason")
    value = lines[0].partition("=")[2].partition(";")[0]
    cookie = Cookie("sid", value, HOST, secure=True, http_only=True, same_site=SameSite.LAX)
    return server, replace(cookie, **told)  # type: ignore[arg-type]


def walked(
    site: Site = LOGGED_IN,
    *,
    telling: Telling = Telling.ALL,
    change: Callable[[Brief], Brief] = lambda brief: brief,
    **told: object,
) -> tuple[Recording, Server]:
    """A walk with the session, and the site afterwards."""
    server, cookie = logged_in(site, **told)
    brief = change(Brief(url=URL, inside_url=f"{URL}account", username=USERNAME, own=OwnSession((cookie,), telling)))
    return played(site, brief, server).recording, server


def verdict(recording: Recording, question: Question) -> object:
    """What the audit says to a question."""
    return next(one.outcome for one in audit(recording).questions if one.question is question)


def ending(brief: Brief) -> Brief:
    """The user allows the session to be ended."""
    return replace(brief, end_session=True)


def test_no_login_is_made() -> None:
    """Nobody logs in, not even with a wrong password, and the brought cookie carries the session."""
    recording, server = walked()
    assert (server.logins, server.failed) == (1, 0)
    assert recording.login.method is LoginMethod.BROUGHT
    assert recording.login.proved
    assert sets(recording) == {frozenset({"sid"})}


def test_the_beginning_is_open() -> None:
    """Q1 is inconclusive and says why and what to supply; a walk must not guess it from the rest."""
    outcome = verdict(walked()[0], Question.Q1)
    assert isinstance(outcome, Inconclusive)
    assert outcome.reason == "the session was brought along, so its beginning was not seen"
    assert "--username" in outcome.supply


def test_the_rest_is_asked() -> None:
    """The file tells HttpOnly, Secure, host and life of the cookie that replay has proved."""
    recording, _ = walked()
    said = {question.id: type(verdict(recording, question)) for question in (Question.Q3, Question.Q4, Question.Q5)}
    assert said == {"Q3": Passed, "Q4": Passed, "Q5": Passed}


def test_a_cookie_of_a_whole_domain() -> None:
    """A cookie that the browser sends to every name under the host is told as one."""
    recording_of_parent, _ = walked(domain=HOST, host_only=False)
    assert [one.cookie.host_only for one in recording_of_parent.brought] == [False]
    assert f"Domain={HOST}" in recording_of_parent.brought[0].line
    assert isinstance(verdict(recording_of_parent, Question.Q4), Passed)


def test_a_cookie_that_is_never_sent_is_not_judged() -> None:
    """A cookie of the file for a folder that the audit never enters is kept, and nothing is said of it."""
    server, cookie = logged_in(LOGGED_IN)
    aside = Cookie("aside", "a-value-for-another-folder", HOST, path="/elsewhere")
    own = OwnSession((cookie, aside))
    recording = played(LOGGED_IN, Brief(url=f"{URL}account", own=own), server).recording
    assert {one.cookie.name for one in recording.brought} == {"sid", "aside"}
    assert "aside" not in {one.id.name for one in inventory(recording).cookies}


def test_a_readable_cookie_fails() -> None:
    """A cookie that the browser shows to scripts is found, with the file named as the place of that knowledge."""
    outcome = verdict(walked(http_only=False)[0], Question.Q3)
    assert isinstance(outcome, Failed)
    (finding,) = (one for one in outcome.findings if one.severity is not Severity.INFO)
    assert finding.severity is Severity.MEDIUM
    assert finding.message == "The session cookie sid lacks HttpOnly: scripts can read it."
    assert finding.evidence[0].note.endswith("its attributes are those of the cookie file")


def test_values_alone_prove_no_attribute() -> None:
    """Of a cookie known by name and value neither good nor bad is said, though replay proved it."""
    recording, _ = walked(telling=Telling.VALUES, http_only=False)
    for question in (Question.Q3, Question.Q4, Question.Q5):
        outcome = verdict(recording, question)
        assert isinstance(outcome, Inconclusive), question
        assert "name and value alone" in outcome.reason
    assert not recording.probed(Purpose.EXPOSED_TO_SCRIPT)


def test_another_visitor_s_lines_say_nothing_of_it() -> None:
    """The site gives strangers a cookie of that name and place: how it set the user's own was not seen, good or bad."""
    site = Site((Gives("sid", at="both", attributes="Path=/; Domain=shop.example; Secure"),))
    server = Server(site)
    body = f"username={USERNAME}&password={PASSWORD}".encode()
    answer = server.respond(Request("POST", f"{URL}login", (), body), STARTED)
    assert isinstance(answer, Response)
    value = answer.values("set-cookie")[-1].partition("=")[2].partition(";")[0]
    own = OwnSession((Cookie("sid", value, HOST, secure=True),), Telling.VALUES)
    recording = played(site, Brief(url=f"{URL}account", own=own), server).recording
    (brought,) = recording.brought
    assert not brought.cookie.host_only
    for question in (Question.Q3, Question.Q4, Question.Q6):
        assert isinstance(verdict(recording, question), Inconclusive), question
    text = as_text(audit(recording), Look(color=False, width=100, explain=False))
    assert "brought along by name and value alone" in text


def test_the_password_is_looked_for_where_it_is_known() -> None:
    """Without it nobody can say that no cookie holds it; with it the question is answered, and it is never sent."""
    assert isinstance(verdict(walked()[0], Question.Q7), Inconclusive)
    server, cookie = logged_in(LOGGED_IN)
    brief = Brief(url=f"{URL}account", password=PASSWORD, own=OwnSession((cookie,)))
    done = played(LOGGED_IN, brief, server)
    assert isinstance(verdict(done.recording, Question.Q7), Passed)
    assert not [one for one in done.requests if PASSWORD.encode() in one.body]


def test_a_line_that_renews_the_cookie_tells_its_attributes() -> None:
    """Where the site sets the cookie anew with each answer, its attributes are seen after all."""
    site = Site((Gives("sid", attributes="Path=/; Secure"),), rotates=("sid",))
    outcome = verdict(walked(site, telling=Telling.VALUES)[0], Question.Q3)
    assert isinstance(outcome, Failed)


@pytest.mark.parametrize(
    ("left", "expected"),
    (
        pytest.param(None, Passed, id="until the browser is closed"),
        pytest.param(3600, Inconclusive, id="an hour left of nobody knows how much"),
        pytest.param(90 * 86400, Failed, id="more left than the limit allows in all"),
    ),
)
def test_only_the_rest_of_a_lifetime_is_known(left: int | None, expected: type[object]) -> None:
    """What is left may prove that it was too long, and never that it was short."""
    expires = None if left is None else int(STARTED) + left
    assert isinstance(verdict(walked(expires=expires)[0], Question.Q5), expected)


@pytest.mark.parametrize(
    ("telling", "expected"), ((Telling.SCOPE, Inconclusive), (Telling.ALL, Failed)), ids=("untold", "told")
)
def test_same_site_of_a_format_without_it(telling: Telling, expected: type[object]) -> None:
    """A Netscape file has no SameSite, which is not to say that the cookie has none."""
    recording, _ = walked(telling=telling, same_site=SameSite.UNSET)
    text = as_text(audit(recording), Look(color=False, width=100, explain=False))
    assert ("SameSite not known" in text) is (telling is Telling.SCOPE)
    (answer,) = (one for one in audit(recording).extras if one.check.code == "HT1101")
    assert isinstance(answer.outcome, expected)


def test_the_session_is_left_alone() -> None:
    """Without --end-session it is alive after the audit, and Q2 says what to add."""
    recording, server = walked()
    outcome = verdict(recording, Question.Q2)
    assert isinstance(outcome, Inconclusive)
    assert (outcome.reason, outcome.supply) == (
        "the session was brought along, and it was not to be ended",
        END_SESSION,
    )
    assert result(recording, Step.LOGOUT) is StepResult.SKIPPED
    assert any(session.inside and session.alive for session in server._sessions)  # noqa: SLF001 -- the site's memory


def test_a_logout_that_ends_it() -> None:
    """Inside right before, refused after it three times over, while a visitor is refused as ever: it ended."""
    recording, _ = walked(change=ending)
    assert sides(recording, Purpose.LIVE_AFTER_LOGOUT) == [Side.OUTSIDE]
    assert sides(recording, Purpose.FROZEN_AFTER_LOGOUT) == [Side.OUTSIDE]
    assert isinstance(verdict(recording, Question.Q2), Passed)
    assert detail(recording, Step.REPLAY).endswith("is outside")


def test_a_logout_that_only_deletes() -> None:
    """The frozen jar is inside after the logout: that answer is also the control for the live jar's outside."""
    recording, _ = walked(replace(LOGGED_IN, ends=False), change=ending)
    assert sides(recording, Purpose.LIVE_AFTER_LOGOUT) == [Side.OUTSIDE]
    assert isinstance(verdict(recording, Question.Q2), Failed)


def test_an_oracle_of_text_settles_nothing_alone() -> None:
    """Where pages differ in text alone, an outside without control session stays unknown."""
    recording, _ = walked(
        replace(LOGGED_IN, text_only=True),
        change=lambda brief: replace(ending(brief), inside_url=None, url=f"{URL}orders"),
    )
    assert recording.login.proved
    assert isinstance(verdict(recording, Question.Q2), Inconclusive)
    assert detail(recording, Step.REPLAY).endswith("is unknown")


def test_a_server_that_refuses_everybody_proves_nothing() -> None:
    """After the logout a visitor gets another answer than before: whatever happened, it was not the logout alone."""
    left: list[int] = []

    def instead(number: int, request: Request) -> Answer | None:
        if request.url.endswith("/logout"):
            left.append(number)
        cookies = any(name == "Cookie" and "sid=" in value for name, value in request.fields)
        return html("slow down", 429) if left and number > left[0] + 1 and not cookies else None

    recording, _ = walked(replace(LOGGED_IN, clears=False, instead=instead), change=ending)
    assert sides(recording, Purpose.FROZEN_AFTER_LOGOUT) == [Side.UNKNOWN]
    assert isinstance(verdict(recording, Question.Q2), Inconclusive)


def test_a_way_out_that_answers_with_an_error() -> None:
    """The session is refused after it, but by a server in trouble: whether the logout did that is not known."""
    server: list[Server] = []

    def instead(_number: int, request: Request) -> Answer | None:
        if not request.url.endswith("/logout"):
            return None
        for session in server[0]._sessions:  # noqa: SLF001 -- the site's memory
            session.alive = False
        return html("trouble", 503)

    site = replace(LOGGED_IN, clears=False, instead=instead)
    running, cookie = logged_in(site)
    server.append(running)
    brief = Brief(url=URL, inside_url=f"{URL}account", own=OwnSession((cookie,)), end_session=True)
    recording = played(site, brief, running).recording
    assert sides(recording, Purpose.FROZEN_AFTER_LOGOUT) == [Side.UNKNOWN]
    assert isinstance(verdict(recording, Question.Q2), Inconclusive)


def test_no_way_out_is_guessed() -> None:
    """Only a way out that was named or is shown is taken: the address beside the login's is not tried."""
    recording, server = walked(
        replace(LOGGED_IN, logout="hidden"), change=lambda brief: replace(ending(brief), login_url=f"{URL}login")
    )
    assert any(session.inside and session.alive for session in server._sessions)  # noqa: SLF001 -- the site's memory
    assert isinstance(verdict(recording, Question.Q2), Inconclusive)


def test_a_named_way_out_is_taken() -> None:
    """The user's word is enough where no page shows the way."""
    recording, _ = walked(
        replace(LOGGED_IN, logout="hidden"),
        change=lambda brief: replace(ending(brief), logout=NamedLogout("GET", f"{URL}logout")),
    )
    assert isinstance(verdict(recording, Question.Q2), Passed)


def test_a_session_that_is_over() -> None:
    """Old cookies are told as such, with the way to get others."""
    recording, _ = walked(value="0123456789abcdef0123456789abcdef")
    outcome = verdict(recording, Question.Q2)
    assert isinstance(outcome, Inconclusive)
    assert outcome.reason.startswith("the session that was brought along was not seen inside")
    assert "Bring the cookies again" in outcome.supply


def test_a_session_that_the_search_ends() -> None:
    """A server that ends sessions of which a part is sent ends this one too, and no other is begun."""
    site = Site((SID, Gives("sig")), (("sid", "sig"),), suspicious=True)
    server = Server(site)
    body = f"username={USERNAME}&password={PASSWORD}".encode()
    answer = server.respond(Request("POST", f"{URL}login", (), body), STARTED)
    assert isinstance(answer, Response)
    pairs = [line.partition(";")[0].partition("=") for line in answer.values("set-cookie")]
    cookies = tuple(Cookie(name, value, HOST, secure=True, http_only=True) for name, _, value in pairs)
    recording = played(site, Brief(url=f"{URL}account", own=OwnSession(cookies)), server).recording
    assert server.logins == 1
    assert recording.credentials is None or not recording.credentials.complete


def test_the_values_are_masked() -> None:
    """Neither the recording nor any text of the report holds a value that was brought along."""
    server, cookie = logged_in(LOGGED_IN)
    own = OwnSession((cookie, Cookie("elsewhere", "a-secret-of-another-site", "idp.example")))
    recording = played(LOGGED_IN, Brief(url=f"{URL}account", own=own), server).recording
    assert cookie.value not in repr(recording)
    assert "elsewhere" not in repr(recording.brought)
    assert own.secrets == (cookie.value, "a-secret-of-another-site")
    assert cookie.value not in repr(own)


BASIC = "Basic " + "YmFrZXItb2Ytc2hpcHM6YS1wYXNzd29yZC1vZi1zb21lLWxlbmd0aA=="


def test_an_authorization_field_alone() -> None:
    """A field that opens the account by itself, beside cookies that do nothing, is no cookie session."""
    own = OwnSession((Cookie("theme", "dark", HOST),), Telling.VALUES, BASIC)
    recording = played(Site(basic="each"), Brief(url=f"{URL}account", own=own)).recording
    assert recording.credentials is not None
    assert recording.credentials.header


def test_an_authorization_field_that_is_not_needed() -> None:
    """Where the cookies open the account without the field, they are what is searched."""
    server, cookie = logged_in(LOGGED_IN)
    own = OwnSession((cookie,), Telling.ALL, BASIC)
    recording = played(LOGGED_IN, Brief(url=f"{URL}account", own=own), server).recording
    assert sets(recording) == {frozenset({"sid"})}


def test_field_and_cookies_together() -> None:
    """Where both are needed, neither is said to carry the session alone."""
    server, cookie = logged_in(LOGGED_IN)

    def gate(_number: int, request: Request) -> Answer | None:
        return None if ("Authorization", BASIC) in request.fields else html("no", 401)

    site = replace(LOGGED_IN, instead=gate)
    server.site = site
    own = OwnSession((cookie,), Telling.ALL, BASIC)
    recording = played(site, Brief(url=f"{URL}account", own=own), server).recording
    assert recording.credentials is not None
    assert (recording.credentials.header, recording.credentials.complete) == (False, False)
    assert isinstance(verdict(recording, Question.Q3), Inconclusive)
