"""Live HTTP messages, as the walk sends and receives them, before anything is redacted.

These objects hold real passwords and cookie values. They live in memory for the length of a walk and never reach a
recording, a report or a log; `hardtack.recording.redact` turns them into what may be kept. All text from the wire is
latin-1 isomorphic: one character is one byte.
"""

from dataclasses import dataclass, field
from enum import Enum, unique

FieldLines = tuple[tuple[str, str], ...]


@unique
class FailureKind(Enum):
    """Why no usable response came."""

    UNRESOLVED = "name not resolved"
    REFUSED = "connection refused"
    TIMEOUT = "timed out"
    NOT_TLS = "no TLS spoken there"
    CERTIFICATE = "certificate not trusted"
    PROTOCOL = "malformed HTTP"
    TOO_LARGE = "larger than the limit"
    CLOSED = "connection closed early"
    REFUSED_SCOPE = "outside the scope of this audit"


@dataclass(frozen=True, slots=True)
class Request:
    """One request to be sent.

    Attributes:
        method: the method, upper case.
        url: absolute http or https URL without a fragment.
        fields: further field lines in order (Cookie, Authorization, Content-Type ...); Host and Content-Length are the
            client's own.
        body: the content.
    """

    method: str
    url: str
    fields: FieldLines = ()
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """One response, every field line as it was sent, in order.

    Attributes:
        status: the status code.
        reason: the reason phrase.
        version: `1.0` or `1.1`.
        fields: field lines as (name as sent, value), in order, repeats kept.
        body: the content after content codings, cut at the client's limit.
        truncated: whether the content was cut, or its coding or framing was broken.
    """

    status: int
    reason: str
    version: str
    fields: FieldLines
    body: bytes = field(repr=False)
    truncated: bool = False

    def values(self, name: str) -> tuple[str, ...]:
        """All values of the field lines called `name` (case-insensitive), in order, never folded together."""
        wanted = name.lower()
        return tuple(value for key, value in self.fields if key.lower() == wanted)

    def value(self, name: str) -> str | None:
        """The first value of that name, or None."""
        return next(iter(self.values(name)), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """No usable response: a fact about the site, never an exception.

    Attributes:
        kind: the reason code.
        detail: one sentence for a person, free of secrets.
    """

    kind: FailureKind
    detail: str


Answer = Response | Failure


def failure_sentence(recorded: str) -> str:
    """A recorded failure without its reason code: the sentence behind it says the same in full.

    Args:
        recorded: `kind: detail`, as the recorder keeps it; or anything else, which stays as it is.
    """
    for kind in FailureKind:
        if kind is not FailureKind.REFUSED_SCOPE and recorded.startswith(f"{kind.value}: "):
            return recorded.removeprefix(f"{kind.value}: ")
    return recorded
