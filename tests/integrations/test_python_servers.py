"""The middlewares around applications of real frameworks, in real servers: what works without them works with them."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import flask
import pytest
import uvicorn
import waitress.server
from django.core.handlers.wsgi import WSGIHandler
from flask.typing import ResponseReturnValue
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from hardtack.asgi import CookiePolicyMiddleware as Asgi
from hardtack.wsgi import CookiePolicyMiddleware as Wsgi
from tests.engines.model import free_port
from tests.integrations.frameworks import LINES
from tests.integrations.policies import FAREWELL, SID, fronted
from tests.raw_http import Answer, ask

pytestmark = pytest.mark.server
POLICY = fronted(**{"200": "2000"})


def get(port: int, path: str, *, cookie: str = "", proto: str = "https", host: str = "app.example.test") -> Answer:
    """A request through the server in front, who says by what it came."""
    more = f"Cookie: {cookie}\r\n" if cookie else ""
    return ask(
        ("127.0.0.1", port), f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Proto: {proto}\r\n{more}", tls=False
    )


@contextmanager
def uvicorn_with(app: Any) -> Iterator[int]:  # noqa: ANN401 -- uvicorn takes any
    """A uvicorn on loopback; its port."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", ws="websockets-sansio"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        end = time.monotonic() + 15
        while not server.started and time.monotonic() < end:
            time.sleep(0.01)
        yield port
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def waitress_with(app: Any) -> Iterator[int]:  # noqa: ANN401 -- waitress takes any
    """A waitress on loopback; its port. It hands X-Forwarded-Proto on from whom it trusts."""
    port = free_port()
    server: Any = waitress.server.create_server(
        app, host="127.0.0.1", port=port, trusted_proxy="127.0.0.1", trusted_proxy_headers="x-forwarded-proto"
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield port
    finally:
        # Only its own thread may close it.
        server.trigger.pull_trigger(server.close)
        thread.join(10)
        server.task_dispatcher.shutdown()


def login(request: Request) -> RedirectResponse:
    """Sets the session cookie and another."""
    del request
    response = RedirectResponse("/me")
    response.set_cookie("sid", SID)
    response.set_cookie("lang", "de", max_age=31_536_000)
    return response


def me(request: Request) -> PlainTextResponse:
    """Who is there."""
    return PlainTextResponse(f"you are {request.cookies.get('sid', 'nobody')}")


def logout(request: Request) -> PlainTextResponse:
    """Deletes the session cookie."""
    del request
    response = PlainTextResponse("bye")
    response.delete_cookie("sid")
    return response


def refused(request: Request) -> PlainTextResponse:
    """A session cookie that no browser would keep."""
    del request
    response = PlainTextResponse("secret")
    response.set_cookie("sid", SID * 100)
    return response


async def stream(request: Request) -> StreamingResponse:
    """A body in parts."""
    del request

    async def parts() -> AsyncIterator[str]:
        for number in range(5):
            await asyncio.sleep(0)
            yield f"{number}\n"

    return StreamingResponse(parts(), headers={"Set-Cookie": "ad=1"})


async def talk(websocket: WebSocket) -> None:
    """Says who is there."""
    line = f"sid={SID}{'x' * 3000}" if "refuse" in websocket.query_params else f"sid={SID}"
    await websocket.accept(headers=[(b"set-cookie", line.encode())])
    await websocket.send_text(f"you are {websocket.cookies.get('sid', 'nobody')}")
    await websocket.close()


SHOP = Starlette(
    routes=[
        *(Route(f"/{view.__name__}", view) for view in (login, me, logout, refused, stream)),
        WebSocketRoute("/talk", talk),
    ]
)


def test_starlette_in_uvicorn() -> None:
    """Login, the inside and logout under the new name; streams, redirects and refusals; lifespan."""
    with uvicorn_with(Asgi(SHOP, POLICY)) as port:
        answer = get(port, "/login")
        assert answer.all("set-cookie")[:2] == (FAREWELL, f"__Host-sid={SID}; Path=/; SameSite=lax; Secure; HttpOnly")
        assert "Max-Age=86400" in answer.all("set-cookie")[2]
        assert (answer.status, answer.all("location")) == (307, ("/me",))
        assert get(port, "/me", cookie=f"__Host-sid={SID}; sid=evil").body.decode() == f"you are {SID}"
        assert get(port, "/me", cookie=f"sid={SID}").body == b"you are nobody"
        assert get(port, "/logout").all("set-cookie")[1].startswith('__Host-sid=""; expires=')
        streamed = get(port, "/stream")
        assert (streamed.all("set-cookie"), b"".join(streamed.body.split(b"\r\n")[1::2])) == ((), b"0\n1\n2\n3\n4\n")
        stopped = get(port, "/refused")
        assert (stopped.status, stopped.all("set-cookie"), b"secret" in stopped.body) == (502, (), False)
        assert get(port, "/me?q=1", proto="http").all("location") == ("https://app.example.test/me?q=1",)


def test_a_websocket_in_uvicorn() -> None:
    """Its handshake carries cookies both ways; refused or plain it is answered, and never opened."""
    with uvicorn_with(Asgi(SHOP, POLICY)) as port:

        def opened(query: str) -> ClientConnection:
            headers = {"X-Forwarded-Proto": "https", "Cookie": f"__Host-sid={SID}"}
            return connect(f"ws://127.0.0.1:{port}/talk{query}", additional_headers=headers, open_timeout=10)

        with opened("") as websocket:
            assert websocket.recv(10) == f"you are {SID}"
            assert websocket.response is not None
            assert websocket.response.headers.get_all("set-cookie")[1].startswith(f"__Host-sid={SID}; ")
        with pytest.raises(InvalidStatus) as answered:
            opened("?refuse")
        assert answered.value.response.status_code == 502
        assert answered.value.response.headers.get_all("set-cookie") == []
        upgrade = "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        request = f"GET /talk HTTP/1.1\r\nHost: app.example.test\r\n{upgrade}Connection: Upgrade\r\n"
        plain = ask(("127.0.0.1", port), request, tls=False)
        assert (plain.status, plain.all("location")) == (308, ("https://app.example.test/talk",))


def flask_shop() -> flask.Flask:
    """A login that keeps its session in Flask's own cookie."""
    app = flask.Flask("shop", static_folder=None)
    app.secret_key = SID
    app.config["SESSION_COOKIE_NAME"] = "sid"

    @app.get("/login")
    def login() -> ResponseReturnValue:
        flask.session["who"] = "anna"
        return flask.redirect("/me")

    @app.get("/me")
    def me() -> ResponseReturnValue:
        return f"you are {flask.session.get('who', 'nobody')}"

    @app.get("/logout")
    def logout() -> ResponseReturnValue:
        flask.session.clear()
        return "bye"

    @app.get("/stream")
    def stream() -> ResponseReturnValue:
        parts: Iterable[str] = (f"{number}\n" for number in range(5))
        return flask.Response(parts, headers={"Set-Cookie": "ad=1"})

    @app.get("/refused")
    def refused() -> ResponseReturnValue:
        return flask.Response(iter(["secret"]), headers={"Set-Cookie": f"sid={SID * 100}"})

    app.wsgi_app = Wsgi(app.wsgi_app, POLICY)  # type: ignore[method-assign]
    return app


def test_flask_in_waitress() -> None:
    """Login, the inside and logout under the new name; streams, redirects and refusals."""
    with waitress_with(flask_shop()) as port:
        answer = get(port, "/login")
        farewell, line = answer.all("set-cookie")
        assert (farewell, answer.all("strict-transport-security")) == (FAREWELL, ("max-age=300",))
        assert line.startswith("__Host-sid=")
        assert line.endswith("; HttpOnly; Path=/; Secure; SameSite=Lax")
        pair = line.partition(";")[0]
        assert get(port, "/me", cookie=pair).body == b"you are anna"
        assert get(port, "/me", cookie=pair.removeprefix("__Host-")).body == b"you are nobody"
        assert (
            get(port, "/logout", cookie=pair).all("set-cookie")[1].startswith("__Host-sid=; Expires=Thu, 01 Jan 1970")
        )
        streamed = get(port, "/stream")
        assert (streamed.all("set-cookie"), b"0\n" in streamed.body, b"4\n" in streamed.body) == ((), True, True)
        stopped = get(port, "/refused")
        assert (stopped.status, stopped.all("set-cookie"), b"secret" in stopped.body) == (502, (), False)
        assert get(port, "/me?q=1", proto="http").all("location") == ("https://app.example.test/me?q=1",)


def test_django_in_waitress() -> None:
    """Its cookies as any other's."""
    django: Any = WSGIHandler()
    with waitress_with(Wsgi(django, POLICY)) as port:
        lines = get(port, "/login", host="testserver").all("set-cookie")
        assert lines[:2] == (FAREWELL, f"__Host-{LINES[0].partition(';')[0]}; HttpOnly; Path=/; SameSite=Lax; Secure")
        assert lines[2].startswith("lang=de; Expires=")
        assert lines[2].endswith("; Path=/; Secure; HttpOnly; SameSite=Lax")
