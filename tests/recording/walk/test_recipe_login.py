"""Logging in as a recipe says, and sessions that are a bearer token."""

from dataclasses import replace

import pytest

from hardtack.recording.brief import Extraction, Recipe, RecipeStep, Source
from hardtack.recording.message import Answer, Request
from hardtack.recording.model import LoginMethod, Purpose, Side
from tests.recording.site import (
    BRIEF,
    PASSWORD,
    URL,
    USERNAME,
    Gives,
    Site,
    data,
    play,
    sent_value,
    sets,
    sides,
)

IN, OUT = Side.INSIDE, Side.OUTSIDE
P = Purpose


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
