"""A curl command that shows a finding again, with every secret as an environment variable."""

import re
import shlex
from urllib.parse import urlsplit

from hardtack.recording.model import RecordedRequest, Recording
from hardtack.report.phrases import printable
from hardtack.verdict import Evidence

_MASK = re.compile(r"~[0-9a-f]{1,11}~*(?:[\x00-\x1f\x7f]+~)?")
# What every shell or login sets: a cookie of that name must not be sent with such a value.
_TAKEN = frozenset({
    "DISPLAY", "EDITOR", "HOME", "HOST", "HOSTNAME", "IFS", "LANG", "LANGUAGE", "LOGNAME", "MAIL", "OLDPWD", "PATH",
    "PS1", "PWD", "RANDOM", "SECONDS", "SHELL", "TERM", "TZ", "UID", "USER", "USERNAME", "_",
})  # fmt: skip
_SAFE = re.compile(r"[\w\s:;=.,/?&%+@()-]*", re.ASCII)


_READ_OFF_ATTRIBUTES = frozenset({
    "HT301", "HT401", "HT501", "HT502", "HT601", "HT602", "HT603", "HT905", "HT1001", "HT1101", "HT1102", "HT1103",
    "HT1108", "HT1109", "HT1110",
})  # fmt: skip
"""Checks whose finding shows on any line with that name and those attributes, whatever its value."""


def telling_request(code: str, evidence: Evidence, recording: Recording) -> RecordedRequest:
    """The request that shows a finding again with the least effort: no login where opening a page is enough.

    Args:
        code: of the check.
        evidence: where the finding was seen.
        recording: what was sent; another request counts where the same host answered it with a line of the same name
            and attributes, and the check reads nothing else off it.
    """
    seen = recording.exchanges[evidence.exchange]
    line = evidence.field_line
    if code not in _READ_OFF_ATTRIBUTES or line is None or seen.response is None:
        return seen.request
    alike = [
        one
        for one in recording.exchanges
        if one.response is not None
        and _origin(one.request) == _origin(seen.request)
        and any(_shape(other) == _shape(line) for other in one.response.values("set-cookie"))
    ]
    return min((seen, *alike), key=lambda one: _effort(one.request)).request


def _origin(request: RecordedRequest) -> tuple[str, str]:
    parts = urlsplit(request.url)
    return parts.scheme, parts.netloc


def _shape(line: str) -> tuple[str, str]:
    """A set-cookie line without its value; the whole line where it has no name."""
    pair, _, attributes = line.partition(";")
    name, equals, _ = pair.partition("=")
    return (name.strip() if equals else pair, attributes)


def _effort(request: RecordedRequest) -> tuple[bool, int, bool, int]:
    secrets = any(name.lower() == "authorization" for name, _ in request.fields)
    return (
        request.method != "GET",
        len(request.parameters) + len(request.cookies) + secrets,
        _MASK.search(request.url) is not None,
        len(request.url),
    )


def curl_for(request: RecordedRequest, *, any_certificate: bool) -> str:
    """The command, for a POSIX shell.

    Args:
        request: the recorded request; what was masked in it becomes a variable.
        any_certificate: whether the audit ran against a certificate that is not publicly trusted.
    """
    words = ["curl", "-sik" if any_certificate else "-si"]
    if request.method not in {"GET", "POST"} or (request.method == "POST" and not request.parameters):
        words += ["-X", shlex.quote(printable(request.method))]
    if request.cookies:
        pairs = [(f"{name}=" if name else "", variable(name or "cookie")) for name, _ in request.cookies]
        pieces = [piece for pair in pairs for piece in (pair[0], f"${pair[1]}", "; ")][:-1]
        words += ["-H", _quoted(["Cookie: ", *pieces])]
    if any(name.lower() == "authorization" for name, _ in request.fields):
        words += ["-H", _quoted(["Authorization: ", "$AUTHORIZATION"])]
    for parameter in request.parameters:
        words += ["--data-urlencode", _quoted([f"{parameter}=", f"${variable(parameter)}"])]
    return " ".join([*words, _quoted(_url_pieces(request.url))])


def variable(name: str) -> str:
    """The environment variable that stands for a value of that name."""
    word = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_").upper()
    return f"VALUE_{word}".rstrip("_") if not word or word[0].isdigit() or word in _TAKEN else word


def _url_pieces(url: str) -> list[str]:
    pieces: list[str] = []
    end = 0
    for match in _MASK.finditer(url):
        before = url[end : match.start()]
        name = re.search(r"([\w.-]+)=$", before)
        pieces += [before, f"${variable(name[1]) if name else 'ID'}"]
        end = match.end()
    return [*pieces, url[end:]]


def _quoted(pieces: list[str]) -> str:
    """One shell word of texts and variables; a text that begins with `$` and a name is a variable."""
    if all(_SAFE.fullmatch(piece) or _is_variable(piece) for piece in pieces):
        # Braces where the variable's name would run on.
        joined = [
            "${" + piece[1:] + "}" if _is_variable(piece) and re.match(r"\w", after) else piece
            for piece, after in zip(pieces, [*pieces[1:], ""], strict=True)
        ]
        return f'"{"".join(joined)}"'
    return "".join(f'"{piece}"' if _is_variable(piece) else shlex.quote(printable(piece)) for piece in pieces if piece)


def _is_variable(piece: str) -> bool:
    return re.fullmatch(r"\$[A-Z_][A-Z0-9_]*", piece) is not None
