"""Asking again for the pages of an earlier recording."""

from dataclasses import replace

from hardtack.recording.brief import Revisit
from hardtack.recording.message import Answer, Request
from hardtack.recording.model import Step, StepResult
from hardtack.recording.seen_pages import PageKey, seen_pages
from tests.recording.site import BRIEF, URL, Gives, Site, detail, html, played, result, sent_value, to

INSIDE = Revisit(f"{URL}faq", inside=True)
PUBLIC = Revisit(f"{URL}faq", inside=False)
SITE = Site(pages={"/faq": html("<title>Questions</title>")})


def asked(site: Site, *revisit: Revisit, **changes: object) -> list[tuple[str, str, bool]]:
    """Browser, path and whether cookies were sent, of what was asked again; controls left out."""
    walked = played(site, replace(BRIEF, revisit=revisit, **changes))  # type: ignore[arg-type]
    controls = {probe.exchange for probe in walked.recording.probes}
    seen = [one for one in walked.recording.exchanges if one.step is Step.REVISIT and one.index not in controls]
    return [(one.browser, one.request.url.removeprefix(URL), bool(one.request.cookies)) for one in seen]


def test_each_page_is_asked_by_whom_it_was() -> None:
    """With the live session, and by a newcomer without cookies; once each."""
    assert asked(SITE, PUBLIC, INSIDE) == [("newcomer", "faq", False), ("first", "faq", True)]


def test_what_the_walk_comes_by_anyway_is_not_asked_again() -> None:
    """The login page, the pages for insiders, and what is on another host."""
    elsewhere = Revisit("https://other.example/", inside=False)
    pages = (Revisit(f"{URL}account", inside=True), Revisit(URL, inside=False), elsewhere)

    assert asked(SITE, *pages) == asked(SITE) == []
    assert result(played(SITE, replace(BRIEF, revisit=pages)).recording, Step.REVISIT) is None


def test_where_nobody_is_inside_only_visitors_pages_are_asked() -> None:
    """Without credentials, with a login that fails, and where the search for the session's cookies ended it."""
    assert asked(SITE, PUBLIC, INSIDE, password=None) == [("newcomer", "faq", False)]
    assert asked(SITE, PUBLIC, INSIDE, password="wrong") == [("newcomer", "faq", False)]
    two = (Gives("sid"), Gives("other"))
    fragile = replace(SITE, cookies=two, opens=(("sid", "other"),), suspicious=True, second_login=False)
    assert asked(fragile, PUBLIC, INSIDE) == [("newcomer", "faq", False)]


def test_a_session_that_has_ended_tells_nothing_of_a_page() -> None:
    """A control behind the pages shows whether the session was alive; where it is not inside, they don't count."""
    ended: list[str] = []

    def ending(_: int, request: Request) -> Answer | None:
        if request.url == INSIDE.url and sent_value(request, "cookie"):
            ended.append(request.url)
        return to("/login") if ended and request.url == f"{URL}account" else None

    alive = played(SITE, replace(BRIEF, revisit=(INSIDE,))).recording
    dead = played(replace(SITE, instead=ending), replace(BRIEF, revisit=(INSIDE,))).recording

    assert PageKey(inside=True, path="/faq") in {page.key for page in seen_pages(alive)}
    assert any(one.step is Step.REVISIT for one in dead.exchanges)
    assert PageKey(inside=True, path="/faq") not in {page.key for page in seen_pages(dead)}


def test_it_leaves_enough_for_the_rest() -> None:
    """Where the requests run out, pages are left out and counted, not the logout."""
    pages = tuple(Revisit(f"{URL}faq?{number}", inside=False) for number in range(60))
    walked = played(replace(SITE, pages={}), replace(BRIEF, revisit=pages, max_requests=100)).recording

    assert result(walked, Step.REVISIT) is StepResult.SKIPPED
    assert detail(walked, Step.REVISIT).endswith(" pages: too few requests were left")
    assert result(walked, Step.LOGOUT) is StepResult.DONE


def test_pages_move_to_https_with_the_walk() -> None:
    """An address on the plain side is asked where the walk goes on."""
    site = replace(SITE, schemes=("http", "https"))
    plain = URL.replace("https:", "http:")

    assert asked(site, Revisit(f"{plain}faq", inside=True), url=plain) == [("first", "faq", True)]
