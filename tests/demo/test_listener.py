"""The demo's sockets: bounds, keep-alive, TLS, and input that means no good."""

import http.client
import socket
import ssl
import time
from contextlib import ExitStack, suppress

import pytest

from hardtack.demo import RunningDemo, Switches, start_demo
from tests.demo.client import Client, connect

ALL = Switches.parse(right="all")
WITHOUT_TLS = Switches.parse(wrong="q8")


def test_keep_alive() -> None:
    """Many requests, HEAD among them, go over one connection."""
    with start_demo(ALL) as demo:
        connection = connect(demo, demo.https_url or "")
        for method in ("GET", "HEAD", "GET", "POST", "OPTIONS", "GET"):
            connection.request(method, "/portal/settings")
            response = connection.getresponse()
            assert response.status == (303 if method in {"GET", "HEAD"} else 405)
            response.read()
            first = connection.sock
            assert first is not None
        connection.close()


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="only here can a client put its acknowledgements off")
def test_an_answer_comes_at_once() -> None:
    """A client that puts off acknowledging the head (40 ms) does not hold up the body."""
    with start_demo(WITHOUT_TLS) as demo, socket.create_connection(address_of(demo), timeout=5) as connection:
        begun = time.monotonic()
        for _ in range(50):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 0)
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: a=b\r\n\r\n")
            response = http.client.HTTPResponse(connection)
            response.begin()
            response.read()
        assert time.monotonic() - begun < 1


def address_of(demo: RunningDemo) -> tuple[str, int]:
    """Where the plain side listens."""
    return "127.0.0.1", int(demo.http_url.rstrip("/").rpartition(":")[2])


def test_certificate_is_verified() -> None:
    """A client that knows the authority trusts the https side by its names, and one that doesn't refuses it."""
    with start_demo(ALL) as demo:
        address = ("127.0.0.1", int((demo.https_url or "").rstrip("/").rpartition(":")[2]))
        strict = ssl.create_default_context(cafile=str(demo.ca_file))
        strict.verify_flags |= ssl.VERIFY_X509_STRICT
        for name in ("127.0.0.1", "localhost", "demo.test", "app.demo.test"):
            with socket.create_connection(address) as bare, strict.wrap_socket(bare, server_hostname=name) as tls:
                assert tls.version() == "TLSv1.3"
        for context, name in ((ssl.create_default_context(), "localhost"), (strict, "other.test")):
            with socket.create_connection(address) as bare, pytest.raises(ssl.SSLCertVerificationError):
                context.wrap_socket(bare, server_hostname=name)


def raw(demo: RunningDemo, data: bytes) -> bytes:
    """The first bytes of the plain side's answer to these bytes, empty if it only closed the connection."""
    port = int(demo.http_url.rstrip("/").rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return connection.recv(64)
        except ConnectionError:
            return b""


HEAD = b"POST /portal/login HTTP/1.1\r\nHost: h\r\n"


def posted(body: bytes) -> bytes:
    """A login request with that content."""
    return HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize(
    ("data", "status"),
    (
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n", b"414"),  # a request line without end
        (b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: " + b"a" * 40_000 + b"\r\n\r\n", b"431"),  # a field line too long
        (b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X: a\r\n" * 200 + b"\r\n", b"431"),  # too many
        (HEAD + b"Content-Length: 65537\r\n\r\n", b"413"),  # content above the limit
        (HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", b"413"),  # more digits than an int takes
        (HEAD + b"Content-Length: -1\r\n\r\n", b"400"),  # no length
        (HEAD + "Content-Length: ²\r\n\r\n".encode("latin-1"), b"400"),  # a digit that is no digit
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),  # two lengths
        (HEAD + b"Content-Length: 9\r\n\r\nab", b"400"),  # content cut short
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),  # chunks aren't taken
        (posted(b"a&b"), b"400"),  # no form
        (posted(b"&".join([b"a="] * 22)), b"403"),  # a form without its fields
        (posted(b"&".join([b"a="] * 44)), b"400"),  # too many fields
        (posted(b"csrf_token=%ff\xff=\x00"), b"403"),  # bytes that are no text
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),  # no host
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),  # two hosts
        (b'GET / HTTP/1.1\r\nHost: a"><script>\r\n\r\n', b"400"),  # a host that is none
        (b"GET /portal/ HTTP/1.1\r\nHost: ..\r\n\r\n", b"200"),  # an odd one
        (b"GET /\xff HTTP/1.1\r\nHost: h\r\n\r\n", b"400"),  # a target that is none
        (b"GET http://h/health?q HTTP/1.1\r\nHost: h\r\n\r\n", b"200"),  # absolute form
        (
            b"GET /portal/account HTTP/1.1\r\nHost: h\r\nCookie: ;;=;demo_session;\xff=\xff\r\n\r\n",
            b"303",
        ),  # no cookies
        (b"BREW / HTTP/1.1\r\nHost: h\r\n\r\n", b"501"),  # a method unknown
        (b"\x16\x03\x01 \xa5 \x01\r\n\r\n", b"400"),  # TLS on the plain side
    ),
)
def test_hostile_input_gets_an_answer(data: bytes, status: bytes) -> None:
    """Whatever is sent, the answer is the right refusal, and the next request is served."""
    with start_demo(Switches()) as demo:
        assert raw(demo, data).startswith(b"HTTP/1.1 " + status)
        assert Client(demo, demo.http_url).ask("/health").text == "200 OK\n"


def test_plain_text_and_silence_on_the_https_side(capfd: pytest.CaptureFixture[str]) -> None:
    """A peer that speaks no TLS, or nothing at all, holds nobody up and is not worth a word."""
    with start_demo(ALL) as demo:
        address = ("127.0.0.1", int((demo.https_url or "").rstrip("/").rpartition(":")[2]))
        with socket.create_connection(address), socket.create_connection(address) as rude:
            rude.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert Client(demo, demo.https_url or "").ask("/health").status == 200
    assert capfd.readouterr() == ("", "")


def test_connections_are_bounded() -> None:
    """Beyond 128 open connections a new one is closed at once, and there is room again when others have gone."""
    with start_demo(Switches()) as demo:
        client = Client(demo, demo.http_url)
        address = ("127.0.0.1", int(demo.http_url.rstrip("/").rpartition(":")[2]))
        with ExitStack() as idle:
            for _ in range(128):
                idle.enter_context(socket.create_connection(address, timeout=5))
            with pytest.raises((http.client.HTTPException, ConnectionError)):
                client.ask("/health")
        deadline = time.monotonic() + 5
        status = 0
        while status == 0 and time.monotonic() < deadline:
            with suppress(http.client.HTTPException, ConnectionError):
                status = client.ask("/health").status
        assert status == 200
