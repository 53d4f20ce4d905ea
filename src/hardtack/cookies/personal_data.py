"""Patterns of personal data, for what the persona's own data cannot prove.

A checksum without context is noise: one random ten-digit number in eleven is a valid NHS number. So a pattern counts
only in readable text of its own field, and, but for e-mail addresses, only with a key that names it or with the
separators people write.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from hardtack.cookies.layers import Decoding
from hardtack.cookies.value_kinds import READABLE, SERIALISED, Kind, Layer


class PersonalDataKind(StrEnum):
    """Kinds of personal data that a pattern with context can tell."""

    EMAIL = "email"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class PatternSighting:
    """A field that holds personal data of a kind.

    Attributes:
        kind: The kind.
        path: The field, as the site wrote its names.
    """

    kind: PersonalDataKind
    path: tuple[str, ...] = field(repr=False)


_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.)+([A-Za-z]{2,24})(?![\w@-])")
_FILE_ENDINGS = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js"})
_PHONE = re.compile(r"\+[1-9](?:[ ().-]{0,2}\d){7,14}")
_CARD = re.compile(r"\d(?:[ -]?\d){12,18}")
_GROUPED_CARD = re.compile(r"(?:\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{5})")
# Issuer ranges by ISO/IEC 7812: Visa, Mastercard (51-55, 2221-2720), American Express, Discover, JCB, Diners, UnionPay.
_ISSUER = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14}"
)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_GROUPED_IBAN = re.compile(r"[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?")
# Lengths from the IBAN registry (ISO 13616) of the countries most in use; others need a key that says "iban".
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24,
    "TR": 26,
}  # fmt: skip
_NAME = re.compile(r"[^\W\d_]{2,}(?:[ '.-]{1,2}[^\W\d_]+){0,4}\.?")

_PHONE_KEYS = frozenset(
    {"phone", "phonenumber", "tel", "telephone", "mobile", "mobilephone", "msisdn", "cell", "cellphone"}
)
_CARD_KEYS = frozenset({"card", "cardnumber", "pan", "cc", "ccnumber", "creditcard", "creditcardnumber"})
_IBAN_KEYS = frozenset({"iban", "bankaccount", "accountiban"})
_NAME_KEYS = frozenset(
    {"givenname", "familyname", "firstname", "lastname", "fullname", "surname", "realname", "middlename"}
)


def find_personal_data(decoding: Decoding, cookie_name: str) -> tuple[PatternSighting, ...]:
    """Find personal data by pattern and context.

    Args:
        decoding: The value's layers.
        cookie_name: The cookie's name, which is the key of a value that has no fields; may be empty.

    Returns:
        One sighting for each kind and field. Opaque values are never looked into.
    """
    found: dict[PatternSighting, None] = {}
    for layer in decoding.leaves:
        if layer.kind not in READABLE:
            continue
        key = _key(layer.path[-1] if layer.path else cookie_name)
        for kind, holds in _DETECTORS:
            # Only an address is its own context; the other patterns need a field, which a serialised blob is not.
            if (kind is PersonalDataKind.EMAIL or layer.kind not in SERIALISED) and holds(layer, key):
                found[PatternSighting(kind, layer.path)] = None
    return tuple(found)


def _key(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _email(layer: Layer, _key: str) -> bool:
    return any(match[1].lower() not in _FILE_ENDINGS for match in _EMAIL.finditer(layer.text))


def _phone(layer: Layer, key: str) -> bool:
    return key in _PHONE_KEYS and _PHONE.fullmatch(layer.text.strip()) is not None


def _card(layer: Layer, key: str) -> bool:
    text = layer.text.strip()
    if not (_GROUPED_CARD.fullmatch(text) or (key in _CARD_KEYS and _CARD.fullmatch(text))):
        return False
    digits = re.sub(r"[ -]", "", text)
    return _ISSUER.fullmatch(digits) is not None and _luhn(digits)


def _iban(layer: Layer, key: str) -> bool:
    text = layer.text.strip().upper()
    compact = text.replace(" ", "")
    if not _IBAN.fullmatch(compact) or not (key in _IBAN_KEYS or _GROUPED_IBAN.fullmatch(text)):
        return False
    moved = compact[4:] + compact[:4]
    length_fits = _IBAN_LENGTHS.get(compact[:2], len(compact) if key in _IBAN_KEYS else 0) == len(compact)
    # ISO 7064, MOD 97-10, letters counted from ten.
    return length_fits and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


def _name(layer: Layer, key: str) -> bool:
    # A bare "name" names anything; in the payload of a token it is the OpenID Connect claim of the full name.
    claimed = key in _NAME_KEYS or layer.path[-3:] == ("jwt", "payload", "name")
    return claimed and layer.kind is Kind.TEXT and _NAME.fullmatch(layer.text.strip()) is not None


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


_DETECTORS: tuple[tuple[PersonalDataKind, Callable[[Layer, str], bool]], ...] = (
    (PersonalDataKind.EMAIL, _email),
    (PersonalDataKind.PHONE, _phone),
    (PersonalDataKind.CARD, _card),
    (PersonalDataKind.IBAN, _iban),
    (PersonalDataKind.NAME, _name),
)
