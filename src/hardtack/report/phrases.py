"""Site text made fit to print: masks said in words, control characters shown, nothing that moves a terminal's cursor.

A mask's digits mean something within one recording alone; a reader needs the length behind it. So reports never print
them, and two recordings of one site give comparable reports.
"""

import re

_MASK = re.compile(r"~[0-9a-f]{1,11}~*(?:(?P<controls>[\x00-\x1f\x7f]+)~)?")
_SHORTEST_MASK = 12
# Single angle quotation marks: no site's text is likely to hold them, so a length is not taken for a value.
_OPEN, _CLOSE = "\u2039", "\u203a"


def shown(text: str) -> str:
    r"""Text from the wire for a person: masks as lengths, anything unprintable as its escape (`\x1b`).

    Args:
        text: latin-1 isomorphic text with masks in it.
    """
    return printable(_MASK.sub(_length, text))


def printable(text: str) -> str:
    """Text with every character that is not printable written as its escape."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def _length(match: re.Match[str]) -> str:
    length = len(match[0])
    if length < _SHORTEST_MASK:
        return match[0]
    counted = f"up to {_SHORTEST_MASK}" if length == _SHORTEST_MASK else str(length)
    held = f", {len(match['controls'])} of them control characters" if match["controls"] else ""
    return f"{_OPEN}{counted} characters{held}{_CLOSE}"


def lifetime(seconds: int | None) -> str:
    """How long a browser keeps a cookie, in the largest unit that says it well."""
    if seconds is None:
        return "until the browser is closed"
    if seconds <= 0:
        return "removed at once"
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return counted(seconds // size, unit)
    return counted(seconds, "second")


def counted(number: int, noun: str) -> str:
    """`1 request`, `2 requests`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
