"""Signed and encrypted containers that web frameworks put into cookies.

Every `peel_*` function answers `None` when the text is not of its format. No signature is verified here.
"""

import json
import re
from typing import cast

from hardtack.cookies.encodings import as_text, base64_bytes
from hardtack.cookies.value_kinds import Kind, Part, Peeled

EARLIEST = 1_000_000_000
"""September 2001, in seconds of the epoch: anything earlier is no time a cookie could carry."""
LATEST = 9_999_999_999
"""The year 2286: anything later is no time in seconds."""

_B64 = r"[A-Za-z0-9_-]"
_JWT = re.compile(rf"({_B64}+)\.({_B64}+)\.({_B64}*)")
_JWE = re.compile(rf"({_B64}+)\.{_B64}*\.{_B64}+\.{_B64}+\.{_B64}+")
_FERNET = re.compile(rf"gAAAA{_B64}+={{0,2}}")
_FERNET_OVERHEAD = 1 + 8 + 16 + 32
_AES_BLOCK = 16
# Signatures are SHA-1, SHA-256 or SHA-512 digests in base64url without padding: 27, 43 or 86 characters.
_TIMED = re.compile(rf"(.*)\.({_B64}{{6}})\.({_B64}{{27}}|{_B64}{{43}}|{_B64}{{86}})", re.DOTALL)
_UNTIMED = re.compile(rf"(\.?{_B64}+)\.({_B64}{{27}}|{_B64}{{43}}|{_B64}{{86}})")
_DJANGO_TIMED = re.compile(rf"(.+):([0-9A-Za-z]{{6}}):({_B64}{{27}}|{_B64}{{43}})", re.DOTALL)
_DJANGO_UNTIMED = re.compile(rf"(\.?{_B64}+):({_B64}{{27}}|{_B64}{{43}})")
_EXPRESS = re.compile(r"s:(.+)\.[A-Za-z0-9+/]{43}", re.DOTALL)
_RAILS = re.compile(r"(.+)--(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})", re.DOTALL)
_RAILS_SEALED = re.compile(r"[A-Za-z0-9+/]+={0,2}--[A-Za-z0-9+/]{16}--[A-Za-z0-9+/]{22}==")
_TORNADO = re.compile(r"2\|\d+:\d+\|10:(\d{10})\|\d+:[^|]*\|\d+:([^|]*)\|[0-9a-f]{64}")
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def json_header(part: str) -> dict[str, str]:
    """Read the JOSE header of a compact token.

    Args:
        part: The first part of the token, base64url (RFC 7515, section 7.1).

    Returns:
        Its members of type string; empty if the part is not base64url of a JSON object.
    """
    data = base64_bytes(part)
    try:
        header: object = json.loads(data or b"")
    except (ValueError, RecursionError):
        return {}
    members = cast("dict[str, object]", header) if isinstance(header, dict) else {}
    return {name: text for name, text in members.items() if isinstance(text, str)}


def peel_jwt(text: str) -> Peeled | None:
    """A signed JSON Web Token (RFC 7519): header and payload; the algorithm `none` makes it an unsigned one."""
    match = _JWT.fullmatch(text)
    algorithm = json_header(match[1]).get("alg") if match else None
    if match is None or algorithm is None:
        return None
    kind = Kind.JWT_UNSIGNED if algorithm.lower() == "none" else Kind.JWT
    payload = base64_bytes(match[2])
    parts = (Part(("jwt", "header"), base64_bytes(match[1]) or b""), Part(("jwt", "payload"), payload or match[2]))
    return Peeled(kind, parts)


def peel_jwe(text: str) -> Peeled | None:
    """An encrypted token (RFC 7516, five parts): nothing in it can be read without the key."""
    match = _JWE.fullmatch(text)
    return Peeled(Kind.JWE) if match and "enc" in json_header(match[1]) else None


def peel_fernet(text: str) -> Peeled | None:
    """A Fernet token: version 0x80, time, vector, whole AES blocks, SHA-256 code."""
    data = base64_bytes(text) if _FERNET.fullmatch(text) else None
    if data is None or len(data) <= _FERNET_OVERHEAD:
        return None
    return None if (len(data) - _FERNET_OVERHEAD) % _AES_BLOCK else Peeled(Kind.FERNET)


def peel_itsdangerous(text: str) -> Peeled | None:
    """An itsdangerous token, such as Flask's session: payload, time and signature, or payload and signature.

    A leading dot says that the payload is compressed.
    """
    timed = _TIMED.fullmatch(text)
    if timed:
        issued = int.from_bytes(base64_bytes(timed[2]) or b"", "big")
        if EARLIEST <= issued <= LATEST:
            return _framed(Kind.ITSDANGEROUS, "itsdangerous", timed[1], issued)
    untimed = _UNTIMED.fullmatch(text)
    return _framed(Kind.ITSDANGEROUS, "itsdangerous", untimed[1], None) if untimed and _holds_json(untimed[1]) else None


def peel_django(text: str) -> Peeled | None:
    """A value of Django's signing module: payload, base-62 time and signature, or payload and signature."""
    timed = _DJANGO_TIMED.fullmatch(text)
    if timed:
        issued = _base62(timed[2])
        if EARLIEST <= issued <= LATEST:
            return _framed(Kind.DJANGO_SIGNED, "django", timed[1], issued)
    untimed = _DJANGO_UNTIMED.fullmatch(text)
    return _framed(Kind.DJANGO_SIGNED, "django", untimed[1], None) if untimed and _holds_json(untimed[1]) else None


def peel_express(text: str) -> Peeled | None:
    """A value of Express' cookie-signature: `s:`, the value, a dot, HMAC-SHA256 in base64."""
    match = _EXPRESS.fullmatch(text)
    return Peeled(Kind.EXPRESS_SIGNED, (Part((), match[1]),)) if match else None


def peel_rails(text: str) -> Peeled | None:
    """A value of Rails' or Rack's message verifier (`data--digest`) or encryptor (`data--vector--tag`)."""
    if _RAILS_SEALED.fullmatch(text):
        return Peeled(Kind.RAILS_ENCRYPTED)
    match = _RAILS.fullmatch(text)
    return Peeled(Kind.RAILS_SIGNED, (Part(("rails", "payload"), match[1]),)) if match else None


def peel_tornado(text: str) -> Peeled | None:
    """A signed value of Tornado, version 2: length-prefixed fields joined by bars."""
    match = _TORNADO.fullmatch(text)
    if match is None:
        return None
    return Peeled(
        Kind.TORNADO_SIGNED,
        (Part(("tornado", "timestamp"), match[1]), Part(("tornado", "payload"), base64_bytes(match[2]) or match[2])),
    )


def _framed(kind: Kind, name: str, payload: str, issued: int | None) -> Peeled:
    data = base64_bytes(payload.removeprefix("."))
    readable = data is not None and (payload.startswith(".") or as_text(data) is not None)
    parts: tuple[Part, ...] = (Part((name, "payload"), data if data is not None and readable else payload),)
    if issued is not None:
        parts = (*parts, Part((name, "timestamp"), str(issued)))
    return Peeled(kind, parts)


def _holds_json(payload: str) -> bool:
    # Without a time, "text and 27 characters" is far too common a shape: only a payload of JSON tells a token from it.
    data = base64_bytes(payload.removeprefix(".")) or b""
    return data[:2] in {b"x\x01", b"x\x9c", b"x\xda"} if payload.startswith(".") else data[:1] in {b"{", b"["}


def _base62(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * 62 + _BASE62.index(digit)
    return number
