"""Looking for the page that tells inside from outside: how far, and when its controls are not believed."""

from collections.abc import Callable
from dataclasses import replace

from hardtack.recording.message import Answer, Request
from hardtack.recording.model import Side, Step
from tests.recording.site import BRIEF, URL, USERNAME, Gives, Server, Site, html, play, played, sent_value

AT_LOGIN = (Gives("sid"),)
ACCOUNT = f"{URL}account"


def test_no_more_than_four_pages_of_text_are_looked_at() -> None:
    """Two have to agree; a fifth would cost requests and tell nothing new."""
    more = ("/one", "/two", "/three")

    def answer(_: int, request: Request) -> Answer | None:
        path = request.url.removeprefix(URL[:-1])
        is_own = sent_value(request, "cookie").removeprefix("sid=") in server.given()["sid"]
        name = USERNAME if is_own else "Please log in."
        return html(f"<title>{path}</title><p>{name}</p>") if path in more else None

    links = "".join(f'<a href="{path}">My {path[1:]}</a>' for path in more)
    server = Server(Site(AT_LOGIN, text_only=True, inside=links, instead=answer))
    recording = played(server.site, server=server).recording
    asked = {one.request.url for one in recording.exchanges if one.step is Step.ORACLE}
    assert recording.login.proved
    assert len(asked) == 4


def test_a_page_that_was_busy_for_the_visitor_without_cookies_tells_nothing() -> None:
    """A limit that only outsiders met is no refusal of outsiders: the reason is told, and nothing is judged."""

    def answer(number: int, request: Request) -> Answer | None:
        return html("busy", 429) if number > 5 and "sid=" not in sent_value(request, "cookie") else None

    recording = play(Site(AT_LOGIN, instead=answer))
    assert (recording.login.proved, recording.probes) == (False, ())
    assert "a page that might tell, https://shop.example/, was refused" in recording.login.reason


def only_owner(outsider: Callable[[int, str], Answer | None]) -> Site:
    """A site whose account page is the owner's, and for who hasn't his cookie what is given here.

    Args:
        outsider: the answer, from the number of visits without the owner's cookie so far and the cookie sent.
    """
    owner: list[str] = []
    visits: list[str] = []

    def answer(_: int, request: Request) -> Answer | None:
        if request.url != ACCOUNT:
            return None
        cookie = sent_value(request, "cookie")
        if cookie and not owner:
            owner.append(cookie)
        if cookie in owner:
            return html(f"<title>Mine</title><p>{USERNAME}</p>")
        visits.append(cookie)
        return outsider(len(visits) - 1, cookie)

    return Site(AT_LOGIN, instead=answer)


def test_controls_without_one_outsider_that_was_answered_are_no_controls() -> None:
    """The first visitor was refused for who he was, all after him for the rate."""
    recording = play(only_owner(lambda count, _: html("busy", 429) if count else None))
    assert recording.oracle is not None
    assert not recording.oracle.sound
    assert "too many requests (429)" in recording.login.reason
    assert "--rate 1" in recording.login.supply
    assert Side.OUTSIDE not in [probe.side for probe in recording.probes]


def test_controls_that_leave_only_a_title_disagree() -> None:
    """Each control is on its side, but what told the sides apart, the user's name, a stranger is shown as well."""

    def guest(_: int, cookie: str) -> Answer:
        return html(f"<title>Guest</title><p>{f'Welcome back, {USERNAME}' if cookie else 'Hello'}</p>")

    recording = play(only_owner(guest), replace(BRIEF, login_url=f"{URL}login", inside_url=ACCOUNT))
    assert recording.oracle is not None
    assert (recording.oracle.sound, recording.oracle.flaw) == (False, f"the controls disagree on {ACCOUNT}")
    assert not recording.login.proved
