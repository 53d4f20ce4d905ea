"""One small application in each framework: a login that sets two cookies and redirects to a page that sets a third."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import aiohttp
import django
import flask
import httpx
import requests
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import path
from flask.typing import ResponseReturnValue
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

SID: Final = "Canary0123456789abcdef0123456789"
LINES: Final = (f"sid={SID}; Path=/; Secure; HttpOnly; SameSite=Lax", "lang=de; Expires=Fri, 31 Dec 2038 23:59:59 GMT")
SEEN: Final = "seen=1"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        login = self.path == "/login"
        self.send_response(302 if login else 200)
        for line in LINES if login else () if self.path == "/none" else (SEEN,):
            self.send_header("Set-Cookie", line)
        if login:
            self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that the standard library gives
        """Say nothing."""


@contextmanager
def loopback() -> Iterator[str]:
    """A server of the application; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def of_requests(*, follow: bool) -> object:
    """The login's response in requests."""
    with loopback() as base:
        return requests.get(f"{base}/login", allow_redirects=follow, timeout=5)


def of_httpx(*, follow: bool) -> object:
    """The login's response in httpx."""
    with loopback() as base, httpx.Client(trust_env=False) as client:
        return client.get(f"{base}/login", follow_redirects=follow)


def of_aiohttp(*, follow: bool, page: str = "/login") -> object:
    """The login's response in aiohttp."""

    async def asked(base: str) -> object:
        async with aiohttp.ClientSession() as client, client.get(base + page, allow_redirects=follow) as response:
            return response

    with loopback() as base:
        return asyncio.run(asked(base))


def of_flask(*, follow: bool) -> object:
    """The login's response in Flask's test client."""
    app = flask.Flask("shop")

    def login() -> ResponseReturnValue:
        response = flask.redirect("/")
        for line in LINES:
            response.headers.add("Set-Cookie", line)
        return response

    app.add_url_rule("/login", view_func=login)
    app.add_url_rule("/", "home", lambda: ("", {"Set-Cookie": SEEN}))
    return app.test_client().get("/login", follow_redirects=follow)


def of_starlette(*, follow: bool) -> object:
    """The login's response in Starlette's test client."""

    def login(request: Request) -> RedirectResponse:
        del request
        response = RedirectResponse("/")
        for line in LINES:
            response.headers.append("Set-Cookie", line)
        return response

    def home(request: Request) -> PlainTextResponse:
        del request
        return PlainTextResponse("", headers={"Set-Cookie": SEEN})

    app = Starlette(routes=[Route("/login", login), Route("/", home)])
    return TestClient(app, follow_redirects=follow).get("/login")


def _django_login(request: HttpRequest) -> HttpResponse:
    del request
    response = HttpResponseRedirect("https://elsewhere.example/")
    response.set_cookie("sid", SID, secure=True, httponly=True, samesite="Lax")
    response.set_cookie("lang", "de", expires="Fri, 31 Dec 2038 23:59:59 GMT")
    return response


def _django_home(request: HttpRequest) -> HttpResponse:
    del request
    return HttpResponse(headers={"Set-Cookie": SEEN})


class _Urls:
    urlpatterns = (path("login", _django_login), path("", _django_home))


# Once a process: Django's responses can't be made without.
settings.configure(ROOT_URLCONF=_Urls, ALLOWED_HOSTS=["testserver"], SECRET_KEY="only a test")
django.setup()


def of_django(address: str = "/login") -> object:
    """A response of Django's test client; it keeps no redirects."""
    return Client().get(address)


CLIENTS: Final[dict[str, Callable[..., object]]] = {
    "requests": of_requests,
    "httpx": of_httpx,
    "aiohttp": of_aiohttp,
    "flask": of_flask,
    "starlette": of_starlette,
}
"""The clients that keep the answers that redirected."""
