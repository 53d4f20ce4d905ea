"""Names, addresses and connections that don't work as they should."""

import socket
import struct
import threading
import time

import pytest

from hardtack.probe.client import Client
from hardtack.probe.limits import Limits
from hardtack.probe.options import ClientOptions, parse_resolve
from hardtack.recording.message import Answer, Failure, FailureKind, Request, Response
from tests.probe.loopback import Peer, always, ok, serving


def reset(peer: Peer) -> None:
    """Breaks the connection: closing with a linger time of 0 sends RST."""
    peer.plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.plug.close()


def kind_of(answer: Answer) -> FailureKind:
    """Why there is no response."""
    assert isinstance(answer, Failure), answer
    return answer.kind


def test_name_of_this_host() -> None:
    """`localhost` is resolved by the system, and asked once for both requests."""
    with serving(always(ok())) as server, Client() as client:
        got = [client.send(Request("GET", server.url(host="localhost")), fresh=True) for _ in range(2)]
    assert all(isinstance(each, Response) for each in got), got
    assert server.accepted == 2


def test_name_is_resolved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes its address under way (DNS rebinding) leads where it led at first."""
    asked: list[object] = []

    def ask(host: object, *_: object, **__: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", 0)), (2, 1, 6, "", ("127.0.0.1", 0))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: ask(host) if host == "site.example" else real(host, *a, **k)
    )
    with serving(always(ok())) as server, Client() as client:
        got = [client.send(Request("GET", server.url(host="site.example")), fresh=True) for _ in range(2)]
    assert all(isinstance(each, Response) for each in got), got
    assert asked == ["site.example"]


def test_slow_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that hangs costs the connect timeout; it is left behind."""
    hung = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hung.wait(10) and [])
    start = time.monotonic()
    with Client(ClientOptions(limits=Limits(connect_timeout=0.2))) as client:
        got = client.send(Request("GET", "http://site.example/"))
    hung.set()
    assert kind_of(got) is FailureKind.TIMEOUT
    assert isinstance(got, Failure)
    assert "resolver" in got.detail
    assert time.monotonic() - start < 2


def full() -> tuple[socket.socket, list[socket.socket]]:
    """A port whose queue is full, so that a further connection hangs, and what fills it."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    fillers = [socket.socket() for _ in range(4)]
    for filler in fillers:
        filler.settimeout(0)
        filler.connect_ex(listener.getsockname())
    return listener, fillers


def test_swallowed_connection() -> None:
    """An address that swallows packets costs its share of the connect timeout, and the next one is still tried."""
    listener, fillers = full()
    port = listener.getsockname()[1]
    dead, alive = f"site.example:{port}:127.0.0.1", f"site.example:{port}:127.0.0.2"
    limits = Limits(connect_timeout=0.6)
    try:
        with Client(ClientOptions(resolve=(parse_resolve(dead),), limits=limits)) as client:
            got = client.send(Request("GET", f"http://site.example:{port}/"))
        assert kind_of(got) is FailureKind.TIMEOUT
        both = ClientOptions(resolve=(parse_resolve(dead), parse_resolve(alive)), limits=limits)
        with socket.create_server(("127.0.0.2", port)) as other, Client(both) as client:
            threading.Thread(target=lambda: answer_one(other)).start()
            assert isinstance(client.send(Request("GET", f"http://site.example:{port}/")), Response)
    finally:
        for plug in (listener, *fillers):
            plug.close()


def answer_one(listener: socket.socket) -> None:
    """Answers one request."""
    listener.settimeout(5)
    plug, _ = listener.accept()
    with plug:
        plug.recv(65536)
        plug.sendall(ok(b"Connection: close"))


def test_reset_at_the_request() -> None:
    """A server that breaks the connection at a new request is a closed connection, not an exception."""

    def script(peer: Peer) -> None:
        peer.plug.recv(10)
        reset(peer)

    with serving(script) as server, Client() as client:
        got = client.send(Request("POST", server.url(), body=b"a" * 9_000_000))
    assert kind_of(got) is FailureKind.CLOSED


def test_reset_while_idle() -> None:
    """A kept connection that was broken meanwhile is replaced."""
    broken = threading.Event()

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(ok())
        if peer.number == 0:
            time.sleep(0.05)
            reset(peer)
            broken.set()

    with serving(script) as server, Client() as client:
        assert isinstance(client.send(Request("GET", server.url())), Response)
        assert broken.wait(5)
        assert isinstance(client.send(Request("GET", server.url())), Response)
    assert (server.accepted, client.sent) == (2, 2)


def test_unasked_bytes_while_idle() -> None:
    """Bytes that nobody asked for would be the next request's answer: the connection is replaced."""
    sent = threading.Event()

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(ok(body=b"right"))
        if peer.number == 0:
            time.sleep(0.05)
            peer.send(ok(body=b"wrong"))
            sent.set()
            peer.read()

    with serving(script) as server, Client() as client:
        assert isinstance(client.send(Request("GET", server.url())), Response)
        assert sent.wait(5)
        got = client.send(Request("GET", server.url()))
    assert isinstance(got, Response)
    assert got.body == b"right"


def test_server_that_does_not_read() -> None:
    """A request that the server doesn't take ends at the deadline."""
    release = threading.Event()

    def script(peer: Peer) -> None:
        peer.plug.recv(10)
        release.wait(5)

    with serving(script) as server, Client(ClientOptions(limits=Limits(request_deadline=0.3))) as client:
        got = client.send(Request("POST", server.url(), body=b"a" * 20_000_000))
        release.set()
    assert kind_of(got) is FailureKind.TIMEOUT
