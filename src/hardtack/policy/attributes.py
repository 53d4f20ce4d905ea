"""The attributes of one set-cookie line, and what they say.

Attributes are (name in lower case, the whole attribute as spelt, trimmed), in the order of the line.
"""

import re
from functools import lru_cache
from typing import Final

from hardtack.cookies import SameSite, parse_cookie_date
from hardtack.policy.model import PathChange

__all__ = [
    "RANK",
    "Attributes",
    "change_path",
    "epoch_of",
    "is_deletion",
    "lives",
    "rank_of",
    "seconds_of",
    "split_attributes",
    "value_of",
]

Attributes = list[tuple[str, str]]

RANK: Final = {SameSite.UNSET: 0, SameSite.NONE: 1, SameSite.LAX: 2, SameSite.STRICT: 3}
"""How far each SameSite keeps a cookie from other sites' requests; UNSET = absent or no known value."""

_WSP: Final = " \t"
_SAME_SITE: Final = {"none": SameSite.NONE, "lax": SameSite.LAX, "strict": SameSite.STRICT}
# delta-seconds as browsers must read them: an optional "-", then digits alone (rfc6265bis-22 5.6.2).
_seconds = re.compile(r"-?[0-9]+").fullmatch
# Python refuses to read numbers of thousands of digits; one of more digits than these lasts longer than any cap.
_MOST_DIGITS: Final = 18
_LONG: Final = 1024


def split_attributes(rest: str) -> Attributes:
    """Take apart what follows the first ";" of a line; empty attributes (``;;``) are left out.

    Args:
        rest: That text, latin-1 isomorphic.
    """
    attribute = _attribute if len(rest) <= _LONG else _attribute.__wrapped__
    return [found for part in rest.split(";") if (found := attribute(part))]


# A site writes most of its attributes in a few ways only.
@lru_cache(maxsize=1024)
def _attribute(part: str) -> tuple[str, str] | None:
    text = part.strip(_WSP)
    return (text.partition("=")[0].rstrip(_WSP).lower(), text) if text else None


def value_of(text: str) -> str:
    """The value of an attribute as spelt; "" if it has none."""
    return text.partition("=")[2].lstrip(_WSP)


# A line's date is asked for twice, and lines of one second often have the same.
@lru_cache(maxsize=64)
def epoch_of(text: str) -> int | None:
    """Epoch seconds that an Expires gives, None if it gives none."""
    return parse_cookie_date(value_of(text))


def seconds_of(text: str) -> int | None:
    """Seconds that a Max-Age gives, None if it gives none."""
    value = value_of(text)
    if not _seconds(value):
        return None
    if len(value) <= _MOST_DIGITS:
        return int(value)
    digits = value.lstrip("-").lstrip("0")
    number = int(digits or "0") if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
    return -number if value[0] == "-" else number


def is_deletion(attributes: Attributes, now: int) -> bool:
    """Whether a line takes a cookie away: Max-Age ≤ 0, or no valid Max-Age and Expires ≤ now.

    Args:
        attributes: Of the line.
        now: Epoch seconds.
    """
    age = date = None
    for key, text in attributes:
        if key == "max-age" and (seconds := seconds_of(text)) is not None:
            age = seconds
        elif key == "expires" and (epoch := epoch_of(text)) is not None:
            date = epoch
    return not lives(age, date, now)


def lives(age: int | None, date: int | None, now: int) -> bool:
    """Whether a line keeps a cookie, by its last valid Max-Age and its last valid Expires."""
    return age > 0 if age is not None else date is None or date > now


def rank_of(text: str) -> int:
    """The `RANK` that a SameSite gives."""
    return RANK[_SAME_SITE.get(value_of(text).lower(), SameSite.UNSET)]


def change_path(changes: tuple[PathChange, ...], path: str) -> str:
    """A Path as the browser is to see it.

    The first change whose old prefix the path lies in counts, whole segments only. A path that lies in its new prefix
    too, where that lies in the old one, is left, and so is one that a change would then hit again: both may have been
    changed before.

    Args:
        changes: In order.
        path: As upstream gave it; what doesn't begin with "/" is no path and left as it is.
    """
    once = _change_once(changes, path)
    return path if once != path and _change_once(changes, once) != once else once


def _change_once(changes: tuple[PathChange, ...], path: str) -> str:
    for change in changes:
        old, new = change.old.rstrip("/"), change.new.rstrip("/")
        if _within(path, old):
            if _within(new or "/", old) and _within(path, new):
                return path
            return new + path[len(old) :] or "/"
    return path


def _within(path: str, prefix: str) -> bool:
    """Whether a path is a prefix (without "/" at its end) or lies below it."""
    return path[:1] == "/" and (path == prefix or path.startswith(f"{prefix}/"))
