"""A curl command that shows a finding again, with every secret as an environment variable."""

import re
import shlex

from hardtack.recording.model import RecordedRequest
from hardtack.report.phrases import printable

_MASK = re.compile(r"~[0-9a-f]{1,11}~*(?:[\x00-\x1f\x7f]+~)?")
# What every shell or login sets: a cookie of that name must not be sent with such a value.
_TAKEN = frozenset({
    "DISPLAY", "EDITOR", "HOME", "HOST", "HOSTNAME", "IFS", "LANG", "LANGUAGE", "LOGNAME", "MAIL", "OLDPWD", "PATH",
    "PS1", "PWD", "RANDOM", "SECONDS", "SHELL", "TERM", "TZ", "UID", "USER", "USERNAME", "_",
})  # fmt: skip
_SAFE = re.compile(r"[\w\s:;=.,/?&%+@()-]*", re.ASCII)


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
