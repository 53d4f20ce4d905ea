"""A set-cookie line fit to show: its value shortened, its bytes legible, nothing that moves a terminal's cursor."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from hardtack.report.phrases import printable

__all__ = [
    "LONGEST_VALUE",
    "ShownLine",
    "legible",
    "shown_attribute",
    "shown_line",
    "shown_place",
    "shown_url",
    "shown_value",
]

LONGEST_VALUE = 12
"""A longer value is never shown whole: short enough to hold no session id, long enough for `true` or `de-CH`."""

_SHOWN_OF_LONG = 6
_LONGEST_NAME = 40
_READ_BY_PEOPLE = frozenset(("path", "domain", "max-age", "samesite"))
_ELLIPSIS = "\u2026"


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A set-cookie line in the parts that are shown.

    Attributes:
        name: the cookie's name, empty for a nameless one.
        value: its value, shortened.
        length: how many bytes the value has.
        attributes: `Path=/`, `Secure`, in order, values shortened; the empty ones between two semicolons left out.
    """

    name: str
    value: str
    length: int
    attributes: tuple[str, ...]

    @property
    def pair(self) -> str:
        """Name and value, as they stand at the beginning of the line."""
        return f"{self.name}={self.value}" if self.name else self.value

    @property
    def text(self) -> str:
        """The line, without the name of the field."""
        return "; ".join((self.pair, *self.attributes))


def shown_line(line: str, *, reveal: bool = False) -> ShownLine:
    """What of a line is shown; any line has something to show, whatever a browser makes of it.

    Args:
        line: the field value, latin-1 isomorphic.
        reveal: whether to show values whole.
    """
    pair, _, rest = line.partition(";")
    name, equals, value = pair.partition("=")
    name = name.strip(" \t")
    if not name or not equals:
        # A cookie without a name is all value: what stands there may be a secret.
        name, value = "", pair
    value = value.strip(" \t")
    parts = (part.partition("=") for part in rest.split(";"))
    attributes = ((key.strip(" \t"), sign, text.strip(" \t")) for key, sign, text in parts)
    return ShownLine(
        legible(name) if reveal else _cut(legible(name), _LONGEST_NAME),
        shown_value(value, reveal=reveal),
        len(value),
        tuple(shown_attribute(key, text, reveal=reveal) for key, _, text in attributes if key or text),
    )


def shown_attribute(name: str, value: str, *, reveal: bool = False) -> str:
    """An attribute, its value shortened as much as it must be.

    Hosts, paths and dates are for people and stay readable. But where two lines were folded into one, another cookie
    stands in an attribute's value; and what no browser knows may be anything.

    Args:
        name: as spelt, latin-1 isomorphic.
        value: as spelt; may be empty.
        reveal: whether to show it whole.
    """
    label = legible(name) if reveal else _cut(legible(name), _LONGEST_NAME)
    if not value:
        return label
    key = name.lower()
    if key == "expires" and "=" not in value and value.count(",") < 2:
        return f"{label}={legible(value) if reveal else _cut(legible(value), _LONGEST_NAME)}"
    shown = shown_place if key in _READ_BY_PEOPLE else shown_value
    return f"{label}={shown(value, reveal=reveal)}"


def shown_place(place: str, *, reveal: bool = False) -> str:
    """A path or a host: readable, unless another cookie may be in it.

    Args:
        place: latin-1 isomorphic.
        reveal: whether to show it whole.
    """
    if reveal or "=" in place or "," in place:
        return shown_value(place, reveal=reveal)
    return _cut(legible(place), _LONGEST_NAME)


def shown_value(value: str, *, reveal: bool = False) -> str:
    """A value, cut if it is long.

    Args:
        value: latin-1 isomorphic.
        reveal: whether to show it whole.
    """
    told = legible(value)
    if reveal or len(value) <= LONGEST_VALUE:
        return told
    # Cut before anything is escaped, so that never more than this many of its bytes are shown.
    return f"{legible(value[:_SHOWN_OF_LONG])}{_ELLIPSIS}\u2039{len(value)} characters\u203a"


def shown_url(url: str) -> str:
    """Scheme, host, port and path of a URL: a query, a user's name or a path parameter may hold a session id.

    Args:
        url: one that is known to have a host.
    """
    parts = urlsplit(url)
    return printable(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.partition(';')[0] or '/'}")


def legible(text: str) -> str:
    """Text from the wire as its author meant it: UTF-8 if it is that, else latin-1; what can't be printed escaped.

    Args:
        text: latin-1 isomorphic text.
    """
    try:
        return printable(text.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return printable(text)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}{_ELLIPSIS}"
