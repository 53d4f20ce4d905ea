"""HTTP/1.1 over sockets for the demo application: bounded input, keep-alive, TLS on one of the two sides."""

import contextlib
import functools
import socket
import socketserver
import ssl
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import ClassVar, Final, Literal

from hardtack.demo.app import Request, Response, State, respond

MAX_HEADER: Final = 32 * 1024
"""Most characters of all field lines of a request together; above it the answer is 431."""
MAX_BODY: Final = 64 * 1024
"""Most bytes of a request's content; above it the answer is 413."""

_CONNECTIONS = 128
_PATIENCE = 10.0
_LENGTH_DIGITS = 12


class Site:
    """The application's state and the lock that makes requests of both sides come one after another."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._lock = threading.Lock()

    def respond(self, request: Request) -> Response:
        """Answer one request; safe to call from any thread."""
        with self._lock:
            return respond(self._state, request)


class Listener(socketserver.ThreadingTCPServer):
    """One side, plain or https: a thread a connection, at most 128 of them; those beyond are closed at once."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int]) -> None:
        """Bind to the address (host, port; port 0 takes a free one) and listen; raises OSError if that fails."""
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._tls: ssl.SSLContext | None = None
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(address, socketserver.BaseRequestHandler)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.socket.getsockname()[1])

    def start(self, site: Site, tls: ssl.SSLContext | None) -> None:
        """Serve the site from a thread of its own, over TLS if there is a context, until `close`."""
        self._tls = tls
        self.RequestHandlerClass = functools.partial(_Connection, site)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Stop a started listener and end the connections that are still open."""
        self.shutdown()
        self.server_close()
        with self._guard:
            left = tuple(self._open)
        for connection in left:
            with contextlib.suppress(OSError):
                # The bare socket's shutdown: TLS is still in use by the connection's thread, which then sees the end.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def get_request(self) -> tuple[socket.socket, object]:
        """Accept a connection. The handshake waits for the connection's own thread, so nobody can hold up others."""
        connection, address = super().get_request()
        if self._tls is not None:
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def verify_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> bool:
        """Whether there is room for one more connection."""
        del request, client_address
        with self._guard:
            return len(self._open) < _CONNECTIONS

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: tuple[str, int]
    ) -> None:
        """Note the connection as open and give it a thread."""
        if isinstance(request, socket.socket):
            with self._guard:
                self._open.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Close the connection."""
        if isinstance(request, socket.socket):
            with self._guard:
                self._open.discard(request)
        super().close_request(request)

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: tuple[str, int]
    ) -> None:
        """Say nothing of a peer that went away or spoke no TLS; anything else is a bug and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # http.server answers a request line it can't read in the style of HTTP/0.9, without a status, unless told so.
    default_request_version = "HTTP/1.0"
    timeout: ClassVar[float | None] = _PATIENCE
    # Head and body leave in two pieces. The second would wait until the client has acknowledged the first (RFC 896),
    # which a client may put off: some 40 ms for each answer.
    disable_nagle_algorithm = True

    def __init__(
        self, site: Site, request: socket.socket, client_address: tuple[str, int], server: socketserver.BaseServer
    ) -> None:
        self._site = site
        self._scheme: Literal["http", "https"] = "https" if isinstance(request, ssl.SSLSocket) else "http"
        super().__init__(request, client_address, server)

    def setup(self) -> None:
        super().setup()
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.do_handshake()

    def version_string(self) -> str:
        return "hardtack-demo"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Nothing is logged: a request line or an error's text could hold a secret."""

    def _serve(self) -> None:
        body = self._body()
        if isinstance(body, HTTPStatus):
            # Where the next request would begin can't be told when content was left unread, so the connection ends.
            self.send_error(body)
            return
        hosts = self.headers.get_all("Host", [])
        request = Request(
            scheme=self._scheme,
            method=self.command,
            target=self.path,
            # RFC 9112 section 3.2: no Host, or more than one, gets a 400, as the application gives to an empty one.
            host=hosts[0].strip() if len(hosts) == 1 else "",
            cookie="; ".join(self.headers.get_all("Cookie", [])),
            body=body,
        )
        self._send(self._site.respond(request))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - http.server's names

    def _body(self) -> bytes | HTTPStatus:
        if sum(len(name) + len(value) for name, value in self.headers.items()) > MAX_HEADER:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        if "Transfer-Encoding" in self.headers:
            return HTTPStatus.LENGTH_REQUIRED
        lengths = {length.strip() for length in self.headers.get_all("Content-Length", [])} or {"0"}
        length = lengths.pop()
        if lengths or not (length.isascii() and length.isdigit()):
            return HTTPStatus.BAD_REQUEST
        if len(length) > _LENGTH_DIGITS or int(length) > MAX_BODY:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        body = self.rfile.read(int(length))
        return body if len(body) == int(length) else HTTPStatus.BAD_REQUEST

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in response.field_lines:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
