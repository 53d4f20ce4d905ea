"""Forms and fields while they are being read, and what their attributes mean (HTML 4.10)."""

import re
from dataclasses import dataclass, field

from hardtack.recording.address import resolve, without_fragment
from hardtack.recording.markup import StartTag, folded
from hardtack.recording.page import Method, Option

MAX_LABEL = 300
"""Characters of a label that are kept; of a form's text and marks, ten times as many."""

MAX_PIECES = 40
"""Runs of text that a label is put together from at most, and fieldsets that are looked at."""

_INPUT_KINDS = frozenset(
    {
        *(
            "button",
            "checkbox",
            "color",
            "date",
            "datetime-local",
            "email",
            "file",
            "hidden",
            "image",
            "month",
            "number",
        ),
        *("password", "radio", "range", "reset", "search", "submit", "tel", "text", "time", "url", "week"),
    }
)
_ENCTYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
_URLENCODED = "application/x-www-form-urlencoded"
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SUBMITTING = frozenset({"submit", "image"})
"""Kinds of fields that submit their form."""


def add_words(words: list[str], data: str) -> None:
    """Adds a run of text to a label that is being read, within bounds."""
    if len(words) < MAX_PIECES:
        words.append(data[: 4 * MAX_LABEL])


def method_of(stated: str | None) -> Method:
    """A form's method: POST where it says so in any case, else GET."""
    return "POST" if (stated or "").strip().lower() == "post" else "GET"


def enctype_of(stated: str | None) -> str:
    """A form's encoding; what is not one of the three is the first."""
    kind = (stated or "").strip().lower()
    return kind if kind in _ENCTYPES else _URLENCODED


@dataclass(slots=True)
class OptionDraft:
    """An option that is being read: its attributes, whether it is disabled, its text so far."""

    attributes: dict[str, str]
    disabled: bool
    words: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class FieldDraft:
    """A field that is being read: its tag, the index of the form it stands in, its own words and its label's."""

    tag: StartTag
    form: int | None
    disabled: bool
    words: list[str]
    labelled: list[str]
    options: list[OptionDraft] = field(default_factory=list[OptionDraft])


@dataclass(slots=True)
class FormDraft:
    """A form that is being read: its attributes, its legends' words, the names of what stands in it."""

    attributes: dict[str, str]
    words: list[str] = field(default_factory=list[str])
    marks: list[str] = field(default_factory=list[str])


def kind_of(tag: StartTag) -> str:
    """What kind of field a tag is; see `Field.kind`."""
    stated = tag.attributes.get("type", "").strip().lower()
    match tag.name:
        case "input":
            return stated if stated in _INPUT_KINDS else "text"
        case "button":
            return stated if stated in {"reset", "button"} else "submit"
        case _:
            return tag.name


def option_of(draft: OptionDraft) -> Option:
    """The option that was read; its text is its value where it states none."""
    text = folded("".join(draft.words), MAX_LABEL)
    attributes = draft.attributes
    return Option(
        attributes.get("value", text), attributes.get("label") or text, "selected" in attributes, draft.disabled
    )


def add_marks(marks: list[str], mark: str) -> None:
    """Adds an element's names to what a form's marks say, within bounds."""
    if len(marks) < 10 * MAX_PIECES and not mark.isspace():
        marks.append(mark[:MAX_LABEL])


def hidden_by_style(attributes: dict[str, str]) -> bool:
    """Whether an element's own style hides it from sight."""
    return _UNSEEN_STYLE.search(attributes.get("style", "")[: 4 * MAX_LABEL]) is not None


def action_of(stated: str, url: str, base: str) -> str | None:
    """Where a form is sent: the page itself where nothing is stated (HTML 4.10.22.3, step 13); None if not http."""
    address = resolve(base, stated) if stated.strip() else resolve(url, "")
    return without_fragment(address) if address is not None else None
