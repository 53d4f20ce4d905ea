"""Makes links, and what acts like one, of the tags they were written as."""

import re

from hardtack.recording.address import resolve
from hardtack.recording.markup import StartTag, folded
from hardtack.recording.page import Clickable, Link

MAX_LABEL = 300
"""Characters of a link's text, title and marks, and of a meta element's content, that are kept."""

MAX_SCRIPT_ATTRIBUTE = 2_000
"""Characters of an onclick attribute that are kept."""

ACTING = frozenset({"onclick", "data-url", "data-href", "data-method"})
"""Attributes that make an element act by script."""

_SCRIPT_ADDRESS = re.compile(r"\s*javascript:", re.IGNORECASE)
_METHOD_LENGTH = 10


def _marks(tag: StartTag) -> str:
    return folded(f"{tag.attributes.get('id', '')} {tag.attributes.get('class', '')}", MAX_LABEL)


def _title(tag: StartTag) -> str:
    return folded(f"{tag.attributes.get('title', '')} {tag.attributes.get('aria-label', '')}", MAX_LABEL)


def _method(tag: StartTag) -> str:
    return tag.attributes.get("data-method", "get").strip().upper()[:_METHOD_LENGTH]


def link_of(tag: StartTag, words: list[str], base: str) -> Link | None:
    """The link an `a` or `area` element is, or None where it leads to no http or https address."""
    attributes = tag.attributes
    url = resolve(base, attributes["href"]) if "href" in attributes else None
    if url is None:
        return None
    return Link(
        url=url,
        text=folded("".join(words), MAX_LABEL),
        title=_title(tag),
        marks=_marks(tag),
        method=_method(tag),
        onclick=attributes.get("onclick", "")[:MAX_SCRIPT_ATTRIBUTE],
        guarded=not {"data-confirm", "data-turbo-confirm", "download"}.isdisjoint(attributes),
    )


def acts(tag: StartTag) -> bool:
    """Whether an element acts by script: by an attribute that says so, or by a javascript: address."""
    return not ACTING.isdisjoint(tag.attributes) or _SCRIPT_ADDRESS.match(tag.attributes.get("href", "")) is not None


def clickable_of(tag: StartTag, words: list[str]) -> Clickable:
    """What an element does that acts by script: its words and the script."""
    attributes = tag.attributes
    script = f"{attributes.get('onclick', '')} {_SCRIPT_ADDRESS.sub('', attributes.get('href', ''))}".strip()
    return Clickable(
        text=folded("".join(words) or attributes.get("value", ""), MAX_LABEL),
        title=_title(tag),
        marks=_marks(tag),
        script=script[:MAX_SCRIPT_ATTRIBUTE],
        reference=(attributes.get("data-url") or attributes.get("data-href") or "")[:MAX_SCRIPT_ATTRIBUTE],
        method=_method(tag),
    )
