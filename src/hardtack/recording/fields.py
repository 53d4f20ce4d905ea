"""Collects a page's forms and their fields while its tags go by (HTML 4.10, and the form pointer of 13.2.4.4)."""

import re
from dataclasses import dataclass, field

from hardtack.recording.address import resolve, without_fragment
from hardtack.recording.charset import codec_of
from hardtack.recording.markup import EndTag, StartTag, folded
from hardtack.recording.page import Field, Form, Method, Option

MAX_FORMS = 200
"""Forms of a page that are kept."""

MAX_FIELDS = 5_000
"""Fields of a page that are kept, and as many options."""

MAX_LABEL = 300
"""Characters of a label that are kept; of a form's text and marks, ten times as many."""

_MAX_PIECES = 40
_INPUT_KINDS = frozenset(
    [
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
        "password",
        "radio",
        "range",
        "reset",
        "search",
        "submit",
        "tel",
        "text",
        "time",
        "url",
        "week",
    ]
)
_ENCTYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
_URLENCODED = "application/x-www-form-urlencoded"
_UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SUBMITTING = frozenset({"submit", "image"})


def add_words(words: list[str], data: str) -> None:
    """Adds a run of text to a label that is being read, within bounds."""
    if len(words) < _MAX_PIECES:
        words.append(data[: 4 * MAX_LABEL])


def method_of(stated: str | None) -> Method:
    """A form's method: POST where it says so in any case, else GET."""
    return "POST" if (stated or "").strip().lower() == "post" else "GET"


def _enctype_of(stated: str | None) -> str:
    """A form's encoding; what is not one of the three is the first."""
    kind = (stated or "").strip().lower()
    return kind if kind in _ENCTYPES else _URLENCODED


@dataclass(slots=True)
class _OptionDraft:
    attributes: dict[str, str]
    disabled: bool
    words: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class _FieldDraft:
    tag: StartTag
    form: int | None
    disabled: bool
    words: list[str]
    labelled: list[str]
    options: list[_OptionDraft] = field(default_factory=list[_OptionDraft])


@dataclass(slots=True)
class _FormDraft:
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list[str])
    marks: list[str] = field(default_factory=list[str])


def _kind(tag: StartTag) -> str:
    stated = tag.attributes.get("type", "").strip().lower()
    match tag.name:
        case "input":
            return stated if stated in _INPUT_KINDS else "text"
        case "button":
            return stated if stated in {"reset", "button"} else "submit"
        case _:
            return tag.name


def _option(draft: _OptionDraft) -> Option:
    text = folded("".join(draft.words), MAX_LABEL)
    attributes = draft.attributes
    return Option(
        attributes.get("value", text), attributes.get("label") or text, "selected" in attributes, draft.disabled
    )


class FormReader:
    """Takes a page's tags and text in order; gives its forms when the page has ended."""

    def __init__(self, codec: str) -> None:
        self._charset = "utf-8" if codec.startswith("utf-16") else codec
        self._forms: list[_FormDraft] = []
        self._fields: list[_FieldDraft] = []
        self._options = 0
        self._current: int | None = None
        self._fieldsets: list[bool] = []
        self._label: list[str] = []
        self._labels: dict[str, list[str]] = {}
        self._group_disabled = False
        self._select: _FieldDraft | None = None
        # The lists of words that a run of text belongs to, by the name of the element that is open.
        self._spoken: dict[str, list[str]] = {}
        self.truncated = False

    def start(self, tag: StartTag) -> None:
        """Takes an opening tag."""
        attributes = tag.attributes
        match tag.name:
            case "form":
                self._start_form(tag)
            case "input" | "select" | "textarea" | "button":
                self._start_field(tag)
            case "option":
                self._start_option(tag)
            case "optgroup":
                self._group_disabled = "disabled" in attributes
            case "fieldset":
                self._fieldsets = [*self._fieldsets[-_MAX_PIECES:], "disabled" in attributes]
            case "label":
                self._label = self._spoken["label"] = []
                if attributes.get("for"):
                    self._labels.setdefault(attributes["for"], self._label)
            case "legend" if self._current is not None:
                self._spoken["legend"] = self._forms[self._current].words
            case _:
                pass
        if self._current is not None:
            mark = f"{attributes.get('id', '')} {attributes.get('class', '')} {attributes.get('name', '')}"
            add_marks(self._forms[self._current].marks, mark)

    def end(self, tag: EndTag) -> None:
        """Takes a closing tag."""
        match tag.name:
            case "form":
                self._current = None
            case "label":
                # A field behind the label's end is not in it; the words stay with those that are.
                self._label = []
            case "fieldset" if self._fieldsets:
                self._fieldsets.pop()
            case "select":
                self._select = None
                self._spoken.pop("option", None)
            case "optgroup":
                self._group_disabled = False
            case _:
                pass
        self._spoken.pop(tag.name, None)

    def say(self, data: str) -> None:
        """Takes a run of text."""
        for words in self._spoken.values():
            add_words(words, data)

    def fill(self, data: str) -> None:
        """Takes the content of the text area opened last; the line break right after its tag is none of it."""
        if self._fields and self._fields[-1].tag.name == "textarea":
            self._fields[-1].words.append(data.removeprefix("\n"))

    def forms(self, url: str, base: str) -> tuple[tuple[Form, ...], tuple[Field, ...]]:
        """The forms of the page, and the fields that belong to none.

        Args:
            url: The page's address, which a form without action is sent to.
            base: What the forms' actions are resolved against.
        """
        ids: dict[str, int] = {}
        for index, form in enumerate(self._forms):
            ids.setdefault(form.attributes.get("id", ""), index)
        owned: dict[int | None, list[Field]] = {}
        for draft in self._fields:
            named = draft.tag.attributes.get("form")
            owner = draft.form if named is None else ids.get(named) if named else None
            owned.setdefault(owner, []).append(self._field(draft, url, base))
        forms = [self._form(form, owned.get(index, []), url, base) for index, form in enumerate(self._forms)]
        return tuple(form for form in forms if form is not None), tuple(owned.get(None, []))

    def _start_form(self, tag: StartTag) -> None:
        # A form within a form is not one (HTML 13.2.6.4.7: the start tag is ignored).
        if self._current is not None:
            return
        if len(self._forms) >= MAX_FORMS:
            self.truncated = True
            return
        self._forms.append(_FormDraft(tag.attributes))
        self._current = len(self._forms) - 1

    def _start_field(self, tag: StartTag) -> None:
        if len(self._fields) >= MAX_FIELDS:
            self.truncated = True
            return
        disabled = "disabled" in tag.attributes or any(self._fieldsets)
        draft = _FieldDraft(tag, self._current, disabled, [], self._label)
        self._fields.append(draft)
        if tag.name == "button":
            self._spoken["button"] = draft.words
        elif tag.name == "select":
            self._select, self._group_disabled = draft, False

    def _start_option(self, tag: StartTag) -> None:
        if self._select is None:
            return
        if self._options >= MAX_FIELDS:
            self.truncated = True
            return
        self._options += 1
        option = _OptionDraft(tag.attributes, self._group_disabled or "disabled" in tag.attributes)
        self._select.options.append(option)
        self._spoken["option"] = option.words

    def _field(self, draft: _FieldDraft, url: str, base: str) -> Field:
        attributes, kind = draft.tag.attributes, _kind(draft.tag)
        words = "".join(draft.words)
        if draft.tag.name == "textarea":
            value, words = words, ""
        else:
            value = attributes.get("value", "on" if kind in {"checkbox", "radio"} else "")
        submitting = kind in _SUBMITTING
        action = attributes.get("formaction") if submitting else None
        return Field(
            name=attributes.get("name", ""),
            kind=kind,
            value=value,
            checked=kind in {"checkbox", "radio"} and "checked" in attributes,
            label=self._label_of(draft, words, kind),
            options=tuple(map(_option, draft.options)),
            disabled=draft.disabled,
            autocomplete=attributes.get("autocomplete", "").strip().lower(),
            id=attributes.get("id", ""),
            visible=kind != "hidden" and "hidden" not in attributes and not _hidden_by_style(attributes),
            multiple="multiple" in attributes,
            form_action=_action(action, url, base) if action else None,
            form_method=method_of(attributes["formmethod"]) if submitting and "formmethod" in attributes else None,
            form_enctype=_enctype_of(attributes["formenctype"]) if submitting and "formenctype" in attributes else None,
        )

    def _label_of(self, draft: _FieldDraft, words: str, kind: str) -> str:
        """A button says what stands on it; another field what its label, or in its place an attribute, says."""
        attributes = draft.tag.attributes
        by_id = self._labels.get(attributes.get("id", ""), [])
        own = words if draft.tag.name == "button" else "".join(by_id or draft.labelled)
        stated = attributes.get("value", "") if kind in {"submit", "reset", "button"} else ""
        candidates = (
            own,
            stated,
            *(attributes.get(name, "") for name in ("aria-label", "alt", "placeholder", "title")),
        )
        return next((label for candidate in candidates if (label := folded(candidate, MAX_LABEL))), "")

    def _form(self, draft: _FormDraft, fields: list[Field], url: str, base: str) -> Form | None:
        attributes = draft.attributes
        if attributes.get("method", "").strip().lower() == "dialog":
            return None
        action = _action(attributes.get("action", ""), url, base)
        if action is None:
            return None
        buttons = " ".join(each.label for each in fields if each.kind in {"submit", "image", "button"})
        accepted = attributes.get("accept-charset", "").replace(",", " ").split()
        charset = next((codec for label in accepted if (codec := codec_of(label))), self._charset)
        return Form(
            action=action,
            method=method_of(attributes.get("method")),
            enctype=_enctype_of(attributes.get("enctype")),
            fields=tuple(fields),
            text=folded(f"{' '.join(draft.words)} {buttons}", 10 * MAX_LABEL),
            id=attributes.get("id", ""),
            marks=folded(
                f"{attributes.get('id', '')} {attributes.get('class', '')} {attributes.get('name', '')} "
                f"{' '.join(draft.marks)}",
                10 * MAX_LABEL,
            ),
            charset="utf-8" if charset.startswith("utf-16") else charset,
        )


def add_marks(marks: list[str], mark: str) -> None:
    """Adds an element's names to what a form's marks say, within bounds."""
    if len(marks) < 10 * _MAX_PIECES and not mark.isspace():
        marks.append(mark[:MAX_LABEL])


def _hidden_by_style(attributes: dict[str, str]) -> bool:
    return _UNSEEN_STYLE.search(attributes.get("style", "")[: 4 * MAX_LABEL]) is not None


def _action(stated: str, url: str, base: str) -> str | None:
    """Where a form is sent: the page itself where nothing is stated (HTML 4.10.22.3, step 13); None if not http."""
    address = resolve(base, stated) if stated.strip() else resolve(url, "")
    return without_fragment(address) if address is not None else None
