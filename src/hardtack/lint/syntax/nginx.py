"""nginx's files: words up to `;` or a block in braces. Blocks of Lua (`…_by_lua_block`) are passed over."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hardtack.errors import LintError
from hardtack.lint.model import Document, Kind
from hardtack.lint.syntax._tree import Tree
from hardtack.lint.walking import walk

__all__ = ["document"]

_LONG_BRACKET: Final = re.compile(r"\[(=*)\[")
_ESCAPES = {"t": "\t", "r": "\r", "n": "\n"}


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, or one of ``;``, ``{`` and ``}`` (then `sign` is set)."""

    text: str
    line: int
    sign: bool = False


def document(text: str) -> Document:
    """Read the file.

    Raises:
        LintError: a brace or a quote isn't closed, or a directive isn't ended.
    """
    tree = Tree()
    words: list[_Token] = []
    for token in _tokens(text):
        if not token.sign:
            words.append(token)
        elif token.text == "}":
            _no_words(words)
            if tree.innermost is None:
                raise LintError(f"line {token.line}: a `}}` closes nothing.", "Take it out, or open its block.")
            tree.leave()
        elif not words:
            if token.text == "{":
                raise LintError(f"line {token.line}: a block has no name.", "Write its name before the `{`.")
        else:
            name, args = words[0], tuple(word.text for word in words[1:])
            (tree.add if token.text == ";" else tree.enter)(name.text, args, name.line)
            words = []
    _no_words(words)
    directives = tree.done("`}`")
    includes = tuple(one.line for one in walk(directives) if one.name == "include")
    return Document(Kind.NGINX, tuple(text.split("\n")), directives=directives, includes=includes)


def _no_words(words: list[_Token]) -> None:
    if words:
        raise LintError(f"line {words[0].line}: {words[0].text[:40]} is not ended.", "End it with `;`.")


def _tokens(text: str) -> Iterator[_Token]:
    place, line = 0, 1
    lua = False
    while place < len(text):
        begun, char = place, text[place]
        if char.isspace():
            place += 1
        elif char == "#":
            place = _end_of_line(text, place)
        elif char in ";{}":
            yield _Token(char, line, sign=True)
            place += 1
            place = _end_of_lua(text, place, line) if lua and char == "{" else place
            lua = False
        else:
            word, place = _quoted(text, place, line) if char in "\"'" else _bare(text, place)
            lua = lua or word.endswith("_by_lua_block")
            yield _Token(word, line)
        line += text.count("\n", begun, place)


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _bare(text: str, place: int) -> tuple[str, int]:
    """A word without quotes: up to a blank, `;` or `{`; but ``${name}`` is a part of it, and what is escaped."""
    word: list[str] = []
    while place < len(text):
        char = text[place]
        if char.isspace() or (char in ";{" and not (char == "{" and word[-1:] == ["$"])):
            break
        if char == "\\" and place + 1 < len(text):
            escaped, place = _escape(text, place)
            word.append(escaped)
            continue
        word.append(char)
        place += 1
    return "".join(word), place


def _escape(text: str, place: int) -> tuple[str, int]:
    """What a backslash and the character after it stand for: quotes and blanks for themselves, others stay both."""
    char = text[place + 1]
    plain = char if char in "\"'\\" else _ESCAPES.get(char)
    return (f"\\{char}" if plain is None else plain), place + 2


def _quoted(text: str, place: int, line: int) -> tuple[str, int]:
    quote = text[place]
    word: list[str] = []
    place += 1
    while place < len(text):
        char = text[place]
        if char == quote:
            return "".join(word), place + 1
        if char == "\\" and place + 1 < len(text):
            escaped, place = _escape(text, place)
            word.append(escaped)
            continue
        word.append(char)
        place += 1
    raise LintError(f"line {line}: a quote ({quote}) is never closed.", f"Close it with {quote}.")


def _end_of_lua(text: str, place: int, line: int) -> int:
    """Where the brace stands that closes a block of Lua; strings and comments in it hold none."""
    depth = 1
    while place < len(text):
        char = text[place]
        comment = 2 if text.startswith("--", place) else 0
        bracket = _LONG_BRACKET.match(text, place + comment)
        if bracket is not None:
            place = _end_of_long_bracket(text, bracket)
            continue
        if comment:
            place = _end_of_line(text, place)
            continue
        if char in "\"'":
            place = _end_of_lua_string(text, place)
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return place
        place += 1
    raise LintError(f"line {line}: a block of Lua is never closed.", "Close it with `}`.")


def _end_of_long_bracket(text: str, begin: re.Match[str]) -> int:
    """The place after the bracket that ends a long string or comment, or the end of the text."""
    closing = f"]{begin[1]}]"
    end = text.find(closing, begin.end())
    return len(text) if end < 0 else end + len(closing)


def _end_of_lua_string(text: str, place: int) -> int:
    """The place of the quote that ends it, or the end of the text."""
    quote = text[place]
    place += 1
    while place < len(text) and text[place] != quote:
        place += 2 if text[place] == "\\" else 1
    return place
