"""Reads a page: from its bytes to forms, links, loaded parts, scripts and text, within fixed bounds.

One pass over the page's tags (see `markup`), with the form pointer of HTML 13.2.4.4 in place of a tree: a field
belongs to the form element opened last and not closed yet, or to the one its form attribute names.
"""

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import TypeVar, assert_never

from hardtack.recording.address import resolve
from hardtack.recording.charset import decode_page, page_codec
from hardtack.recording.drafts import add_words
from hardtack.recording.fields import FormReader
from hardtack.recording.links import ACTING, MAX_LABEL, acts, clickable_of, link_of
from hardtack.recording.markup import EndTag, StartTag, Text, folded, tokens
from hardtack.recording.page import DataScript, Page, Subresource

MAX_BYTES = 3_000_000
"""Bytes of a page that are read."""

MAX_TOKENS = 150_000
"""Tags and runs of text of a page that are read."""

MAX_ITEMS = 3_000
"""Links of a page that are kept, and as many subresources, and as many clickables."""

MAX_SCRIPTS = 1_000_000
"""Characters of inline scripts that are kept, and as many of data scripts."""

MAX_TEXT = 100_000
"""Characters of a page's text that are kept."""

MAX_METAS = 200
"""Meta elements of a page that are kept."""

_LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "frame": "src",
    "video": "src",
    "audio": "src",
    "source": "src",
    "embed": "src",
    "object": "data",
}
_Item = TypeVar("_Item")
_VOID = frozenset({"input", "img"})
_WITHIN_WORDS = frozenset({
    "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "tt", "u", "wbr",
})  # fmt: skip
"""Elements that may stand within a word; all others end it, as a reader sees it."""
_PROGRAM_TYPES = frozenset({"", "module", "text/javascript", "application/javascript", "text/ecmascript"})
_REFRESH = re.compile(r"\s*[0-9.]+\s*[;,]?\s*(?:url\s*=\s*)?(?:\"([^\"]*)|'([^']*)|(.*))", re.IGNORECASE | re.DOTALL)


class _PageReader:
    """Collects a page's parts while its tags go by."""

    def __init__(self, url: str, codec: str) -> None:
        self._url = url
        self._base = url
        self._base_known = False
        self._title = ""
        self._links: list[tuple[StartTag, list[str]]] = []
        self._loaded: list[tuple[str, str]] = []
        self._scripts: list[str] = []
        self._data: list[DataScript] = []
        self._texts: list[str] = []
        self._text_room = MAX_TEXT
        self._script_room = MAX_SCRIPTS
        self._data_room = MAX_SCRIPTS
        self._refresh: str | None = None
        self._metas: dict[str, str] = {}
        self._script: StartTag | None = None
        self._anchor: list[str] | None = None
        self._clicked: tuple[str, list[str]] | None = None
        self._clickables: list[tuple[StartTag, list[str]]] = []
        self._depth = {"template": 0, "noscript": 0, "svg": 0}
        self._forms = FormReader(codec)
        self._starts: dict[str, Callable[[StartTag], None]] = {
            "a": self._start_link,
            "area": self._start_link,
            "base": self._start_base,
            "link": self._start_sheet,
            "meta": self._start_meta,
            "script": self._start_script,
        }
        self.truncated = False

    def start(self, tag: StartTag) -> None:
        """Takes an opening tag."""
        if tag.name in self._depth:
            self._depth[tag.name] += 1
        if self._depth["template"]:
            # A template's content is no part of the page until a script copies it (HTML 4.12.3).
            return
        self._part_words(tag.name)
        if (handler := self._starts.get(tag.name)) is not None:
            handler(tag)
        if (source := _LOADED.get(tag.name)) is not None and (address := tag.attributes.get(source)):
            self._add(self._loaded, (tag.name, address))
        if tag.name not in {"a", "area"} and not ACTING.isdisjoint(tag.attributes):
            words: list[str] = []
            self._add(self._clickables, (tag, words))
            self._clicked = (tag.name, words) if tag.name not in _VOID else self._clicked
        self._forms.start(tag)
        if spoken := tag.attributes.get("alt") or (tag.name not in {"a", "button"} and tag.attributes.get("title")):
            # A picture's words stand for the picture: an icon is often all that a logout link shows.
            self._say(str(spoken))

    def end(self, tag: EndTag) -> None:
        """Takes a closing tag."""
        if self._depth.get(tag.name):
            self._depth[tag.name] -= 1
        if self._depth["template"]:
            return
        self._part_words(tag.name)
        match tag.name:
            case "a":
                self._anchor = None
            case "script":
                self._script = None
            case name if self._clicked is not None and name == self._clicked[0]:
                self._clicked = None
            case _:
                pass
        self._forms.end(tag)

    def text(self, text: Text) -> None:
        """Takes a run of text."""
        if self._depth["template"]:
            return
        match text.element:
            case "":
                self._say(text.data)
                self._show(text.data)
            case "title" if self._depth["svg"]:
                self._say(text.data)
            case "title":
                self._title = self._title or folded(text.data, MAX_LABEL)
            case "script":
                self._end_script(text.data)
            case "textarea":
                self._forms.fill(text.data)
            case _:
                pass

    def page(self) -> Page:
        """What was read. A base element counts for the whole page, so addresses are resolved only now."""
        links = [link_of(tag, words, self._base) for tag, words in self._links]
        dead = [drafted for drafted, link in zip(self._links, links, strict=True) if link is None]
        loaded = [(kind, resolve(self._base, address)) for kind, address in self._loaded]
        forms, loose = self._forms.forms(self._url, self._base)
        refresh = resolve(self._base, self._refresh) if self._refresh is not None else None
        return Page(
            url=self._url,
            title=self._title,
            forms=forms,
            links=tuple(link for link in links if link is not None),
            subresources=tuple(Subresource(kind, address) for kind, address in loaded if address is not None),
            inline_scripts=tuple(self._scripts),
            text=folded("".join(self._texts), MAX_TEXT),
            base_url=self._base,
            meta_refresh=refresh,
            metas=MappingProxyType(self._metas),
            truncated=self.truncated or self._forms.truncated,
            data_scripts=tuple(self._data),
            clickables=tuple(clickable_of(tag, words) for tag, words in [*dead, *self._clickables] if acts(tag)),
            loose_fields=loose,
        )

    def _say(self, data: str) -> None:
        """Adds text to what the open link, clickable element and field labels say."""
        if self._anchor is not None:
            add_words(self._anchor, data)
        if self._clicked is not None:
            add_words(self._clicked[1], data)
        self._forms.say(data)

    def _show(self, data: str) -> None:
        """Adds text to what the page shows; what stands in noscript is not shown where scripts run."""
        if self._depth["noscript"]:
            return
        self.truncated |= len(data) > self._text_room
        self._texts.append(data[: self._text_room])
        self._text_room -= min(len(data), self._text_room)

    def _part_words(self, name: str) -> None:
        if name not in _WITHIN_WORDS:
            self._texts.append(" ")

    def _start_link(self, tag: StartTag) -> None:
        self._anchor = []
        self._add(self._links, (tag, self._anchor))

    def _start_base(self, tag: StartTag) -> None:
        # The first base element with an href counts (HTML 4.2.3).
        if (reference := tag.attributes.get("href")) is not None and not self._base_known:
            self._base, self._base_known = resolve(self._url, reference) or self._url, True

    def _start_sheet(self, tag: StartTag) -> None:
        if "stylesheet" in tag.attributes.get("rel", "").lower().split():
            self._add(self._loaded, ("link", tag.attributes.get("href", "")))

    def _start_meta(self, tag: StartTag) -> None:
        attributes = tag.attributes
        content = attributes.get("content", "")
        name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
        if name and len(self._metas) < MAX_METAS:
            self._metas.setdefault(name, content[:MAX_LABEL])
        refreshes = attributes.get("http-equiv", "").strip().lower() == "refresh"
        # A refresh within noscript is for browsers that run no scripts: it leads away from the application.
        if refreshes and self._refresh is None and not self._depth["noscript"]:
            match = _REFRESH.match(content)
            self._refresh = next((each for each in match.groups() if each), "") if match else None

    def _start_script(self, tag: StartTag) -> None:
        self._script = tag

    def _end_script(self, program: str) -> None:
        """Keeps a script element's content: as a program, or as data where its type is no program's."""
        attributes = self._script.attributes if self._script else {}
        kind = attributes.get("type", "").split(";")[0].strip().lower()
        if "src" in attributes or not program.strip():
            return
        room = self._data_room if kind not in _PROGRAM_TYPES else self._script_room
        self.truncated |= len(program) > room
        kept = program[:room]
        if kind in _PROGRAM_TYPES:
            self._script_room -= len(kept)
            self._scripts.append(kept)
        else:
            self._data_room -= len(kept)
            self._data.append(DataScript(attributes.get("id", ""), kind, kept))

    def _add(self, kept: list[_Item], item: _Item) -> None:
        """Keeps an item while there is room."""
        if len(kept) < MAX_ITEMS:
            kept.append(item)
        else:
            self.truncated = True


def read_page(body: bytes, content_type: str, url: str) -> Page:
    """Reads an HTML page. Never raises, whatever the bytes are.

    Args:
        body: The page's bytes, without transfer and content coding.
        content_type: The value of its Content-Type field; only the charset in it counts.
        url: The absolute address the page was read from.

    Returns:
        What was read, within this module's bounds; `truncated` says whether one cut something off.
    """
    codec = page_codec(body[:MAX_BYTES], content_type)
    reader = _PageReader(url, codec)
    reader.truncated = len(body) > MAX_BYTES
    for count, token in enumerate(tokens(decode_page(body[:MAX_BYTES], codec))):
        if count >= MAX_TOKENS:
            reader.truncated = True
            break
        match token:
            case StartTag():
                reader.start(token)
            case EndTag():
                reader.end(token)
            case Text():
                reader.text(token)
            case _:
                assert_never(token)
    return reader.page()
