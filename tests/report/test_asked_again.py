"""What a later audit asked again of what an earlier one had asked."""

from dataclasses import replace

import pytest

from hardtack.recording.model import Exchange, Recording
from hardtack.recording.moved import Move, moved_to
from hardtack.report.asked_again import AskedAgain
from hardtack.report.cookie_matches import CookieMatches
from tests.recording.recordings import LOGIN, answered, cookie, recording, silent

LINE = "Set-Cookie: sid=~0123456789a; Path=/"
OLD = "https://shop.example/old"
SID = cookie("sid")


def sides(before: Recording, after: Recording) -> AskedAgain:
    """Two audits of an application that moved from /old to /new."""
    _, moved = moved_to(before, "https://new.example", (Move("/old", "/new"),))
    return AskedAgain(before, after, CookieMatches(before, after, moved))


def answer(url: str, status: int = 200, method: str = "GET", *lines: str) -> Exchange:
    """An answer with set-cookie lines."""
    one = answered(*lines, url=url)
    assert one.response is not None
    request = replace(one.request, method=method)
    return replace(one, request=request, response=replace(one.response, status=status))


@pytest.mark.parametrize(
    ("then", "now", "again"),
    (
        (answer(f"{OLD}/a"), answer("https://new.example/new/a"), True),
        (answer(f"{OLD}/a?t=~0123456789a"), answer("https://new.example/new/a?t=~ba987654321"), True),
        (answer(f"{OLD}/hardtack-01234567"), answer("https://new.example/new/hardtack-89abcdef", 404), True),
        (answer(f"{OLD}/a"), answer("https://new.example/new/b"), False),
        (answer(f"{OLD}/a"), answer("https://new.example/new/a", method="POST"), False),
        (answer(f"{OLD}/a"), silent("https://new.example/new/a"), False),
    ),
)
def test_a_request_is_the_same_at_its_place_of_today(then: Exchange, now: Exchange, again: bool) -> None:  # noqa: FBT001 -- a column
    """Method and path; what is masked or made up may differ, and silence is no answer."""
    assert sides(recording(then), recording(now)).asked([0]) is again


@pytest.mark.parametrize(
    ("then", "now", "gone"),
    (
        (answer(OLD, 200, "GET", LINE), answer("https://new.example/new"), True),
        (answer(OLD, 200, "GET", LINE), answer("https://new.example/new", 200, "GET", LINE), False),
        (answer(OLD, 200, "GET", LINE), answer("https://new.example/new", 500), False),
        (answer(OLD, 200, "GET", LINE), answer("https://new.example/other"), False),
        (silent(OLD), answer("https://new.example/new"), False),
    ),
)
def test_a_cookie_is_set_no_more_where_the_same_answer_came_without_it(
    then: Exchange,
    now: Exchange,
    gone: bool,  # noqa: FBT001 -- a column
) -> None:
    """An error is another answer, and a cookie that nothing set can't be set no more."""
    assert sides(recording(then), recording(now)).set_no_more(SID) is gone


@pytest.mark.parametrize(
    ("browser", "login", "again"),
    (("first", 0, False), ("first", None, False), ("first", 1, True), ("anonymous", 0, True)),
)
def test_what_a_user_asked_for_is_not_asked_again_by_a_visitor(browser: str, login: int | None, again: bool) -> None:  # noqa: FBT001 -- a column
    """Where the login was lost, the same address is another page; before the login all were visitors."""
    one = replace(answer(f"{OLD}/a"), browser=browser)
    before = replace(recording(one), login=replace(LOGIN, proved=True, exchange=login))
    after = replace(recording(answer("https://new.example/new/a")), login=replace(LOGIN, proved=False))

    assert sides(before, after).asked([0]) is again


def test_where_the_login_was_lost_nothing_is_set_no_more() -> None:
    """It is the login that gives cookies."""
    before, after = recording(answer(OLD, 200, "GET", LINE)), recording(answer("https://new.example/new"))
    proved = replace(before, login=replace(LOGIN, proved=True))

    assert not sides(proved, after).set_no_more(SID)
