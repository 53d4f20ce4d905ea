"""A loopback server that sets the lines it is told to, and keeps the Cookie field of every request it was asked."""

import html
import json
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from tests.probe.certificates import new_authority

__all__ = ["Plan", "Server", "serving"]

PATIENCE = 60
"""Seconds a connection may stay idle: browsers open some and never use them."""

# A page runs its scripts, then tells the top-level page what document.cookie says; that page keeps what it is told.
_PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script>
window.told = {{}};
onmessage = event => {{ const [key, cookie] = JSON.parse(event.data); told[key] = cookie; }};
for (const line of {scripts}) document.cookie = line;
if (top !== window) top.postMessage(JSON.stringify([{key}, document.cookie]), "*");
</script>{frame}"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How one request is answered.

    Attributes:
        lines: Set-cookie lines, latin-1 isomorphic.
        scripts: What the page gives to document.cookie.
        location: Where it redirects to; None = it answers with a page.
        frame: URL of a frame in the page.
    """

    lines: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    location: str | None = None
    frame: str | None = None


@dataclass(slots=True)
class Server:
    """Two ports of one server; plans and records are kept by the ``k`` of a URL's query.

    Attributes:
        http: Port of http.
        https: Port of https.
        plans: How to answer; a request without a plan gets an empty answer.
        cookies: The Cookie field of each request ("" = none), latin-1 isomorphic.
        times: Epoch seconds at which each was answered.
    """

    http: int
    https: int
    plans: dict[str, Plan] = field(default_factory=dict[str, Plan])
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    times: dict[str, int] = field(default_factory=dict[str, int])

    def url(self, url: str, key: str) -> str:
        """A case's URL with the port of its scheme and a key."""
        scheme, _, host, path = url.split("/", 3)
        return f"{scheme}//{host}:{self.https if scheme == 'https:' else self.http}/{path}?k={key}"

    def answer(self, target: str, cookie: str) -> bytes:
        """Note a request and answer it."""
        key = parse_qs(target.partition("?")[2]).get("k", [""])[0]
        plan = self.plans.get(key)
        if plan is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        self.cookies[key] = cookie
        self.times[key] = int(time.time())  # noqa: TID251 -- browsers read the real clock too
        body = _page(plan, key).encode()
        status = "200 OK" if plan.location is None else f"307 Temporary Redirect\r\nLocation: {plan.location}"
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nCache-Control: no-store\r\n"
        fields = "".join(f"Set-Cookie: {line}\r\n" for line in plan.lines)
        return f"{head}{fields}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body


def _page(plan: Plan, key: str) -> str:
    frame = "" if plan.frame is None else f'<iframe src="{html.escape(plan.frame)}"></iframe>'
    # No end tag may stand in a script.
    scripts = json.dumps(plan.scripts).replace("<", "\\u003c")
    return _PAGE.format(scripts=scripts, key=json.dumps(key), frame=frame)


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    answers: Server
    tls: ssl.SSLContext | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no error of the server's."""


class _Handler(socketserver.StreamRequestHandler):
    """Reads requests as bytes: a library's parser might stumble over what some cases send."""

    server: _Listener  # type: ignore[mutable-override]  # pyright: ignore[reportIncompatibleVariableOverride]

    def setup(self) -> None:
        self.request.settimeout(PATIENCE)
        if self.server.tls is not None:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def handle(self) -> None:
        while line := self.rfile.readline(65_536):
            target = line.split(b" ")[1].decode("latin-1")
            cookie, length = "", 0
            while field_line := self.rfile.readline(65_536).rstrip(b"\r\n"):
                name, _, value = field_line.partition(b":")
                match name.lower():
                    case b"cookie":
                        cookie = value.strip(b" ").decode("latin-1")
                    case b"content-length":
                        length = int(value)
                    case _:
                        pass
            self.rfile.read(length)
            self.wfile.write(self.server.answers.answer(target, cookie))


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Serve http and https on 127.0.0.1 while the context lasts.

    Args:
        folder: Where the certificate made for it is put; browsers under test are told to accept any.
    """
    authority = new_authority(folder)
    tls = authority.server(authority.issue("www.example.com"))
    with (
        _Listener(("127.0.0.1", 0), _Handler) as plain,
        _Listener(("127.0.0.1", 0), _Handler) as secured,
    ):
        secured.tls = tls
        server = Server(plain.server_address[1], secured.server_address[1])
        plain.answers = secured.answers = server
        for listener in (plain, secured):
            threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server
        finally:
            plain.shutdown()
            secured.shutdown()
