"""A loopback server that speaks raw bytes: each test says what it sends, the server says what it got."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Peer:
    """The server's end of one connection.

    Attributes:
        plug: the socket.
        number: how many connections were accepted before this one.
        server: the server it belongs to.
    """

    plug: socket.socket
    number: int
    server: "Loopback"

    def read(self) -> bytes:
        """The next request with its content; empty when the client has closed."""
        received = b""
        while b"\r\n\r\n" not in received:
            piece = self.plug.recv(65536)
            if not piece:
                return b""
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        lines = [line.lower() for line in head.split(b"\r\n")]
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
        while len(body) < length:
            body += self.plug.recv(65536)
        self.server.requests.append(head + b"\r\n\r\n" + body)
        return self.server.requests[-1]

    def send(self, data: bytes) -> None:
        """Sends it all."""
        self.plug.sendall(data)


Script = Callable[[Peer], None]


@dataclass(slots=True)
class Loopback:
    """A running server.

    Attributes:
        port: where it listens.
        host: the address it listens on.
        accepted: connections so far.
        requests: requests so far, as they came.
    """

    port: int
    host: str = "127.0.0.1"
    accepted: int = 0
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/", *, scheme: str = "http", host: str = "") -> str:
        """A URL of this server."""
        return f"{scheme}://{host or self.host}:{self.port}{path}"


@contextmanager
def serving(script: Script, *, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Loopback]:
    """Plays `script` to each connection, each in a thread of its own."""
    listener = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    server = Loopback(listener.getsockname()[1], host)
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                plug, _ = listener.accept()
            except OSError:
                return
            number, server.accepted = server.accepted, server.accepted + 1
            threads.append(threading.Thread(target=_play, args=(script, Peer(plug, number, server), context)))
            threads[-1].start()

    threads.append(threading.Thread(target=accept))
    threads[0].start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in threads:
            thread.join(20)


def _play(script: Script, peer: Peer, context: ssl.SSLContext | None) -> None:
    with peer.plug, suppress(OSError):
        peer.plug.settimeout(20)
        if context is None:
            script(peer)
            return
        with context.wrap_socket(peer.plug, server_side=True) as secured:
            script(Peer(secured, peer.number, peer.server))


def always(*answers: bytes) -> Script:
    """Answers each request on a connection with the next of `answers`, the last one again and again."""

    def script(peer: Peer) -> None:
        number = 0
        while peer.read():
            peer.send(answers[min(number, len(answers) - 1)])
            number += 1

    return script


def once(answer: bytes) -> Script:
    """Answers one request and closes."""

    def script(peer: Peer) -> None:
        if peer.read():
            peer.send(answer)

    return script


def ok(*lines: bytes, body: bytes = b"") -> bytes:
    """A 200 response with these field lines and a right Content-Length."""
    return b"\r\n".join([b"HTTP/1.1 200 OK", *lines, b"Content-Length: %d" % len(body), b"", body])
