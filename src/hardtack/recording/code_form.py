"""Finds the form that asks for a one-time code, after the password."""

from dataclasses import dataclass

from hardtack.recording import words
from hardtack.recording.page import Field, Form, Page
from hardtack.recording.submission import Submission, default_button, submission

_TYPED = frozenset({"text", "tel", "number"})
_OTHER_TYPED = frozenset({"email", "password", "search", "url", "textarea"})
_BOXES = frozenset({"checkbox", "radio"})


@dataclass(frozen=True, slots=True)
class CodeForm:
    """A form that asks for a code.

    Attributes:
        form: the form.
        code: its field for the code.
    """

    form: Form
    code: Field


def find_code_form(page: Page) -> CodeForm | None:
    """Find the form that asks for a one-time code.

    Args:
        page: the page, read.

    Returns:
        The first form whose field says `autocomplete=one-time-code`; else the first one with no password field, a
        single field to type in, and a name or label that says code; or None.
    """
    for form in page.forms:
        for field in form.fields:
            if "one-time-code" in field.autocomplete.split() and field.name and not field.disabled:
                return CodeForm(form, field)
    for form in page.forms:
        seen = [field for field in form.fields if field.visible and not field.disabled and field.name]
        typed = [field for field in seen if field.kind in _TYPED]
        if len(typed) == 1 and not any(field.kind in _OTHER_TYPED for field in seen) and _says_code(typed[0]):
            return CodeForm(form, typed[0])
    return None


def _says_code(field: Field) -> bool:
    said = words.fold(f"{field.name} {field.id} {field.label}")
    return words.has(said, words.CODE) and not words.has(said, words.CODE_NOT + words.CAPTCHA)


def code_submission(asked: CodeForm, code: str) -> Submission:
    """The request that answers with a code; boxes that would trust this browser from now on stay unchecked.

    Args:
        asked: the form.
        code: the code.
    """
    form = asked.form
    boxes = tuple(field for field in form.fields if field.kind in _BOXES and _trusts(field))
    return submission(form, {asked.code.name: code}, button=default_button(form), omit=boxes)


def _trusts(field: Field) -> bool:
    return words.has(words.fold(f"{field.name} {field.id} {field.label}"), words.REMEMBER + words.TRUST)
