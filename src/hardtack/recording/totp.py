"""Time-based one-time passwords (RFC 6238), the second factor that a program can have: a shared secret and a clock."""

import hashlib
import hmac
import re
from base64 import b32decode
from binascii import Error as BinasciiError
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from hardtack.errors import InputError

__all__ = ["Totp", "parse_totp"]

_HINT = "Give a file whose first line is the base32 secret or the otpauth://totp/… address behind the QR code."
_ALGORITHMS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}
_DIGITS = range(6, 9)
_LONGEST_PERIOD = 300
_LEAST_SECRET = 10
"""Octets; RFC 4226 (4, R6) wants 16, and shorter ones are met."""


@dataclass(frozen=True, slots=True)
class Totp:
    """A source of codes.

    Attributes:
        secret: the shared secret.
        algorithm: SHA1, SHA256 or SHA512.
        digits: length of a code, 6 to 8.
        period: seconds for which a code is good.
    """

    secret: bytes = field(repr=False)
    algorithm: str = "SHA1"
    digits: int = 6
    period: int = 30

    def code(self, now: float) -> str:
        """The code of a moment (epoch seconds): dynamic truncation of RFC 4226 (5.3) over RFC 6238's time step."""
        counter = self.step(now).to_bytes(8, "big")
        digest = hmac.new(self.secret, counter, _ALGORITHMS[self.algorithm]).digest()
        at = digest[-1] & 0x0F
        number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
        return str(number % 10**self.digits).zfill(self.digits)

    def step(self, now: float) -> int:
        """The number of the period that a moment lies in."""
        return int(now) // self.period

    def until_step(self, now: float, step: int) -> float:
        """Seconds from a moment to the beginning of a period, 0 if it has begun."""
        return max(0.0, step * self.period - now)


def parse_totp(text: str) -> Totp:
    """Read a secret file.

    Args:
        text: its text; the first line counts.

    Raises:
        InputError: it holds neither a base32 secret nor an otpauth://totp address; nothing of it is quoted.
    """
    line = text.strip().partition("\n")[0].strip()
    if not line.lower().startswith("otpauth:"):
        return Totp(_secret(line))
    try:
        parts = urlsplit(line)
    except ValueError:
        raise InputError("it holds an address that can't be read", _HINT) from None
    if parts.netloc.lower() != "totp":
        raise InputError("it is for codes that count, not for codes of the time", "Only otpauth://totp/… can be used.")
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    algorithm = given.get("algorithm", "SHA1").upper().replace("-", "").removeprefix("HMAC")
    if algorithm not in _ALGORITHMS:
        raise InputError("its algorithm is none of SHA1, SHA256 and SHA512", _HINT)
    digits, period = _number(given, "digits", 6), _number(given, "period", 30)
    if digits not in _DIGITS:
        raise InputError("its digits are not 6 to 8", _HINT)
    if not 0 < period <= _LONGEST_PERIOD:
        raise InputError(f"its period is not 1 to {_LONGEST_PERIOD} seconds", _HINT)
    return Totp(_secret(unquote(given.get("secret", ""))), algorithm, digits, period)


def _secret(text: str) -> bytes:
    compact = re.sub(r"[\s-]", "", text).upper().rstrip("=")
    try:
        secret = b32decode(compact + "=" * (-len(compact) % 8))
    except (BinasciiError, ValueError):
        raise InputError("its secret is not base32 (letters and the digits 2 to 7)", _HINT) from None
    if len(secret) < _LEAST_SECRET:
        raise InputError(f"its secret has {len(secret)} octets, fewer than {_LEAST_SECRET}", _HINT)
    return secret


def _number(given: dict[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
