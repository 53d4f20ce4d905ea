"""The WSGI middleware between the standard library's validators, which hold both sides to PEP 3333."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from wsgiref.util import FileWrapper, setup_testing_defaults
from wsgiref.validate import validator

import pytest

from hardtack.policy import Policy, RequestFacts, enforce_response
from hardtack.wsgi import CookiePolicyMiddleware
from tests.integrations.policies import FAREWELL, HARDENED, NOW, SID, clock, fronted
from tests.policy_corpus import policy_files, read_lines, read_policy

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], object]]
App = Callable[[Environ, StartResponse], Iterable[bytes]]
HSTS = ("Strict-Transport-Security", "max-age=300")
WHY = "The application's answer could not be made safe, so it was not passed on.\n"
BAD = [("Set-Cookie", "sid=" + "x" * 300), ("Content-Type", "text/html"), ("X-Own", "1")]
"""What the policy refuses, without a character that no server sends."""


@dataclass
class Got:
    """What a server gets.

    Attributes:
        status: of the answer.
        headers: of the answer.
        parts: of the body: what was written first, then what was iterated over.
        handed: what the middleware returned.
    """

    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    handed: object = None

    def all(self, name: str) -> list[str]:
        """The values of a field."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


def environ_of(path: str = "/", *, proto: str | None = "https", method: str = "GET", **more: str) -> Environ:
    """A request as a server gives it."""
    environ: Environ = {"SCRIPT_NAME": "", "PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": ""} | more
    setup_testing_defaults(environ)
    if proto is not None:
        environ["HTTP_X_FORWARDED_PROTO"] = proto
    return environ


def serve(app: App, environ: Environ, got: Got) -> None:
    """Do what a server does, and keep what it would send; a second start is as the standard library's server has it."""

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:  # noqa: ANN401 -- of sys
        if exc_info and any(got.parts):
            raise exc_info[1].with_traceback(exc_info[2])
        assert exc_info or not got.status
        got.status, got.headers = status, headers
        return got.parts.append

    got.handed = body = app(environ, start_response)
    try:
        got.parts += body
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


def talk(app: App, policy: Policy, environ: Environ, *, strict: bool = True) -> Got:
    """The answer to a request; strict = between validators."""
    got = Got()
    inner = validator(app) if strict else app
    middleware = CookiePolicyMiddleware(inner, policy, accept=("session", "vault"), clock=clock)
    serve(validator(middleware) if strict else middleware, environ, got)
    return got


def setting(*lines: str, more: tuple[tuple[str, str], ...] = ()) -> App:
    """An application that sets cookies."""

    def app(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        headers = [*more, *(("set-cookie", line) for line in lines), ("Content-Type", "text/html")]
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [b"the", b" page"]

    return app


def seen(environ: Environ) -> Environ:
    """The environment that the application gets."""
    seen: list[Environ] = []

    def app(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        seen.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return []

    talk(app, fronted(), environ, strict=False)
    return seen[0]


def test_a_response_as_the_policy_means_it() -> None:
    """Cookies and HSTS are the policy's, everything else is the application's."""
    own = ("strict-transport-security", "max-age=1")
    got = talk(setting(f"sid={SID}", "ad=1", more=(own,)), fronted(), environ_of())

    assert (got.status, got.parts) == ("200 OK", [b"the", b" page"])
    assert got.headers == [("Content-Type", "text/html"), ("Set-Cookie", FAREWELL), ("Set-Cookie", HARDENED), HSTS]


def test_headers_that_can_be_read_once_are_kept() -> None:
    """A list is what the standard has, and what the server gets whatever the application gave."""

    def app(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        del environ
        start_response("200 OK", iter([("Content-Type", "text/html"), ("Set-Cookie", f"sid={SID}")]))
        return [b""]

    got = talk(app, fronted(), environ_of(), strict=False)
    assert got.headers == [("Content-Type", "text/html"), ("Set-Cookie", FAREWELL), ("Set-Cookie", HARDENED), HSTS]


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
@pytest.mark.parametrize("scheme", ("https", "http"))
def test_every_line_under_every_policy(file: Path, scheme: str) -> None:
    """What goes out is what `enforce_response` makes of it, byte by byte and in its order."""
    policy = read_policy(file)
    https = scheme == "https"
    environ = environ_of("/.well-known/acme-challenge/x", proto=scheme) | {"wsgi.url_scheme": scheme}
    if policy.transport.redirect is not None and not policy.transport.exempt and not https:
        return
    lines = read_lines()
    for given in (lines[:40], lines[40:], lines[::-1], ["ctl=\x01"], ["JSESSIONID=\x01", "a=1"], ["a=1"] * 150):
        made = enforce_response(policy, given, RequestFacts(https=https, now=NOW))
        got = talk(setting(*given), policy, environ, strict=False)
        assert got.status == ("502 Bad Gateway" if made.refused else "200 OK")
        assert tuple(got.all("set-cookie")) == made.lines


class Body:
    """A body that knows whether it was asked for and closed."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.parts = parts
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return self.parts

    def close(self) -> None:
        """As servers call it."""
        self.closed += 1


def refused_at_once(body: Body, _: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Begins, and hands over a body."""
    start_response("200 OK", BAD)
    return body


def refused_late(body: Body, _: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Begins with the first part of the body."""

    def parts() -> Iterator[bytes]:
        start_response("200 OK", BAD)
        yield from (b"secret", b"more")

    body.parts = parts()
    return body


def refused_while_writing(body: Body, _: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Writes a part of the body."""
    start_response("200 OK", BAD)(b"secret")
    return body


@pytest.mark.parametrize("app", (refused_at_once, refused_late, refused_while_writing))
@pytest.mark.parametrize("method", ("GET", "HEAD"))
def test_a_refused_response_passes_in_no_part(
    app: Callable[[Body, Environ, StartResponse], Iterable[bytes]], method: str
) -> None:
    """502 in its place, with HSTS, however the application gives its body, which is closed once."""
    body = Body(iter([b"secret"]))
    got = talk(lambda *both: app(body, *both), fronted(), environ_of(method=method), strict=False)

    assert got.status == "502 Bad Gateway"
    assert got.headers == [HSTS, ("Content-Type", "text/plain"), ("Content-Length", str(len(WHY)))]
    assert b"".join(got.parts).decode() == (WHY if method == "GET" else "")
    assert body.closed == 1


def test_a_refused_response_is_valid() -> None:
    """By the standard library's validator, and so are redirects and what is forbidden."""
    for environ in (environ_of(), environ_of(method="HEAD")):
        assert talk(setting(BAD[0][1]), fronted(), environ).status == "502 Bad Gateway"
    assert talk(setting(), fronted(), environ_of(proto="http")).status == "308 Permanent Redirect"
    assert talk(setting(), fronted(), environ_of(proto="http", method="POST")).status == "403 Forbidden"


def test_an_error_page_replaces_a_refused_response() -> None:
    """An application may begin again after an error, as long as nothing was sent."""

    def app(_: Environ, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", BAD)
        try:
            raise KeyError  # noqa: TRY301 -- an error of the application's
        except KeyError as error:
            start_response("500 Oops", [("Content-Type", "text/plain")], (KeyError, error, error.__traceback__))
        yield b"sorry"

    got = talk(app, fronted(), environ_of())
    assert (got.status, got.parts) == ("500 Oops", [b"sorry"])


def failing(body: list[bytes], _: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Begins well; its body then fails and begins again with what is refused."""
    start_response("200 OK", [("Content-Type", "text/plain")])

    def parts() -> Iterator[bytes]:
        yield from body
        try:
            raise KeyError("own")  # noqa: TRY301 -- an error of the application's
        except KeyError as error:
            start_response("500 Oops", BAD, (KeyError, error, error.__traceback__))
        yield b"secret"

    return parts()


@pytest.mark.parametrize("body", ([], [b"sent"]))
def test_an_error_page_that_is_refused_is_the_servers_to_tell(body: list[bytes]) -> None:
    """The body can't be taken back by then, so the application's own error goes up, and nothing more of it passes."""
    got = Got()
    middleware = CookiePolicyMiddleware(lambda *both: failing(body, *both), fronted(), clock=clock)
    with pytest.raises(KeyError, match="own"):
        serve(middleware, environ_of(), got)
    assert got.parts == body
    assert got.status == "200 OK"


def test_a_body_is_the_applications_own() -> None:
    """Where the head is known, so that servers send files their way and know the length of lists; or part by part."""
    wrapped = FileWrapper(BytesIO(b"a file"))
    started = [False]

    def file(_: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return wrapped

    def late(_: Environ, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "sid=1")])
        yield b"one"
        started[0] = True
        yield b"two"

    assert talk(file, fronted(), environ_of(), strict=False).handed is wrapped
    parts = iter(CookiePolicyMiddleware(late, fronted())(environ_of(), lambda *_: len))
    assert next(parts) == b"one"
    assert not started[0]
    assert list(parts) == [b"two"]
    assert talk(late, fronted(), environ_of()).parts == [b"one", b"two"]


def test_what_is_written_passes() -> None:
    """The server's own write is what the application gets."""

    def app(_: Environ, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])(b"written ")
        return [b"and more"]

    assert talk(app, fronted(), environ_of(), strict=False).parts == [b"written ", b"and more"]


def test_cookies_on_the_way_in() -> None:
    """Names are upstream's, bare and dropped ones are gone, bytes are as they came; the server's own is left alone."""
    environ = environ_of() | {"HTTP_COOKIE": "ad=1; __Host-sid=in; sid=evil; latin=\xe9\xff"}

    assert seen(environ)["HTTP_COOKIE"] == "sid=in; latin=\xe9\xff"
    assert environ["HTTP_COOKIE"].startswith("ad=1")
    assert "HTTP_COOKIE" not in seen(environ_of() | {"HTTP_COOKIE": "ad=1; sid=2"})


@pytest.mark.parametrize("more", ({}, {"HTTP_COOKIE": "a=1"}))
def test_what_needs_no_change_is_handed_on(more: Environ) -> None:
    """The very environment that the server gave: others keep things in it."""
    environ = environ_of() | more
    assert seen(environ) is environ


@pytest.mark.parametrize(
    ("method", "path", "more", "location"),
    (
        ("GET", "/b", {"SCRIPT_NAME": "/a"}, "/a/b"),
        ("HEAD", "/caf\xc3\xa9\r\nx: y", {"QUERY_STRING": "q=1&r=%20"}, "/caf%C3%A9%0D%0Ax:%20y?q=1&r=%20"),
        ("GET", "/a/b", {"REQUEST_URI": "/a%2Fb?q=1", "QUERY_STRING": "q=1"}, "/a%2Fb?q=1"),
        ("GET", "/a/b", {"RAW_URI": "/a%2Fb"}, "/a%2Fb"),
        ("GET", "/a/b", {"REQUEST_URI": "http://evil.example/a"}, "/a/b"),
        ("GET", "/healthz/../login", {}, "/healthz/../login"),
        ("GET", ".evil.example", {}, None),
        ("POST", "/b", {}, None),
        ("OPTIONS", "*", {}, None),
    ),
)
def test_the_plain_side(method: str, path: str, more: dict[str, str], location: str | None) -> None:
    """GET and HEAD are sent to the site's own https with the target as it came, others are forbidden; never HSTS."""
    got = talk(setting("a=1"), fronted(), environ_of(path, proto="http", method=method, **more), strict=False)

    assert got.status == ("403 Forbidden" if location is None else "308 Permanent Redirect")
    assert got.all("location") == ([] if location is None else [f"https://app.example.test{location}"])
    assert got.all("set-cookie") + got.all("strict-transport-security") == []
    assert got.parts == ([b"This site is asked by https alone.\n"] if location is None else [b""] * (method != "HEAD"))


def test_exempt_paths_are_served_on_the_plain_side() -> None:
    """With any method, and the application's own HSTS is its own affair."""
    own = ("Strict-Transport-Security", "max-age=1")
    got = talk(setting(more=(own,)), fronted(), environ_of("/healthz", proto=None, method="POST"))
    assert got.status == "200 OK"
    assert own in got.headers


def test_several_forwarded_fields_are_joined_and_the_last_counts() -> None:
    """As servers give them; where none came, the server's own scheme does."""
    assert talk(setting(), fronted(), environ_of(proto="http,https")).status == "200 OK"
    assert talk(setting(), fronted(), environ_of(proto="https, http")).status == "308 Permanent Redirect"
    assert talk(setting(), fronted(), environ_of(proto=None) | {"wsgi.url_scheme": "https"}).status == "200 OK"


def test_the_log_names_cookies_and_no_values(caplog: pytest.LogCaptureFixture) -> None:
    """As in the ASGI middleware."""
    with caplog.at_level(logging.WARNING, "hardtack.middleware"):
        talk(setting(f"new={SID}", f"long={SID * 9}"), fronted(), environ_of())
    assert [record.getMessage() for record in caplog.records] == [
        "the cookie long did not pass: a set-cookie line is longer than limits.set_cookie_bytes",
        "no rule names the cookie new",
    ]
