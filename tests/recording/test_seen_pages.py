"""The pages of a recording, what makes them alike, and which may be asked again."""

from dataclasses import replace

import pytest

from hardtack.recording.brief import Revisit
from hardtack.recording.model import Exchange, PageFacts, Probe, Purpose, Recording, Side, Step
from hardtack.recording.moved import Move, moved_to
from hardtack.recording.seen_pages import (
    MOST_REVISITS,
    PageKey,
    Shape,
    difference,
    page_key,
    seen_pages,
    to_revisit,
)
from tests.recording.recordings import LOGIN, answered, recording, silent

SHOP = "https://shop.example"
FORM = PageFacts(password_field=True, login_action=None, insecure_parts=(), insecure_links=(), session_ids_in_urls=())


def visit(
    path: str, step: Step = Step.ORACLE, browser: str = "first", *, status: int = 200, method: str = "GET", to: str = ""
) -> Exchange:
    """A visit of a page."""
    lines = ("Content-Type: text/html", *([f"Location: {to}"] if to else []))
    one = answered(*lines, url=path if "//" in path else SHOP + path, browser=browser)
    assert one.response is not None
    return replace(
        one, step=step, request=replace(one.request, method=method), response=replace(one.response, status=status)
    )


def walked(*exchanges: Exchange, proved: bool = True, login: int | None = 1, leaves: int | None = None) -> Recording:
    """A recording whose login is the exchange of that number, and whose logout follows another."""
    seen = recording(*exchanges)
    probes = () if leaves is None else (Probe(Purpose.BEFORE_LOGOUT, leaves, Side.INSIDE, Side.INSIDE, None, ()),)
    return replace(seen, login=replace(LOGIN, proved=proved, exchange=login), probes=probes)


POST = visit("/login", Step.LOGIN, method="POST", status=303, to="/account")
LOGGED_IN = (visit("/login", Step.LOGIN), POST)


@pytest.mark.parametrize(
    ("exchange", "inside"),
    (
        (visit("/x", Step.VISIT, "anonymous"), False),
        (visit("/x", Step.ORACLE, "nobody"), False),
        (visit("/x", Step.REVISIT, "newcomer"), False),
        (visit("/x", Step.NEIGHBOUR, "newcomer"), None),
        (visit("/x", Step.NEIGHBOUR, "visitor"), True),
        (visit("/x", Step.REVISIT, "second"), None),
        (visit("/x", Step.LOGIN), True),
        (visit("/x", Step.ORACLE), True),
        (visit("/x", Step.CREDENTIALS), None),
        (visit("/x", Step.ORACLE, "frozen"), None),
        (visit("/x", Step.ORACLE, method="POST"), None),
        (visit("http://shop.example/x", Step.ORACLE), None),
        (visit("/hardtack-01abcdef", Step.ORACLE), None),
    ),
)
def test_who_was_logged_in(exchange: Exchange, inside: bool | None) -> None:  # noqa: FBT001 -- a column of the table
    """The first browser after its login, whoever visits for the user, and nobody else."""
    pages = [page for page in seen_pages(walked(*LOGGED_IN, exchange)) if page.key.path != "/login"]

    assert [page.key.inside for page in pages] == ([] if inside is None else [inside])


def test_a_login_under_way_is_neither() -> None:
    """Between password and code the browser is no visitor and not inside; after the logout it is not for sure."""
    seen = walked(
        visit("/login", Step.LOGIN), POST, visit("/code", Step.LOGIN), visit("/code", Step.LOGIN, method="POST"),
        visit("/account", Step.LOGIN), visit("/bye", Step.LOGOUT), login=3, leaves=4,
    )  # fmt: skip

    assert [(page.key.path, page.key.inside) for page in seen_pages(seen)] == [("/login", False), ("/account", True)]


def test_without_a_login_nobody_is_inside() -> None:
    """What the first browser then got is not for sure; a session that was brought along is inside from the start."""
    one = visit("/account", Step.ORACLE)

    assert seen_pages(walked(*LOGGED_IN, one, proved=False))[1:] == ()
    assert seen_pages(walked(one, proved=False, login=None))[0].key == PageKey(inside=False, path="/account")
    assert seen_pages(walked(one, login=None))[0].key == PageKey(inside=True, path="/account")
    neighbour = walked(visit("/x", Step.NEIGHBOUR, "visitor"), proved=False, login=None)
    assert seen_pages(neighbour)[0].key.inside is False


@pytest.mark.parametrize("alive", (True, False))
def test_a_live_control_makes_the_pages_asked_again_count(alive: bool) -> None:  # noqa: FBT001 -- the table's column
    """Without it the session may have ended before them."""
    control = visit("/account", Step.REVISIT)
    seen = walked(*LOGGED_IN, visit("/x", Step.REVISIT), control, visit("/y", Step.REVISIT))
    side = Side.INSIDE if alive else Side.UNKNOWN
    seen = replace(seen, probes=(Probe(Purpose.FULL_JAR, 3, Side.INSIDE, side, None, ()),))

    assert [page.key.path for page in seen_pages(seen)[1:]] == (["/x", "/account"] if alive else [])


def test_one_page_may_have_several_shapes() -> None:
    """Each visit adds one, in order."""
    (page,) = seen_pages(walked(visit("/x", Step.VISIT, "anonymous", status=302, to="/y"), visit("/x;id=1?"), login=5))

    assert [(shape.exchange, shape.status, shape.to) for shape in page.shapes] == [(0, 302, "/y"), (1, 200, "")]


@pytest.mark.parametrize(
    ("url", "path"),
    (
        (SHOP, "/"),
        (f"{SHOP}/a;jsessionid=~0123456789a/b?x=1", "/a/b?x=1"),
        (f"{SHOP}/a?token=~0123456789a~~&x=1", "/a?token=~&x=1"),
        (f"{SHOP}/a?_=~0123456789a", "/a"),
    ),
)
def test_what_changes_with_each_recording_is_no_part_of_a_page(url: str, path: str) -> None:
    """Session ids, masks and what is there to get past caches."""
    assert page_key(url, inside=False).path == path


def test_pages_are_told_at_their_places_of_today() -> None:
    """Paths, redirects and masks; what was not renamed along is no page of the application, but a neighbour is."""
    seen = walked(
        visit("/old/a", Step.VISIT, "anonymous", status=302, to="/old/user/17"),
        visit("/elsewhere", Step.VISIT, "anonymous"),
        visit("/basket/", Step.NEIGHBOUR, "visitor"),
        visit("/old/b", Step.VISIT, "anonymous", status=302, to="https://sso.example/in/~0123456789a"),
        login=9,
    )
    _, moved = moved_to(seen, "https://new.example", (Move("/old", "/new"),))
    pages = seen_pages(seen, moved)

    assert [page.key.path for page in pages] == ["/new/a", "/basket/", "/new/b"]
    assert [page.shapes[0].to for page in pages] == ["/new/user/#", "", "https://sso.example/in/~"]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    (
        (Shape(0, 200), Shape(1, 200), ""),
        (Shape(0, 200), Shape(1, 206), ""),
        (Shape(0, 200), Shape(1, failure="refused"), "does not answer (refused)"),
        (Shape(0, 200), Shape(1, 404), "answers 404 instead of 200"),
        (Shape(0, 200), Shape(1, 302, to="/login"), "redirects to /login instead of 200"),
        (Shape(0, 302, to="/a"), Shape(1, 200), "answers 200 instead of redirecting to /a"),
        (Shape(0, 302, to="/a"), Shape(1, 308, to="/a"), ""),
        (Shape(0, 302, to="/a"), Shape(1, 302, to="/b"), "redirects to /b instead of /a"),
        (Shape(0, 302, to="/a"), Shape(1, 304), "redirects to nowhere instead of /a"),
        (Shape(0, 304), Shape(1, 302, to="/b"), "redirects to /b instead of nowhere"),
        (Shape(0, 401), Shape(1, 403), ""),
        (Shape(0, 401), Shape(1, 302, to="/login"), ""),
        (Shape(0, 401), Shape(1, 404), "answers 404 instead of 401"),
        (Shape(0, 200), Shape(1, 200, password=True), "asks for a password, which it did not"),
        (Shape(0, 200, password=True), Shape(1, 200), "no longer asks for a password"),
        (Shape(0, 200, "text/html", length=9), Shape(1, 200, "", length=9), "is of no type instead of text/html"),
        (Shape(0, 200, "", length=9), Shape(1, 200, "a/b", length=9), "is a/b instead of of no type"),
        (Shape(0, 200, "text/html", length=9), Shape(1, 200, "a/b"), "has 0 octets instead of 9"),
        (Shape(0, 200, length=900), Shape(1, 200, length=1), ""),
        (Shape(0, 200, length=1000), Shape(1, 200, length=100), ""),
        (Shape(0, 200, length=1000), Shape(1, 200, length=99), "has 99 octets instead of 1000"),
        (Shape(0, 200, length=9), Shape(1, 200, length=9, truncated=True), "is cut short"),
        (Shape(0, 200, length=9, truncated=True), Shape(1, 200, length=9, truncated=True), ""),
    ),
)
def test_what_a_page_does_that_it_did_not(was: Shape, now: Shape, said: str) -> None:
    """Status class, redirect, password field, type and next to no content; all else may vary."""
    assert difference(was, now) == said


def test_what_works_is_a_page_a_redirect_or_the_wish_to_log_in() -> None:
    """An error is none of these, nor is silence, which has its reason."""
    assert [Shape(0, status).worked for status in (200, 302, 401, 403, 500, None)] == [True, True, True, *[False] * 3]
    quiet = seen_pages(walked(replace(silent(f"{SHOP}/x"), browser="anonymous"), login=5))
    assert quiet[0].shapes == (Shape(0, failure="refused"),)
    unexplained = replace(silent(f"{SHOP}/x"), browser="anonymous", failure=None)
    assert seen_pages(walked(unexplained, login=5))[0].shapes[0].failure == "no answer"


def test_a_form_and_both_kinds_of_html_are_seen() -> None:
    """XHTML is HTML, and a password field is one."""
    one = answered("Content-Type: application/xhtml+xml; charset=utf-8", browser="anonymous")
    assert one.response is not None
    (page,) = seen_pages(walked(replace(one, response=replace(one.response, page=FORM)), login=5))

    assert page.shapes == (Shape(0, 200, "text/html", password=True),)


def test_what_may_be_asked_again() -> None:
    """Pages that answered, at their new addresses: no token, no logout, no harm, no mask, no step of the login."""
    seen = walked(
        *LOGGED_IN,
        visit("/on-the-way", Step.LOGIN, status=302, to="/account"),
        visit("/account"),
        visit("/account"),
        visit("/gone", status=404),
        visit("/delete/1"),
        visit("/logout"),
        visit("/leave"),
        visit("/x?csrf_token=1"),
        visit("/x?q=~0123456789a"),
        visit("/public", Step.VISIT, "anonymous"),
        visit("/basket/", Step.NEIGHBOUR, "visitor"),
        replace(silent(f"{SHOP}/quiet"), browser="anonymous"),
    )
    seen = replace(seen, login=replace(seen.login, logout=f"GET {SHOP}/leave"))
    _, moved = moved_to(seen, "https://new.example")

    assert to_revisit(seen, moved) == (
        Revisit("https://new.example/login", inside=False),
        Revisit("https://new.example/account", inside=True),
        Revisit("https://new.example/public", inside=False),
    )


def test_only_so_many_are_asked_again() -> None:
    """A recording of any size costs no more than that."""
    seen = walked(*(visit(f"/page/{number}", Step.VISIT, "anonymous") for number in range(99)), login=200)

    assert len(to_revisit(seen, moved_to(seen, None)[1])) == MOST_REVISITS
