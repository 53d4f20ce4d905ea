"""Set-cookie lines as people have them at hand: pasted from a browser, from `curl -v`, or a whole response."""

import re

from hardtack.errors import UsageError
from hardtack.report.phrases import printable

__all__ = ["is_line", "lines_of_response", "pasted_line"]

_SET_COOKIE = re.compile(r"\s*(?:<\s*)?set-cookie\s*:(?P<value>.*)", re.IGNORECASE | re.DOTALL)
_OTHER_FIELD = re.compile(r"\s*(?:[<>]\s*)?(?P<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):(?:\s|$)")
_STATUS = re.compile(r"(?:<\s*)?HTTP/\d")
_SCRIPT = re.compile(r"\s*(?:window\s*\.\s*)?document\s*\.\s*cookie\s*=")
_ADDRESS = re.compile(r"\s*https?://", re.IGNORECASE)
_VERBOSE_CURL = re.compile(r"^< HTTP/\d", re.MULTILINE)


def is_line(text: str) -> bool:
    """Whether an argument is meant as a field line: no code and no name of a check holds any of these."""
    meant = (_SET_COOKIE, _STATUS)
    return any(form.match(text) for form in meant) or any(sign in text for sign in "=;:")


def pasted_line(text: str) -> str:
    """The field value of one pasted line, with or without the name of the field.

    Args:
        text: latin-1 isomorphic.

    Raises:
        UsageError: it is the line of another field, an address or a piece of a script.
    """
    found = _SET_COOKIE.match(text)
    if found is not None:
        return found["value"].strip(" \t\r\n")
    if _ADDRESS.match(text):
        raise UsageError(
            "That is an address, not a set-cookie line.",
            "Pipe its response in: curl -si URL | hardtack explain --url URL. Or ask its site the ten questions: "
            "hardtack audit URL.",
        )
    if _SCRIPT.match(text):
        raise UsageError(
            "That is a script that sets a cookie, not a set-cookie line.",
            "Give what stands between its quotes: hardtack explain 'name=value; Path=/'.",
        )
    other = _OTHER_FIELD.match(text)
    if other is not None:
        raise UsageError(
            f"That is a field line of {printable(other['name'])}, and only Set-Cookie can be explained.",
            "Give `Set-Cookie: name=value; …`, or the line from the cookie's name on.",
        )
    return text.strip(" \t\r\n")


def lines_of_response(text: str) -> tuple[str, ...]:
    """The field values of every set-cookie line in a response, or in several of a chain of redirects.

    Understands what `curl -i`, `curl -v` and a browser's "copy response headers" give; what stands in a body is none.
    One bare line is that line.

    Args:
        text: latin-1 isomorphic.

    Raises:
        UsageError: there is none.
    """
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    filled = [line for line in lines if line.strip()]
    if len(filled) == 1 and _STATUS.match(filled[0]) is None:
        return (pasted_line(filled[0]),)
    candidates = [line for line in lines if line[:1] == "<"] if _VERBOSE_CURL.search(text) else _heads(lines)
    found = tuple(match["value"].strip(" \t") for line in candidates if (match := _SET_COOKIE.match(line)))
    if not found:
        alone = len(filled) == 1
        what = "That is the first line of a response alone." if alone else "No set-cookie line was found."
        raise UsageError(
            what if filled else "Nothing was given to explain.",
            "Give a line (`hardtack explain 'Set-Cookie: …'`), pipe a response in (`curl -si URL | hardtack explain`), "
            "or name a check (`hardtack explain all` lists them).",
        )
    return found


def _heads(lines: list[str]) -> list[str]:
    """The lines of the heads of responses, bodies left out."""
    heads: list[str] = []
    inside = True
    begun = False
    for line in lines:
        if not line.strip():
            # Blank lines before the first head end nothing.
            inside = not begun
            continue
        begun = True
        if _STATUS.match(line):
            inside = True
        elif inside:
            heads.append(line)
    return heads
