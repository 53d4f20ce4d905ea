"""Where in a TOML text a key stands: Python's reader tells values, but not their lines.

A place is the way to a value: names of tables and keys, and numbers of array items, counted from 0, as in
``("cookies", 0, "match", "name")``.
"""

import re
from collections.abc import Iterator, Mapping

__all__ = ["Place", "find_lines", "line_of", "table_text"]

Place = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)([^\]]*)\]\]?")
_KEY = r"[\w-]+|\"(?:[^\"\\]|\\.)*\"|'[^']*'"
_KEYS = re.compile(rf"\s*((?:{_KEY})(?:\s*\.\s*(?:{_KEY}))*)\s*=")
_one = re.compile(_KEY).findall
# Strings, comments and brackets: all that decides whether the next line begins with a key.
_MARK = re.compile(r"\"\"\"|'''|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#[^\n]*|[\[\]{}]")


def find_lines(text: str) -> dict[Place, int]:
    """The line, counted from 1, of each table header and of each key that begins a line.

    Args:
        text: Valid TOML. (Of keys within inline tables and arrays the line is that of the value they stand in.)
    """
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    for number, line in _statements(text):
        header = _HEADER.match(line)
        keys = _KEYS.match(line)
        if keys is not None:
            found.setdefault(table + tuple(_names(keys[1])), number)
        elif header is not None:
            table = _table(tuple(_names(header[2])), counts, is_item=header[1] == "[[")
            found.setdefault(table, number)
    return found


def line_of(lines: Mapping[Place, int], place: Place) -> int | None:
    """The line of a place, or of the nearest thing around it that has one; None if nothing has.

    Args:
        lines: From `find_lines`.
        place: The way to the value.
    """
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None


def table_text(text: str, name: str) -> str:
    """The lines of a table and of the tables in it, each with the comments right above its header, as they stand.

    Args:
        text: Valid TOML.
        name: Of the table, one at the top that has a header; what is written inline or by dotted keys is not found.
    """
    begins = {number for number, _ in _statements(text)}
    kept: list[str] = []
    # Comments, until it shows which table they are of.
    above: list[str] = []
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if number in begins and line.lstrip().startswith("#"):
            above.append(line)
            continue
        header = _HEADER.match(line) if number in begins else None
        if header is not None:
            inside = next(_names(header[2]), None) == name
        if inside:
            kept += [*above, line]
        above = []
    return "\n".join([*kept, *(above if inside else ())]).strip("\n")


def _names(keys: str) -> Iterator[str]:
    for key in _one(keys):
        yield key[1:-1] if key[0] in "\"'" else key


def _table(names: tuple[str, ...], counts: dict[Place, int], *, is_item: bool) -> Place:
    """The place of a header's table: each array of tables on the way is entered at its last item."""
    place: Place = ()
    for name in names[:-1]:
        place = (*place, name)
        if place in counts:
            place = (*place, counts[place] - 1)
    place = (*place, names[-1]) if names else place
    if not is_item:
        return place
    counts[place] = counts.get(place, 0) + 1
    return (*place, counts[place] - 1)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines that begin a key or a table, with their numbers: not those within a value that runs on."""
    depth = 0
    quote = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not depth and not quote:
            yield number, line
        start = 0
        if not depth and not quote and (begin := _HEADER.match(line) if not _KEYS.match(line) else None):
            start = begin.end()
        for mark in _MARK.finditer(line, start):
            found = mark[0]
            if quote:
                quote = "" if found == quote else quote
            elif found in {'"""', "'''"}:
                quote = found
            elif found in "[{":
                depth += 1
            elif found in "]}":
                depth = max(depth - 1, 0)
