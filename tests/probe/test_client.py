"""The client against well-meaning servers: what it sends, what it keeps, and on which connection."""

import threading

import pytest

from hardtack import __version__
from hardtack.errors import UsageError
from hardtack.probe.client import Client
from hardtack.probe.limits import Budget, BudgetSpentError
from hardtack.probe.options import ClientOptions, parse_resolve
from hardtack.recording.message import Answer, Failure, FailureKind, Request, Response
from tests.probe.loopback import Peer, always, ok, once, serving

AGENT = f"hardtack/{__version__} (session cookie audit)"


def response(answer: Answer) -> Response:
    """The answer, which must be a response."""
    assert isinstance(answer, Response), answer
    return answer


def failure(answer: Answer) -> Failure:
    """The answer, which must be a failure."""
    assert isinstance(answer, Failure), answer
    return answer


def test_sends_a_browsers_fields_in_order() -> None:
    """A GET has Host first, then the client's own fields, then the request's, and no content."""
    with serving(always(ok())) as server, Client() as client:
        client.send(Request("GET", server.url("/a%20b?q=1#part"), (("Cookie", "a=1; b=\xe9"),)))
    assert server.requests == [
        b"\r\n".join(
            [
                b"GET /a%20b?q=1 HTTP/1.1",
                b"Host: 127.0.0.1:%d" % server.port,
                b"Connection: keep-alive",
                b"User-Agent: " + AGENT.encode(),
                b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                b"Accept-Encoding: gzip, deflate",
                b"Accept-Language: en",
                b"Cookie: a=1; b=\xe9",
                b"",
                b"",
            ]
        )
    ]


def test_request_wins_over_options_and_options_over_own() -> None:
    """Field lines of the same name: the request's replace the options', and those the client's own."""
    options = ClientOptions(user_agent="browser", headers=(("accept", "*/*"), ("X-A", "1"), ("X-B", "1")))
    with serving(always(ok())) as server, Client(options) as client:
        client.send(Request("GET", server.url(), (("x-a", "2"), ("x-a", "3"))))
    lines = server.requests[0].split(b"\r\n")
    assert [line for line in lines if line.startswith((b"X", b"x"))] == [b"X-B: 1", b"x-a: 2", b"x-a: 3"]
    assert [line for line in lines if line[:6].lower() == b"accept"][-1] == b"accept: */*"
    assert b"User-Agent: browser" in lines
    assert not any(line.startswith(b"Accept:") for line in lines)


@pytest.mark.parametrize(
    ("method", "body", "length"),
    (
        ("POST", b"a=1", b"Content-Length: 3"),  # a form
        ("POST", b"", b"Content-Length: 0"),  # servers wait for a POST's content unless told that there is none
        ("GET", b"", None),  # a GET has none to speak of
    ),
)
def test_content_length_is_the_clients_own(method: str, body: bytes, length: bytes | None) -> None:
    """A content is framed by its length; a method that may carry one says so even if it is empty."""
    with serving(always(ok())) as server, Client() as client:
        client.send(Request(method, server.url(), body=body))
    head, _, content = server.requests[0].partition(b"\r\n\r\n")
    assert content == body
    assert [line for line in head.split(b"\r\n") if line.startswith(b"Content-Length")] == ([length] if length else [])


@pytest.mark.parametrize("name", ("Host", "content-length", "Transfer-Encoding", "Connection"))
def test_framing_fields_are_refused(name: str) -> None:
    """A request, or a user, that sets what frames the message is told so before anything is sent."""
    with Client() as client, pytest.raises(ValueError, match=name.lower()):
        client.send(Request("GET", "http://127.0.0.1:1/", ((name, "x"),)))
    with pytest.raises(UsageError, match=name):
        ClientOptions(headers=((name, "x"),))


@pytest.mark.parametrize("value", ("a\r\nSet: b", "a\0b", "a\nb", "\u20ac"))
def test_what_http_cannot_carry_is_not_sent(value: str) -> None:
    """A value taken from a page may hold a line break: it is a failure, not an injected field line."""
    with serving(always(ok())) as server, Client() as client:
        got = failure(client.send(Request("GET", server.url(), (("X-CSRF", value),))))
    assert (got.kind, server.requests) == (FailureKind.PROTOCOL, [])
    assert value not in got.detail


def test_keeps_every_field_line_as_sent() -> None:
    """Case, order, repeats and bytes of the field lines stay; nothing is folded together or decoded."""
    lines = (b"sEt-cOOkie: a=\xff\xe9; Path=/", b"X: 1", b"Set-Cookie: b=2,3", b"x:  2\t", b"Set-Cookie: a=\xff\xe9")
    with serving(always(ok(*lines, body=b"hello"))) as server, Client() as client:
        got = response(client.send(Request("GET", server.url())))
    assert got.fields == (
        ("sEt-cOOkie", "a=\xff\xe9; Path=/"),
        ("X", "1"),
        ("Set-Cookie", "b=2,3"),
        ("x", "2"),
        ("Set-Cookie", "a=\xff\xe9"),
        ("Content-Length", "5"),
    )
    assert (got.status, got.reason, got.version, got.body, got.truncated) == (200, "OK", "1.1", b"hello", False)


def test_no_redirect_is_followed_and_no_cookie_kept() -> None:
    """A redirect is an answer; the cookie it set isn't sent with the next request."""
    answer = b"HTTP/1.1 302 Found\r\nLocation: /x\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
    with serving(always(answer)) as server, Client() as client:
        statuses = [response(client.send(Request("GET", server.url()))).status for _ in range(2)]
    assert statuses == [302, 302]
    assert not any(b"Cookie" in request for request in server.requests)


def test_one_connection_serves_many_requests() -> None:
    """Requests to one origin share a connection, whatever frames the content."""
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n"
    answers = (ok(body=b"1"), chunked, b"HTTP/1.1 204 No Content\r\n\r\n", b"HTTP/1.1 304 Not Modified\r\n\r\n")
    with serving(always(*answers)) as server, Client() as client:
        bodies = [response(client.send(Request("GET", server.url()))).body for _ in range(5)]
    assert bodies == [b"1", b"abc", b"", b"", b""]
    assert server.accepted == 1


def test_head_has_no_content() -> None:
    """The Content-Length of an answer to HEAD is a fact, not a promise; the connection is kept."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nContent-Encoding: gzip\r\n\r\n"
    with serving(always(answer)) as server, Client() as client:
        got = [response(client.send(Request("HEAD", server.url()))) for _ in range(2)]
    assert [(each.body, each.truncated) for each in got] == [(b"", False)] * 2
    assert server.accepted == 1


def test_fresh_uses_a_connection_of_its_own() -> None:
    """`fresh` opens a connection, closes it, and leaves the kept one in place."""
    with serving(always(ok())) as server, Client() as client:
        request = Request("GET", server.url())
        counts = []
        for fresh in (False, True, True, False):
            response(client.send(request, fresh=fresh))
            counts.append(server.accepted)
    assert counts == [1, 2, 3, 3]


@pytest.mark.parametrize(
    "answer",
    (
        b"HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 1\r\n\r\na",  # it says so
        b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",  # HTTP/1.0 closes unless asked not to
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab",  # a byte too many: whose answer would it be in?
    ),
)
def test_connection_that_cannot_be_kept_is_closed(answer: bytes) -> None:
    """The next request opens a new connection where the last answer doesn't allow another."""
    with serving(always(answer)) as server, Client() as client:
        bodies = [response(client.send(Request("GET", server.url()))).body for _ in range(2)]
    assert bodies == [b"a", b"a"]
    assert server.accepted == 2


def test_http_1_0_keeps_alive_when_asked() -> None:
    """HTTP/1.0 with `Connection: keep-alive` keeps the connection, and the version is told."""
    answer = b"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\na"
    with serving(always(answer)) as server, Client() as client:
        got = [response(client.send(Request("GET", server.url()))) for _ in range(2)]
    assert [each.version for each in got] == ["1.0", "1.0"]
    assert server.accepted == 1


def test_content_until_the_close() -> None:
    """Without a length, the content is what comes before the connection closes, and is not cut."""
    with serving(once(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nall of it")) as server, Client() as client:
        got = response(client.send(Request("GET", server.url())))
    assert (got.body, got.truncated) == (b"all of it", False)


def test_interim_responses_are_skipped() -> None:
    """100 and 103 come before the answer and are none."""
    answer = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nSet-Cookie: x=y\r\n\r\n" + ok(body=b"a")
    with serving(always(answer)) as server, Client() as client:
        got = response(client.send(Request("GET", server.url())))
    assert (got.status, got.body, got.values("set-cookie")) == (200, b"a", ())


def test_switching_protocols_is_final() -> None:
    """A 101 that nobody asked for is the answer, and the connection isn't used again."""
    with serving(always(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")) as server, Client() as client:
        statuses = [response(client.send(Request("GET", server.url()))).status for _ in range(2)]
    assert statuses == [101, 101]
    assert server.accepted == 2


@pytest.mark.parametrize("method", ("GET", "POST"))
def test_kept_connection_closed_meanwhile_is_replaced(method: str) -> None:
    """A server that closed the kept connection costs nothing: the request goes out on a new one, once."""
    closed = threading.Event()

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(ok(body=b"%d" % peer.number))
        peer.plug.close()
        closed.set()

    with serving(script) as server, Client() as client:
        request = Request(method, server.url(), body=b"a" if method == "POST" else b"")
        response(client.send(request))
        assert closed.wait(5)
        assert response(client.send(request)).body == b"1"
        assert (len(server.requests), client.sent) == (2, 2)


@pytest.mark.parametrize("method", ("GET", "POST"))
def test_kept_connection_closed_without_an_answer_is_retried_once(method: str) -> None:
    """The server takes the second request and closes without a byte: it is sent again on a new connection."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(ok(body=b"%d" % peer.number))
        peer.read()

    with serving(script) as server, Client() as client:
        request = Request(method, server.url(), body=b"a" if method == "POST" else b"")
        response(client.send(request))
        assert response(client.send(request)).body == b"1"
    assert (server.accepted, len(server.requests), client.sent) == (2, 3, 3)


def test_retry_needs_a_budget() -> None:
    """With the last request spent, a silent close is the answer: nothing goes out beyond the budget."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(ok())
        peer.read()

    with serving(script) as server, Client(budget=Budget(max_requests=2)) as client:
        response(client.send(Request("GET", server.url())))
        assert failure(client.send(Request("GET", server.url()))).kind is FailureKind.CLOSED
        with pytest.raises(BudgetSpentError, match="all 2 requests"):
            client.send(Request("GET", server.url()))
    assert len(server.requests) == 2


def test_new_connection_closed_without_an_answer_is_not_retried() -> None:
    """What a server does to a first request is an answer."""

    def script(peer: Peer) -> None:
        peer.read()

    with serving(script) as server, Client() as client:
        assert failure(client.send(Request("GET", server.url()))).kind is FailureKind.CLOSED
    assert len(server.requests) == 1


def test_half_an_answer_on_a_kept_connection_is_not_retried() -> None:
    """Once a byte of the answer came, the server has acted: sending again could log in twice."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(ok())
        peer.read()
        peer.send(b"HTTP/1.1 2")

    with serving(script) as server, Client() as client:
        response(client.send(Request("POST", server.url())))
        assert failure(client.send(Request("POST", server.url()))).kind is FailureKind.CLOSED
    assert (server.accepted, len(server.requests)) == (1, 2)


def test_answer_before_the_request_is_read() -> None:
    """A server that answers a large request early and closes is heard."""

    def script(peer: Peer) -> None:
        peer.plug.recv(100)
        peer.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        peer.plug.shutdown(1)
        while peer.plug.recv(65536):
            pass

    with serving(script) as server, Client() as client:
        got = response(client.send(Request("POST", server.url(), body=b"a" * 4_000_000)))
    assert got.status == 413


def test_all_addresses_are_tried_in_order() -> None:
    """A name with a dead address first is reached over the next one."""
    given = (parse_resolve("site.example:[::1]"), parse_resolve("site.example:127.0.0.1"))
    with serving(always(ok(body=b"a"))) as server, Client(ClientOptions(resolve=given)) as client:
        url = server.url(host="site.example")
        got = response(client.send(Request("GET", url)))
    assert got.body == b"a"
    assert b"\r\nHost: site.example:%d\r\n" % server.port in server.requests[0]


def test_resolve_holds_for_its_port_alone() -> None:
    """`HOST:PORT:ADDRESS` is not asked for another port; the name then has no address."""
    options = ClientOptions(resolve=(parse_resolve("site.invalid:1:127.0.0.1"),))
    with serving(always(ok())) as server, Client(options) as client:
        got = failure(client.send(Request("GET", server.url(host="site.invalid"))))
    assert got.kind is FailureKind.UNRESOLVED
    assert "site.invalid" in got.detail


def test_ipv6_literal() -> None:
    """An IPv6 address in a URL is connected to, and stands in brackets in Host."""
    with serving(always(ok(body=b"6")), host="::1") as server, Client() as client:
        got = response(client.send(Request("GET", server.url(host="[::1]"))))
    assert got.body == b"6"
    assert b"\r\nHost: [::1]:%d\r\n" % server.port in server.requests[0]


def test_refused_connection() -> None:
    """Nobody listens: a failure that names host and port."""
    with serving(always(ok())) as server:
        url = server.url()
    with Client() as client:
        got = failure(client.send(Request("GET", url)))
    assert got.kind is FailureKind.REFUSED
    assert f"127.0.0.1:{server.port}" in got.detail


@pytest.mark.parametrize(
    "url",
    ("ftp://127.0.0.1/", "http://u:secret@127.0.0.1/", "http://[::1/", "http://a b/", "http:///", "javascript:x"),
)
def test_unusable_urls_are_answers(url: str) -> None:
    """A URL that can't be asked for, from a Location say, is a failure that quotes nothing of it."""
    with Client() as client:
        got = failure(client.send(Request("GET", url)))
    assert got.kind is FailureKind.REFUSED_SCOPE
    assert "secret" not in got.detail
    assert client.sent == 0
