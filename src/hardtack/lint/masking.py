"""Lines of a configuration fit to be shown: cookie values, keys and passwords masked."""

import re
from typing import Final

__all__ = ["masked", "masked_value"]

_MASK: Final = "…"
_LONGEST: Final = 400
_SEARCHED: Final = 2_000
"""Characters of a line that are looked at; what stands after them is never shown."""
_PAIR: Final = re.compile(r"(?<![\w-])(?P<name>[\w-]+)=(?P<value>[^;\"'\s]+)")
_PIECE: Final = re.compile(
    # What is no text: an escape, a class, a variable, a count or a placeholder, the beginning of a group.
    r"\\.|\[\^?(?:\w-\w|\\.|[^\]\w\\])*\]?|%\{[^}]*\}\w?|%\[[^\]]*\]|\$\{?\w+\}?|\{(?:\d+(?:,\d*)?|\$\w+|[\w-]+[.>][\w.>-]*)\}"
    r"|\(\?[a-z:!=<]+|(?P<text>[^\\\[\]$(){}^*]+)"
)
_KEPT: Final = frozenset({"path", "domain", "expires", "max-age", "samesite", "env", "len", "version"})
"""Names before an equals sign that are no cookie's."""
_BALANCER: Final = re.compile(r"(?P<before>lb_policy\s+cookie\s+\S+\s+)(?P<value>\S+)")
_SECRET: Final = re.compile(
    r"(?P<before>(?:secret|passw(?:or)?d|passphrase|authorization|(?:auth|access)[_-]?token"
    r"|(?:api|token|private|signing)[_-]?key)[\w.\"'\]-]{0,60}\s{0,9}(?:=(?!=)|:|\s)\s{0,9})(?P<value>\S.*)",
    re.IGNORECASE,
)
_USER: Final = re.compile(r"(?<=://)[^/\s@\"']+(?=@)")
"""A user's name and password in an address."""


def masked(line: str) -> str:
    """The line without what must not be shown, and cut where it is endless.

    Args:
        line: of a configuration.
    """
    text = line.strip()[:_SEARCHED]
    if "cookie" in text.lower():
        text = _BALANCER.sub(rf"\g<before>{_MASK}", masked_value(text))
    text = _USER.sub(_MASK, _SECRET.sub(rf"\g<before>{_MASK}", text))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + _MASK


def masked_value(text: str) -> str:
    """A set-cookie line, or what a configuration says of one, without the values of cookies.

    What is made of variables or stands for what was matched is no value; of the rest every piece is masked.
    """
    return _PAIR.sub(_without_value, text)


def _without_value(found: re.Match[str]) -> str:
    if found["name"].lower() in _KEPT:
        return found[0]
    return f"{found['name']}={_PIECE.sub(_without_text, found['value'])}"


def _without_text(found: re.Match[str]) -> str:
    text = found["text"]
    return _MASK if text is not None and any(char.isalnum() for char in text) else found[0]
