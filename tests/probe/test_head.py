"""Heads that strict parsers refuse and browsers read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.probe.head import Head, Malformed, can_become_head, find_end, parse_head

FIELD = (("Set-Cookie", "a=b"),)


@pytest.mark.parametrize(
    ("block", "head"),
    (
        (b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\n\r\n", Head(200, "OK", "1.1", FIELD)),
        (b"HTTP/1.1 200 OK\nSet-Cookie: a=b\n\n", Head(200, "OK", "1.1", FIELD)),  # LF alone
        (b"HTTP/1.1 200 OK\rSet-Cookie: a=b\r\n\r\n", Head(200, "OK", "1.1", FIELD)),  # CR alone: never in a value
        (b"HTTP/1.1 200\r\nSet-Cookie:a=b\r\n\r\n", Head(200, "", "1.1", FIELD)),  # no reason, no space
        (b"http/1.0  404  Not Found \r\n\r\n", Head(404, "Not Found", "1.0", ())),
        (b"HTTP/1.1 200OK\r\n\r\n", Head(200, "OK", "1.1", ())),
        (b"HTTP/2 299 \xe9\r\n\r\n", Head(299, "\xe9", "1.1", ())),
        (b"HTTP/0.9 999 x\r\n\r\n", Head(999, "x", "1.0", ())),
        (b"\xef\xbb\xbfHTTP/1.1 200 OK\r\n\r\n", Head(200, "OK", "1.1", ())),  # rubbish before it
        (b"HTTP/1.1 200 OK\r\nno colon\r\nSet-Cookie: a=b\r\n\r\n", Head(200, "OK", "1.1", FIELD)),
        (b"HTTP/1.1 200 OK\r\n: no name\r\nSet-Cookie: a=b\r\n\r\n", Head(200, "OK", "1.1", FIELD)),
        (b"HTTP/1.1 200 OK\r\nSet-Cookie \t: a=b\r\n\r\n", Head(200, "OK", "1.1", FIELD)),
        (b"HTTP/1.1 200 OK\r\nB\xe4d Name: \r\n\r\n", Head(200, "OK", "1.1", (("B\xe4d Name", ""),))),
        (b"HTTP/1.1 200 OK\r\nX: \x0b\x01a:b\x0c \r\n\r\n", Head(200, "OK", "1.1", (("X", "\x0b\x01a:b\x0c"),))),
        (b"HTTP/1.1 200 OK\r\nX: a \r\n \t b\r\n\tc\r\n\r\n", Head(200, "OK", "1.1", (("X", "a b c"),))),  # folded
        (b"HTTP/1.1 200 OK\r\n folded: from nothing\r\nX: a\r\n\r\n", Head(200, "OK", "1.1", (("X", "a"),))),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n", Head(200, "OK", "1.1", (("Content-Length", "5, 5"),))),
    ),
)
def test_heads(block: bytes, head: Head) -> None:
    """Each is read as browsers read it."""
    assert parse_head(block) == head


@pytest.mark.parametrize(
    "block",
    (
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 099\r\n\r\n",
        b"HTTP/x 200\r\n\r\n",
        b"junk HTTP/1.1 200\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: \0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\ncontent-length: 2\r\n\r\n",
    ),
)
def test_no_heads(block: bytes) -> None:
    """What browsers refuse is refused."""
    assert isinstance(parse_head(block), Malformed)


def head(*fields: tuple[str, str], version: str = "1.1", status: int = 200) -> Head:
    """A head with these field lines."""
    return Head(status, "", version, fields)


@pytest.mark.parametrize(
    ("given_head", "chunked", "length"),
    (
        (head(("Content-Length", "5")), False, 5),
        (head(("Content-Length", "5"), ("content-length", "5")), False, 5),
        (head(("Content-Length", "+5")), False, None),  # no number: until the close
        (head(("Content-Length", "9" * 19)), False, None),
        (head(("Content-Length", "")), False, None),
        (head(("Transfer-Encoding", "gzip"), ("Transfer-Encoding", "Chunked")), True, None),
        (head(("Transfer-Encoding", "chunked"), version="1.0"), False, None),
    ),
)
def test_framing(given_head: Head, *, chunked: bool, length: int | None) -> None:
    """What frames the content."""
    assert (given_head.is_chunked, given_head.content_length) == (chunked, length)


def test_two_lengths_beside_chunks() -> None:
    """Chunked coding overrides every length (RFC 9112, section 6.3), so that they may differ."""
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
    assert isinstance(parse_head(block), Head)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(block: bytes) -> None:
    """No bytes raise, and no line break or NUL gets into a field line."""
    found = parse_head(b"HTTP/1.1 200 OK\r\n" + block)
    if isinstance(found, Head):
        assert not any(set(name + value) & set("\r\n\0") for name, value in found.fields)


@given(st.binary(max_size=60), st.lists(st.integers(1, 9)))
def test_end_is_found_however_it_comes(block: bytes, cuts: list[int]) -> None:
    """Looking again after each piece finds the same end as looking at once."""
    whole = bytearray(block.replace(b"a", b"\r").replace(b"b", b"\n") + b"\r\n\r\n")
    received, seen, found = bytearray(), 0, -1
    rest = bytes(whole)
    for cut in [*cuts, len(whole)]:
        received, rest = received + rest[:cut], rest[cut:]
        found = find_end(received, seen)
        if found > 0:
            break
        seen = len(received)
    assert found == find_end(whole, 0)


@pytest.mark.parametrize(
    ("received", "can"),
    (
        (b"", True),
        (b"HT", True),
        (b"junkHTTP/", True),
        (b"hTTp/1.1 200", True),
        (b"junk!HTTP/", False),
        (b"SSH-2.0-x", False),
    ),
)
def test_beginnings(received: bytes, *, can: bool) -> None:
    """Up to four bytes of rubbish may precede the status line, as in browsers."""
    assert can_become_head(bytearray(received)) is can
