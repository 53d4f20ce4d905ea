"""Connections: names resolved, addresses tried in order, TLS, the tunnel through a proxy; all within a deadline."""

import base64
import socket
import ssl
import threading

from hardtack.probe import tls
from hardtack.probe.head import Head, Malformed, can_become_head, find_end, parse_head
from hardtack.probe.limits import Deadline
from hardtack.probe.options import ClientOptions, Proxy
from hardtack.probe.origin import Origin, is_address
from hardtack.recording.message import Failure, FailureKind

_RECEIVE = 64 * 1024


class ExchangeFailedError(Exception):
    """An exchange ended without a usable response; the client turns it into its answer.

    Attributes:
        failure: the answer.
        unanswered: whether the connection was closed before one byte of a response had come.
    """

    def __init__(self, kind: FailureKind, detail: str, *, unanswered: bool = False) -> None:
        super().__init__(detail)
        self.failure = Failure(kind, detail)
        self.unanswered = unanswered


class Connection:
    """A connection to a server, perhaps through a proxy and TLS.

    Attributes:
        authority: `host:port` of the server, for messages.
        via_proxy: whether requests go to a proxy, which wants the whole URL as the request target.
    """

    def __init__(self, plug: socket.socket, authority: str, *, via_proxy: bool = False) -> None:
        self.authority = authority
        self.via_proxy = via_proxy
        self._socket = plug

    def send(self, data: bytes, deadline: Deadline) -> bool:
        """Sends it all; False if the server closed its side meanwhile (what it answered can still be received).

        Raises:
            TimeoutError: the deadline passed.
        """
        try:
            self._socket.settimeout(deadline.remaining())
            self._socket.sendall(data)
        except TimeoutError:
            raise
        except OSError:
            return False
        return True

    def receive(self, deadline: Deadline) -> bytes:
        """The next bytes, empty at the end of what the server sends.

        Raises:
            TimeoutError: the deadline passed.
            OSError: the connection broke.
        """
        self._socket.settimeout(deadline.remaining())
        return self._socket.recv(_RECEIVE)

    def is_idle(self) -> bool:
        """Whether it waits for the next request: not closed by the server, and nothing has come unasked."""
        self._socket.settimeout(0)
        try:
            self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Closes it at once."""
        self._socket.close()

    def read_head(self, deadline: Deadline, most: int) -> tuple[Head, bytes]:
        """The next final head, interim ones skipped, with the bytes that came behind it.

        Args:
            deadline: when to give up.
            most: bound in bytes of all heads together.

        Raises:
            ExchangeFailedError: no head came, or none that can be read.
            TimeoutError: the deadline passed.
        """
        received = bytearray()
        left = most
        while True:
            end = self._fill(received, deadline, left, most)
            head = parse_head(bytes(received[:end]))
            del received[:end]
            left -= end
            if isinstance(head, Malformed):
                raise ExchangeFailedError(FailureKind.PROTOCOL, f"{self.authority} sent {head.reason}.")
            if not head.is_interim:
                return head, bytes(received)

    def _fill(self, received: bytearray, deadline: Deadline, left: int, most: int) -> int:
        """Receives until a head is complete, steps over empty lines before it, and says where it ends."""
        seen = skipped = 0
        while True:
            if not seen:
                length = len(received)
                received[:] = received.lstrip(b"\r\n")
                skipped += length - len(received)
            if not can_become_head(received):
                raise ExchangeFailedError(FailureKind.PROTOCOL, self._no_http(received))
            end = find_end(received, seen)
            if skipped + (end if end > 0 else len(received)) > left:
                detail = f"{self.authority} sent a head of more than {most // 1024} KiB."
                raise ExchangeFailedError(FailureKind.TOO_LARGE, detail)
            if end > 0:
                return end
            seen = len(received)
            received += self._receive_some(received, deadline)

    def _receive_some(self, received: bytearray, deadline: Deadline) -> bytes:
        try:
            piece = self.receive(deadline)
        except TimeoutError:
            raise
        except ssl.SSLError as error:
            # With TLS 1.3, a server's word on the client's certificate comes after the handshake.
            failure = tls.explain_late(error, self.authority)
            raise ExchangeFailedError(failure.kind, failure.detail) from None
        except OSError:
            piece = b""
        if piece:
            return piece
        if not received:
            detail = f"{self.authority} closed the connection without an answer."
            raise ExchangeFailedError(FailureKind.CLOSED, detail, unanswered=True)
        if not received.upper().startswith(b"HTTP/"):
            raise ExchangeFailedError(FailureKind.PROTOCOL, self._no_http(received))
        raise ExchangeFailedError(FailureKind.CLOSED, f"{self.authority} closed the connection amid the head.")

    def _no_http(self, received: bytearray) -> str:
        # A TLS record of type alert (21), version 3.x: how a TLS server answers plain text.
        if received.startswith(b"\x15\x03"):
            return f"{self.authority} speaks TLS, not plain HTTP."
        return f"{self.authority} answered with something that is not HTTP/1."


class Connector:
    """Opens connections as the options say. Names are resolved once: what was admitted stays what is connected to."""

    def __init__(self, options: ClientOptions) -> None:
        """Reads the files that the options name.

        Raises:
            UsageError: one of them can't be used.
        """
        self._options = options
        self._resolved: dict[str, tuple[str, ...]] = {}
        names_files = options.ca_file is not None or options.client_certificate is not None
        # The system's authorities take some 10 ms to load, so only for who needs them.
        self._context = tls.client_context(options) if names_files else None

    def addresses(self, origin: Origin, deadline: Deadline) -> tuple[str, ...]:
        """The IP addresses of an origin's host, in the resolver's order.

        Raises:
            ExchangeFailedError: it has none.
            TimeoutError: the resolver took too long.
        """
        given = tuple(
            entry.address
            for entry in self._options.resolve
            if entry.host == origin.host and entry.port in {None, origin.port}
        )
        return given or self._lookup(origin.host, deadline)

    def connect(self, origin: Origin, addresses: tuple[str, ...], deadline: Deadline) -> Connection:
        """A new connection to the origin, through the proxy if there is one.

        Args:
            origin: the origin.
            addresses: where to connect to, tried in order; not looked at if there is a proxy.
            deadline: when to give up.

        Raises:
            ExchangeFailedError: there is none to be had.
            TimeoutError: the deadline passed.
        """
        proxy = self._options.proxy
        if proxy is None:
            plug = _dial(addresses, origin.port, origin.authority, deadline)
        else:
            near = Origin("http", proxy.host, proxy.port)
            plug = _dial(self._lookup(proxy.host, deadline), proxy.port, f"the proxy {near.authority}", deadline)
        try:
            if origin.scheme == "http":
                return Connection(plug, origin.authority, via_proxy=proxy is not None)
            if proxy is not None:
                self._tunnel(plug, proxy, origin, deadline)
            return Connection(self._secure(plug, origin, deadline), origin.authority)
        except BaseException:
            plug.close()
            raise

    def _lookup(self, host: str, deadline: Deadline) -> tuple[str, ...]:
        if is_address(host):
            return (host,)
        if host not in self._resolved:
            self._resolved[host] = _ask_resolver(host, deadline)
        return self._resolved[host]

    def _tunnel(self, plug: socket.socket, proxy: Proxy, origin: Origin, deadline: Deadline) -> None:
        """Asks the proxy for a tunnel (RFC 9110, section 9.3.6)."""
        line = Connection(plug, f"the proxy {Origin('http', proxy.host, proxy.port).authority}")
        lines = [f"CONNECT {origin.authority} HTTP/1.1", f"Host: {origin.authority}"]
        lines += [f"{name}: {value}" for name, value in proxy_fields(proxy)]
        line.send("\r\n".join([*lines, "\r\n"]).encode("latin-1"), deadline)
        head, rest = line.read_head(deadline, self._options.limits.header_bytes)
        if not 200 <= head.status < 300:
            detail = f"{line.authority} refused a tunnel to {origin.authority} with status {head.status}."
            raise ExchangeFailedError(FailureKind.REFUSED, detail)
        if rest:
            detail = f"{line.authority} sent something before the tunnel was used."
            raise ExchangeFailedError(FailureKind.PROTOCOL, detail)

    def _secure(self, plug: socket.socket, origin: Origin, deadline: Deadline) -> ssl.SSLSocket:
        if self._context is None:
            self._context = tls.client_context(self._options)
        plug.settimeout(deadline.remaining())
        try:
            # A certificate and SNI name the host without the dot that ends a fully qualified name.
            return self._context.wrap_socket(plug, server_hostname=origin.host.rstrip("."))
        except TimeoutError:
            raise
        except ssl.SSLError as error:
            failure = tls.explain_handshake(error, origin.authority)
            raise ExchangeFailedError(failure.kind, failure.detail) from None
        except OSError:
            detail = f"{origin.authority} closed the connection during the TLS handshake."
            raise ExchangeFailedError(FailureKind.CLOSED, detail) from None


def proxy_fields(proxy: Proxy) -> tuple[tuple[str, str], ...]:
    """The field lines that a proxy is owed: its credentials, if there are any (RFC 7617)."""
    if proxy.credentials is None:
        return ()
    return (("Proxy-Authorization", f"Basic {base64.b64encode(proxy.credentials).decode('ascii')}"),)


def _dial(addresses: tuple[str, ...], port: int, authority: str, deadline: Deadline) -> socket.socket:
    problem: OSError = TimeoutError()
    for place, address in enumerate(addresses):
        # Each address gets its share of what is left, so that one that swallows packets doesn't starve the next.
        share = deadline.remaining() / (len(addresses) - place)
        try:
            plug = socket.create_connection((address, port), timeout=share)
        except OSError as error:
            problem = error
        else:
            plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return plug
    if isinstance(problem, TimeoutError):
        raise ExchangeFailedError(FailureKind.TIMEOUT, f"{authority} took no connection in time.")
    why = (problem.strerror or type(problem).__name__).lower()
    raise ExchangeFailedError(FailureKind.REFUSED, f"{authority} took no connection: {why}.")


def _ask_resolver(host: str, deadline: Deadline) -> tuple[str, ...]:
    # The C library's resolver knows no deadline, so it is asked in a thread that is left behind if it takes too long.
    found: list[tuple[str, ...]] = []

    def ask() -> None:
        try:
            entries = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            found.append(())
        else:
            found.append(tuple(dict.fromkeys(str(entry[4][0]) for entry in entries)))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(deadline.remaining())
    if not found:
        raise ExchangeFailedError(FailureKind.TIMEOUT, f"The resolver didn't answer in time for {host}.")
    if not found[0]:
        raise ExchangeFailedError(FailureKind.UNRESOLVED, f"The name {host} has no address.")
    return found[0]
