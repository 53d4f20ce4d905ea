"""The ASGI middleware, spoken to as a server does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest

from hardtack.asgi import CookiePolicyMiddleware
from hardtack.policy import Policy, RequestFacts, enforce_response, inbound
from tests.integrations.policies import FAREWELL, HARDENED, NOW, SID, clock, fronted
from tests.policy_corpus import policy_files, read_lines, read_policy

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
HTTPS = [(b"x-forwarded-proto", b"https")]
HSTS = (b"strict-transport-security", b"max-age=300")


def scope_of(path: str = "/", *, headers: Iterable[tuple[bytes, bytes]] = HTTPS, **more: object) -> Message:
    """A request as uvicorn gives it."""
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": list(headers),
    } | more


def setting(
    *lines: str, status: int = 200, body: bytes = b"the page", more: tuple[tuple[bytes, bytes], ...] = ()
) -> App:
    """An application that sets cookies."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        del scope, receive
        headers = [*more, *((b"Set-Cookie", line.encode("latin-1")) for line in lines), (b"x-kept", b"\xe9")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body"})

    return app


def talk(app: App, policy: Policy, scope: Message, *given: Message) -> list[Message]:
    """All that the server gets for a request; what is given is what the client sends."""
    sent: list[Message] = []
    waiting = list(given)

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    middleware = CookiePolicyMiddleware(app, policy, accept=("session", "vault"), clock=clock)
    asyncio.run(middleware(scope, receive, send))
    assert waiting == [], "a message of the client's was not taken"
    return sent


def all_of(message: Message, field: bytes) -> list[str]:
    """The values of a field in a response's or a handshake's start."""
    return [value.decode("latin-1") for name, value in message["headers"] if name.lower() == field]


def seen(scope: Message, policy: Policy) -> Message:
    """The scope that the application gets."""
    got: list[Message] = []

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        del receive, send
        got.append(scope)

    talk(app, policy, scope)
    return got[0]


def test_a_response_as_the_policy_means_it() -> None:
    """Cookies and HSTS are the policy's, everything else is the application's, the body part by part."""
    own = (b"strict-transport-security", b"max-age=1")
    start, *body = talk(setting(f"sid={SID}", "ad=1", more=(own,)), fronted(), scope_of())

    assert start["status"] == 200
    assert start["headers"] == [
        (b"x-kept", b"\xe9"),
        (b"set-cookie", FAREWELL.encode()),
        (b"set-cookie", HARDENED.encode()),
        HSTS,
    ]
    assert [message.get("body") for message in body] == [b"the page", None]


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
@pytest.mark.parametrize("scheme", ("https", "http"))
def test_every_line_under_every_policy(file: Path, scheme: str) -> None:
    """What goes out is what `enforce_response` makes of it, byte by byte and in its order."""
    policy = read_policy(file)
    https = scheme == "https"
    headers = [(b"x-forwarded-proto", scheme.encode())]
    scope = scope_of("/.well-known/acme-challenge/x", headers=headers, scheme=scheme)
    if policy.transport.redirect is not None and not policy.transport.exempt and not https:
        return
    lines = read_lines()
    for given in (lines[:40], lines[40:], lines[::-1], ["ctl=\x01"], ["JSESSIONID=\x01", "a=1"], ["a=1"] * 150):
        made = enforce_response(policy, given, RequestFacts(https=https, now=NOW))
        start = talk(setting(*given), policy, scope)[0]
        assert start["status"] == (502 if made.refused else 200)
        assert tuple(all_of(start, b"set-cookie")) == made.lines


@pytest.mark.parametrize("method", ("GET", "HEAD"))
def test_a_refused_response_passes_in_no_part(method: str) -> None:
    """502 in its place, with HSTS; nothing that the application sends before or after gets through."""
    sent = talk(setting(f"sid={SID}\x01", "b=2", body=b"secret"), fronted(), scope_of(method=method))

    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["status"] == 502
    assert {name for name, _ in sent[0]["headers"]} == {HSTS[0], b"content-type", b"content-length"}
    assert all_of(sent[0], b"content-length") == ["74"]
    assert len(sent[1]["body"]) == (74 if method == "GET" else 0)
    assert b"secret" not in sent[1]["body"]


def test_a_refused_response_stays_refused() -> None:
    """An application that begins once more, which no server takes, gets nothing through by that either."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        for line in ("sid=\x01", "sid=1"):
            await setting(line, body=b"secret")(scope, receive, send)

    sent = talk(app, fronted(), scope_of())
    assert [(message["type"], message.get("status")) for message in sent] == [
        ("http.response.start", 502),
        ("http.response.body", None),
    ]


def _pairs(name: object, value: object) -> Iterator[object]:
    yield name, value


@pytest.mark.parametrize(
    "headers",
    (
        [("Set-Cookie", f"sid={SID}")],
        ([b"SET-COOKIE", f"sid={SID}".encode()],),
        [(bytearray(b"set-cookie"), memoryview(f"sid={SID}".encode()))],
        _pairs(b"Set-Cookie", f"sid={SID}".encode()),
    ),
    ids=("text, as h11 takes it", "a list in a tuple", "buffers", "a generator"),
)
def test_no_cookie_passes_for_its_type(headers: object) -> None:
    """Some servers take more than the standard has; what is no cookie of bytes is hardened all the same."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    (start,) = talk(app, fronted(), scope_of())
    assert start["headers"] == [(b"set-cookie", FAREWELL.encode()), (b"set-cookie", HARDENED.encode()), HSTS]


def test_cookies_on_the_way_in() -> None:
    """All Cookie fields become one; names are upstream's, bare and dropped ones are gone, bytes are as they came."""
    fields = (b"ad=1; __Host-sid=in", b"sid=evil", b"latin=\xe9\xff")
    given = scope_of(headers=[*HTTPS, *((b"cookie", value) for value in fields), (b"x-other", b"1")])
    got = seen(given, fronted())

    assert got["headers"] == [*HTTPS, (b"x-other", b"1"), (b"cookie", b"sid=in; latin=\xe9\xff")]
    assert inbound(fronted(), "; ".join(value.decode("latin-1") for value in fields)) == "sid=in; latin=\xe9\xff"
    assert given["headers"][1] == (b"cookie", fields[0])
    assert seen(scope_of(headers=[*HTTPS, (b"cookie", b"ad=1")]), fronted())["headers"] == HTTPS


@pytest.mark.parametrize("headers", (HTTPS, [*HTTPS, (b"cookie", b"a=1")]))
def test_what_needs_no_change_is_handed_on(headers: list[tuple[bytes, bytes]]) -> None:
    """The very scope that the server gave: others keep things in it."""
    given = scope_of(headers=headers)
    assert seen(given, fronted()) is given


@pytest.mark.parametrize(
    ("method", "path", "query", "status", "location"),
    (
        ("GET", "/a/%2e%2e/b", b"q=1&r=%20", 308, "https://app.example.test/a/%2e%2e/b?q=1&r=%20"),
        ("HEAD", "//evil.example", b"", 308, "https://app.example.test//evil.example"),
        ("POST", "/login", b"", 403, None),
        ("GET", "http://evil.example/", b"", 403, None),
        ("GET", ".evil.example/", b"", 403, None),
        ("OPTIONS", "*", b"", 403, None),
        ("GET", "/healthz", b"", 200, None),
        ("POST", "/healthz", b"", 200, None),
        ("GET", "/healthz/../login", b"", 308, "https://app.example.test/healthz/../login"),
    ),
)
def test_the_plain_side(method: str, path: str, query: bytes, status: int, location: str | None) -> None:
    """GET and HEAD are sent to the site's own https, others are forbidden, exempt paths are served; never HSTS."""
    scope = scope_of(path, method=method, query_string=query, headers=[(b"x-forwarded-proto", b"http")])
    start, *body = talk(setting("a=1"), fronted(), scope)

    assert start["status"] == status
    assert all_of(start, b"location") == ([] if location is None else [location])
    assert all_of(start, b"strict-transport-security") == []
    assert (b"the page" in body[0]["body"]) is (status == 200)


def test_a_server_without_raw_paths() -> None:
    """What it unescaped is escaped again, as it must be in a field."""
    scope = scope_of("/caf\xe9\r\nx: y", headers=[], raw_path=None)
    assert all_of(talk(setting(), fronted(), scope)[0], b"location") == [
        "https://app.example.test/caf%C3%A9%0D%0Ax:%20y"
    ]


@pytest.mark.parametrize(
    ("tls", "scheme", "protos", "status"),
    (
        ("front", "http", (b"https",), 200),
        ("front", "http", (b"HTTPS",), 200),
        ("front", "https", (b"http",), 308),
        ("front", "http", (b"https", b"http"), 308),
        ("front", "http", (b"http, https",), 200),
        ("front", "http", (), 308),
        ("front", "https", (), 200),
        ("here", "https", (b"http",), 200),
        ("here", "http", (b"https",), 308),
    ),
)
def test_who_says_what_came_by_tls(tls: str, scheme: str, protos: tuple[bytes, ...], status: int) -> None:
    """The nearest server in front if the policy says that one speaks TLS, or else this one."""
    policy = fronted(**{'tls = "front"': f'tls = "{tls}"'})
    scope = scope_of(scheme=scheme, headers=[(b"X-Forwarded-Proto", proto) for proto in protos])
    assert talk(setting(), policy, scope)[0]["status"] == status


def test_without_hsts_or_tls_the_applications_own_stays() -> None:
    """Where the policy says nothing of it, and where browsers heed none."""
    own = (b"Strict-Transport-Security", b"max-age=1")
    silent = fronted(**{"hsts = { max_age = 300 }": ""})
    assert own in talk(setting(more=(own,)), silent, scope_of())[0]["headers"]
    plain = scope_of("/healthz", headers=[])
    assert own in talk(setting(more=(own,)), fronted(), plain)[0]["headers"]


def test_a_body_is_not_held_back() -> None:
    """Each part is with the server before the application makes the next."""
    order: list[object] = []

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200})
        for number in range(3):
            order.append(number)
            await send({"type": "http.response.body", "body": b"%d" % number, "more_body": True})

    async def send(message: Message) -> None:
        order.append(message.get("body"))

    async def receive() -> Message:
        raise AssertionError

    asyncio.run(CookiePolicyMiddleware(app, fronted())(scope_of(), receive, send))
    assert order == [None, 0, b"0", 1, b"1", 2, b"2"]


def test_lifespan_passes_untouched() -> None:
    """Scope, receive and send are the server's."""
    got: list[object] = []

    async def app(*arguments: object) -> None:
        got.extend(arguments)

    async def unused(*_: object) -> Any:  # noqa: ANN401 -- of both kinds, and never called
        raise AssertionError

    scope: Message = {"type": "lifespan"}
    asyncio.run(CookiePolicyMiddleware(app, fronted())(scope, unused, unused))
    assert got[0] is scope
    assert got[1:] == [unused, unused]


def socket(*lines: str) -> App:
    """An application that takes a websocket, sets cookies with it and says its Cookie field."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "websocket.connect"
        headers = [(b"set-cookie", line.encode("latin-1")) for line in lines]
        await send({"type": "websocket.accept", "headers": headers})
        await send({"type": "websocket.send", "text": ",".join(all_of(scope, b"cookie"))})

    return app


def handshake(*, proto: bytes = b"wss", extensions: dict[str, object] | None = None) -> Message:
    """A websocket's request."""
    headers = [(b"x-forwarded-proto", proto), (b"cookie", b"sid=evil; __Host-sid=in")]
    scope = {**scope_of(headers=headers, scheme="ws"), "type": "websocket", "extensions": extensions}
    del scope["method"]
    return scope


def test_a_websocket_has_cookies_too() -> None:
    """In its handshake, both ways."""
    accept, said = talk(socket(f"sid={SID}"), fronted(), handshake(), {"type": "websocket.connect"})

    assert all_of(accept, b"set-cookie") == [FAREWELL, HARDENED]
    assert said["text"] == "sid=in"


ANSWER: dict[str, object] = {"websocket.http.response": {}}


@pytest.mark.parametrize(
    ("scope", "status"),
    (
        (handshake(extensions=ANSWER), 502),
        (handshake(), None),
        (handshake(proto=b"ws", extensions=ANSWER), 308),
        (handshake(proto=b"ws"), None),
    ),
)
def test_a_websocket_that_must_not_be(scope: Message, status: int | None) -> None:
    """Refused or plain, it is answered where the server can, or closed, and nothing is said on it."""
    sent = talk(socket("sid=\x01"), fronted(), scope, {"type": "websocket.connect"})

    if status is None:
        assert [message["type"] for message in sent] == ["websocket.close"]
    else:
        assert [message["type"] for message in sent] == [
            "websocket.http.response.start",
            "websocket.http.response.body",
        ]
        assert sent[0]["status"] == status


def test_an_answer_to_a_websocket_is_a_response() -> None:
    """Its cookies are the policy's."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        del scope, receive
        start = {"type": "websocket.http.response.start", "status": 401, "headers": [(b"set-cookie", b"ad=1")]}
        await send(start)

    (start,) = talk(app, fronted(), handshake(extensions=ANSWER))
    assert (start["status"], start["headers"]) == (401, [HSTS])


def test_the_log_names_cookies_and_no_values(caplog: pytest.LogCaptureFixture) -> None:
    """What did not pass and why, and what no rule names."""
    with caplog.at_level(logging.WARNING, "hardtack.middleware"):
        talk(setting(f"a{'x' * 99}={SID * 9}", f"new={SID}", f"{SID}\x01", f"sid={SID}\x1b[31m"), fronted(), scope_of())

    long, nameless, sid = (
        f"the cookie a{'x' * 38}… did not pass: a set-cookie line is longer than limits.set_cookie_bytes",
        "the cookie without a name did not pass: a set-cookie line holds a control character",
        "the cookie sid did not pass: a set-cookie line holds a control character",
    )
    assert [record.getMessage() for record in caplog.records] == [long, nameless, sid, "no rule names the cookie new"]
