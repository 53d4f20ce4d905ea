r"""Apache httpd's files: directives a line, sections in angle brackets, ``\`` at a line's end joins it to the next.

Words are cut as httpd's ap_getword_conf does: by blanks, or between quotes of one kind, in which a backslash before
that quote or a backslash stands for it; a quote that is never closed holds the rest of the line.
"""

import re
from collections.abc import Iterator

from hardtack.errors import LintError
from hardtack.lint.model import Directive, Document, Kind
from hardtack.lint.syntax._tree import Tree
from hardtack.lint.syntax.ini import php_value
from hardtack.lint.walking import walk

__all__ = ["document"]

_INCLUDES = frozenset({"include", "includeoptional"})
_PHP = frozenset({"php_value", "php_flag", "php_admin_value", "php_admin_flag"})
_SECTION = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z]+)(?P<rest>.*)")
_RAW = frozenset({"<perl"})


def document(text: str, kind: Kind) -> Document:
    """Read the file.

    Raises:
        LintError: a section isn't closed.
    """
    directives = _directives(text)
    found = tuple(walk(directives))
    settings = tuple(
        php_value(one.args[0], one.args[1], one.line) for one in found if one.name in _PHP and len(one.args) > 1
    )
    includes = tuple(one.line for one in found if one.name in _INCLUDES)
    return Document(kind, tuple(text.split("\n")), directives=directives, settings=settings, includes=includes)


def _directives(text: str) -> tuple[Directive, ...]:
    tree = Tree()
    raw = ""
    for number, line in _joined(text):
        section = _SECTION.fullmatch(line)
        if raw and (section is None or not section["end"] or f"<{section['name'].lower()}" != raw):
            continue
        if section is None:
            name, *args = _words(line)
            tree.add(name.lower(), tuple(args), number)
            continue
        name = f"<{section['name'].lower()}"
        if section["end"]:
            _leave(tree, name, number)
            raw = ""
        else:
            tree.enter(name, tuple(_words(section["rest"].rstrip().removesuffix(">"))), number)
            raw = name if name in _RAW else ""
    return tree.done("its end tag, such as </VirtualHost>")


def _leave(tree: Tree, name: str, number: int) -> None:
    innermost = tree.innermost
    if innermost is None or innermost[0] != name:
        inside = f"within {innermost[0]}> of line {innermost[1]}" if innermost else "but none is open"
        raise LintError(
            f"line {number}: </{name[1:]}> closes a section, {inside}.", "Close sections in the order they were opened."
        )
    tree.leave()


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Lines with what they are continued by, and where they begin; neither blank ones nor comments."""
    pending, begun = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        begun = begun or number
        if line.endswith("\\"):
            pending += line[:-1]
            continue
        whole = (pending + line).strip()
        if whole and not whole.startswith("#"):
            yield begun, whole
        pending, begun = "", 0
    if pending.strip() and not pending.strip().startswith("#"):
        yield begun, pending.strip()


def _words(text: str) -> list[str]:
    words: list[str] = []
    place = 0
    while place < len(text):
        char = text[place]
        if char.isspace():
            place += 1
        elif char in "\"'":
            word, place = _quoted(text, place)
            words.append(word)
        else:
            end = place
            while end < len(text) and not text[end].isspace():
                end += 1
            words.append(text[place:end])
            place = end
    return words


def _quoted(text: str, place: int) -> tuple[str, int]:
    quote = text[place]
    word: list[str] = []
    place += 1
    while place < len(text):
        char = text[place]
        if char == quote:
            return "".join(word), place + 1
        if char == "\\" and text[place + 1 : place + 2] in {quote, "\\"}:
            place += 1
            char = text[place]
        word.append(char)
        place += 1
    return "".join(word), place
