r"""HAProxy's file: sections begin with a keyword, and all lines up to the next one stand in it.

Words are cut at blanks. A backslash takes the meaning of a blank, a quote, a number sign and itself, and begins ``\n``,
``\r``, ``\t`` and ``\xHH``; before all else it stays, as in ``\1`` and ``\s``. Single quotes take the meaning of all
between them, double quotes of all but backslash. (Variables of the environment stay as they are written.)
"""

import re
from typing import Final

from hardtack.errors import LintError
from hardtack.lint.model import Document, Kind
from hardtack.lint.syntax._tree import Tree

__all__ = ["document"]

_SECTIONS: Final = frozenset(
    {
        *("backend", "cache", "crt-store", "defaults", "fcgi-app", "frontend", "global", "http-errors", "listen"),
        *("log-forward", "log-profile", "mailers", "peers", "program", "resolvers", "ring", "traces", "userlist"),
    }
)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t"} | {char: char for char in " \\#\"'"}
_HEXADECIMAL: Final = re.compile(r"x([0-9A-Fa-f]{2})")


def document(text: str) -> Document:
    """Read the file.

    Raises:
        LintError: a quote isn't closed.
    """
    tree = Tree()
    for number, line in enumerate(text.split("\n"), 1):
        words = _words(line, number)
        if not words:
            continue
        name, args = words[0], tuple(words[1:])
        if name in _SECTIONS:
            if tree.innermost is not None:
                tree.leave()
            tree.enter(name, args, number)
        else:
            tree.add(name, args, number)
    if tree.innermost is not None:
        tree.leave()
    return Document(Kind.HAPROXY, tuple(text.split("\n")), directives=tree.done(""))


def _words(line: str, number: int) -> list[str]:
    words: list[str] = []
    word: str | None = None
    quote = ""
    place = 0
    while place < len(line):
        char = line[place]
        place += 1
        if char == "\\" and quote != "'" and place < len(line):
            escaped, place = _escaped(line, place, quote)
            word = (word or "") + escaped
        elif quote and char == quote:
            quote = ""
        elif not quote and char in "\"'":
            quote, word = char, word or ""
        elif not quote and char == "#":
            break
        elif not quote and char.isspace():
            words += [] if word is None else [word]
            word = None
        else:
            word = (word or "") + char
    if quote:
        raise LintError(f"line {number}: a quote ({quote}) is never closed.", f"Close it with {quote} on its line.")
    return words if word is None else [*words, word]


def _escaped(line: str, place: int, quote: str) -> tuple[str, int]:
    """What a backslash before that place stands for, and where the line goes on."""
    char = line[place]
    coded = _HEXADECIMAL.match(line, place)
    if coded is not None:
        return chr(int(coded[1], 16)), coded.end()
    if quote and char == "$":
        return char, place + 1
    return _ESCAPED.get(char, f"\\{char}"), place + 1
