"""Login forms over walks of scripted sites: found, filled, refused, or none."""

from dataclasses import replace

import pytest

from hardtack.recording.brief import NamedLogout
from hardtack.recording.message import Answer, Request, Response
from hardtack.recording.model import LoginMethod, Purpose, Side, Step, StepResult
from tests.recording.site import (
    BRIEF,
    HOST,
    URL,
    USERNAME,
    Gives,
    Site,
    html,
    play,
    played,
    result,
    sent_value,
    sides,
    to,
)

OUT = Side.OUTSIDE
SID = Gives("sid", at="both")
P = Purpose


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
