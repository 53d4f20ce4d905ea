"""Set-cookie lines of real frameworks' responses, told apart."""

from collections.abc import Callable
from email.message import Message
from types import SimpleNamespace

import httpx
import pytest
import requests
from django.http import HttpResponseRedirect
from starlette.responses import Response

from hardtack.cookies import SameSite
from hardtack.integrations.responses import hardtack_cookies, response_url, set_cookie_lines
from tests.integrations.frameworks import CLIENTS, LINES, SEEN, SID, of_aiohttp, of_django


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_repeated_lines_are_kept_apart(client: Callable[..., object]) -> None:
    """Two lines are two, though one holds a comma; each as it was sent."""
    lines = set_cookie_lines(client(follow=False))

    assert tuple(line for line, _ in lines) == LINES
    assert {(url or "").rpartition("/")[2] for _, url in lines} == {"login"}


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_answers_that_redirected_are_read_too(client: Callable[..., object]) -> None:
    """In the order of their arrival, each with its own URL."""
    lines = set_cookie_lines(client(follow=True))

    assert tuple(line for line, _ in lines) == (*LINES, SEEN)
    assert [(url or "").rpartition("/")[2] for _, url in lines] == ["login", "login", ""]


def test_django_keeps_its_cookies_beside_its_headers() -> None:
    """Both are read; the URL is the request's and not where a redirect leads."""
    login, home = of_django(), of_django("/")

    assert [(one.name, one.value, one.same_site) for one in hardtack_cookies(login)] == [
        ("sid", SID, SameSite.LAX), ("lang", "de", SameSite.UNSET),
    ]  # fmt: skip
    assert {url for _, url in set_cookie_lines(login)} == {"http://testserver/login"}
    assert set_cookie_lines(home) == ((SEEN, "http://testserver/"),)


def test_cookies_are_records() -> None:
    """Parsed, in order; a line that nobody can parse is no cookie."""
    response = httpx.Response(200, headers=[("Set-Cookie", "a=1; HttpOnly"), ("set-cookie", "; Path=/"), ("X", "y")])
    (only,) = hardtack_cookies(response)

    assert (only.name, only.value, only.http_only) == ("a", "1", True)


@pytest.mark.parametrize(
    ("response", "url"),
    (
        (httpx.Response(200), None),
        (httpx.Response(200, request=httpx.Request("GET", "https://h.example/x")), "https://h.example/x"),
        (Response(), None),
        (HttpResponseRedirect("https://elsewhere.example/"), None),
        (requests.Response(), None),
        (SimpleNamespace(request=SimpleNamespace(url="http://h.example/")), "http://h.example/"),
    ),
    ids=("httpx by hand", "httpx", "starlette by hand", "django by hand", "requests by hand", "by its request"),
)
def test_the_url_of_a_response(response: object, url: str | None) -> None:
    """None where nobody knows, and no error."""
    assert response_url(response) == url


def test_responses_of_other_kinds() -> None:
    """A server's response, the standard library's, and whatever has headers with one of the known names."""
    of_server = Response(headers={"Set-Cookie": "a=1"})
    of_server.headers.append("set-cookie", "b=2")
    message = Message()
    message["Set-Cookie"] = "a=1"
    message["Set-Cookie"] = "b=2"

    assert [line for line, _ in set_cookie_lines(of_server)] == ["a=1", "b=2"]
    assert [line for line, _ in set_cookie_lines(SimpleNamespace(headers=message))] == ["a=1", "b=2"]
    assert set_cookie_lines(SimpleNamespace(headers=Message())) == ()
    assert set_cookie_lines(of_aiohttp(follow=False, page="/none")) == ()


@pytest.mark.parametrize(
    ("response", "said"),
    (
        ("no response", "str is no response"),
        (None, "NoneType is no response"),
        (SimpleNamespace(headers={"Set-Cookie": "a=1, b=2"}), "SimpleNamespace keeps no set-cookie lines apart"),
        (SimpleNamespace(headers={}, cookies={"a": "1"}), "SimpleNamespace keeps no set-cookie lines apart"),
        (requests.Response(), "Response keeps no set-cookie lines apart"),
    ),
)
def test_what_cannot_be_told_apart_is_not_guessed(response: object, said: str) -> None:
    """A caller's error, that names what would do."""
    with pytest.raises(TypeError, match=said):
        set_cookie_lines(response)


@pytest.mark.parametrize(
    ("value", "line"), ((b"a=\xc3\xa9", "a=\xc3\xa9"), ("a=\xe9", "a=\xe9"), ("a=\u2603", "a=\xe2\x98\x83"))
)
def test_lines_have_one_character_a_byte(value: str | bytes, line: str) -> None:
    """However the client has decoded them."""

    def getlist(name: str) -> list[str | bytes]:
        return [value] if name == "set-cookie" else []

    assert set_cookie_lines(SimpleNamespace(headers=SimpleNamespace(getlist=getlist))) == ((line, None),)
