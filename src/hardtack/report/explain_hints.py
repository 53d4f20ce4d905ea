"""What is likely meant by a set-cookie line that browsers take for something else."""

import re
from collections.abc import Iterator

from hardtack.cookies import Rejected, parse_set_cookie

__all__ = ["line_hints"]

_FLAGS = frozenset({"secure", "httponly", "samesite", "partitioned"})
_ATTRIBUTES = _FLAGS | {"domain", "path", "expires", "max-age"}
_SECOND = re.compile(r",[ \t]*(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)=")
_QUOTES = ('"', "'")


def line_hints(line: str) -> tuple[str, ...]:
    """One sentence for each slip that a line shows, none for a line as it should be.

    Args:
        line: the field value, latin-1 isomorphic. No value of it is told.
    """
    return tuple(_hints(line))


def _hints(line: str) -> Iterator[str]:
    inner = line.strip(" \t")
    if len(inner) > 1 and inner[0] in _QUOTES and inner[-1] == inner[0]:
        yield "The quotes around the line are taken for a part of it: leave them out, or keep those of the shell alone."
        return
    parsed = parse_set_cookie(line)
    if isinstance(parsed, Rejected):
        return
    said = (parsed.name or parsed.value).lower()
    if said in _FLAGS:
        what = "named" if parsed.name else "holding"
        yield (
            f"This sets a cookie {what} {parsed.name or parsed.value}, which protects no other: an attribute belongs"
            " behind the cookie that it is for, in the same line (hardtack explain HT1108)."
        )
    elif parsed.name.lower() in _ATTRIBUTES:
        yield f"This sets a cookie named {parsed.name}: the cookie's own name=value comes before every attribute."
    elif not parsed.name:
        yield "There is no name before the first `=`, so this sets a cookie without one: a line begins with name=value."
    _, _, attributes = line.partition(";")
    # Dates hold commas, too; a name and a `=` never follow theirs.
    if (second := _SECOND.search(attributes)) is not None and second["name"].lower() not in _ATTRIBUTES:
        yield (
            "After the comma stands a second cookie, which is never set: each needs a line of its own"
            " (hardtack explain HT1109)."
        )
