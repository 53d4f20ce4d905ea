"""Finds tokens against cross-site request forgery, and what scripts do with cookies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hardtack.recording import words
from hardtack.recording.page import Field, Form, Page

_DEFAULT_HEADER = "X-CSRF-Token"
_TOKEN_METAS = ("csrf-token", "_csrf", "csrf_token", "csrf", "csrftoken", "xsrf-token", "x-csrf-token", "_token")
_PARAMETER_METAS = ("csrf-param", "_csrf_parameter", "csrf_param", "csrf-parameter")
_HEADER_METAS = ("_csrf_header", "csrf-header", "csrf_header")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_DOCUMENT = re.compile(r"\bdocument\b")
COOKIE_USE = re.compile(r"\.\s*cookie\b|\[\s*[\"'`]cookie[\"'`]\s*\]|\bcookieStore\b")
"""How scripts get at the cookies of their page."""


@dataclass(frozen=True, slots=True)
class CsrfMeta:
    """A token that meta elements hand to the page's scripts. A secret: it never leaves the walk.

    Attributes:
        token: The token.
        header: The field name it is sent in: the one the page names, else `X-CSRF-Token`.
        parameter: The form field it may be sent in, or None where the page names none.
    """

    token: str
    header: str
    parameter: str | None

    def __repr__(self) -> str:
        return f"CsrfMeta(token=<{len(self.token)} characters>, header={self.header!r}, parameter={self.parameter!r})"


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if metas.get(name)), "")


def csrf_meta(page: Page) -> CsrfMeta | None:
    """The token in a page's meta elements (`csrf-token`, `_csrf` and the like), or None."""
    token = _first(page.metas, _TOKEN_METAS)
    if not token:
        return None
    header = _first(page.metas, _HEADER_METAS)
    return CsrfMeta(
        token,
        header if _HEADER_NAME.fullmatch(header) else _DEFAULT_HEADER,
        _first(page.metas, _PARAMETER_METAS) or None,
    )


def csrf_field(form: Form) -> Field | None:
    """The hidden field of a form that carries its token, or None."""
    hidden = (field for field in form.fields if field.kind == "hidden")
    return next((field for field in hidden if words.has(words.fold(field.name), words.TOKENS)), None)


def script_names_cookie(scripts: str, name: str) -> bool:
    """Whether scripts seem to use a cookie: its name stands in a string literal, and `document.cookie` is used.

    Errs towards yes: a cookie that scripts read must not be hidden from them.

    Args:
        scripts: The text of the page's scripts, one after another.
        name: The cookie's name.

    Returns:
        True where the name stands behind a quote on the same line, not as part of a longer name, and the
        scripts name `document` and a `cookie` property anywhere.
    """
    if not name or not _DOCUMENT.search(scripts) or not COOKIE_USE.search(scripts):
        return False
    literal = re.compile(rf"[\"'`][^\"'`\n]*(?<![\w-]){re.escape(name)}(?![\w-])")
    return literal.search(scripts) is not None
