"""The page that tells inside from outside: where there is none, or its controls disagree, nothing is judged."""

from dataclasses import replace

import pytest

from hardtack.recording.message import Answer, Request
from hardtack.recording.model import OracleKind, Purpose, Recording, Side
from tests.recording.site import (
    BRIEF,
    URL,
    USERNAME,
    Gives,
    Site,
    busy,
    html,
    play,
    played,
    sent_value,
    sides,
)

IN, OUT, OPEN = Side.INSIDE, Side.OUTSIDE, Side.UNKNOWN
P = Purpose


def _judged(recording: Recording) -> bool:
    wrong_inside = {P.EMPTY_JAR, P.ANONYMOUS_JAR, P.GARBLED_JAR, P.BEFORE_LOGIN, P.PLANTED, P.FROZEN_AFTER_LOGOUT}
    sound = recording.oracle is not None and recording.oracle.sound
    return sound and any(one.side is IN for one in recording.probes if one.purpose in wrong_inside)


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
