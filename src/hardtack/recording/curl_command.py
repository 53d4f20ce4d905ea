"""A pasted curl command: its address, cookies and fields, as browsers write them with "Copy as cURL".

What is understood are the options that say which session it is; content is left aside, since the audit asks pages by
GET and repeats nobody's orders. An option that is not known is an error: it might have been the session.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field

from hardtack.cookies import Cookie, InvalidURL, parse_cookie_header, parse_target
from hardtack.errors import InputError
from hardtack.recording.own_session import OwnSession
from hardtack.recording.shell_words import UnclosedQuoteError, shell_words
from hardtack.recording.vocabulary import Telling

__all__ = ["parse_curl"]

_HINT = 'In the browser\'s network tools, choose "Copy as cURL" of a page that only you see, and paste all of it.'
_LONG = {
    "-A": "--user-agent", "-H": "--header", "-X": "--request", "-b": "--cookie", "-d": "--data", "-e": "--referer",
    "-F": "--form", "-m": "--max-time", "-o": "--output", "-u": "--user", "-x": "--proxy",
}  # fmt: skip
_CONTENT = frozenset({
    "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--form", "--form-string", "--json",
})  # fmt: skip
_ASIDE = frozenset({"--request", "--referer", "--max-time", "--connect-timeout", "--output", "--cookie-jar"})
_OTHERWISE = {
    "--proxy": "--proxy URL",
    "--insecure": "--insecure",
    "--resolve": "--resolve HOST:ADDRESS",
    "--cacert": "--ca FILE",
    "--cert": "--client-cert FILE",
    "--key": "--client-key FILE",
}
_FLAGS = frozenset({
    "--compressed", "--location", "--silent", "--show-error", "--include", "--verbose", "--globoff", "--get", "--fail",
    "--http1.1", "--http2", "--http2-prior-knowledge", "--http3", "--path-as-is", "--no-progress-meter", "--head",
})  # fmt: skip
_SHORT_FLAGS = frozenset("LsSivgGfI#Nk")
_OWN_FIELDS = frozenset({
    "accept-encoding", "authorization", "connection", "content-length", "content-type", "cookie", "expect", "host",
    "if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "origin", "range", "referer",
    "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip
"""Fields that are the client's own, that belong to a content or to one request alone, or are read elsewhere."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(slots=True)
class _Command:
    """What was read so far."""

    urls: list[str] = field(default_factory=list[str])
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    cookies: list[str] = field(default_factory=list[str])
    user: str | None = None
    notes: dict[str, None] = field(default_factory=dict[str, None])


def parse_curl(text: str) -> OwnSession:
    """Read a curl command.

    Args:
        text: the command as it was copied, for bash or for Windows.

    Returns:
        The session, with the URL of the command. What it tells of cookies are names and values alone: each is taken
        for one of that host, over https only if the URL is https.

    Raises:
        InputError: it is no curl command, or an option is not understood; no value is quoted.
    """
    try:
        words = shell_words(text.strip())
    except UnclosedQuoteError:
        raise InputError("a quotation mark is not closed", _HINT) from None
    if not words or re.split(r"[\\/]", words[0].lower())[-1] not in {"curl", "curl.exe"}:
        raise InputError("it does not begin with curl", _HINT)
    command = _Command()
    for option, value in _options(words[1:]):
        _obey(command, option, value)
    if len(command.urls) != 1:
        raise InputError(f"it names {len(command.urls)} addresses, not one", _HINT)
    (url,) = command.urls
    try:
        target = parse_target(url)
    except InvalidURL:
        raise InputError("its address is not an http or https URL", _HINT) from None
    pairs = [pair for line in command.cookies for pair in parse_cookie_header(_wire(line))]
    authorization = next((value for name, value in command.headers if name.lower() == "authorization"), command.user)
    if not pairs and authorization is None:
        raise InputError("it sends neither cookies nor an Authorization field", _HINT)
    return OwnSession(
        tuple(Cookie(name, value, target.host, secure=url.lower().startswith("https:")) for name, value in pairs),
        Telling.VALUES,
        authorization,
        tuple((name, value) for name, value in command.headers if name.lower() not in _OWN_FIELDS),
        url.partition("#")[0],
        tuple(command.notes),
    )


def _options(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each option by its long name with its value; an address is a `--url`, a flag has no value."""
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or word == "-":
            yield "--url", word
        elif word.startswith("--"):
            # curl takes the value from the next word; the form with = is what other programs write.
            name, equals, value = word.partition("=")
            yield name, "" if _is_flag(name) else value if equals else _value(name, rest)
        else:
            yield from _short(word, rest)


def _short(word: str, rest: Iterator[str]) -> Iterator[tuple[str, str]]:
    """The options of a word such as `-sSL` or `-XPOST`."""
    for index, letter in enumerate(word[1:], 1):
        if letter in _SHORT_FLAGS:
            yield ("--insecure" if letter == "k" else "--silent"), ""
            continue
        long = _LONG.get(f"-{letter}")
        if long is None:
            raise InputError(f"its option -{letter} is not understood", f"Leave it out. {_HINT}")
        yield long, word[index + 1 :] or _value(f"-{letter}", rest)
        return


def _value(option: str, rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None:
        raise InputError(f"its option {option} has no value", _HINT)
    return value


def _is_flag(name: str) -> bool:
    return name in _FLAGS or name == "--insecure"


def _obey(command: _Command, option: str, value: str) -> None:
    match option:
        case "--url":
            command.urls.append(value)
        case "--header":
            _header(command, value)
        case "--user-agent":
            _header(command, f"User-Agent: {value}")
        case "--cookie":
            if "=" not in value:
                raise InputError("its --cookie names a file", "Give that file with --cookie-file instead.")
            command.cookies.append(value)
        case "--user":
            command.user = "Basic " + b64encode(value.encode("utf-8", "surrogatepass")).decode("ascii")
        case _:
            _leave_aside(command, option)


def _leave_aside(command: _Command, option: str) -> None:
    if option in _CONTENT:
        command.notes["The command's content is left aside: the page is asked by GET."] = None
    elif option in _OTHERWISE:
        command.notes[f"The command's {option} is left aside; say {_OTHERWISE[option]} here if you want it."] = None
    elif option not in _ASIDE and option not in _FLAGS:
        raise InputError(f"its option {option[:40]} is not understood", f"Leave it out. {_HINT}")


def _header(command: _Command, line: str) -> None:
    name, _, value = line.partition(":")
    name, value = name.strip(), value.strip()
    if not value or line.startswith(":"):
        # `Name;` is an empty field and `Name:` none at all; `:authority` is no field.
        return
    if not _TOKEN.fullmatch(name) or not value.isprintable():
        raise InputError("one of its headers can't be sent", _HINT)
    if name.lower() == "cookie":
        command.cookies.append(value)
    else:
        command.headers.append((name, _wire(value)))


def _wire(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("latin-1")
