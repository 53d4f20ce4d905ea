"""Lines of a configuration fit to be shown: cookie values, keys and passwords masked."""

import re
from typing import Final

__all__ = ["masked"]

_MASK: Final = "…"
_LONGEST: Final = 400
_SEARCHED: Final = 2_000
"""Characters of a line that are looked at; what stands after them is never shown."""
_COOKIE: Final = re.compile(
    r"(?P<before>set-cookie['\":]*\s+['\"]?[\w!#$%&'*.^`|~+-]+=)(?P<value>[^;\"'\s]+)", re.IGNORECASE
)
_SECRET: Final = re.compile(
    r"(?P<before>[\w.\[\]\"'-]*(?:secret|passw(?:or)?d|passphrase|api_?key|token_?key|private_?key|signing_?key)[\w.\"'\]-]*"
    r"\s*(?:=(?!=)|:|\s)\s*)(?P<value>\S.*)",
    re.IGNORECASE,
)
_VARIABLE: Final = re.compile(r"[$%{\\]")


def masked(line: str) -> str:
    """The line without what must not be shown, and cut where it is endless.

    Args:
        line: of a configuration.
    """
    text = _COOKIE.sub(lambda found: found["before"] + _cookie(found["value"]), line.strip()[:_SEARCHED])
    text = _SECRET.sub(lambda found: found["before"] + _MASK, text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _MASK


def _cookie(value: str) -> str:
    """What is made of variables is no value."""
    return value if _VARIABLE.search(value) else _MASK
