"""HAR 1.2 files: what a browser's network panel saved, as a recording.

Rules of this module:
- A HAR holds no replays, so nothing is known of which cookies open the account; questions that need that stay open.
- Set-Cookie lines are judged as sent. Browsers that export a HAR "without sensitive data" leave the lines out; the
  list of cookies beside them is no substitute, since it lacks what the line said and how.
- Exporters differ: several Set-Cookie lines may stand in one header, separated by line feeds (Chromium); HTTP/2's
  pseudo headers may be among the headers; a request that was blocked has the status 0.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlencode, urlsplit

from hardtack.errors import RecordingError
from hardtack.recording.codec import parse_json
from hardtack.recording.mentions import ScriptTexts
from hardtack.recording.message import FieldLines, Request, Response
from hardtack.recording.model import (
    SCHEMA_VERSION,
    Exchange,
    LoginFacts,
    LoginMethod,
    Profile,
    Recording,
    ScriptMention,
    Step,
    StepOutcome,
    StepResult,
    Target,
)
from hardtack.recording.redact import Redactor

_HINT = "Save one from the browser's network panel (Save all as HAR, with sensitive data), or record the site."
_REASON = "a HAR file holds no replays, so nothing shows which cookies open the account"
_SUPPLY = "Audit the live site: hardtack audit URL --username NAME."
_BODY_AT_MOST = 8 * 1024 * 1024
_BROWSER = "imported"

_Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class HarTerms:
    """What a HAR file doesn't say itself.

    Attributes:
        tool: name and version of this program.
        url: the application, or None for the first page of the file.
        profile: which limits lifetimes are held against.
    """

    tool: str
    url: str | None = None
    profile: Profile = Profile.STANDARD


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: when, and the live messages; no response where the browser got none."""

    at: float | None
    request: Request
    response: Response | None


def is_har(document: object) -> bool:
    """Whether a JSON document looks like a HAR file: an object with a `log`, and no recording."""
    return isinstance(document, dict) and "log" in document and "schema_version" not in document


def from_har(text: str, redactor: Redactor, terms: HarTerms) -> Recording:
    """Read a HAR file into a recording; every value is masked on entry.

    Args:
        text: the file's text.
        redactor: masks the values.
        terms: what the file doesn't say.

    Raises:
        RecordingError: it is no HAR file, or holds no exchange over http or https.
    """
    raw = _raw_entries(parse_json(text))
    entries = list(_entries(raw))
    if not entries:
        raise RecordingError("The HAR file holds no exchange over http or https.", _HINT)
    times = [entry.at for entry in entries if entry.at is not None]
    if len(times) == len(entries):
        entries.sort(key=lambda entry: entry.at or 0.0)
    started = max(0, int(min(times, default=0)))
    exchanges = tuple(_exchange(index, entry, started, redactor) for index, entry in enumerate(entries))
    return Recording(
        schema_version=SCHEMA_VERSION,
        tool=terms.tool,
        started=started,
        target=_target(terms, entries, redactor),
        exchanges=exchanges,
        values=redactor.values,
        steps=(StepOutcome(Step.IMPORTED, StepResult.DONE, _detail(entries, raw)),),
        login=_login(),
        oracle=None,
        credentials=None,
        probes=(),
        scripts=_scripts(entries, exchanges),
    )


def _scripts(entries: list[_Entry], exchanges: tuple[Exchange, ...]) -> tuple[ScriptMention, ...]:
    texts = ScriptTexts()
    for index, entry in enumerate(entries):
        if entry.response is not None:
            texts.add(index, entry.response)
    return texts.mentions(exchanges)


def _raw_entries(document: object) -> list[object]:
    entries = _table(_table(document).get("log")).get("entries")
    if not isinstance(entries, list):
        raise RecordingError("The file is JSON, but no HAR file: it has no log.entries.", _HINT)
    return cast("list[object]", entries)


def _entries(raw: list[object]) -> Iterator[_Entry]:
    for one in raw:
        request = _request(_table(_table(one).get("request")))
        if request is not None:
            yield _Entry(
                _time(_table(one).get("startedDateTime")), request, _response(_table(_table(one).get("response")))
            )


def _request(table: _Table) -> Request | None:
    url = _latin(_text(table.get("url"))).partition("#")[0]
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if not usable:
        return None
    fields = _fields(table.get("headers"))
    if not any(name.lower() == "cookie" for name, _ in fields):
        pairs = [
            f"{_latin(_text(one.get('name')))}={_latin(_text(one.get('value')))}"
            for one in _tables(table.get("cookies"))
        ]
        fields += (("Cookie", "; ".join(pairs)),) if pairs else ()
    return Request(
        _latin(_text(table.get("method"))).upper() or "GET", url, fields, _posted(_table(table.get("postData")))
    )


def _posted(table: _Table) -> bytes:
    text = _text(table.get("text"))
    if not text:
        pairs = [(_text(one.get("name")), _text(one.get("value"))) for one in _tables(table.get("params"))]
        text = urlencode(pairs, errors="replace") if pairs else ""
    return text.encode("utf-8", "replace")[:_BODY_AT_MOST]


def _response(table: _Table) -> Response | None:
    status = table.get("status")
    if type(status) is not int or not 100 <= status <= 999:
        return None
    body, truncated = _body(_table(table.get("content")))
    version = _text(table.get("httpVersion")).lower().removeprefix("http/") or "1.1"
    return Response(
        status, _latin(_text(table.get("statusText"))), _latin(version), _fields(table.get("headers")), body, truncated
    )


def _body(table: _Table) -> tuple[bytes, bool]:
    """The content, and whether the file holds less of it than there was."""
    text = _text(table.get("text"))
    if table.get("encoding") == "base64":
        try:
            body = b64decode(text, validate=False)
        except ValueError:
            body = b""
    else:
        body = text.encode("utf-8", "replace")
    size = table.get("size")
    missing = not body and isinstance(size, int) and size > 0
    return body[:_BODY_AT_MOST], missing or len(body) > _BODY_AT_MOST


def _fields(value: object) -> FieldLines:
    return tuple(
        (name, line)
        for one in _tables(value)
        if (name := _latin(_text(one.get("name")))) and not name.startswith(":")
        for line in _lines(name, _latin(_text(one.get("value"))))
    )


def _lines(name: str, value: str) -> list[str]:
    return value.split("\n") if name.lower() == "set-cookie" else [value]


def _exchange(index: int, entry: _Entry, started: int, redactor: Redactor) -> Exchange:
    url = entry.request.url
    request = redactor.request(entry.request)
    response = None if entry.response is None else redactor.response(url, entry.response)
    at = round(max(0.0, (entry.at or started) - started), 3)
    failure = None if response is not None else "the browser got no response"
    return Exchange(index, Step.IMPORTED, _BROWSER, at, request, response, failure)


def _target(terms: HarTerms, entries: list[_Entry], redactor: Redactor) -> Target:
    url = terms.url or _first_page(entries)
    host = urlsplit(url).hostname
    sides: dict[str, str] = {}
    for entry in entries:
        parts = urlsplit(entry.request.url)
        if parts.hostname == host and entry.response is not None:
            sides.setdefault(parts.scheme, f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/")
    return Target(
        url=redactor.url(url),
        https=sides.get("https"),
        http=sides.get("http"),
        asked=(),
        also=(),
        profile=terms.profile,
        shared_domain=(),
        embedded=False,
        lab=False,
        authenticated=False,
        settle=0.0,
    )


def _first_page(entries: list[_Entry]) -> str:
    """The first HTML page, else the first address."""
    pages = (one for one in entries if one.response and "html" in (one.response.value("content-type") or "").lower())
    return next(pages, entries[0]).request.url


def _login() -> LoginFacts:
    return LoginFacts(
        method=LoginMethod.NONE,
        proved=False,
        reason=_REASON,
        supply=_SUPPLY,
        action=None,
        remember_me=False,
        logout=None,
        logout_named=False,
        logout_supply=_SUPPLY,
        exchange=None,
    )


def _detail(entries: list[_Entry], raw: list[object]) -> str:
    answered = [entry.response for entry in entries if entry.response is not None]
    detail = f"{len(entries)} exchanges of a HAR file, {len(answered)} with a response"
    bare = not any(response.values("set-cookie") for response in answered)
    listed = any(_tables(_table(_table(one).get("response")).get("cookies")) for one in raw)
    if bare and listed:
        detail += (
            "; it lists cookies but holds no Set-Cookie line, so it was saved without sensitive data: save it with"
        )
    return detail


def _time(value: object) -> float | None:
    """Epoch seconds of an ISO 8601 time."""
    try:
        moment = datetime.fromisoformat(_text(value))
        return moment.timestamp() if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _table(value: object) -> _Table:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _tables(value: object) -> tuple[_Table, ...]:
    return tuple(_table(one) for one in cast("list[object]", value)) if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _latin(text: str) -> str:
    """Text with one character a byte, as everything from the wire is."""
    if all(character <= "\xff" for character in text):
        return text
    return text.encode("utf-8", "replace").decode("latin-1")
