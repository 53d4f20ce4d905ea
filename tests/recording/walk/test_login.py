"""Logging in: where it went wrong is told, and nothing is sent where there is no way in."""

from dataclasses import replace
from typing import TypeVar

import pytest

from hardtack.recording.actions import Walking
from hardtack.recording.brief import Extraction, Recipe, RecipeStep, Source
from hardtack.recording.message import Answer, Failure, FailureKind, Request
from hardtack.recording.model import LoginMethod, Step
from hardtack.recording.recorder import Recorder
from hardtack.recording.redact import Redactor
from hardtack.recording.walk import Ground
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.jar import Jar
from hardtack.recording.walk.login import Opened, Way, open_login, submit_login
from tests.recording.site import BRIEF, CHANCE, HOST, KEY, PASSWORD, STARTED, SUFFIXES, URL, Site, html, play, played

T = TypeVar("T")

SEND = RecipeStep("POST", "/login", form=(("username", "{username}"), ("password", "{password}")))
TAKE = RecipeStep("GET", "/login", extract=(Extraction("csrf", Source.FORM_FIELD, "token"),))


@pytest.mark.parametrize(
    ("steps", "answer", "reason"),
    (
        ((SEND,), Failure(FailureKind.TIMEOUT, "silence"), "the recipe's POST https://shop.example/login was not"),
        ((SEND,), html("no", 422), "the recipe's POST https://shop.example/login was answered with 422"),
        ((TAKE, SEND), html("no"), "the answer to the recipe's GET https://shop.example/login has no '"),
    ),
    ids=("no answer", "an error", "nothing to extract"),
)
def test_the_first_request_of_a_recipe_that_went_wrong_is_named(
    steps: tuple[RecipeStep, ...], answer: Answer, reason: str
) -> None:
    """Not that no page tells inside from outside, which only follows from it."""

    def posted(_: int, request: Request) -> Answer | None:
        return answer if request.method == "POST" else None

    recording = play(Site(instead=posted), replace(BRIEF, recipe=Recipe(login=steps)))
    assert not recording.login.proved
    assert recording.login.reason.startswith(reason)
    assert "Mend that request" in recording.login.supply


def test_a_password_that_http_basic_refuses_is_told() -> None:
    """The server asks for it again with 401."""
    recording = play(Site(basic="once"), replace(BRIEF, password="another-password-than-that"))
    assert not recording.login.proved
    assert recording.login.reason == "the user name or the password was refused (HTTP Basic, 401)"


def test_links_behind_the_form_are_left_alone() -> None:
    """The search ends with the first page that has a form."""
    front = html('<a href="/login">Log in</a><a href="/signin">Sign in</a>')
    walk = played(Site(pages={"/": front}))
    assert walk.recording.login.proved
    assert f"{URL}signin" not in [one.url for one in walk.requests]


def browser() -> Browser:
    """A browser of a walk that has not begun, where https is known to answer."""
    recorder = Recorder(BRIEF, Redactor(KEY, BRIEF.persona, (PASSWORD,)), tool="test", started=STARTED)
    ground = Ground(BRIEF, recorder, SUFFIXES, CHANCE, STARTED, https_answers=True)
    return Browser(ground, "first", Jar(SUFFIXES))


def without_request(walking: Walking[T]) -> T:
    """What a part of the walk comes to; it must send nothing."""
    with pytest.raises(StopIteration) as ended:
        next(walking)
    value: T = ended.value.value
    return value


@pytest.mark.parametrize("method", (LoginMethod.NONE, LoginMethod.BROUGHT))
def test_where_there_is_no_way_in_nothing_is_sent(method: LoginMethod) -> None:
    """No form, no recipe, no challenge: neither the page nor the password is asked for."""
    way = Way(method, URL)
    assert without_request(open_login(way, browser(), Step.LOGIN)) == Opened()
    assert without_request(submit_login(way, browser(), Opened(), Step.LOGIN)) is None


def test_http_basic_sends_nothing_over_http_where_https_answers() -> None:
    """Whoever asks for it: the address is looked at again at the moment of sending."""
    way, one = Way(LoginMethod.BASIC, f"http://{HOST}/"), browser()
    assert without_request(submit_login(way, one, Opened(), Step.LOGIN)) is None
    assert one.authorization is None
    assert "over http although https answers" in one.ground.refusal
