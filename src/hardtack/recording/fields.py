"""Collects a page's forms and their fields while its tags go by (HTML 4.10, and the form pointer of 13.2.4.4)."""

from hardtack.recording.charset import codec_of
from hardtack.recording.drafts import (
    MAX_LABEL,
    MAX_PIECES,
    SUBMITTING,
    FieldDraft,
    FormDraft,
    OptionDraft,
    action_of,
    add_marks,
    add_words,
    enctype_of,
    hidden_by_style,
    kind_of,
    method_of,
    option_of,
)
from hardtack.recording.markup import EndTag, StartTag, folded
from hardtack.recording.page import Field, Form

MAX_FORMS = 200
"""Forms of a page that are kept."""

MAX_FIELDS = 5_000
"""Fields of a page that are kept, and as many options."""


class FormReader:
    """Takes a page's tags and text in order; gives its forms when the page has ended."""

    def __init__(self, codec: str) -> None:
        self._charset = "utf-8" if codec.startswith("utf-16") else codec
        self._forms: list[FormDraft] = []
        self._fields: list[FieldDraft] = []
        self._options = 0
        self._current: int | None = None
        self._fieldsets: list[bool] = []
        self._label: list[str] = []
        self._labels: dict[str, list[str]] = {}
        self._group_disabled = False
        self._select: FieldDraft | None = None
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
                self._fieldsets = [*self._fieldsets[-MAX_PIECES:], "disabled" in attributes]
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
        self._forms.append(FormDraft(tag.attributes))
        self._current = len(self._forms) - 1

    def _start_field(self, tag: StartTag) -> None:
        if len(self._fields) >= MAX_FIELDS:
            self.truncated = True
            return
        disabled = "disabled" in tag.attributes or any(self._fieldsets)
        draft = FieldDraft(tag, self._current, disabled, [], self._label)
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
        option = OptionDraft(tag.attributes, self._group_disabled or "disabled" in tag.attributes)
        self._select.options.append(option)
        self._spoken["option"] = option.words

    def _field(self, draft: FieldDraft, url: str, base: str) -> Field:
        attributes, kind = draft.tag.attributes, kind_of(draft.tag)
        words = "".join(draft.words)
        if draft.tag.name == "textarea":
            value, words = words, ""
        else:
            value = attributes.get("value", "on" if kind in {"checkbox", "radio"} else "")
        submitting = kind in SUBMITTING
        action = attributes.get("formaction") if submitting else None
        return Field(
            name=attributes.get("name", ""),
            kind=kind,
            value=value,
            checked=kind in {"checkbox", "radio"} and "checked" in attributes,
            label=self._label_of(draft, words, kind),
            options=tuple(map(option_of, draft.options)),
            disabled=draft.disabled,
            autocomplete=attributes.get("autocomplete", "").strip().lower(),
            id=attributes.get("id", ""),
            visible=kind != "hidden" and "hidden" not in attributes and not hidden_by_style(attributes),
            multiple="multiple" in attributes,
            form_action=action_of(action, url, base) if action else None,
            form_method=method_of(attributes["formmethod"]) if submitting and "formmethod" in attributes else None,
            form_enctype=enctype_of(attributes["formenctype"]) if submitting and "formenctype" in attributes else None,
        )

    def _label_of(self, draft: FieldDraft, words: str, kind: str) -> str:
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

    def _form(self, draft: FormDraft, fields: list[Field], url: str, base: str) -> Form | None:
        attributes = draft.attributes
        if attributes.get("method", "").strip().lower() == "dialog":
            return None
        action = action_of(attributes.get("action", ""), url, base)
        if action is None:
            return None
        buttons = " ".join(each.label for each in fields if each.kind in {"submit", "image", "button"})
        accepted = attributes.get("accept-charset", "").replace(",", " ").split()
        charset = next((codec for label in accepted if (codec := codec_of(label))), self._charset)
        return Form(
            action=action,
            method=method_of(attributes.get("method")),
            enctype=enctype_of(attributes.get("enctype")),
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
