"""Resolves the references of a page against its address, as browsers do (WHATWG URL standard)."""

import re
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 8192
"""A reference longer than this is not an address that anyone meant to be requested."""

_DROPPED = re.compile(r"[\t\n\r]")
_STRIPPED = "".join(map(chr, range(0x21)))
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SLASHES = re.compile(r"^(https?:|)/{2,}", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "!$%&'()*+,-./:;=@_~[]|^"
_QUERY_SAFE = "!$%&()*+,-./:;=?@_~[]|^`{}\\"


def _host(parts: SplitResult) -> str | None:
    """The authority without user information and default port, in lower case; None where it names no host."""
    try:
        name, port = parts.hostname, parts.port
        encoded = (name or "").encode("ascii" if (name or "").isascii() else "idna").decode("ascii")
    except ValueError:
        return None
    if not encoded or any(mark in encoded for mark in ' %<>\\^`{|}"\x7f'):
        return None
    bracketed = f"[{encoded}]" if ":" in encoded else encoded
    return bracketed if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{bracketed}:{port}"


def resolve(base: str, reference: str) -> str | None:
    """Resolves a reference against an absolute http or https address.

    Args:
        base: The document's base address.
        reference: The attribute's value, decoded.

    Returns:
        The absolute address (percent-encoded, with its fragment), or None where it is not http or https, is not
        an address at all, carries a user name or password, or is longer than `MAX_LENGTH`.
    """
    if len(reference) > MAX_LENGTH:
        return None
    cleaned = _DROPPED.sub("", reference.strip(_STRIPPED))
    head, mark, tail = cleaned.partition("?") if "?" in cleaned else cleaned.partition("#")
    # A backslash in front of query and fragment is a slash to browsers; `javascript:` and the like are not for us.
    if not _SCHEME.match(head) or head.lower().startswith(("http:", "https:")):
        head = head.replace("\\", "/")
    # Browsers take any number of slashes before a host for two (URL 4.4, special authority ignore slashes state).
    head = _SLASHES.sub(r"\1//", head)
    if _SLASHES.fullmatch(head):
        return None
    try:
        parts = urlsplit(urljoin(base, head + mark + tail))
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or "@" in parts.netloc or (host := _host(parts)) is None:
        return None
    return urlunsplit(
        (
            parts.scheme,
            host,
            quote(parts.path or "/", safe=_PATH_SAFE, errors="replace"),
            quote(parts.query, safe=_QUERY_SAFE, errors="replace"),
            quote(parts.fragment, safe=_QUERY_SAFE, errors="replace"),
        )
    )


def origin(url: str) -> str:
    """The scheme, host and port of an absolute address, as `resolve` writes them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def without_fragment(url: str) -> str:
    """The address without its fragment: what is requested."""
    return url.partition("#")[0]
