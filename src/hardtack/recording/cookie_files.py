"""Cookie files: Netscape's format, which curl writes too, and the JSON of browser extensions and of Playwright.

    Netscape    domain, sub-domains too, path, secure, expires, name, value; tabs between; `#HttpOnly_` before the
                domain says HttpOnly. It has no SameSite.
    JSON list   objects of the extension API `cookies.Cookie`: hostOnly, expirationDate, session, sameSite …
    JSON object with `cookies`: Playwright's storage state. Its sameSite is Lax also where the server gave none.

Which one a text is, its content tells. Reading is strict: a session with a cookie lost on the way is not the session.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import cast

from hardtack.cookies import Cookie, SameSite, canonical_host
from hardtack.errors import InputError
from hardtack.recording.own_session import OwnSession
from hardtack.recording.vocabulary import Telling

__all__ = ["parse_cookie_file"]

_HINT = "Export the cookies again: Netscape's format, the JSON of a browser extension, or Playwright's storage state."
_HTTP_ONLY = "#HttpOnly_"
_COLUMNS = 7
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f;]")
_SAME_SITE = {
    "strict": SameSite.STRICT,
    "lax": SameSite.LAX,
    "none": SameSite.NONE,
    "no_restriction": SameSite.NONE,
    "unspecified": SameSite.UNSET,
    "": SameSite.UNSET,
}


def parse_cookie_file(text: str) -> OwnSession:
    """Read a cookie file.

    Args:
        text: the file, decoded.

    Returns:
        The session, without a URL.

    Raises:
        InputError: it is none of the formats, or a cookie in it can't be; the message names line or number.
    """
    stripped = text.strip()
    if not stripped:
        raise InputError("the file is empty", _HINT)
    if stripped[0] in "[{":
        return _from_json(stripped)
    cookies = tuple(_netscape(text))
    if not cookies:
        raise InputError("there is no cookie in the file", _HINT)
    return OwnSession(cookies, Telling.SCOPE)


def _netscape(text: str) -> Iterator[Cookie]:
    for number, given in enumerate(text.split("\n"), 1):
        http_only = given.startswith(_HTTP_ONLY)
        line = given.removesuffix("\r").removeprefix(_HTTP_ONLY)
        if not line.strip() or line.startswith("#"):
            continue
        where = f"line {number}"
        columns = line.split("\t")
        if len(columns) == _COLUMNS - 1:
            # An editor that takes white space off line ends takes an empty value's tab along.
            columns.append("")
        if len(columns) != _COLUMNS:
            raise InputError(f"{where} has {len(columns)} columns between tabs, not {_COLUMNS}", _HINT)
        domain, below, path, secure, expires, name, value = columns
        yield Cookie(
            _sendable(name, "name", where),
            _sendable(value, "value", where),
            _host(domain, where),
            host_only=not _flag(below, "second", where),
            path=_path(path, where),
            secure=_flag(secure, "fourth", where),
            http_only=http_only,
            expires=_end(expires, where),
        )


def _flag(text: str, column: str, where: str) -> bool:
    if text.upper() not in {"TRUE", "FALSE"}:
        raise InputError(f"{where}: the {column} column must be TRUE or FALSE", _HINT)
    return text.upper() == "TRUE"


def _end(text: str, where: str) -> int | None:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds):
        raise InputError(f"{where}: the fifth column must be epoch seconds, 0 for a session cookie", _HINT)
    return int(seconds) if seconds > 0 else None


def _from_json(text: str) -> OwnSession:
    try:
        document = cast("object", json.loads(text))
    except json.JSONDecodeError as error:
        raise InputError(f"line {error.lineno}, column {error.colno} is not JSON: {error.msg}", _HINT) from None
    except (ValueError, RecursionError):
        raise InputError("it can't be read as JSON", _HINT) from None
    state = cast("dict[str, object]", document) if isinstance(document, dict) else {}
    listed = state.get("cookies") if isinstance(document, dict) else document
    if not isinstance(listed, list):
        raise InputError("it is JSON, but holds no list of cookies", _HINT)
    cookies = tuple(_cookie(one, f"cookie {number}") for number, one in enumerate(cast("list[object]", listed), 1))
    if not cookies:
        raise InputError("the list of cookies is empty", _HINT)
    origins = state.get("origins")
    notes = ("The file's local storage is left aside: only cookies are brought along.",) if origins else ()
    return OwnSession(cookies, Telling.SCOPE if "origins" in state else Telling.ALL, notes=notes)


def _cookie(given: object, where: str) -> Cookie:
    if not isinstance(given, dict):
        raise InputError(f"{where} is no object", _HINT)
    fields = cast("dict[str, object]", given)
    domain = _text(fields, "domain", where)
    return Cookie(
        _sendable(_text(fields, "name", where), "name", where),
        _sendable(_text(fields, "value", where), "value", where),
        _host(domain, where),
        host_only=_truth(fields, "hostOnly", where, default=not domain.startswith(".")),
        path=_path(_text(fields, "path", where, "/"), where),
        secure=_truth(fields, "secure", where),
        http_only=_truth(fields, "httpOnly", where),
        same_site=_same_site(fields.get("sameSite"), where),
        expires=None if _truth(fields, "session", where) else _expires(fields, where),
    )


def _text(fields: Mapping[str, object], key: str, where: str, default: str | None = None) -> str:
    value = fields.get(key, default)
    if not isinstance(value, str):
        raise InputError(f"{where}: {key!r} must be a string", _HINT)
    return value


def _truth(fields: Mapping[str, object], key: str, where: str, *, default: bool = False) -> bool:
    value = fields.get(key, default)
    if not isinstance(value, bool):
        raise InputError(f"{where}: {key!r} must be true or false", _HINT)
    return value


def _same_site(value: object, where: str) -> SameSite:
    found = _SAME_SITE.get(value.lower()) if isinstance(value, str) else SameSite.UNSET if value is None else None
    if found is None:
        raise InputError(f"{where}: 'sameSite' must be strict, lax, none, no_restriction or unspecified", _HINT)
    return found


def _expires(fields: Mapping[str, object], where: str) -> int | None:
    key = "expirationDate" if "expirationDate" in fields else "expires"
    value = fields.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(f"{where}: {key!r} must be epoch seconds, -1 for a session cookie", _HINT)
    return int(value) if value > 0 else None


def _host(text: str, where: str) -> str:
    host = canonical_host(text.removeprefix("."))
    if not host:
        raise InputError(f"{where}: the domain is no host", _HINT)
    return host


def _path(text: str, where: str) -> str:
    if not text.startswith("/"):
        raise InputError(f"{where}: the path must begin with /", _HINT)
    return _sendable(text, "path", where)


def _sendable(text: str, what: str, where: str) -> str:
    # The text itself stays unsaid: it may be the session.
    if _FORBIDDEN.search(text) or (what == "name" and "=" in text):
        raise InputError(f"{where}: the {what} holds a character that no cookie can have", _HINT)
    return text.encode("utf-8", "surrogatepass").decode("latin-1")
