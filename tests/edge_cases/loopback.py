"""A scene on loopback: the same table answers over real connections, under the host's own name."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from hardtack.cli.asking import scope_of
from hardtack.probe.client import Client
from hardtack.probe.drive import Chance, drive
from hardtack.probe.options import ClientOptions, Resolve
from hardtack.recording.brief import Brief
from hardtack.recording.message import Failure, Request, Response
from hardtack.recording.model import Recording
from tests.edge_cases.row import Row
from tests.edge_cases.scene import Respond, Scene
from tests.probe.certificates import Authority

_PORTLESS = re.compile(rb"(https?)://([a-z0-9.-]+)(?=[/\"\s]|$)")


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the two sides of a scene are on loopback; a side that is not there has a port that nobody listens on."""

    http: int
    https: int

    def of(self, url: str) -> str:
        """A URL of the scene as it is reached on loopback."""
        parts = urlsplit(url)
        return parts._replace(netloc=f"{parts.hostname}:{getattr(self, parts.scheme)}").geturl()

    def in_text(self, text: bytes) -> bytes:
        """A text with the absolute addresses in it as they are reached on loopback."""
        return _PORTLESS.sub(lambda match: self.of(match[0].decode("ascii")).encode("ascii"), text)


@contextmanager
def serving(row: Row, authority: Authority) -> Iterator[Brief]:
    """Serve a row's scene.

    Yields:
        The row's brief, aimed at the ports.
    """
    host = urlsplit(row.brief.url).hostname or ""
    respond, lock = row.scene.stage(), threading.Lock()
    with ExitStack() as stack:
        listeners = {scheme: socket.create_server(("127.0.0.1", 0)) for scheme in ("http", "https")}
        ports = Ports(*(listeners[scheme].getsockname()[1] for scheme in ("http", "https")))
        for scheme, listener in listeners.items():
            if not _speaks(row.scene, f"{scheme}://{host}/"):
                listener.close()
                continue
            context = authority.server(authority.issue(host)) if scheme == "https" else None
            stack.enter_context(_listening(listener, context, _handler(scheme, respond, ports, lock)))
        brief = replace(row.brief, url=ports.of(row.brief.url), settle=0.0)
        if brief.url.startswith("https:"):
            yield replace(brief, http_url=ports.of(f"http://{host}/"))
        else:
            yield replace(brief, https_url=ports.of(f"https://{host}/"))


def walked(row: Row, authority: Authority) -> Recording:
    """What a walk of the row's scene records, with the real client, by names that are resolved to loopback."""
    with serving(row, authority) as brief:
        host = urlsplit(brief.url).hostname or ""
        options = ClientOptions(ca_file=authority.file, resolve=(Resolve(host, None, "127.0.0.1"),))
        with Client(options, scope=scope_of(brief)) as client:
            return drive(brief, client, tool="test", chance=Chance(bytes(range(32)), bytes(range(64))))


def _speaks(scene: Scene, url: str) -> bool:
    """Whether the scene answers at all over that scheme."""
    return not isinstance(scene.stage()(Request("GET", url)), Failure)


@contextmanager
def _listening(
    listener: socket.socket, context: ssl.SSLContext | None, handler: type[BaseHTTPRequestHandler]
) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listener if context is None else context.wrap_socket(listener, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join(20)
        server.server_close()


def _handler(scheme: str, respond: Respond, ports: Ports, lock: threading.Lock) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """One connection: a request in, the scene's answer out, with addresses that lead to loopback."""

        def handle_one_request(self) -> None:
            """Answer one request and end the connection."""
            self.close_connection = True
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                return
            host = self.headers.get("Host", "").rpartition(":")[0]
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            fields = tuple((name, value) for name, value in self.headers.items())
            with lock:
                answer = respond(Request(self.command, f"{scheme}://{host}{self.path}", fields, body))
            if isinstance(answer, Response):
                self.wfile.write(_octets(answer, ports))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it so
            """Say nothing."""

    return Handler


def _octets(answer: Response, ports: Ports) -> bytes:
    body = ports.in_text(answer.body)
    fields = [*answer.fields, ("Content-Length", str(len(body))), ("Connection", "close")]
    lines = [f"{name}: {value}".encode("latin-1") for name, value in fields]
    head = [ports.in_text(one) if one.startswith(b"Location") else one for one in lines]
    return b"\r\n".join([f"HTTP/1.1 {answer.status} -".encode("ascii"), *head, b"", body])
