"""The head of a response, read as tolerantly as browsers read it, with every field line kept.

A browser stores the cookies of many a response that a strict parser refuses whole, and a refused response is a lost
verdict. So, other than the grammar of RFC 9112 asks: lines end with LF, CR LF or a lone CR; a reason phrase may be
missing; a field name may hold what no token holds; a value may hold control characters (what they do to a cookie is the
cookie store's business); a line without a colon is skipped, and so is one without a name. A folded line is joined to
the one before it with one space (RFC 9112, section 5.2).

What browsers refuse is refused: NUL anywhere in the head, and framing that says two things (two different lengths).
"""

import re
from dataclasses import dataclass

from hardtack.recording.message import FieldLines

_END = re.compile(rb"\n\r?\n")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_STATUS_LINE = re.compile(
    rb"HTTP/([0-9])(?:\.([0-9]))?[ \t]+([1-9][0-9]{2})(?![0-9])[ \t]*(.*)", re.IGNORECASE | re.DOTALL
)
# Bytes of rubbish before the status line that browsers step over.
_SLOP = 4
_LONGEST_LENGTH = 18


@dataclass(frozen=True, slots=True)
class Malformed:
    """Why a head is none.

    Attributes:
        reason: a clause for a person; it quotes nothing of what came, which may hold a secret.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Head:
    """A status line and its field lines.

    Attributes:
        status: the status code.
        reason: the reason phrase, empty if it is missing.
        version: `1.0` or `1.1`; what is later than 1.1 is read as 1.1.
        fields: the field lines, in order.
    """

    status: int
    reason: str
    version: str
    fields: FieldLines

    def tokens(self, name: str) -> tuple[str, ...]:
        """The comma-separated members of all field lines of that name, trimmed, in lower case, empty ones left out."""
        listed = ",".join(value for key, value in self.fields if key.lower() == name).split(",")
        return tuple(member for part in listed if (member := part.strip(" \t").lower()))

    @property
    def is_interim(self) -> bool:
        """Whether another head follows. 101 is final: it ends HTTP on this connection, though nobody asked for it."""
        return self.status < 200 and self.status != 101

    @property
    def is_chunked(self) -> bool:
        """Whether chunked coding frames the content; in HTTP/1.0 it never does (RFC 9112, section 6.1)."""
        return self.version == "1.1" and "chunked" in self.tokens("transfer-encoding")

    @property
    def content_length(self) -> int | None:
        """The content's length in bytes; None if none is given that can be read: then it ends at the close."""
        lengths = self.tokens("content-length")
        if not lengths or re.fullmatch(f"[0-9]{{1,{_LONGEST_LENGTH}}}", lengths[0]) is None:
            return None
        return int(lengths[0])

    @property
    def keeps_alive(self) -> bool:
        """Whether the server will take another request on this connection (RFC 9112, section 9.3)."""
        wishes = self.tokens("connection")
        return "close" not in wishes and (self.version == "1.1" or "keep-alive" in wishes) and self.status != 101


def find_end(received: bytearray, start: int) -> int:
    """The index behind the empty line that ends a head, or -1 if it hasn't come yet.

    Args:
        received: what came so far, beginning with the head.
        start: index up to which an earlier call found nothing.
    """
    match = _END.search(received, max(0, start - 2))
    return match.end() if match else -1


def can_become_head(received: bytearray) -> bool:
    """Whether what came so far can still be the beginning of a head."""
    place = received[: _SLOP + 5].upper().find(b"HTTP/")
    return 0 <= place <= _SLOP or len(received) < _SLOP + 5


def parse_head(block: bytes) -> Head | Malformed:
    """Reads a head.

    Args:
        block: all bytes of it, up to and with the empty line.
    """
    if b"\0" in block:
        return Malformed("a NUL byte in the head, which browsers refuse, too")
    place = block[: _SLOP + 5].upper().find(b"HTTP/")
    status_line, *lines = _LINE_END.split(block[max(place, 0) :].rstrip(b"\r\n"))
    match = _STATUS_LINE.fullmatch(status_line)
    if match is None:
        return Malformed("a first line that is no status line")
    major, minor, status, reason = match.groups()
    version = "1.1" if (int(major), int(minor or b"0")) >= (1, 1) else "1.0"
    head = Head(int(status), reason.rstrip(b" \t").decode("latin-1"), version, _field_lines(lines))
    if not head.is_chunked and len(set(head.tokens("content-length"))) > 1:
        return Malformed("two different Content-Lengths, which browsers refuse, too")
    return head


def _field_lines(lines: list[bytes]) -> FieldLines:
    unfolded: list[bytes] = []
    for line in lines:
        if line[:1] in {b" ", b"\t"}:
            if unfolded:
                unfolded[-1] = unfolded[-1].rstrip(b" \t") + b" " + line.strip(b" \t")
        else:
            unfolded.append(line)
    parted = (line.partition(b":") for line in unfolded)
    return tuple(
        (name.rstrip(b" \t").decode("latin-1"), value.strip(b" \t").decode("latin-1"))
        for name, colon, value in parted
        if colon and name.strip(b" \t")
    )
