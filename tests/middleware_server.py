"""One port of a Python server whose application asks an upstream, behind the middleware.

    python -m tests.middleware_server KIND FOLDER PORT ORIGIN_PORT UPSTREAM_PORT [tls]

`middleware_servers` starts it. KIND is asgi (uvicorn) or wsgi (the standard library's server). FOLDER holds
policy.toml and the certificate.
"""

import asyncio
import ssl
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import uvicorn

from hardtack.asgi import CookiePolicyMiddleware as Asgi
from hardtack.integrations import policy_files
from hardtack.policy import Policy
from hardtack.wsgi import CookiePolicyMiddleware as Wsgi
from tests.policy_corpus import read_policy
from tests.raw_http import Answer, ask
from tests.servers import placed

_GONE = Answer(502, (("content-type", "text/plain"), ("content-length", "5")), b"gone\n")
_HELD_ELSEWHERE = ("session", "vault")
_NOT_RELAYED = frozenset({"connection", "content-length", "content-type"})
CHAIN, KEY = "etc/hardtack/tls/fullchain.pem", "etc/hardtack/tls/privkey.pem"


class _Application:
    """Hands requests on to upstream, and its answers back, below the path where the policy says it lives."""

    def __init__(self, policy: Policy) -> None:
        parts = urlsplit(policy.site.upstream or "")
        self._place = ("127.0.0.1", parts.port or 80)
        self._base = parts.path.rstrip("/")

    def answer(self, method: str, target: str, fields: Iterable[tuple[str, str]]) -> Answer:
        """Upstream's answer, or 502."""
        kept = "".join(f"{name}: {value}\r\n" for name, value in fields if name.lower() not in _NOT_RELAYED)
        try:
            answer = ask(self._place, f"{method} {self._base}{target} HTTP/1.1\r\n{kept}", tls=False)
        except OSError:
            return _GONE
        out = [
            (name, value.removeprefix(self._base) if name == "location" else value)
            for name, value in answer.fields
            if name != "connection"
        ]
        return Answer(answer.status, tuple(out), answer.body) if answer.status else _GONE

    async def asgi(
        self,
        scope: MutableMapping[str, Any],
        receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
        send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ) -> None:
        """As an ASGI application."""
        del receive
        query = scope["query_string"].decode("latin-1")
        target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        answer = await asyncio.to_thread(self.answer, scope["method"], target, fields)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.fields]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        for part in (answer.body[:9], answer.body[9:]):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body"})

    def wsgi(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """As a WSGI application."""
        query = environ["QUERY_STRING"]
        target = environ["PATH_INFO"] + (f"?{query}" if query else "")
        fields = [
            (name[5:].replace("_", "-"), value) for name, value in environ.items() if name.startswith("HTTP_") and value
        ]
        answer = self.answer(environ["REQUEST_METHOD"], target, fields)
        start_response(f"{answer.status} Status", list(answer.fields))
        return [answer.body] if answer.body else []


class _WsgiServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that the standard library gives
        """Say nothing."""


def _serve_asgi(policy: Policy, folder: Path, port: int, *, tls: bool) -> None:
    app = Asgi(_Application(policy).asgi, policy, accept=_HELD_ELSEWHERE)
    uvicorn.run(
        app,
        port=port,
        http="h11",
        lifespan="off",
        log_level="warning",
        proxy_headers=False,
        ssl_certfile=folder / CHAIN if tls else None,
        ssl_keyfile=folder / KEY if tls else None,
    )


def _serve_wsgi(policy: Policy, folder: Path, port: int, *, tls: bool) -> None:
    server = _WsgiServer(("127.0.0.1", port), _Quiet)
    server.set_app(Wsgi(_Application(policy).wsgi, policy, accept=_HELD_ELSEWHERE))
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / CHAIN, folder / KEY)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.base_environ["HTTPS"] = "on"
    server.serve_forever()


def main(arguments: list[str]) -> None:
    """Serve until killed."""
    kind, folder, port, origin_port, upstream_port = arguments[:5]
    policy = placed(read_policy(Path(folder) / "policy.toml"), int(origin_port), int(upstream_port))
    # An address in place of the site's name is refused where the policy has HSTS.
    setattr(policy_files, "check_policy", lambda _: None)  # noqa: B010 -- it is imported there, not exported
    serve = {"asgi": _serve_asgi, "wsgi": _serve_wsgi}[kind]
    serve(policy, Path(folder), int(port), tls="tls" in arguments[5:])


if __name__ == "__main__":
    main(sys.argv[1:])
