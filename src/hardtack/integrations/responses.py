"""The set-cookie lines of a response of somebody's test client, told apart; nothing of any framework is imported.

| response of | what is read |
| --- | --- |
| requests | `response.raw.headers.getlist(…)`: `response.headers` has joined the lines with commas |
| httpx, Starlette's and FastAPI's `TestClient` | `response.headers.raw`: names and values as bytes |
| Flask's and werkzeug's test client | `response.headers.getlist(…)` |
| Django's test client | `response.cookies` (each morsel as Django sends it) and `response.headers.items()` |
| aiohttp, urllib, others | `response.headers`, by `getlist`, `get_list`, `getall` or `get_all` |

Answers that redirected here are read first, where the client keeps them (`response.history` of requests, httpx,
Starlette, werkzeug and aiohttp): a login answers with a redirect. Django's client and urllib keep none of them: don't
have them follow.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from http.cookies import BaseCookie  # noqa: TID251 -- known again by it, not parsed with it
from typing import cast

from hardtack.cookies import SetCookie, parse_set_cookie

__all__ = ["hardtack_cookies", "response_url", "set_cookie_lines"]

_FIELD = "set-cookie"
_Get = Callable[[str], Iterable[str | bytes] | None]
_GETTERS = ("getlist", "get_list", "getall", "get_all")


def hardtack_cookies(response: object) -> tuple[SetCookie, ...]:
    """The cookies that a response sets, parsed by the draft's rules; lines that no rule can parse are left out.

    Args:
        response: of requests, httpx, Django, Flask, werkzeug, Starlette or aiohttp.

    Raises:
        TypeError: it is no response, or one that does not keep set-cookie lines apart.
    """
    parsed = (parse_set_cookie(line) for line, _ in set_cookie_lines(response))
    return tuple(one for one in parsed if isinstance(one, SetCookie))


def set_cookie_lines(response: object) -> tuple[tuple[str, str | None], ...]:
    """Every set-cookie line of a response and of those that redirected to it, with the URL that sent it.

    Args:
        response: as `hardtack_cookies` takes it.

    Returns:
        Field values, latin-1 isomorphic, in the order of their arrival; None for a URL that the response doesn't tell.

    Raises:
        TypeError: as `hardtack_cookies`.
    """
    chain = (*_history(response), response)
    return tuple((_isomorphic(line), response_url(one)) for one in chain for line in _lines(one))


def response_url(response: object) -> str | None:
    """The URL that a response is the answer to; None if it doesn't tell."""
    if _jar(response) is None or _getter(_attribute(response, "headers")) is not None:
        return _url(_attribute(response, "url")) or _url(_attribute(_attribute(response, "request"), "url"))
    # Django's: its `url` is where a redirect leads.
    build = _attribute(_attribute(response, "wsgi_request"), "build_absolute_uri")
    return _url(cast("Callable[[], object]", build)()) if callable(build) else None


def _lines(response: object) -> Iterator[str | bytes]:
    headers = _attribute(response, "headers")
    if headers is None:
        raise TypeError(f"{type(response).__name__} is no response: it has no headers.")
    wire = _attribute(headers, "raw")
    getter = _getter(_attribute(_attribute(response, "raw"), "headers")) or _getter(headers)
    jar = _jar(response)
    if isinstance(wire, list):
        yield from (value for name, value in cast("list[tuple[bytes, bytes]]", wire) if name.lower() == b"set-cookie")
    elif getter is not None:
        yield from getter(_FIELD)
    elif jar is not None:
        yield from (morsel.OutputString() for morsel in jar.values())
        yield from _of_mapping(headers)
    else:
        raise TypeError(
            f"{type(response).__name__} keeps no set-cookie lines apart: give a response of requests, httpx, Django, "
            "Flask, werkzeug, Starlette or aiohttp, or one whose headers have getlist."
        )


def _getter(headers: object) -> Callable[[str], Iterable[str | bytes]] | None:
    """What gives all values of a field, if these headers have such a thing."""
    for name in _GETTERS:
        method = _attribute(headers, name)
        if callable(method):
            return partial(_got, cast("_Get", method))
    return None


def _got(get: _Get, field: str) -> Iterable[str | bytes]:
    """All values of a field; where there is none, the standard library gives None, and aiohttp raises."""
    try:
        return get(field) or ()
    except KeyError:
        return ()


def _jar(response: object) -> BaseCookie[str] | None:
    """A response's cookies, where they are a jar of the standard library's, which writes each as a line."""
    cookies = _attribute(response, "cookies")
    return cast("BaseCookie[str]", cookies) if isinstance(cookies, BaseCookie) else None


def _of_mapping(headers: object) -> Iterator[str]:
    """What stands under the field's name in headers that can hold a name but once."""
    yield from (value for name, value in cast("Mapping[str, str]", headers).items() if name.lower() == _FIELD)


def _history(response: object) -> tuple[object, ...]:
    past = _attribute(response, "history")
    return tuple(cast("Iterable[object]", past)) if isinstance(past, list | tuple) else ()


def _attribute(owner: object, name: str) -> object:
    try:
        return cast("object", getattr(owner, name, None))
    except RuntimeError:
        # httpx raises it where a response that was made by hand is asked for its request.
        return None


def _url(url: object) -> str | None:
    """A URL as text: some clients give an object."""
    return None if url is None else str(url)


def _isomorphic(line: str | bytes) -> str:
    """A line with one character a byte: clients decode as latin-1, or else as UTF-8."""
    if isinstance(line, bytes):
        return line.decode("latin-1")
    try:
        line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogateescape").decode("latin-1")
    return line
