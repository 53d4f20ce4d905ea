"""An upstream and a client that show every byte of a response's head: nothing is folded, joined or made right."""

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

__all__ = ["Answer", "Upstream", "ask", "upstream"]

_UPSTREAM_HSTS = "max-age=1"
_PATIENCE = 30
"""Seconds: a machine may be busy with more than this."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response.

    Attributes:
        status: its status.
        fields: (name in lower case, value), in order, latin-1 isomorphic.
        body: as it came.
    """

    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return tuple(value for key, value in self.fields if key == name)


def ask(address: tuple[str, int], request: str, *, tls: bool) -> Answer:
    """Send one request on a connection of its own and read what comes until it is closed.

    Args:
        address: Host and port.
        request: The head, lines ended by CRLF, without "Connection: close" and the empty line.
        tls: Whether to speak TLS (the certificate is not looked at).
    """
    with socket.create_connection(address, _PATIENCE) as plain:
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            with context.wrap_socket(plain, server_hostname="app.example.test") as wrapped:
                return _exchange(wrapped, request)
        return _exchange(plain, request)


def _exchange(connection: socket.socket, request: str) -> Answer:
    connection.sendall(f"{request}Connection: close\r\n\r\n".encode("latin-1"))
    data = b""
    try:
        while not _whole(data, request) and (part := connection.recv(65536)):
            data += part
    except (ConnectionResetError, ssl.SSLError):
        pass
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    fields = tuple((name.strip().lower(), value.strip(" \t")) for name, _, value in pairs)
    return Answer(int(words[1]) if len(words) > 1 else 0, fields, body)


def _whole(data: bytes, request: str) -> bool:
    """Whether a response is all there, as far as its head says how long it is."""
    head, end, body = data.partition(b"\r\n\r\n")
    if not end:
        return False
    length = re.search(rb"\r\ncontent-length: *([0-9]+)", head, re.IGNORECASE)
    return request.startswith("HEAD ") or (length is not None and len(body) >= int(length[1]))


class Upstream:
    """Answers ``/STATUS/GROUP`` with that status and the set-cookie lines of that group, and its own request as body.

    ``/dead`` closes the connection without a word.

    Attributes:
        port: where it listens.
    """

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._groups = groups
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; connections that are open end by themselves."""
        # Without a shutdown the thread's accept would go on holding the port.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            data = b""
            try:
                while b"\r\n\r\n" not in data:
                    part = connection.recv(65536)
                    if not part:
                        return
                    data += part
                reply = self._reply(data)
                if reply:
                    connection.sendall(reply)
            except OSError:
                return

    def _reply(self, request: bytes) -> bytes:
        method, target = request.split(b" ")[:2]
        parts = target.decode("latin-1").partition("?")[0].split("/")
        if parts[-1] == "dead":
            return b""
        status, group = (int(parts[-2]), int(parts[-1])) if parts[-1].isdecimal() else (200, 0)
        lines = [f"HTTP/1.1 {status} Status", "Content-Type: text/plain", f"Content-Length: {len(request)}"]
        lines += ["Connection: close", f"Strict-Transport-Security: {_UPSTREAM_HSTS}"]
        if status == 302:
            lines.append(f"Location: {target.decode('latin-1').removesuffix(f'/{status}/{group}')}/elsewhere")
        lines += [f"Set-Cookie: {line}" for line in self._groups[group]]
        head = "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n"
        return head if method == b"HEAD" else head + request


@contextmanager
def upstream(groups: Sequence[Sequence[str]]) -> Iterator[Upstream]:
    """An upstream for as long as the block lasts."""
    server = Upstream(groups)
    try:
        yield server
    finally:
        server.close()
