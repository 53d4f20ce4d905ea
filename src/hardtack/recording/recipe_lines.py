"""Where in a TOML text a key stands: Python's reader tells values, but not their lines."""

import re

_HEADER = re.compile(r"\s*\[(\[)?\s*\"?([\w.-]+)\"?\s*\]\]?")


def line_of(text: str, table: str, index: int, key: str) -> int | None:
    """The line of a key, counted from 1; that of its table's header if it has none of its own, None if neither shows.

    Args:
        text: the TOML text.
        table: name of the table, empty for the top level.
        index: which of the tables of that name, counted from 0.
        key: the key; a sub-table's header counts as its line.
    """
    wanted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    current, seen, fallback = "", -1, None
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header is not None:
            name = header[2]
            inside = seen == index and current == table
            if name in {f"{table}.{key}", key} and (inside or not table):
                return number
            if name == table:
                seen += 1
                fallback = number if seen == index else fallback
            current = name
        elif current == table and (seen == index or not table) and wanted.match(line):
            return number
    return fallback
