"""An attribute of a set-cookie line as it stood there, and why it has no effect."""

from enum import Enum
from typing import NamedTuple

__all__ = ["Attribute", "Ignored"]


class Ignored(Enum):
    """Why an attribute has no effect."""

    UNKNOWN = "unknown"
    TOO_LONG = "too-long"
    INVALID = "invalid"
    OVERRIDDEN = "overridden"
    OUTRANKED = "outranked"

    @property
    def text(self) -> str:
        """The reason in one sentence."""
        return _IGNORED_TEXTS[self]


_IGNORED_TEXTS = {
    Ignored.UNKNOWN: "no browser knows this attribute",
    Ignored.TOO_LONG: "its value exceeds 1024 bytes",
    Ignored.INVALID: "its value does not have the attribute's syntax",
    Ignored.OVERRIDDEN: "a later attribute of the same name wins",
    Ignored.OUTRANKED: "Max-Age wins over Expires",
}


class Attribute(NamedTuple):
    """One attribute as it stood in the line, trimmed.

    Attributes:
        name: As spelt.
        value: As spelt; empty both for ``Path`` and ``Path=``.
        ignored: Why it has no effect, None if it has. An invalid SameSite or Path value is marked invalid though it
            does have one: it unsets the SameSite, or makes the path the default-path.
    """

    name: str
    value: str
    ignored: Ignored | None = None
