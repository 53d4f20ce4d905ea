"""The client against servers that are broken or mean harm: bounded in bytes and in time, and never an exception."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from hardtack.probe.client import Client
from hardtack.probe.limits import Limits
from hardtack.probe.options import ClientOptions
from hardtack.recording.message import Answer, Failure, FailureKind, Request, Response
from tests.probe.loopback import Peer, Script, always, ok, once, serving

MIB = 1024 * 1024


def get(script: Script, limits: Limits | None = None) -> Answer:
    """What one GET answers."""
    with serving(script) as server, Client(ClientOptions(limits=limits or Limits())) as client:
        return client.send(Request("GET", server.url()))


def drip(first: bytes, piece: bytes) -> Script:
    """Sends one piece every 50 ms after the first, for 5 s at most."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(first)
        for _ in range(100):
            time.sleep(0.05)
            peer.send(piece)

    return script


def flood(first: bytes, piece: bytes, total: int) -> Script:
    """Sends the piece until `total` bytes have gone."""

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(first)
        for _ in range(total // len(piece)):
            peer.send(piece)

    return script


@pytest.mark.parametrize(
    "script",
    (
        drip(b"", b"H"),  # not even a status line that could be one: ends sooner
        drip(b"HTTP/1.1 200 OK\r\nX: ", b"a"),  # one field line without end
        drip(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n"),  # field lines without end
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),  # interim responses without end
        drip(b"", b"\r\n"),  # empty lines without end
    ),
)
def test_dripped_head_ends_at_the_deadline(script: Script) -> None:
    """Each byte comes soon after the last, and still the exchange ends when its time is over."""
    start = time.monotonic()
    answer = get(script, Limits(request_deadline=0.4))
    assert isinstance(answer, Failure)
    assert answer.kind in {FailureKind.TIMEOUT, FailureKind.PROTOCOL}
    assert time.monotonic() - start < 1.5


def test_dripped_content_is_cut_at_the_deadline() -> None:
    """The head came and holds the cookies: what is cut is the content alone."""
    start = time.monotonic()
    answer = get(drip(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\n\r\n", b"x"), Limits(request_deadline=0.4))
    assert isinstance(answer, Response)
    assert answer.truncated
    assert set(answer.body) == set(b"x")
    assert answer.value("set-cookie") == "a=b"
    assert time.monotonic() - start < 1.5


def test_late_content_is_nobodys_answer() -> None:
    """A connection whose content was cut at the deadline isn't used again: what comes later is the cut answer's."""

    def script(peer: Peer) -> None:
        peer.read()
        if peer.number == 0:
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nold")
            peer.read()
        peer.send(ok(body=b"new"))

    with serving(script) as server, Client(ClientOptions(limits=Limits(request_deadline=0.2))) as client:
        got = [client.send(Request("GET", server.url())) for _ in range(2)]
    assert [each.body for each in got if isinstance(each, Response)] == [b"old", b"new"]
    assert server.accepted == 2


def test_silent_server_times_out() -> None:
    """A server that takes the connection and says nothing is a timeout that names it."""
    answer = get(lambda peer: time.sleep(0.6) if peer.read() else None, Limits(request_deadline=0.2))
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.TIMEOUT


@pytest.mark.parametrize(
    ("first", "piece"),
    (
        (b"HTTP/1.1 200 OK\r\n", b"X: " + b"a" * 995 + b"\r\n"),  # many lines
        (b"HTTP/1.1 200 OK\r\nX: ", b"a" * 1000),  # one line
        (b"HTTP/1.1 ", b"1" * 1000),  # a status line
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 40),  # interim responses
        (b"", b"\r\n" * 500),  # empty lines before the status line
    ),
)
def test_vast_head_in_bounded_memory(first: bytes, piece: bytes) -> None:
    """Ten megabytes of head are too large after 256 KiB, whatever they are made of, and aren't held in memory."""
    tracemalloc.start()
    try:
        answer = get(flood(first, piece, 10 * MIB))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(answer, Failure)
    assert answer.kind is FailureKind.TOO_LARGE
    assert peak < 3 * MIB


def test_many_small_lines_are_kept() -> None:
    """A head below the limit is kept whole, however many lines it has."""
    answer = get(once(ok(*[b"X: 1"] * 20_000)))
    assert isinstance(answer, Response)
    assert len(answer.fields) == 20_001


def test_vast_content_is_cut_and_the_connection_closed() -> None:
    """A hundred megabytes are cut at the limit exactly, and the rest isn't waited for."""
    taken: list[int] = []

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
        for _ in range(100):
            peer.send(b"x" * MIB)
            taken.append(MIB)

    with serving(script) as server, Client() as client:
        answer = client.send(Request("GET", server.url()))
        client.send(Request("HEAD", server.url()))
    assert isinstance(answer, Response)
    assert (len(answer.body), answer.truncated) == (8 * MIB, True)
    assert len(taken) < 40
    assert server.accepted == 2


def test_content_at_the_limit_is_whole() -> None:
    """Content of just the limit's size isn't cut."""
    answer = get(always(ok(body=b"x" * 1000)), Limits(body_bytes=1000))
    assert isinstance(answer, Response)
    assert (len(answer.body), answer.truncated) == (1000, False)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "body"),
    (
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", b"abc"),  # shorter than it says
        (CHUNKED + b"3\r\nabc\r\n", b"abc"),  # no last chunk
        (CHUNKED + b"3\r\nabc\r\n9\r\nde", b"abcde"),  # closed amid a chunk
        (CHUNKED + b"3\r\nabc\r\nxyz\r\n", b"abc"),  # a size that is none
        (CHUNKED + b"3\r\nabcdef\r\n", b"abc"),  # a chunk longer than its size
        (CHUNKED + b"<html>", b""),  # not chunked at all
        (CHUNKED + b"3;" + b"x" * 100_000, b""),  # an extension without end
        (CHUNKED + b"0\r\nX: " + b"x" * 100_000, b""),  # a trailer without end
    ),
)
def test_broken_framing_keeps_what_came(answer: bytes, body: bytes) -> None:
    """Content whose framing breaks is cut where it broke, and the connection isn't used again."""
    with serving(once(answer)) as server, Client() as client:
        got = [client.send(Request("GET", server.url())) for _ in range(2)]
    for each in got:
        assert isinstance(each, Response)
        assert (each.body, each.truncated) == (body, True)
    assert server.accepted == 2


def deflated(data: bytes, wbits: int) -> bytes:
    """Data in the zlib format (15), as raw deflate (-15) or as gzip (31)."""
    coder = zlib.compressobj(wbits=wbits)
    return coder.compress(data) + coder.flush()


PAGE = b"".join(b"<p>%d</p>" % number for number in range(50_000))
FOUR_TIMES = gzip.compress(gzip.compress(gzip.compress(gzip.compress(PAGE))))


@pytest.mark.parametrize(
    ("coding", "coded"),
    (
        (b"gzip", gzip.compress(PAGE)),
        (b"X-GZip", gzip.compress(PAGE)),  # its old name, in any case
        (b"gzip", gzip.compress(PAGE[:9000]) + gzip.compress(PAGE[9000:])),  # two members (RFC 1952, 2.2)
        (b"gzip", gzip.compress(PAGE) + b"rubbish"),  # what follows the end is ignored
        (b"deflate", deflated(PAGE, 15)),  # as RFC 9110 has it
        (b"deflate", deflated(PAGE, -15)),  # as some servers have it
        (b"deflate, gzip", gzip.compress(deflated(PAGE, 15))),  # one over the other
        (b"identity", PAGE),
        (b"utf-8", PAGE),  # no coding: a slip of configuration
    ),
)
@pytest.mark.parametrize("size", (1, 7, 100_000))
def test_codings_are_undone(coding: bytes, coded: bytes, size: int) -> None:
    """Content comes decoded, however its chunks are cut, and the connection is kept."""
    pieces = [coded[at : at + size] for at in range(0, len(coded), size)]
    if size < 100_000:
        pieces = [*pieces[:50], b"".join(pieces[50:])]
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces if piece) + b"0\r\n\r\n"
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: %b\r\n\r\n" % coding)
    with serving(always(head + body)) as server, Client() as client:
        got = [client.send(Request("GET", server.url())) for _ in range(2)]
    for each in got:
        assert isinstance(each, Response)
        assert (each.body == PAGE, each.truncated) == (True, False)
    assert server.accepted == 1


@pytest.mark.parametrize(
    ("coding", "coded", "holds"),
    (
        (b"gzip", b"<html>plain</html>", lambda body: body == b""),  # not gzip at all
        (b"gzip", gzip.compress(PAGE)[:-20_000], lambda body: body and PAGE.startswith(body)),  # ends too early
        (b"gzip", gzip.compress(PAGE)[:-8] + b"\0" * 8, PAGE.startswith),  # wrong checksum
        (b"br", b"\x8b\x02\x80hello\x03", lambda body: body == b""),  # never asked for
        (b"zstd", b"(\xb5/\xfd", lambda body: body == b""),  # nor that
        (b"gzip, gzip, gzip, gzip", FOUR_TIMES, lambda body: body == b""),  # nobody means that
    ),
)
def test_broken_coding_is_cut(coding: bytes, coded: bytes, holds: Callable[[bytes], bool]) -> None:
    """Content that doesn't decode is what decoded so far, and says that it was cut."""
    answer = get(once(ok(b"Content-Encoding: " + coding, b"Set-Cookie: a=b", body=coded)))
    assert isinstance(answer, Response)
    assert holds(answer.body)
    assert answer.truncated
    assert answer.value("set-cookie") == "a=b"


def test_what_the_decoder_holds_back_is_not_lost() -> None:
    """Raw deflate may have taken all input while output is still to come, at sizes around 64 KiB."""
    sizes = range(65_400, 66_400, 20)
    answers = [ok(b"Content-Encoding: deflate", body=deflated(bytes(size), -15)) for size in sizes]
    with serving(always(*answers)) as server, Client() as client:
        got = [client.send(Request("GET", server.url())) for _ in sizes]
    assert [len(each.body) for each in got if isinstance(each, Response) and not each.truncated] == list(sizes)


@pytest.mark.parametrize("coding", (b"gzip", b"br"))
def test_no_content_needs_no_decoding(coding: bytes) -> None:
    """A redirect without content that names a coding is whole."""
    answer = get(once(ok(b"Content-Encoding: " + coding)))
    assert isinstance(answer, Response)
    assert (answer.body, answer.truncated) == (b"", False)


@pytest.mark.parametrize(
    ("coding", "coded", "most"),
    (
        (b"gzip", gzip.compress(bytes(100 * MIB), 1), 8),  # the limit of all content
        (b"gzip", gzip.compress(bytes(7 * MIB)), 2),  # within that limit, but a thousandfold
        (b"gzip, gzip", gzip.compress(gzip.compress(bytes(100 * MIB), 1)), 2),  # a bomb in a bomb
    ),
)
def test_bombs_are_cut_in_bounded_memory(coding: bytes, coded: bytes, most: int) -> None:
    """Content that grows a thousandfold is cut, the sooner the less came over the wire."""
    tracemalloc.start()
    try:
        answer = get(once(ok(b"Content-Encoding: " + coding, body=coded)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(answer, Response)
    assert answer.truncated
    assert len(answer.body) <= most * MIB
    assert peak < 4 * most * MIB


def test_coded_content_that_decodes_to_nothing_ends() -> None:
    """Empty deflate blocks without end are cut by what came over the wire."""
    taken: list[int] = []

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n\x78\x9c")
        for _ in range(40):
            peer.send(b"\x00\x00\x00\xff\xff" * 200_000)
            taken.append(1)

    answer = get(script)
    assert isinstance(answer, Response)
    assert (answer.body, answer.truncated) == (b"", True)
    assert len(taken) < 30


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    (
        (b"", FailureKind.CLOSED, "without an answer"),
        (b"HTTP/1.1 200 OK\r\nX: 1\r\n", FailureKind.CLOSED, "amid the head"),
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", FailureKind.PROTOCOL, "not HTTP"),
        (b"<html>", FailureKind.PROTOCOL, "not HTTP"),
        (b"\x15\x03\x01\x00\x02\x02\x46", FailureKind.PROTOCOL, "speaks TLS"),
        (b"HTTP/1.1 OK\r\n\r\n", FailureKind.PROTOCOL, "no status line"),
        (b"HTTP/1.1 20\r\n\r\n", FailureKind.PROTOCOL, "no status line"),
        (b"HTTP/1.1 2000\r\n\r\n", FailureKind.PROTOCOL, "no status line"),
        (ok(b"Set-Cookie: hush=\0"), FailureKind.PROTOCOL, "NUL"),
        (ok(b"Content-Length: 5", body=b"hush"), FailureKind.PROTOCOL, "two different"),
    ),
)
def test_malformed_heads_are_failures(answer: bytes, kind: FailureKind, says: str) -> None:
    """What browsers refuse is a failure that names the fault and quotes nothing of what came."""
    got = get(once(answer))
    assert isinstance(got, Failure)
    assert (got.kind, says in got.detail) == (kind, True), got
    assert "hush" not in got.detail
