"""XML: web.xml, Tomcat's and Jetty's files. Nothing outside the file is read, and entities of its own are refused.

Expat of the standard library tells lines, and asks for nothing outside unless it is told to. Entities are what makes a
small file large, and none of these files needs them.
"""

from typing import Final
from xml.parsers import expat

from hardtack.errors import LintError
from hardtack.lint.model import Document, Element, Kind

__all__ = ["DEEPEST", "document", "root_of"]

DEEPEST: Final = 60
"""How deep elements may nest."""


def document(text: str, kind: Kind) -> Document:
    """Read the file.

    Raises:
        LintError: it isn't well-formed, nests too deep or declares an entity.
    """
    return Document(kind, tuple(text.split("\n")), root=root_of(text))


def root_of(text: str) -> Element:
    """The outermost element.

    Raises:
        LintError: as `document`.
    """
    # Expat lets nothing stand before an XML declaration, people do.
    begun = text.lstrip()
    blank = text.count("\n", 0, len(text) - len(begun))
    reader = _Reader(blank)
    try:
        reader.parser.Parse(begun.encode("utf-8", "replace"), True)  # noqa: FBT003 -- expat's own signature
    except expat.ExpatError as error:
        raise LintError(
            f"line {error.lineno + blank}: {expat.ErrorString(error.code)}.",
            "Make it well-formed XML; xmllint says more.",
        ) from None
    return reader.root()


class _Open:
    """An element whose end was not seen yet."""

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = _local(name)
        self.attributes = tuple((_local(key), value) for key, value in attributes.items())
        self.line = line
        self.text: list[str] = []
        self.children: list[Element] = []

    def closed(self) -> Element:
        return Element(self.name, self.attributes, "".join(self.text).strip(), self.line, tuple(self.children))


class _Reader:
    """Expat's calls, put together to elements.

    Args:
        blank: lines before what expat gets.
    """

    def __init__(self, blank: int) -> None:
        self._blank = blank
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.EntityDeclHandler = self._entity
        self._open: list[_Open] = [_Open("", {}, 1)]

    def _line(self) -> int:
        return self.parser.CurrentLineNumber + self._blank

    def root(self) -> Element:
        return self._open[0].children[0]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self._line()
        if len(self._open) > DEEPEST:
            raise LintError(f"line {line}: elements nest more than {DEEPEST} deep.", "No server takes such a file.")
        self._open.append(_Open(name, attributes, line))

    def _end(self, _name: str) -> None:
        element = self._open.pop().closed()
        self._open[-1].children.append(element)

    def _data(self, text: str) -> None:
        self._open[-1].text.append(text)

    def _entity(self, *_declared: object) -> None:
        raise LintError(
            f"line {self._line()}: it declares an entity.",
            "lint reads no entities: write what it stands for in its place.",
        )


def _local(name: str) -> str:
    return name.rpartition(":")[2]
