"""Cuts an HTML document into tags and text, in one pass and in time that grows with its length only.

The rules are those of the WHATWG HTML standard, section 13.2.5 (tokenization), without its tree construction:
no tree means no recursion, and no open-element stack whose walk costs more the deeper a hostile page nests.
Left out on purpose: CDATA sections of foreign content and the double-escaped state of script data.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5

MAX_ATTRIBUTES = 64
"""Attributes of one tag that are kept; further ones are read over."""

RAW_TEXT = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is text as it stands: neither tags nor character references."""

ESCAPABLE_TEXT = frozenset({"title", "textarea"})
"""Elements whose content is text with character references but without tags."""

_SPACE = " \\t\\n\\f\\r"
_OPENING = re.compile(r"<(?:/?[A-Za-z]|/.|[!?])", re.DOTALL)
_LETTER = re.compile(r"[A-Za-z]")
_TAG_NAME = re.compile(rf"[^{_SPACE}/>]++")
_ATTRIBUTE = re.compile(rf"[{_SPACE}/]*+(?:([^{_SPACE}/>][^{_SPACE}/>=]*+)([{_SPACE}]*+=[{_SPACE}]*+)?)?")
_UNQUOTED = re.compile(rf"[^{_SPACE}>]*+")
_COMMENT_END = re.compile(r"--!?>")
_REFERENCE = re.compile(r"&(?:#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[A-Za-z][A-Za-z0-9]{0,31}+;?)")
_RAW_END = {name: re.compile(rf"</{name}(?=[{_SPACE}/>])", re.IGNORECASE) for name in sorted(RAW_TEXT | ESCAPABLE_TEXT)}
_NUMERIC_LIMIT = 12


@dataclass(frozen=True, slots=True)
class StartTag:
    """An opening tag: its name in lower case, and its attributes with lower-case names and decoded values."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class EndTag:
    """A closing tag: its name in lower case."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text, decoded; `element` names the raw or escapable element it is the content of, else empty."""

    data: str
    element: str = ""


def _numeric(reference: str) -> str:
    """A numeric reference's character; one with more digits than any character has is U+FFFD, as out of range."""
    return "\ufffd" if len(reference) > _NUMERIC_LIMIT else html.unescape(reference)


def decode_text(data: str) -> str:
    """Replaces the character references of text (HTML 13.2.5.72): a known name counts even without semicolon."""
    if "&" not in data:
        return data
    return _REFERENCE.sub(lambda found: _numeric(found[0]) if found[0][1] == "#" else html.unescape(found[0]), data)


def decode_attribute(data: str) -> str:
    """Replaces the character references of an attribute's value.

    A name without semicolon stays as it is before `=` or a letter or digit (HTML 13.2.5.73), so that the
    `&sectok=` of a link that forgot to escape its ampersand does not become a section sign.
    """
    if "&" not in data:
        return data

    def replaced(found: re.Match[str]) -> str:
        reference = found[0]
        if reference[1] == "#":
            return _numeric(reference)
        bare = not reference.endswith(";")
        if bare and data[found.end() : found.end() + 1] == "=":
            return reference
        return html5.get(reference[1:], reference)

    return _REFERENCE.sub(replaced, data)


def _attributes(document: str, at: int) -> tuple[dict[str, str], int] | None:
    """Reads attributes from `at` to the tag's `>`: those found and the place after it; None where the text ends."""
    found: dict[str, str] = {}
    while True:
        match = _ATTRIBUTE.match(document, at)
        name, equals, at = (match[1], match[2], match.end()) if match else (None, None, at)
        if name is None:
            return (found, at + 1) if at < len(document) else None
        value = ""
        if equals and document[at : at + 1] in {'"', "'"}:
            end = document.find(document[at], at + 1)
            if end < 0:
                return None
            value, at = document[at + 1 : end], end + 1
        elif equals and (unquoted := _UNQUOTED.match(document, at)):
            value, at = unquoted[0], unquoted.end()
        if len(found) < MAX_ATTRIBUTES:
            # The first of two attributes of one name wins (HTML 13.2.5.33).
            found.setdefault(name.lower(), decode_attribute(value))


def _after_declaration(document: str, at: int) -> int:
    """The place behind a comment, a doctype or another `<!`, `<?`, `</` that opens no tag; the end if unclosed."""
    if document.startswith("<!--", at):
        # `<!-->` and `<!--->` are empty comments: the end may share its dashes with the beginning.
        for short in ("<!-->", "<!--->"):
            if document.startswith(short, at):
                return at + len(short)
        match = _COMMENT_END.search(document, at + 4)
        return match.end() if match else len(document)
    end = document.find(">", at)
    return end + 1 if end >= 0 else len(document)


def _raw_content(document: str, name: str, at: int) -> tuple[Text, int]:
    """The content of a raw or escapable element that was opened just before `at`, up to its own end tag."""
    end = _RAW_END[name].search(document, at)
    stop = end.start() if end else len(document)
    data = document[at:stop]
    return Text(decode_text(data) if name in ESCAPABLE_TEXT else data, name), stop


def _name_at(document: str, at: int) -> str | None:
    """The name of the tag that opens or closes at `at`, as it is written; None where a comment or the like does."""
    match = _TAG_NAME.match(document, at + 1 + (document[at + 1] == "/"))
    return match[0] if match is not None and _LETTER.match(match[0]) else None


def tokens(document: str) -> Iterator[StartTag | EndTag | Text]:
    """Cuts a decoded document into its tags and text, in order.

    Comments and declarations are left out. A tag that the text ends inside of is dropped with all that follows,
    as browsers do. Never raises.
    """
    document = document.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    at = 0
    while match := _OPENING.search(document, at):
        if match.start() > at:
            yield Text(decode_text(document[at : match.start()]))
        at = match.start()
        if (written := _name_at(document, at)) is None:
            at = _after_declaration(document, at)
            continue
        name, closing = written.lower(), document[at + 1] == "/"
        rest = _attributes(document, at + 1 + closing + len(written))
        if rest is None:
            return
        attributes, at = rest
        yield EndTag(name) if closing else StartTag(name, attributes)
        if name in _RAW_END and not closing:
            content, at = _raw_content(document, name, at)
            yield content
    if at < len(document):
        yield Text(decode_text(document[at:]))


def folded(text: str, limit: int) -> str:
    """The text with each run of white space as one space and none at the ends, cut at `limit` characters."""
    return " ".join(text[: 4 * limit].split())[:limit]
