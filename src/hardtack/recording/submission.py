"""What a browser sends when a form is submitted (WHATWG HTML 4.10.22, WHATWG URL section 5)."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlsplit, urlunsplit

from hardtack.recording.page import Field, Form, Method

_SUBMITTING = frozenset({"submit", "image"})
_NEVER_SENT = frozenset({"submit", "image", "reset", "button"})
_BOUNDARY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Submission:
    """One request that submits a form. It may carry a password, so its repr shows neither address nor content.

    Attributes:
        method: `GET` or `POST`.
        url: Absolute address, without fragment; a GET form's fields are its query.
        body: The request's content, empty for GET.
        content_type: The Content-Type field's value, empty for GET.
    """

    method: Method
    url: str = field(repr=False)
    body: bytes = field(repr=False)
    content_type: str


def default_button(form: Form) -> Field | None:
    """The button that the Enter key presses: the form's first submit button that is not disabled."""
    return next((each for each in form.fields if each.kind in _SUBMITTING and not each.disabled), None)


def _select_values(field: Field) -> list[str]:
    """A select's values: those selected; where none is and it takes one only, its first option."""
    chosen = [option.value for option in field.options if option.selected and not option.disabled]
    if field.multiple:
        return chosen
    return chosen[-1:] or [option.value for option in field.options if not option.disabled][:1]


def _successful(field: Field, values: Mapping[str, str], charset: str) -> list[str]:
    """The values one field contributes, `values` set aside."""
    match field.kind:
        case "select":
            return _select_values(field)
        case "checkbox" | "radio":
            return [field.value] if field.checked else []
        case "hidden" if field.name == "_charset_" and field.name not in values:
            return [charset]
        case "file":
            # A browser sends an empty file name for a file field nobody filled in.
            return [""]
        case kind if kind in _NEVER_SENT:
            return []
        case _:
            return [field.value]


def _entries(
    form: Form, values: Mapping[str, str], button: Field | None, omit: Collection[Field]
) -> Iterator[tuple[str, str]]:
    """The names and values a form sends, in the page's order, those of `values` that no field has at the end."""
    given = dict(values)
    # Of two buttons that are alike in all, one is pressed.
    pressed = form.fields.index(button) if button in form.fields else None
    for index, each in enumerate(form.fields):
        if button is not None and index == pressed:
            if button.kind == "image":
                # The coordinates of the place that was pressed: its upper left corner.
                prefix = f"{button.name}." if button.name else ""
                yield from ((f"{prefix}x", "0"), (f"{prefix}y", "0"))
            elif button.name:
                yield button.name, button.value
        elif each.disabled or not each.name or each in omit:
            continue
        elif each.name in values:
            # The first field of the name takes the value, a check box by being checked; its namesakes are left out.
            if each.name in given and each.kind not in _NEVER_SENT:
                yield each.name, given.pop(each.name)
        else:
            yield from ((each.name, value) for value in _successful(each, values, form.charset))
    yield from given.items()


def _line_breaks(text: str) -> str:
    """The text with each line break as CR LF (HTML 4.10.22.4)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _urlencoded(entries: list[tuple[str, str]], charset: str) -> str:
    def encoded(text: str) -> str:
        # Letters, digits and `*-._` stay; quote_plus would leave the tilde as well. What the charset lacks is sent
        # as a numeric character reference.
        data = _line_breaks(text).encode(charset, "xmlcharrefreplace")
        return quote_plus(data, safe="*").replace("~", "%7E")

    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in entries)


def _multipart(entries: list[tuple[str, str]], files: frozenset[str], charset: str) -> tuple[bytes, str]:
    """The content and its boundary; the boundary is a digest of the content, so the same form gives the same bytes."""

    def encoded(text: str) -> bytes:
        return _line_breaks(text).encode(charset, "xmlcharrefreplace")

    def name_of(text: str) -> bytes:
        return encoded(text).replace(b"\r\n", b"%0D%0A").replace(b'"', b"%22")

    parts: list[bytes] = []
    for name, value in entries:
        head = b'Content-Disposition: form-data; name="' + name_of(name) + b'"'
        if name in files:
            head += b'; filename=""\r\nContent-Type: application/octet-stream'
        parts.append(head + b"\r\n\r\n" + encoded(value) + b"\r\n")
    boundary = "----hardtack" + hashlib.sha256(b"\0".join(parts)).hexdigest()[:_BOUNDARY_LENGTH]
    mark = b"--" + boundary.encode("ascii")
    return b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n", boundary


def submission(
    form: Form, values: Mapping[str, str], *, button: Field | None = None, omit: Collection[Field] = ()
) -> Submission:
    """The request that a browser sends when it submits a form.

    Successful controls only: neither disabled nor unnamed ones, checked boxes, selected options, and of the
    buttons `button` alone. `enctype`, `method` and address of the button override the form's.

    Args:
        form: The form.
        values: Values to fill in by field name. A check box or radio button so named is sent checked, with that
            value. A name no field has is added at the end, as a script would.
        button: The button that is pressed. None: none is; see `default_button`.
        omit: Fields to leave out (a check box to leave unchecked, say).

    Returns:
        The request. The fields of a GET form replace the query of its address, as browsers do.
    """
    method = (button.form_method if button else None) or form.method
    enctype = (button.form_enctype if button else None) or form.enctype
    address = urlsplit((button.form_action if button else None) or form.action)
    entries = list(_entries(form, values, button, omit))
    if method == "GET":
        return Submission(
            "GET", urlunsplit(address._replace(query=_urlencoded(entries, form.charset), fragment="")), b"", ""
        )
    url = urlunsplit(address._replace(fragment=""))
    match enctype:
        case "multipart/form-data":
            files = frozenset(each.name for each in form.fields if each.kind == "file")
            body, boundary = _multipart(entries, files, form.charset)
            return Submission(method, url, body, f"{enctype}; boundary={boundary}")
        case "text/plain":
            lines = "".join(f"{name}={_line_breaks(value)}\r\n" for name, value in entries)
            return Submission(method, url, lines.encode(form.charset, "xmlcharrefreplace"), enctype)
        case _:
            return Submission(method, url, _urlencoded(entries, form.charset).encode("ascii"), enctype)
