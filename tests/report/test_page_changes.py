"""The pages of an earlier recording held against what they answer now."""

from dataclasses import replace

import pytest

from hardtack.recording.model import Exchange, PageFacts, Recording, Step
from hardtack.recording.moved import moved_to
from hardtack.report.changed import Broken, Lost, Part
from hardtack.report.page_changes import page_changes
from tests.recording.recordings import LOGIN, answered, recording


def visit(path: str, status: int = 200, step: Step = Step.VISIT, browser: str = "anonymous") -> Exchange:
    """A visit of a page."""
    one = answered(url=f"https://shop.example{path}", browser=browser)
    assert one.response is not None
    return replace(one, step=step, response=replace(one.response, status=status))


def held(before: Recording, after: Recording) -> Lost:
    """What became of the pages."""
    return page_changes(before, after, moved_to(before, None)[1])


def inside(path: str, status: int = 200) -> Exchange:
    """A visit of the user's."""
    return visit(path, status, Step.ORACLE, "first")


def walked(*exchanges: Exchange, proved: bool = True) -> Recording:
    """A recording, logged in from its start."""
    return replace(recording(*exchanges), login=replace(LOGIN, proved=proved, exchange=None))


def test_a_page_that_is_gone_is_told_with_both_exchanges() -> None:
    """What it does, and where that is to be seen; the others are counted."""
    found = held(walked(visit("/a"), visit("/b")), walked(visit("/b"), visit("/a", 404)))

    assert found == Lost((Broken(Part.PAGE, "/a (visitor)", "answers 404 instead of 200", before=0, after=1),), pages=1)


def test_a_page_that_moved_may_lie_elsewhere() -> None:
    """A page that is not found at another origin is told with how to say where it is."""
    before = walked(visit("/a"), visit("/b"))
    _, moved = moved_to(before, "https://new.example")
    gone = [replace(one, request=replace(one.request, url=f"https://new.example{path}"))
            for one, path in ((visit("/a", 404), "/a"), (visit("/b", 500), "/b"))]  # fmt: skip
    after = walked(*gone)
    after = replace(after, target=replace(after.target, https="https://new.example/"))

    assert [one.hint for one in page_changes(before, after, moved).broken] == [
        "If it lies elsewhere now, say what was renamed with --path OLD=NEW.",
        "",
    ]


def with_password(one: Exchange) -> Exchange:
    """The same with a field for a password."""
    assert one.response is not None
    page = PageFacts(
        password_field=True, login_action=None, insecure_parts=(), insecure_links=(), session_ids_in_urls=()
    )
    return replace(one, response=replace(one.response, page=page))


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    (
        (visit("/a"), visit("/a", 502), "The server in front gets no answer from the application"),
        (visit("/a"), visit("/a", 404), ""),
        (inside("/a"), with_password(inside("/a")), "The session is alive, so its cookie does not reach this page"),
        (visit("/a"), with_password(visit("/a")), ""),
        (with_password(inside("/a")), with_password(inside("/a", 500)), ""),
    ),
)
def test_why_a_page_is_broken_is_told_where_it_is_known(before: Exchange, after: Exchange, hint: str) -> None:
    """Nobody answers the server in front, or the user is asked to log in while the session lives."""
    (one,) = held(walked(before), walked(after)).broken

    assert one.hint.startswith(hint)
    assert bool(one.hint) is bool(hint)


def test_any_of_several_answers_is_as_good() -> None:
    """A page that varied may vary; one that never worked can't break."""
    varied = walked(visit("/a"), visit("/a", 302), visit("/never", 500))

    assert held(varied, walked(visit("/a", 302), visit("/never", 404))) == Lost(pages=1)


def test_what_was_not_asked_again_is_not_known() -> None:
    """By reason: no visit, no login, and a site that refused for too many requests."""
    before = walked(visit("/a"), visit("/b"), visit("/c"), inside("/account"))
    found = held(before, walked(visit("/c", 429), proved=False))

    assert [(one.subject, one.reason.partition(":")[0]) for one in found.unknown] == [
        ("/a (visitor), /b (visitor)", "not asked again for sure"),
        ("/c (visitor)", "the site refused it for too many requests"),
        ("/account (logged in)", "nobody was logged in to ask for it"),
    ]
    assert (found.broken, found.pages) == ((), 0)


def test_a_page_of_the_users_is_asked_by_the_user() -> None:
    """The visitor's answer for the same address is another page."""
    seen = walked(inside("/account", 302), visit("/account"))
    (one,) = held(walked(inside("/account")), seen).broken

    assert one.subject == "/account (logged in)"
