r"""Caddyfiles: words up to the end of the line, blocks in braces; a `{` that opens one is the last word of its line.

Quotes are `"` (a backslash before `"` takes its meaning) and the backtick; both go over lines. A `<<WORD` begins
a text that ends with a line of that word. A `\` at a line's end joins it to the next. `{host}` is a part of a word.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hardtack.errors import LintError
from hardtack.lint.model import Document, Kind
from hardtack.lint.syntax._tree import Tree
from hardtack.lint.walking import walk

__all__ = ["document"]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    line: int
    quoted: bool = False


def document(text: str) -> Document:
    """Read the file.

    Raises:
        LintError: a brace or a quote isn't closed.
    """
    tree = Tree()
    for words in _lines(text):
        first, last = words[0], words[-1]
        if not first.quoted and first.text == "}":
            if tree.innermost is None:
                raise LintError(f"line {first.line}: a `}}` closes nothing.", "Take it out, or open its block.")
            tree.leave()
        elif not last.quoted and last.text == "{":
            named = [word.text for word in words[:-1]]
            # The block of global options has no name.
            tree.enter(named[0] if named else "", tuple(named[1:]), first.line)
        else:
            tree.add(first.text, tuple(word.text for word in words[1:]), first.line)
    directives = tree.done("`}` on a line of its own")
    # What has its name between parentheses at the top is a snippet of this file.
    snippets = {one.name for one in directives}
    imports = (one for one in walk(directives) if one.name == "import" and not one.arg(0).startswith("("))
    includes = tuple(one.line for one in imports if f"({one.arg(0)})" not in snippets)
    return Document(Kind.CADDY, tuple(text.split("\n")), directives=directives, includes=includes)


def _lines(text: str) -> Iterator[list[_Word]]:
    """The words of each line that has any."""
    words: list[_Word] = []
    place, line = 0, 1
    while place < len(text):
        begun, char = place, text[place]
        if char == "\n":
            if words:
                yield words
            words = []
            place += 1
        elif char.isspace():
            place += 1
        elif text.startswith("\\\n", place):
            place += 2
        elif char == "#":
            place = _end_of_line(text, place)
        else:
            word, place = _word(text, place, line)
            words.append(_Word(word, line, quoted=char in '"`'))
        line += text.count("\n", begun, place)
    if words:
        yield words


def _end_of_line(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _word(text: str, place: int, line: int) -> tuple[str, int]:
    char = text[place]
    if char in '"`':
        return _quoted(text, place, line)
    end = place
    while end < len(text) and not text[end].isspace():
        end += 1
    word = text[place:end]
    if word.startswith("<<") and len(word) > 2:
        return _here(text, end, word[2:], line)
    return word, end


def _quoted(text: str, place: int, line: int) -> tuple[str, int]:
    quote = text[place]
    word: list[str] = []
    place += 1
    while place < len(text):
        char = text[place]
        if char == quote:
            return "".join(word), place + 1
        if char == "\\" and quote == '"' and text[place + 1 : place + 2] == '"':
            place += 1
            char = '"'
        word.append(char)
        place += 1
    raise LintError(f"line {line}: a quote ({quote}) is never closed.", f"Close it with {quote}.")


def _here(text: str, place: int, mark: str, line: int) -> tuple[str, int]:
    """A text up to the line that holds its mark alone."""
    held: list[str] = []
    place = _end_of_line(text, place) + 1
    while place < len(text):
        end = _end_of_line(text, place)
        one = text[place:end]
        if one.strip() == mark:
            return "\n".join(held), end
        held.append(one)
        place = end + 1
    raise LintError(f"line {line}: the text that <<{mark[:40]} begins never ends.", f"End it with a line {mark[:40]}.")
