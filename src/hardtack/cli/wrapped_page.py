"""A check's page, folded to the width of the terminal."""

import re
import textwrap
from collections.abc import Iterator

_INDENT = re.compile(r" *")
_ITEM = re.compile(r"- ")
_EXAMPLE = "Example:"


def wrapped_page(text: str, width: int) -> str:
    """The text with no line longer than the width, as far as single words allow.

    Lines of one paragraph are joined first; each line of an example and each item of a list stays one of its own.

    Args:
        text: paragraphs of one indentation each, blank lines between them.
        width: columns.
    """
    return "\n".join(line for paragraph in _paragraphs(text) for line in folded(paragraph, width))


def _paragraphs(text: str) -> Iterator[str]:
    """What is folded together: a heading, a paragraph, a line of an example, an item; empty for a blank line."""
    pieces: list[str] = []
    example = False
    for line in text.split("\n"):
        if heading := line.endswith(":") and not line.startswith(" "):
            example = line == _EXAMPLE
        alone = example or heading or not line.strip()
        if pieces and (alone or _ITEM.match(line.lstrip())):
            yield _joined(pieces)
            pieces = []
        if alone:
            yield line
        else:
            pieces.append(line)
    if pieces:
        yield _joined(pieces)


def _joined(pieces: list[str]) -> str:
    return " ".join([pieces[0], *(one.strip() for one in pieces[1:])])


def _indent(line: str) -> int:
    found = _INDENT.match(line)
    return found.end() if found else 0


def folded(line: str, width: int) -> list[str]:
    """One line as lines of at most that width, those after the first indented as it is; an item's a little more."""
    if len(line) <= width:
        return [line]
    deeper = " " * (_indent(line) + 2 * bool(_ITEM.match(line.lstrip())))
    return textwrap.wrap(
        line, width, subsequent_indent=deeper, drop_whitespace=True, break_long_words=False, break_on_hyphens=False
    )
