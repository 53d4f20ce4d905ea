"""Finds tokens against cross-site request forgery, and what scripts do with cookies."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from hardtack.recording import words
from hardtack.recording.page import Field, Form, Page

_DEFAULT_HEADER = "X-CSRF-Token"
_TOKEN_METAS = ("csrf-token", "_csrf", "csrf_token", "csrf", "csrftoken", "xsrf-token", "x-csrf-token", "_token")
_PARAMETER_METAS = ("csrf-param", "_csrf_parameter", "csrf_param", "csrf-parameter")
_HEADER_METAS = ("_csrf_header", "csrf-header", "csrf_header")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
COOKIE_USE = re.compile(r"\.\s*cookie\b|\[\s*[\"'`]cookie[\"'`]\s*\]|\bcookieStore\b")
"""How scripts get at the cookies of their page."""
SPEAKS_OF_COOKIES = re.compile("cookie", re.IGNORECASE)
"""What stands in scripts that get at cookies in whatever way, as by a library that was not fetched."""
_CAUGHT = re.compile(r"(?:\\s[*+]?)?=\((?:\?:)?(?:\[\^|\.[*+])")
"""How patterns go on behind a cookie's name, to catch its value."""
_QUOTES = "\"'`"
_LITERAL_AT_MOST = 1000
_GOES_ON = re.compile(r"[\w-]\Z")
_CLASS = re.compile(r"\\[bBsSwW]")
_SEPARATING = re.compile(r"\W")
_SEPARATOR = re.compile(r"[_.-]")
_SEPARATORS_AT_MOST = 8
_HALF_AT_LEAST = 4


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


def script_quotes_cookie(script: str, name: str) -> bool:
    """Whether a script seems to look for a cookie: its name stands in a literal, or in a pattern for its value.

    Args:
        script: The text of a script.
        name: The cookie's name.

    Returns:
        True where the name stands behind a quote on the same line, or before `=([^`, not as part of a longer name.
    """
    return any(_is_quoted(script, found) for found in _words(script, name))


def script_names_cookie(script: str, name: str) -> bool:
    """Whether a cookie's name stands in a script, as a word of its own or put together from a literal and more.

    Errs towards yes: a cookie that scripts read must not be hidden from them.

    Args:
        script: The text of a script.
        name: The cookie's name.
    """
    return any(True for _ in _words(script, name)) or any(half in script for half in _halves(name))


def _words(script: str, name: str) -> Iterator[re.Match[str]]:
    r"""Where the name stands as a word; in a pattern it may stand behind `\b` and have backslashes within."""
    if not name:
        return
    escaped = "".join(rf"\\?{re.escape(char)}" if _SEPARATING.fullmatch(char) else char for char in name)
    # That the name comes first in the pattern makes the search fast.
    for found in re.finditer(rf"{escaped}(?![\w-])", script):
        before = script[max(0, found.start() - 2) : found.start()]
        if not _GOES_ON.search(before) or _CLASS.fullmatch(before):
            yield found


def _is_quoted(script: str, found: re.Match[str]) -> bool:
    line = script[max(0, found.start() - _LITERAL_AT_MOST) : found.start()].rpartition("\n")[2]
    return any(quote in line for quote in _QUOTES) or _CAUGHT.match(script, found.end()) is not None


def _halves(name: str) -> Iterator[str]:
    """What stands in a script that puts the name together: a literal that begins it, a template's end that ends it."""
    for at in (found.start() for found in islice(_SEPARATOR.finditer(name), _SEPARATORS_AT_MOST)):
        begin, end = name[: at + 1], name[at:]
        if len(begin) >= _HALF_AT_LEAST:
            yield from (f"{quote}{begin}{behind}" for quote in _QUOTES for behind in (quote, "${"))
        if len(end) >= _HALF_AT_LEAST:
            yield f"}}{end}"
