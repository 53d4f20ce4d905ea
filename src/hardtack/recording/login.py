"""Finds a page's login form and which of its fields is which."""

from collections.abc import Mapping
from dataclasses import dataclass

from hardtack.recording import words
from hardtack.recording.page import Field, Form, Page
from hardtack.recording.submission import Submission, default_button, submission

_TYPED = frozenset({"text", "email", "tel", "url", "search", "number"})
_BUTTONS = frozenset({"submit", "image", "button"})


@dataclass(frozen=True, slots=True)
class LoginForm:
    """A login form.

    Attributes:
        form: The form.
        username: The field for the user's name; None where the form asks for a password only.
        password: The field for the password.
        remember: The check box that makes the login outlast the browser's session. To be left out of the
            submission even where it is on by default: what is audited is the plain login.
        captcha: Whether something in form or page looks like a captcha, so that a program cannot log in.
        attempts_left_hint: Whether the page says that attempts are counted: a wrong password may lock the account.
        button: The button that logs in.
    """

    form: Form
    username: Field | None
    password: Field
    remember: Field | None
    captcha: bool
    attempts_left_hint: bool
    button: Field | None


def _named(field: Field) -> str:
    return words.fold(f"{field.name} {field.id} {field.label}")


def _username(form: Form, password: Field) -> Field | None:
    """The user name's field: by autocomplete, by type, by its name, else the last text field before the password."""
    typed = [field for field in form.fields if field.kind in _TYPED and field.visible and field.name]
    typed = [field for field in typed if not words.has(_named(field), words.CAPTCHA)]
    if not typed:
        return None
    index = form.fields.index(password)
    before = [field for field in typed if form.fields.index(field) < index]
    declared = [field for field in typed if {"username", "email", "webauthn"} & set(field.autocomplete.split())]
    mails = [field for field in typed if field.kind == "email"]
    hinted = [field for field in before or typed if words.has(_named(field), words.USERNAME)]
    return next(iter(declared or mails or hinted or before[-1:]), None)


def _remember(form: Form) -> Field | None:
    """The check box, or the radio button or select in its place, that asks to stay logged in."""
    boxes = [field for field in form.fields if field.kind == "checkbox" and words.has(_named(field), words.REMEMBER)]
    return boxes[0] if boxes else None


def _button(form: Form) -> Field | None:
    """The button that logs in: the one that says so, else the one that the Enter key presses."""
    usable = [
        field
        for field in form.fields
        if field.kind in {"submit", "image"}
        and not words.has(words.fold(field.label), words.OTHER_DOOR + words.REGISTER)
    ]
    saying = [field for field in usable if words.has(words.fold(f"{field.label} {field.name}"), words.LOGIN)]
    return next(iter(saying or usable), default_button(form))


def _password(form: Form) -> Field | None:
    """The form's only password field in use; None where there is none or several."""
    fields = [field for field in form.fields if field.kind == "password" and not field.disabled and field.name]
    seen = [field for field in fields if field.visible] or fields
    return seen[0] if len(seen) == 1 else None


def _score(form: Form, password: Field) -> int:
    """How surely a form with one password field is the login: registration and change of password are not."""
    buttons = " ".join(field.label for field in form.fields if field.kind in _BUTTONS)
    said = words.fold(f"{form.text} {form.id} {form.action.partition('?')[0].rpartition('/')[2]}")
    score = 10 if form.method == "POST" else 0
    score += 20 if words.has(said, words.LOGIN) else 0
    score += 10 if password.autocomplete == "current-password" else 0
    score -= 60 if password.autocomplete == "new-password" else 0
    score -= 40 if words.has(words.fold(buttons), words.REGISTER + words.CHANGE_PASSWORD) else 0
    # A login form may carry a link or second button for those without account, so its other words weigh less.
    score -= 15 if words.has(said, words.REGISTER + words.CHANGE_PASSWORD) else 0
    others = [field for field in form.fields if field.kind in _TYPED and field.visible]
    return score - 5 * max(0, len(others) - 1)


def _is_captcha(page: Page, form: Form) -> bool:
    named = " ".join(field.name for field in form.fields)
    loaded = " ".join(part.url for part in page.subresources if part.kind in {"script", "iframe"})
    return words.has(words.fold(f"{form.marks} {named} {loaded}"), words.CAPTCHA)


def find_login_form(page: Page) -> LoginForm | None:
    """Finds the form that logs in.

    Args:
        page: The page, read.

    Returns:
        The likeliest form with exactly one password field, or None. A form that says registration or change of
        password, by its button or by `autocomplete=new-password`, is none.
    """
    candidates = [(form, password) for form in page.forms if (password := _password(form)) is not None]
    scored = [(_score(form, password), -index) for index, (form, password) in enumerate(candidates)]
    best = max(scored, default=None)
    if best is None or best[0] < _LEAST:
        return None
    form, password = candidates[-best[1]]
    return LoginForm(
        form=form,
        username=_username(form, password),
        password=password,
        remember=_remember(form),
        captcha=_is_captcha(page, form),
        attempts_left_hint=words.has(words.fold(page.text), words.ATTEMPTS),
        button=_button(form),
    )


_LEAST = -25
"""The score below which a form with a password field is taken for a registration or change of password."""


def login_submission(
    login: LoginForm, username: str, password: str, extra: Mapping[str, str] | None = None
) -> Submission:
    """The request that logs in, with the remember box unchecked.

    Args:
        login: The login form.
        username: The user's name; not sent where the form has no field for it.
        password: The password.
        extra: Further values by field name.
    """
    values = {login.password.name: password, **(extra or {})}
    if login.username is not None:
        values[login.username.name] = username
    return submission(login.form, values, button=login.button, omit=() if login.remember is None else (login.remember,))
