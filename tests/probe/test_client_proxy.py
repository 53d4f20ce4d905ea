"""The client behind a proxy."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hardtack.probe.client import Client
from hardtack.probe.options import ClientOptions, parse_proxy
from hardtack.probe.origin import Origin
from hardtack.probe.scope import Scope
from hardtack.recording.message import Failure, FailureKind, Request, Response
from tests.probe.certificates import Authority, new_authority
from tests.probe.loopback import Loopback, Peer, always, ok, once, serving


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that the client is told to trust."""
    return new_authority(tmp_path_factory.mktemp("authority"))


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def tunnels() -> Iterator[Loopback]:
    """A proxy that opens a tunnel to 127.0.0.1, whatever host it is asked for, if the credentials are right."""

    def script(peer: Peer) -> None:
        head = peer.read()
        if b"Proxy-Authorization: Basic dTpwOnc=\r\n" not in head:
            peer.send(b"HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n")
            return
        port = int(head.split(b" ")[1].rpartition(b":")[2])
        with socket.create_connection(("127.0.0.1", port)) as far:
            peer.send(b"HTTP/1.1 200 Go ahead\r\n\r\n")
            back = threading.Thread(target=_pump, args=(far, peer.plug), daemon=True)
            back.start()
            _pump(peer.plug, far)
            back.join(5)

    with serving(script) as server:
        yield server


def options(proxy: Loopback, ca_file: Path | None = None, *, credentials: str = "u:p%3Aw@") -> ClientOptions:
    """Settings with this proxy."""
    return ClientOptions(proxy=parse_proxy(f"http://{credentials}127.0.0.1:{proxy.port}"), ca_file=ca_file)


def test_https_goes_through_a_tunnel(tunnels: Loopback, authority: Authority) -> None:
    """The proxy sees host and port, the server sees the request, and the tunnel is kept."""
    context = authority.server(authority.issue("site.example"))
    with serving(always(ok(body=b"a")), context=context) as site, Client(options(tunnels, authority.file)) as client:
        url = site.url("/secret", scheme="https", host="site.example")
        got = [client.send(Request("GET", url)) for _ in range(2)]
    assert all(isinstance(each, Response) and each.body == b"a" for each in got), got
    host = b"site.example:%d" % site.port
    credentials = b"Proxy-Authorization: Basic dTpwOnc="
    assert tunnels.requests == [b"\r\n".join([b"CONNECT %b HTTP/1.1" % host, b"Host: " + host, credentials, b"", b""])]
    assert [request.split(b"\r\n")[0] for request in site.requests] == [b"GET /secret HTTP/1.1"] * 2
    assert not any(b"Proxy-" in request for request in site.requests)


def test_http_goes_whole_to_the_proxy() -> None:
    """A plain request has the whole URL as its target and the proxy's credentials; the name isn't resolved here."""
    with serving(always(ok(body=b"a"))) as proxy, Client(options(proxy)) as client:
        got = client.send(Request("GET", "http://site.invalid/a?b", (("Cookie", "a=b"),)))
    assert isinstance(got, Response)
    lines = proxy.requests[0].split(b"\r\n")
    assert lines[:3] == [
        b"GET http://site.invalid/a?b HTTP/1.1",
        b"Host: site.invalid",
        b"Proxy-Authorization: Basic dTpwOnc=",
    ]


def test_refused_tunnel(tunnels: Loopback) -> None:
    """A proxy that wants other credentials is told by its status; the credentials aren't."""
    with Client(options(tunnels, credentials="u:hush@")) as client:
        got = client.send(Request("GET", "https://site.invalid/"))
    assert isinstance(got, Failure)
    assert got.kind is FailureKind.REFUSED
    assert "status 407" in got.detail
    assert "hush" not in got.detail + repr(options(tunnels, credentials="u:hush@"))


@pytest.mark.parametrize(
    ("answer", "kind"),
    (
        (b"HTTP/1.1 200 Go ahead\r\n\r\nearly", FailureKind.PROTOCOL),  # whose word would that be?
        (b"", FailureKind.CLOSED),
        (b"220 mail ready\r\n", FailureKind.PROTOCOL),
    ),
)
def test_broken_proxy(answer: bytes, kind: FailureKind) -> None:
    """A proxy that breaks off is a failure that names the proxy."""
    with serving(once(answer)) as proxy, Client(options(proxy, credentials="")) as client:
        got = client.send(Request("GET", "https://site.invalid/"))
    assert isinstance(got, Failure)
    assert got.kind is kind
    assert "the proxy 127.0.0.1" in got.detail


def test_missing_proxy() -> None:
    """A proxy that isn't there is told apart from a site that isn't."""
    with serving(always(ok())) as proxy:
        settings = options(proxy)
    with Client(settings) as client:
        got = client.send(Request("GET", "http://site.invalid/"))
    assert isinstance(got, Failure)
    assert got.kind is FailureKind.REFUSED
    assert "the proxy 127.0.0.1" in got.detail


def test_scope_judges_addresses_in_urls_behind_a_proxy() -> None:
    """Names are the proxy's to resolve, but an internal address that stands in a URL is refused here."""
    scope = Scope((Origin("https", "site.example", 443),), ("10.0.0.1",))
    with serving(always(ok())) as proxy, Client(options(proxy), scope=scope) as client:
        got = client.send(Request("GET", "http://10.0.0.1/"))
        told = client.send(Request("GET", "http://site.example/"))
    assert isinstance(got, Failure)
    assert got.kind is FailureKind.REFUSED_SCOPE
    assert isinstance(told, Response)
    assert len(proxy.requests) == 1
