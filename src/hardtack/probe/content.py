"""The content of a response: framing read by h11, content codings undone, both within bounds.

Whatever is wrong with the content (a body shorter than its Content-Length, broken chunks, a coding that doesn't decode,
a bomb, a deadline passed half-way), the head has come and holds the cookies: so it is no failure, but cut content.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import h11

from hardtack.probe.head import Head
from hardtack.probe.limits import Limits

_PIECE = 64 * 1024
_INFLATED = frozenset({"gzip", "x-gzip", "deflate"})
# Codings that are real but that the standard library can't undo within bounds. They are never asked for. Anything else
# in Content-Encoding (`none`, `utf-8`) is a slip of configuration, and the content is as it came: so browsers read it.
_OPAQUE = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
_MOST_CODINGS = 3


@dataclass(frozen=True, slots=True)
class Content:
    """What came after the head.

    Attributes:
        body: the content, decoded, at most `Limits.body_bytes`.
        truncated: whether it isn't all of the content, or its framing or coding was broken.
        complete: whether the message ended where its framing said: then the connection is at the next message.
    """

    body: bytes = field(repr=False)
    truncated: bool
    complete: bool


class _Decoder(Protocol):
    """What `zlib.decompressobj` gives; its class has no public name."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _CutError(Exception):
    """The content goes beyond a limit, or its coding is broken."""


def read_content(head: Head, framing: h11.Connection, receive: Callable[[], bytes], limits: Limits) -> Content:
    """Reads the content that follows a final head.

    Args:
        head: the head.
        framing: an h11 connection that has sent the request, which tells it whether a content follows at all; it is
            given a canonical head in place of the server's, so that h11 frames the content by this module's reading.
        receive: the next bytes from the server, empty at the end; the first call returns what came with the head.
        limits: bounds.
    """
    framing.receive_data(_canonical(head))
    framing.next_event()
    wire = _Wire(framing, receive, limits.body_bytes)
    codings = [coding for coding in head.tokens("content-encoding") if coding in _INFLATED | _OPAQUE]
    undone = _OPAQUE.isdisjoint(codings) and len(codings) <= _MOST_CODINGS
    pieces: Iterator[bytes] = wire.pieces()
    if undone:
        for coding in reversed(codings):
            pieces = _inflate(pieces, coding)
    body = bytearray()
    try:
        for piece in pieces:
            if undone:
                body += piece
                _check(len(body), wire.came, limits)
    except (_CutError, h11.RemoteProtocolError, OSError):
        return Content(bytes(body[: limits.body_bytes]), truncated=True, complete=False)
    return Content(bytes(body), truncated=not undone and wire.came > 0, complete=framing.their_state is h11.DONE)


def _canonical(head: Head) -> bytes:
    lines = [f"HTTP/1.1 {max(head.status, 200)} "]
    length = head.content_length
    if head.status == 101:
        lines.append("Content-Length: 0")
    elif head.is_chunked:
        lines.append("Transfer-Encoding: chunked")
    elif length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "\r\n"]).encode("ascii")


def _check(decoded: int, came: int, limits: Limits) -> None:
    if decoded > limits.body_bytes or (decoded > limits.ratio_from and decoded > limits.decoded_ratio * came):
        raise _CutError


class _Wire:
    """The content as it comes, its framing taken off and its bytes counted."""

    def __init__(self, framing: h11.Connection, receive: Callable[[], bytes], most: int) -> None:
        self.came = 0
        self._framing = framing
        self._receive = receive
        self._most = most

    def pieces(self) -> Iterator[bytes]:
        """The content, piece by piece."""
        while True:
            event = self._framing.next_event()
            if event is h11.NEED_DATA:
                self._framing.receive_data(self._receive())
            elif isinstance(event, h11.Data):
                self.came += len(event.data)
                yield bytes(event.data)
                # Asked after the piece was used: plain content is cut at the limit exactly, by `_check`.
                if self.came > self._most:
                    raise _CutError
            else:
                return


def _inflate(pieces: Iterator[bytes], coding: str) -> Iterator[bytes]:
    inflater = _Inflater(coding)
    for piece in pieces:
        yield from inflater.feed(piece)
    inflater.end()


class _Inflater:
    """Undoes gzip or deflate, never more than `_PIECE` bytes at a time."""

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._decoder: _Decoder | None = None
        self._pending = b""
        self._members = 0

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """What `piece` decodes to.

        Raises:
            _CutError: the coding is broken.
        """
        self._pending += piece
        while self._decoder is not None or len(self._pending) >= 2:
            # What follows the end of the stream is rubbish to browsers, save for a further gzip member (RFC 1952, 2.2).
            if self._decoder is None and self._members and not self._pending.startswith(b"\x1f\x8b"):
                self._pending = b""
                return
            decoder = self._decoder or _decoder(self._coding, self._pending)
            out = _step(decoder, self._pending)
            yield out
            self._members += decoder.eof
            self._decoder = None if decoder.eof else decoder
            self._pending = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
            # With a full piece, zlib may hold back more of what it has read already.
            if not self._pending and len(out) < _PIECE:
                return

    def end(self) -> None:
        """The coded content is over.

        Raises:
            _CutError: it ended too early.
        """
        if self._decoder is not None or (self._pending and not self._members):
            raise _CutError


def _decoder(coding: str, start: bytes) -> _Decoder:
    if coding != "deflate":
        return zlib.decompressobj(wbits=31)
    # `deflate` means the zlib format (RFC 9110, section 8.4.1.2), but raw deflate is sent, too. A zlib header is a
    # multiple of 31 and names method 8 (RFC 1950, section 2.2).
    is_zlib = start[0] & 0x0F == 8 and int.from_bytes(start[:2]) % 31 == 0
    return zlib.decompressobj(wbits=15 if is_zlib else -15)


def _step(decoder: _Decoder, data: bytes) -> bytes:
    try:
        return decoder.decompress(data, _PIECE)
    except zlib.error:
        raise _CutError from None
