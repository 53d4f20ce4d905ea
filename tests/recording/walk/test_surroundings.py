"""What lies around the application: the other scheme, the plain side, other applications on the host."""

from dataclasses import replace

import pytest

from hardtack.recording.brief import Brief
from hardtack.recording.message import Answer, Request
from hardtack.recording.model import Purpose, Side, Step, StepResult
from tests.recording.site import (
    BRIEF,
    HOST,
    REFUSED,
    URL,
    Gives,
    Site,
    data,
    detail,
    html,
    play,
    played,
    result,
    sent_value,
    sets,
    sides,
    to,
)

BOTH = ("http", "https")
NOBODY = Brief(url=URL)
FORM = '<title>Shop</title><form action="/in"><input name="u"><input type="password" name="p"></form>'


def by_origin(answers: dict[str, Answer]) -> Site:
    """A site that answers by scheme, host and port alone; other origins refuse."""

    def answer(_: int, request: Request) -> Answer:
        return answers.get("/".join(request.url.split("/", 3)[:3]), REFUSED)

    return Site(instead=answer, schemes=BOTH)


TWINS = (
    pytest.param(
        NOBODY, {f"https://{HOST}": html(FORM), f"http://{HOST}": to(URL)}, f"http://{HOST}/", id="a redirect to it"
    ),
    pytest.param(
        NOBODY, {f"https://{HOST}": html(FORM), f"http://{HOST}": html(FORM)}, f"http://{HOST}/", id="the same page"
    ),
    pytest.param(
        replace(NOBODY, url=f"https://{HOST}:8443/"),
        {f"https://{HOST}:8443": html(FORM), f"http://{HOST}": html(FORM)},
        f"http://{HOST}/",
        id="the same form on the scheme's own port",
    ),
    pytest.param(
        replace(NOBODY, url=f"https://{HOST}:8443/"),
        {f"https://{HOST}:8443": html(FORM), f"http://{HOST}": html("<title>Other</title>")},
        None,
        id="another application there is no twin",
    ),
    pytest.param(
        replace(NOBODY, url=f"https://{HOST}:8443/"),
        {f"https://{HOST}:8443": html(FORM), f"http://{HOST}": data({})},
        None,
        id="nor is one without a page",
    ),
    pytest.param(
        replace(NOBODY, url=f"https://{HOST}:8443/"),
        {f"https://{HOST}:8443": html(FORM), f"http://{HOST}": to(f"https://{HOST}:8443/")},
        f"http://{HOST}/",
        id="one that leads here is",
    ),
    pytest.param(
        NOBODY,
        {f"https://{HOST}": html(FORM), f"http://{HOST}": html("You speak plain HTTP to a TLS port", 400)},
        None,
        id="a TLS port that says so in clear is no plain side",
    ),
    pytest.param(
        NOBODY, {f"https://{HOST}": html(FORM), f"http://{HOST}": html("no", 400)}, f"http://{HOST}/", id="a plain 400"
    ),
    pytest.param(
        replace(NOBODY, http_url=f"http://{HOST}:8080/"),
        {f"https://{HOST}": html(FORM), f"http://{HOST}:8080": html("<title>Other</title>")},
        f"http://{HOST}:8080/",
        id="a twin that the user named is taken at his word",
    ),
    pytest.param(
        NOBODY,
        {f"https://{HOST}": to(f"http://{HOST}:81/x"), f"http://{HOST}:81": html(FORM)},
        f"http://{HOST}:81/x",
        id="the address leads to the other scheme by itself",
    ),
)


@pytest.mark.parametrize(("brief", "answers", "plain"), TWINS)
def test_the_other_scheme(brief: Brief, answers: dict[str, Answer], plain: str | None) -> None:
    """The plain twin is the same application over http, or none."""
    assert play(by_origin(answers), brief).target.http == plain


def test_addresses_of_version_six_keep_their_brackets() -> None:
    """The twin of `[::1]:8443` is asked for on that port and on port 80."""
    url = "https://[::1]:8443/"
    walk = played(by_origin({"https://[::1]:8443": html(FORM)}), Brief(url=url))
    asked = [request.url for request in walk.requests]
    assert {"http://[::1]:8443/", "http://[::1]/"} <= set(asked)


LOOSE = Gives("sid", at="both", attributes="Path=/")
STRICT = Gives("sid", at="both")


def test_a_session_that_opens_the_plain_side_is_seen() -> None:
    """A jar without Secure is let in over http."""
    recording = play(Site((LOOSE,), schemes=BOTH))
    assert sides(recording, Purpose.HTTPS_JAR_OVER_PLAIN) == [Side.INSIDE]


def test_a_session_kept_from_the_plain_side_is_outside_there() -> None:
    """Secure keeps it back, and the live session has witnessed that."""
    (probe,) = play(Site((STRICT,), schemes=BOTH)).probed(Purpose.HTTPS_JAR_OVER_PLAIN)
    assert (probe.side, probe.control is not None, probe.cookies) == (Side.OUTSIDE, True, ())


def test_a_plain_side_that_answers_oddly_is_unknown() -> None:
    """A page that is neither side proves nothing."""

    def odd(_: int, request: Request) -> Answer | None:
        return html("<title>Odd</title>") if request.url == f"http://{HOST}/account" else None

    assert sides(play(Site((STRICT,), schemes=BOTH, instead=odd)), Purpose.HTTPS_JAR_OVER_PLAIN) == [Side.UNKNOWN]


def test_an_outside_on_the_plain_side_that_nobody_witnessed_is_unknown() -> None:
    """The live session was not seen inside right after it: it may have ended before."""
    asked: list[str] = []

    def falls_silent(_: int, request: Request) -> Answer | None:
        if request.url == f"http://{HOST}/account":
            asked.append(request.url)
            return None
        return html("busy", 503) if asked else None

    (probe,) = play(Site((STRICT,), schemes=BOTH, instead=falls_silent)).probed(Purpose.HTTPS_JAR_OVER_PLAIN)
    assert (probe.seen, probe.side, probe.control) == (Side.OUTSIDE, Side.UNKNOWN, None)


@pytest.mark.parametrize(
    ("answer", "words"), ((to(URL), "answers 303 to https"), (REFUSED, "does not answer"), (html("x"), "answers 200"))
)
def test_what_the_plain_side_does_is_told(answer: Answer, words: str) -> None:
    """A redirect, silence or a page; only a page is asked with the session."""
    brief = replace(BRIEF, http_url=f"http://{HOST}/")
    first: list[int] = []

    def plain(_: int, request: Request) -> Answer | None:
        if not request.url.startswith("http:"):
            return None
        first.append(1)
        return html("up") if len(first) == 1 else answer

    recording = play(Site(instead=plain, schemes=BOTH), brief)
    assert detail(recording, Step.PLAIN) == words
    assert bool(recording.probed(Purpose.HTTPS_JAR_OVER_PLAIN)) is (words == "answers 200")


def test_without_a_second_side_nothing_is_plain() -> None:
    """Only https answers: the part is left out."""
    assert result(play(Site()), Step.PLAIN) is StepResult.SKIPPED


def neighbour(line: str) -> Site:
    """A site beside which another application sets a cookie."""
    answer = html("<title>Blog</title>", 200, ("Set-Cookie", line))
    return Site(pages={"/blog/": answer})


CLASHES = (
    pytest.param("other=1; Path=/blog", Side.INSIDE, id="a cookie of its own does no harm"),
    pytest.param("sid=of-the-blog; Path=/; Secure; HttpOnly", Side.OUTSIDE, id="a cookie of the same name ends it"),
)


@pytest.mark.parametrize(("line", "side"), CLASHES)
def test_another_application_may_clash(line: str, side: Side) -> None:
    """After a visit there by a copy of the browser, the session is asked about, and witnessed by the first one."""
    recording = play(neighbour(line), replace(BRIEF, also=(f"{URL}blog/",)))
    assert sides(recording, Purpose.AFTER_NEIGHBOUR) == [side]
    assert sets(recording) == {frozenset({"sid"})}
    assert detail(recording, Step.NEIGHBOUR) == f"root, {URL}blog/"


def test_another_application_is_visited_without_a_login_too() -> None:
    """No session, no question; what it sets is seen."""
    walk = played(neighbour("other=1"), replace(NOBODY, also=(f"{URL}blog/",)))
    assert walk.recording.probes == ()
    assert any(request.url == f"{URL}blog/" for request in walk.requests)


def test_nothing_secret_goes_where_the_audit_may_not() -> None:
    """Hosts that nobody named are refused before anything is sent."""
    recording = play(Site(pages={"/": html('<a href="https://other.example/login">Log in</a>')}), BRIEF)
    assert not recording.login.proved
    assert "other.example" not in {one.request.url.split("/")[2] for one in recording.exchanges if one.response}


def test_the_hosts_that_are_asked_are_those_named() -> None:
    """Addresses with user names, odd schemes, port 0 or no host are out of scope."""
    walk = played(Site(pages={"/": html('<a href="https://u@shop.example/login">Log in</a>')}))
    assert all("@" not in request.url for request in walk.requests)
    assert all(sent_value(request, "cookie") == "" for request in walk.requests if request.url.startswith("http:"))
