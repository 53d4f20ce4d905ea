"""php.ini, .user.ini, files of conf.d and PHP-FPM's pools: `name = value`, the last one counts.

configparser takes neither names that come twice nor lines without `=`, tells no lines, and lets a section's name decide
what PHP doesn't; hence this reader. A line that is neither a setting nor a section means nothing to PHP, nor here.
"""

import re
from typing import Final

from hardtack.lint.model import Document, Kind, Setting, Value

__all__ = ["document", "php_value"]

_SETTING: Final = re.compile(r"\s*(?P<name>[A-Za-z_][\w.\[\]-]*)\s*=\s*(?P<value>.*)")
_SECTION: Final = re.compile(r"\s*\[(?P<name>[^\]]*)\]")
_POOLED: Final = re.compile(r"php_(?:admin_)?(?:value|flag)\[(?P<name>[^\]]+)\]")
_QUOTED: Final = re.compile(r"\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'")
_ON: Final = frozenset({"on", "yes", "true"})
_OFF: Final = frozenset({"off", "no", "false", "none", "null"})
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}")


def document(text: str) -> Document:
    """Read the file; there is nothing that can't be read."""
    lines = tuple(text.split("\n"))
    settings: list[Setting] = []
    where = ""
    for number, line in enumerate(lines, 1):
        if (section := _SECTION.match(line)) is not None:
            where = section["name"].strip()
        elif (found := _SETTING.fullmatch(line)) is not None:
            pooled = _POOLED.fullmatch(found["name"])
            settings.append(php_value(pooled["name"] if pooled else found["name"], found["value"], number, where))
    return Document(Kind.PHP, lines, settings=tuple(settings))


def php_value(name: str, text: str, line: int, where: str = "") -> Setting:
    """A setting of PHP's: words for on and off as True and False, digits (quoted ones too) as a number, else text."""
    return Setting(name.lower(), _value(text), line, where)


def _value(text: str) -> Value:
    quoted = _QUOTED.match(text)
    if quoted is not None:
        text = quoted["double"] if quoted["single"] is None else quoted["single"]
        return int(text) if _INTEGER.fullmatch(text) else text
    bare = text.partition(";")[0].strip()
    if bare.lower() in _ON:
        return True
    if bare.lower() in _OFF:
        return False
    return int(bare) if _INTEGER.fullmatch(bare) else bare
