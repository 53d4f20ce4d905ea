"""Finds what on a page logs out: links, forms, buttons, and addresses in its scripts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from hardtack.recording.address import origin, resolve, without_fragment
from hardtack.recording.forgery import csrf_field, csrf_meta
from hardtack.recording.meaning import harms_beside_logout, says_logout, url_says_logout
from hardtack.recording.page import Clickable, Field, Form, Link, Page
from hardtack.recording.submission import default_button

MAX_CONTROLS = 40
"""Logout controls that are handed on at most."""

_MAX_ADDRESSES = 5_000
_LITERAL = re.compile(r"[\"'`]([^\"'`\s<>]{3,300})[\"'`]")
_SUBMITS = re.compile(r"\.submit\s*\(")
_ADDRESS = re.compile(r"(?:https?:/|\.{0,2})/|\?|[\w.-]+[/?]|[\w-]+\.(?:php|aspx?|jsp|do|cgi)\b", re.IGNORECASE)
_TYPED = frozenset({"text", "email", "search", "textarea", "tel", "url", "number", "file"})
_SAYS_NEXT_STEP = frozenset(
    {"action", "do", "op", "cmd", "command", "mode", "task", "act", "event", "page", "route", "r"}
)
_OTHER_ORIGIN = -25
_FROM_SCRIPT = 20

ControlKind = Literal["form", "button", "link", "script"]


@dataclass(frozen=True, slots=True)
class LogoutControl:
    """Something on a page that logs out.

    Attributes:
        kind: `form` and `button` submit `form`; `link` is a link or an element that acts like one; `script` is an
            address found in the page's scripts.
        method: The request's method.
        url: The absolute address, without fragment.
        form: The form to submit, with its token.
        button: The button to submit it with.
        words: What stands on it, for a person to read.
        score: How surely it logs out, best highest; above 50 its address or words say so plainly.
    """

    kind: ControlKind
    method: str
    url: str
    form: Form | None
    button: Field | None
    words: str
    score: int


def _plainly(url: int, spoken: int) -> int:
    """One score of what the address and what the words say; an address weighs more than words."""
    return url * 5 // 4 + spoken


def _distance(page: Page, url: str) -> int:
    return 0 if origin(url) == origin(page.url) else _OTHER_ORIGIN


def _addresses(script: str) -> Iterator[str]:
    """The string literals of a script that could be addresses; JSON's escaped slashes are slashes."""
    for count, match in enumerate(_LITERAL.finditer(script.replace("\\/", "/").replace("\\u0026", "&"))):
        if count >= _MAX_ADDRESSES:
            return
        if _ADDRESS.match(match[1]):
            yield match[1]


def _of_link(page: Page, link: Link) -> LogoutControl | None:
    spoken = max(says_logout(link.text), says_logout(link.title), says_logout(link.marks) * 3 // 4)
    address = without_fragment(link.url)
    said = url_says_logout(address)
    stays = address == without_fragment(page.url)
    if (stays and not said) or not (said or spoken) or harms_beside_logout(f"{link.text} {link.title}"):
        return None
    score = _plainly(said, spoken) + _distance(page, address)
    if _SUBMITS.search(link.onclick):
        # The script sends a form in the link's place, and that form is found by itself.
        score -= 45
    return LogoutControl("link", link.method, address, None, None, link.text or link.title, score)


def _of_clickable(page: Page, item: Clickable) -> Iterator[LogoutControl]:
    spoken = max(says_logout(item.text), says_logout(item.title), says_logout(item.marks) * 3 // 4)
    if harms_beside_logout(f"{item.text} {item.title}"):
        return
    for reference in (item.reference, *_addresses(item.script)):
        url = resolve(page.base_url, reference) if reference else None
        if url is None:
            continue
        said = url_says_logout(url)
        if said or spoken:
            score = _plainly(said, spoken) - 10 + _distance(page, url)
            yield LogoutControl("link", item.method, without_fragment(url), None, None, item.text or item.title, score)


def _hidden_says(form: Form) -> int:
    """What a hidden field says the form does: `action=logout`; a `next=/logout` says only where to go afterwards."""
    steps = [
        field for field in form.fields if field.kind == "hidden" and field.name.strip("@_").lower() in _SAYS_NEXT_STEP
    ]
    return max((says_logout(field.value.strip("/")) for field in steps), default=0)


def _of_form(page: Page, form: Form) -> Iterator[LogoutControl]:
    """A form logs out as a whole, by its address or a hidden field, or by one of its buttons."""
    if any(field.kind == "password" for field in form.fields):
        return
    # A form that something is typed into does something else, whatever one of its buttons is called.
    burden = -30 if any(field.kind in _TYPED and field.visible for field in form.fields) else 0
    own = max(url_says_logout(form.action), _hidden_says(form), says_logout(form.id) * 3 // 4)
    buttons = [field for field in form.fields if field.kind in {"submit", "image"} and not field.disabled]
    speaking: list[tuple[int, Field]] = []
    for button in buttons:
        said = url_says_logout(button.form_action) if button.form_action else 0
        spoken = max(map(says_logout, (button.label, button.name, button.value, button.id)))
        if (said or spoken) and not harms_beside_logout(button.label):
            speaking.append((_plainly(max(said, own), spoken), button))
    if own and not speaking and not any(harms_beside_logout(button.label) for button in buttons):
        score = _plainly(own, 0) + burden + (5 if form.method == "POST" else 0) + _distance(page, form.action)
        yield LogoutControl("form", form.method, form.action, form, default_button(form), form.text, score)
    for said, button in speaking:
        method, url = button.form_method or form.method, button.form_action or form.action
        score = said + burden + (5 if method == "POST" else 0) + _distance(page, url)
        yield LogoutControl("button", method, url, form, button, button.label, score)


def _of_script(page: Page, script: str) -> Iterator[LogoutControl]:
    """Addresses in a script: nothing says when, or by which method, the script requests them."""
    for reference in _addresses(script):
        url = resolve(page.base_url, reference)
        if url is not None and (said := url_says_logout(url)):
            score = min(said, _FROM_SCRIPT) + _distance(page, url)
            yield LogoutControl("script", "GET", without_fragment(url), None, None, reference, score)


def _token_form(page: Page, url: str) -> Form | None:
    """A POST form for an address with the page's own token as its only field; None without one.

    Only for the page's own origin: a token is handed to nobody else.
    """
    if origin(url) != origin(page.url):
        return None
    meta = csrf_meta(page)
    token = next((each for form in page.forms if (each := csrf_field(form)) is not None and each.value), None)
    if meta is not None and meta.parameter is not None:
        token = Field(meta.parameter, "hidden", meta.token)
    return Form(url, "POST", "application/x-www-form-urlencoded", (token,)) if token is not None else None


def _as_post(page: Page, control: LogoutControl) -> Iterator[LogoutControl]:
    """The control, and the POST with the page's token that a script may make of a link that says nothing of it."""
    if control.form is not None or (form := _token_form(page, control.url)) is None:
        yield control
    elif control.method == "POST":
        yield replace(control, form=form)
    else:
        yield control
        yield replace(control, method="POST", form=form, score=control.score // 3)


def logout_controls(page: Page, *, scripts: Iterable[str] = ()) -> tuple[LogoutControl, ...]:
    """Finds what on a page logs out.

    Args:
        page: A page seen inside.
        scripts: The text of scripts that the page loads, to be searched as its inline scripts are.

    Returns:
        At most `MAX_CONTROLS`, the surest first, one for each method and address. Addresses from scripts, and
        links tried as POST with the page's token in case a script makes them so, come last.
    """
    found = [control for link in page.links if (control := _of_link(page, link)) is not None]
    found += [control for form in page.forms for control in _of_form(page, form)]
    found += [control for item in page.clickables for control in _of_clickable(page, item)]
    texts = (*page.inline_scripts, *(data.text for data in page.data_scripts), *scripts)
    found += [control for text in texts for control in _of_script(page, text)]
    tried = [variant for control in found if control.score > 0 for variant in _as_post(page, control)]
    best: dict[tuple[str, str], LogoutControl] = {}
    for control in sorted(tried, key=lambda each: -each.score):
        best.setdefault((control.method, control.url), control)
    return tuple(best.values())[:MAX_CONTROLS]
