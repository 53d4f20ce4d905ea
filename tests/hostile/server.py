"""A loopback server that may answer with any bytes at all: bounded in time and connections, and gone when its test is.

    with serving(lambda asked: reply(200, "<p>hello")) as server:
        ...  # server.url("/"), server.asked

An answer is bytes, or pieces that are sent one after the other until the client has had enough. Each connection carries
one answer and is closed behind it.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

LONGEST = 20.0
"""Seconds after which an answer is broken off, whatever it still has to say."""

_REQUEST_AT_MOST = 8 * 1024 * 1024
_TLS_HANDSHAKE = b"\x16"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came.

    Attributes:
        number: how many came before it.
        scheme: `https` if it came over TLS.
        method: the method.
        target: path and query.
        fields: field lines, names in lower case; the last of a name counts.
        body: the content.
        raw: all of it.
        connection: number of the connection it came over.
    """

    number: int
    scheme: str
    method: str
    target: str
    fields: Mapping[str, str]
    body: str
    raw: str
    connection: int

    @property
    def path(self) -> str:
        """The path alone."""
        return urlsplit(self.target).path

    @property
    def host(self) -> str:
        """The host that was asked, without its port."""
        return self.fields.get("host", "").rpartition(":")[0] or self.fields.get("host", "")

    @property
    def origin(self) -> str:
        """Scheme, host and port that were asked."""
        return f"{self.scheme}://{self.fields.get('host', '')}"

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies it brought."""
        pairs = (pair.partition("=") for pair in self.fields.get("cookie", "").split("; "))
        return {name: value for name, equals, value in pairs if equals}

    @property
    def form(self) -> dict[str, str]:
        """The fields of its content."""
        return {name: values[0] for name, values in parse_qs(self.body, keep_blank_values=True).items()}


Answer = bytes | Iterator[bytes]
Answering = Callable[[Asked], Answer]


@dataclass(slots=True)
class Server:
    """A running server.

    Attributes:
        port: where it listens, on 127.0.0.1.
        scheme: what it speaks.
        asked: every request so far.
    """

    port: int
    scheme: str
    asked: list[Asked] = field(default_factory=list[Asked])
    stopping: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """A URL of this server."""
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(
    answering: Answering, *, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> Iterator[Server]:
    """Answer each request with what `answering` says, until the block ends.

    Args:
        answering: what to answer; called by one thread at a time.
        context: TLS settings, or None for plain HTTP.
        host: a loopback address.
    """
    listener = socket.create_server((host, 0), backlog=64)
    server = Server(listener.getsockname()[1], "http" if context is None else "https")
    threads: list[threading.Thread] = []

    def accept() -> None:
        number = 0
        while True:
            try:
                plug, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=_serve, args=(server, plug, answering, context, number), daemon=True)
            threads.append(thread)
            thread.start()
            number += 1

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield server
    finally:
        server.stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *threads):
            thread.join(LONGEST)


def _serve(
    server: Server, plug: socket.socket, answering: Answering, context: ssl.SSLContext | None, number: int
) -> None:
    with plug, suppress(OSError, ValueError):
        plug.settimeout(LONGEST)
        is_tls = plug.recv(1, socket.MSG_PEEK) == _TLS_HANDSHAKE
        if is_tls is not (context is not None):
            return
        if context is None:
            _answer(server, plug, answering, number)
            return
        with context.wrap_socket(plug, server_side=True) as secured:
            _answer(server, secured, answering, number)


def _answer(server: Server, plug: socket.socket, answering: Answering, connection: int) -> None:
    raw = _read(plug)
    if raw is None:
        return
    with server.lock:
        asked = _parsed(raw, len(server.asked), server.scheme, connection)
        server.asked.append(asked)
        answer = answering(asked)
    end = time.monotonic() + LONGEST
    for piece in (answer,) if isinstance(answer, bytes) else answer:
        if server.stopping.is_set() or time.monotonic() > end:
            break
        plug.sendall(piece)
    # What is still unread would turn the close into a reset, which takes the answer's last bytes along.
    plug.shutdown(socket.SHUT_WR)
    plug.settimeout(1)
    plug.recv(65536)


def _read(plug: socket.socket) -> bytes | None:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = plug.recv(65536)
        if not piece or len(received) > _REQUEST_AT_MOST:
            return None
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = min(int(lengths[0]), _REQUEST_AT_MOST) if lengths else 0
    pieces = [body]
    missing = length - len(body)
    while missing > 0 and (piece := plug.recv(65536)):
        pieces.append(piece)
        missing -= len(piece)
    return head + b"\r\n\r\n" + b"".join(pieces)


def _parsed(raw: bytes, number: int, scheme: str, connection: int) -> Asked:
    head, _, body = raw.decode("latin-1").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, target, _ = (first + "  ").split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    fields = {name.lower(): value.strip() for name, _, value in pairs}
    return Asked(number, scheme, method, target, fields, body, raw.decode("latin-1"), connection)


def reply(status: int, body: str | bytes = "", *lines: str, kind: str = "text/html; charset=utf-8") -> bytes:
    """A whole response.

    Args:
        status: the status code.
        body: the content.
        lines: further field lines, `Name: value`.
        kind: its Content-Type.
    """
    content = body if isinstance(body, bytes) else body.encode()
    named = [status_line(status), f"Content-Type: {kind}", f"Content-Length: {len(content)}", *lines]
    return "\r\n".join([*named, "Connection: close", "", ""]).encode("latin-1") + content


def redirect(to: str, *lines: str, status: int = 302) -> bytes:
    """A redirect."""
    return reply(status, "", f"Location: {to}", *lines)


def status_line(status: int) -> str:
    """The first line of a response."""
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"
