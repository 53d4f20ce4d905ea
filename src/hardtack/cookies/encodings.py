"""Byte encodings a cookie value may wear: percent, base64, hexadecimal, compression.

Everything here is bounded by the caller's `room` and answers `None` instead of raising, because a value is data.
"""

import base64
import re
import zlib
from urllib.parse import unquote_to_bytes

from hardtack.cookies.value_kinds import Kind, Part, Peeled

_BASE64_MIN = 8
_HEX_MIN = 12
_RUN = re.compile(rb"[\x20-\x7e\x80-\xff]{3,}")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPE = re.compile(r"\\([0-3][0-7]{2}|.)", re.DOTALL)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]+|[A-Za-z0-9_-]+)={0,2}")
_HEX = re.compile(r"(?:[0-9a-f]{2})+|(?:[0-9A-F]{2})+")

_HEADERS: tuple[tuple[Kind, re.Pattern[bytes]], ...] = (
    (Kind.JAVA_SERIALISED, re.compile(rb"\xac\xed\x00\x05")),
    (Kind.DOTNET_SERIALISED, re.compile(rb"\x00\x01\x00\x00\x00\xff\xff\xff\xff")),
    (Kind.VIEW_STATE, re.compile(rb"\xff\x01[\x03-\x7f]")),
    (Kind.PICKLE, re.compile(rb"\x80[\x02-\x05][\s\S]*\.\Z|\(dp[01]\n")),
    (Kind.RUBY_MARSHAL, re.compile(rb"\x04\x08[\[{\"I:o]")),
)
# Window bits of zlib: 31 reads a gzip header, 15 a zlib header, -15 no header at all (RFC 1950 to 1952).
_COMPRESSED = (b"\x1f\x8b", b"x\x01", b"x\x9c", b"x\xda")
_COMPRESSIONS = ((Kind.GZIP, 31), (Kind.ZLIB, 15), (Kind.DEFLATE, -15))


def as_text(data: bytes) -> str | None:
    """Read bytes as text.

    Args:
        data: Bytes of any origin.

    Returns:
        The text if the bytes are UTF-8 of printable characters and white space only, else `None`: bytes that happen
        to decode to something unprintable are random, not text.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if all(char.isprintable() or char in "\t\r\n" for char in text) else None


def wire_text(value: str) -> str:
    """Read a string of the wire (one character = one byte) as the UTF-8 it most likely is; else leave it alone."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def base64_bytes(text: str) -> bytes | None:
    """Decode base64 or base64url, padded or not; `None` if the text is neither."""
    body = text.replace("\n", "")
    if not _BASE64.fullmatch(body):
        return None
    body = body.rstrip("=").translate(str.maketrans("-_", "+/"))
    # A length of 4n + 1 cannot be base64: the last character would hold six bits of an octet (RFC 4648, section 4).
    return None if len(body) % 4 == 1 else base64.b64decode(body + "=" * (-len(body) % 4))


def base64_text(data: bytes) -> str:
    """Encode as base64url without padding, the form of tokens and signatures."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def inflate(data: bytes, window_bits: int, room: int) -> bytes | None:
    """Decompress at most `room` octets.

    Args:
        data: A complete compressed stream and nothing after it.
        window_bits: zlib's window bits (the sign and size select the header).
        room: The most octets that may come out.

    Returns:
        The octets, or `None` for a stream that is damaged, incomplete, not alone, or larger than `room`.
    """
    stream = zlib.decompressobj(window_bits)
    try:
        plain = stream.decompress(data, room)
    except zlib.error:
        return None
    return plain if stream.eof and not stream.unused_data else None


def peel_quotes(text: str) -> Peeled | None:
    """Take off surrounding double quotes, with the backslash escapes that cookie libraries write inside them."""
    if len(text) < len('""') or not (text.startswith('"') and text.endswith('"')):
        return None
    inner = _ESCAPE.sub(_unescaped, text[1:-1])
    return Peeled(Kind.QUOTED, (Part((), inner),))


def peel_percent(text: str) -> Peeled | None:
    """Undo percent-encoding once (RFC 3986, section 2.1)."""
    return Peeled(Kind.PERCENT, (Part((), unquote_to_bytes(text)),)) if _PERCENT.search(text) else None


def peel_hex(text: str) -> Peeled | None:
    """Undo hexadecimal digits that spell text or a known binary format; numbers are left alone."""
    if len(text) < _HEX_MIN or text.isdecimal() or not _HEX.fullmatch(text):
        return None
    return _meaningful(Kind.HEX, bytes.fromhex(text))


def peel_base64(text: str) -> Peeled | None:
    """Undo base64 that spells text or a known binary format; everything else in that alphabet stays what it was."""
    if len(text) < _BASE64_MIN or text.isdecimal():
        return None
    data = base64_bytes(text)
    return None if data is None else _meaningful(Kind.BASE64, data)


def peel_bytes(data: bytes, room: int) -> Peeled:
    """Understand bytes that are no text: compressed, serialised, or opaque.

    Args:
        data: The bytes.
        room: The most octets a decompression may give.

    Returns:
        What they are; opaque bytes come back as a leaf of hexadecimal digits.
    """
    for kind, header in _HEADERS:
        if header.match(data):
            # Never unserialised: that would run the site's instructions. The printable runs are enough to search.
            runs = "\n".join(run.decode("latin-1") for run in _RUN.findall(data))
            return Peeled(kind, (), wire_text(runs))
    for kind, window_bits in _COMPRESSIONS if room else ():
        plain = inflate(data, window_bits, room)
        # A header-less stream has no mark of its own, so only readable text proves that it was one.
        if plain and (kind is not Kind.DEFLATE or as_text(plain) is not None):
            return Peeled(kind, (Part((), plain),))
    return Peeled(Kind.OPAQUE, (), data.hex())


def _unescaped(match: re.Match[str]) -> str:
    escaped = match[1]
    return escaped if len(escaped) == 1 else chr(int(escaped, 8))


def _meaningful(kind: Kind, data: bytes) -> Peeled | None:
    known = data.startswith(_COMPRESSED) or any(header.match(data) for _, header in _HEADERS)
    return Peeled(kind, (Part((), data),)) if known or as_text(data) is not None else None
