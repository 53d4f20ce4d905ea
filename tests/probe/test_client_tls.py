"""The client and TLS: whom it trusts, and how plainly it says why not."""

import datetime as dt
import socket
import ssl
import struct
import warnings
from pathlib import Path

import pytest

from hardtack.errors import UsageError
from hardtack.probe.client import Client
from hardtack.probe.limits import Limits
from hardtack.probe.options import ClientCertificate, ClientOptions, parse_resolve
from hardtack.recording.message import Answer, Failure, FailureKind, Request, Response
from tests.probe.certificates import Authority, new_authority, self_signed
from tests.probe.loopback import Peer, always, ok, once, serving

PAST = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
FUTURE = dt.datetime(2110, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that the client is told to trust."""
    return new_authority(tmp_path_factory.mktemp("authority"))


def get(authority: Authority, context: ssl.SSLContext, *, insecure: bool = False) -> Answer:
    """What one GET to https://site.example answers."""
    options = ClientOptions(
        ca_file=authority.file, insecure=insecure, resolve=(parse_resolve("site.example:127.0.0.1"),)
    )
    with serving(always(ok(body=b"a")), context=context) as server, Client(options) as client:
        return client.send(Request("GET", server.url(scheme="https", host="site.example")))


def test_trusted_certificate(authority: Authority) -> None:
    """A certificate of a trusted authority for the right host; the connection is kept like any other."""
    options = ClientOptions(ca_file=authority.file)
    context = authority.server(authority.issue("127.0.0.1"))
    with serving(always(ok(body=b"a")), context=context) as server, Client(options) as client:
        got = [client.send(Request("GET", server.url(scheme="https"))) for _ in range(3)]
    assert all(isinstance(each, Response) and each.body == b"a" for each in got), got
    assert server.accepted == 1


def test_a_dot_at_the_end_of_the_host(authority: Authority) -> None:
    """A fully qualified name is looked up and told as it is, while certificates name it without the dot."""
    options = ClientOptions(ca_file=authority.file, resolve=(parse_resolve("site.example.:127.0.0.1"),))
    context = authority.server(authority.issue("site.example"))
    with serving(always(ok()), context=context) as server, Client(options) as client:
        got = client.send(Request("GET", server.url(scheme="https", host="site.example.")))
    assert isinstance(got, Response), got
    assert b"\r\nHost: site.example.:%d\r\n" % server.port in server.requests[0]


@pytest.mark.parametrize(
    ("kind", "says"),
    (
        ("expired", "has expired"),
        ("early", "is not valid yet"),
        ("other host", "is for another host"),
        ("self-signed", "is self-signed"),
        ("unknown authority", "was issued by an authority that isn't trusted here"),
        ("forged", "has a signature that isn't its issuer's"),
    ),
)
def test_untrusted_certificates(authority: Authority, tmp_path: Path, kind: str, says: str) -> None:
    """Each fault of a certificate has its own words, and none of them matters with `insecure`."""
    files = {
        "expired": lambda: authority.issue("site.example", until=PAST),
        "early": lambda: authority.issue("site.example", start=FUTURE),
        "other host": lambda: authority.issue("other.example"),
        "self-signed": lambda: self_signed(tmp_path, "site.example"),
        "unknown authority": lambda: new_authority(tmp_path, "Another authority").issue("site.example"),
        "forged": lambda: new_authority(tmp_path).issue("site.example"),
    }
    context = authority.server(files[kind]())
    got = get(authority, context)
    assert isinstance(got, Failure)
    assert got.kind is FailureKind.CERTIFICATE
    assert says in got.detail
    assert isinstance(get(authority, context, insecure=True), Response)


def test_wrong_address(authority: Authority) -> None:
    """A certificate for a name isn't one for the address the name has."""
    context = authority.server(authority.issue("site.example"))
    with serving(always(ok()), context=context) as server, Client(ClientOptions(ca_file=authority.file)) as client:
        got = client.send(Request("GET", server.url(scheme="https")))
    assert isinstance(got, Failure)
    assert (got.kind, "is for another host" in got.detail) == (FailureKind.CERTIFICATE, True)


def test_system_authorities_do_not_know_ours(authority: Authority) -> None:
    """Without a CA file the system's authorities decide, and hardtack's throw-away one isn't among them."""
    context = authority.server(authority.issue("127.0.0.1"))
    with serving(always(ok()), context=context) as server, Client() as client:
        got = client.send(Request("GET", server.url(scheme="https")))
    assert isinstance(got, Failure)
    assert got.kind is FailureKind.CERTIFICATE


def test_old_tls(authority: Authority) -> None:
    """A server with TLS 1.0 alone is told apart from one without TLS, even with `insecure`."""
    context = authority.server(authority.issue("site.example"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    for insecure in (False, True):
        got = get(authority, context, insecure=insecure)
        assert isinstance(got, Failure)
        assert (got.kind, "1.2 is needed" in got.detail) == (FailureKind.NOT_TLS, True), got


def test_no_ciphers_in_common(authority: Authority) -> None:
    """A server whose TLS 1.2 ciphers nobody else has is a failure of TLS, told as such."""
    context = authority.server(authority.issue("site.example"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0")
    got = get(authority, context)
    assert isinstance(got, Failure)
    assert (got.kind, "in common" in got.detail) == (FailureKind.NOT_TLS, True), got


@pytest.mark.parametrize(
    "answer",
    (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", b"SSH-2.0-OpenSSH_9.2p1\r\n", b"220 mail ready\r\n"),
)
def test_no_tls_there(answer: bytes) -> None:
    """A port that answers a TLS greeting with text speaks no TLS."""

    def script(peer: Peer) -> None:
        peer.plug.recv(65536)
        peer.send(answer)
        peer.plug.recv(65536)

    with serving(script) as server, Client() as client:
        got = client.send(Request("GET", server.url(scheme="https")))
    assert isinstance(got, Failure)
    assert (got.kind, "doesn't speak TLS" in got.detail) == (FailureKind.NOT_TLS, True), got


def test_offers_http_1_1(authority: Authority) -> None:
    """A server that has HTTP/2, too, is told that HTTP/1.1 is spoken here."""
    context = authority.server(authority.issue("127.0.0.1"))
    context.set_alpn_protocols(["h2", "http/1.1"])
    chosen: list[str | None] = []

    def script(peer: Peer) -> None:
        assert isinstance(peer.plug, ssl.SSLSocket)
        chosen.append(peer.plug.selected_alpn_protocol())
        always(ok())(peer)

    with serving(script, context=context) as server, Client(ClientOptions(ca_file=authority.file)) as client:
        got = client.send(Request("GET", server.url(scheme="https")))
    assert isinstance(got, Response), got
    assert chosen == ["http/1.1"]


def test_http_2_alone() -> None:
    """A server that offers no HTTP/1.1 answers with alert 120: TLS is spoken there, so it isn't NOT_TLS."""

    def script(peer: Peer) -> None:
        peer.plug.recv(65536)
        peer.send(b"\x15\x03\x03\x00\x02\x02\x78")
        peer.plug.recv(65536)

    with serving(script) as server, Client() as client:
        got = client.send(Request("GET", server.url(scheme="https")))
    assert isinstance(got, Failure)
    assert (got.kind, "no HTTP/1.1" in got.detail) == (FailureKind.PROTOCOL, True), got


@pytest.mark.parametrize("reset", (False, True))
def test_handshake_closed(*, reset: bool) -> None:
    """A connection closed at the TLS greeting doesn't tell whether TLS is spoken: it is a closed connection."""

    def script(peer: Peer) -> None:
        peer.plug.recv(65536)
        if reset:  # closing with a linger time of 0 sends RST
            peer.plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with serving(script) as server, Client() as client:
        got = client.send(Request("GET", server.url(scheme="https")))
    assert isinstance(got, Failure)
    assert got.kind is FailureKind.CLOSED, got


def test_silent_handshake_times_out() -> None:
    """A server that takes the greeting and says nothing costs the connect timeout, no more."""

    def script(peer: Peer) -> None:
        while peer.plug.recv(65536):
            pass

    options = ClientOptions(limits=Limits(connect_timeout=0.2))
    with serving(script) as server, Client(options) as client:
        got = client.send(Request("GET", server.url(scheme="https")))
    assert isinstance(got, Failure)
    assert got.kind is FailureKind.TIMEOUT


def test_plain_http_to_a_tls_port(authority: Authority) -> None:
    """OpenSSL answers plain HTTP with an alert or closes: a failure. A web server answers 400: that is data."""
    context = authority.server(authority.issue("127.0.0.1"))
    with serving(always(ok()), context=context) as server, Client() as client:
        got = client.send(Request("GET", server.url()))
    assert isinstance(got, Failure)
    assert got.kind in {FailureKind.CLOSED, FailureKind.PROTOCOL}
    page = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\nConnection: close\r\n\r\nTLS"
    with serving(once(page)) as server, Client() as client:
        told = client.send(Request("GET", server.url()))
    assert isinstance(told, Response)
    assert (told.status, told.body) == (400, b"TLS")


def test_client_certificate(authority: Authority) -> None:
    """A server that asks for a certificate gets it; without one, the failure says what was missing."""
    context = authority.server(authority.issue("127.0.0.1"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.file)
    shown = ClientCertificate(authority.issue("person.example"))
    with serving(always(ok(body=b"a")), context=context) as server:
        request = Request("GET", server.url(scheme="https"))
        with Client(ClientOptions(ca_file=authority.file, client_certificate=shown)) as client:
            got = client.send(request)
        with Client(ClientOptions(ca_file=authority.file)) as client:
            missing = client.send(request)
    assert isinstance(got, Response), got
    assert isinstance(missing, Failure)
    assert (missing.kind, "client certificate" in missing.detail) == (FailureKind.CERTIFICATE, True), missing


def test_files_that_cannot_be_used(authority: Authority, tmp_path: Path) -> None:
    """A file that is missing or holds something else is the user's to put right, and told before anything is sent."""
    empty = tmp_path / "empty.pem"
    empty.write_bytes(b"")
    with pytest.raises(UsageError, match=r"gone\.pem can't be read: No such file"):
        Client(ClientOptions(ca_file=tmp_path / "gone.pem"))
    with pytest.raises(UsageError, match=r"empty\.pem can't be used"):
        Client(ClientOptions(ca_file=empty))
    with pytest.raises(UsageError, match=r"authority\.pem can't be used"):
        Client(ClientOptions(client_certificate=ClientCertificate(authority.file)))
