"""What a cookie value holds, as facts that a recording may keep.

The value goes in, facts come out, and no part of the value stands in them: kinds of layers, kept field names, which of
the user's own data were met, times that a token claims, whether a notorious key signed it.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from hardtack.cookies.field_names import safe_path
from hardtack.cookies.layers import Decoding, decode
from hardtack.cookies.persona import MatchForm, Persona, search
from hardtack.cookies.personal_data import PersonalDataKind, find_personal_data
from hardtack.cookies.signing_keys import KNOWN_KEYS, known_key
from hardtack.cookies.token_formats import EARLIEST, LATEST
from hardtack.cookies.value_kinds import ADDRESSES, READABLE, SEALED, SIGNED, Kind, Layer

MAX_FACTS = 64
"""The most field paths, matches, sightings and times kept of one value, each."""

_DIGITS = frozenset("0123456789")
_HEX = _DIGITS | frozenset("abcdefABCDEF")
_ALPHANUMERIC = _DIGITS | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PRINTABLE = frozenset(map(chr, range(0x20, 0x7F)))
_STRUCTURED = frozenset({Kind.JSON, Kind.EXPRESS_JSON, Kind.FORM, Kind.JWT, Kind.JWT_UNSIGNED})
_PLAIN_LEAVES = frozenset({Kind.TEXT, Kind.NUMBER, Kind.OPAQUE})
_CLAIMING = frozenset({Kind.JSON, Kind.EXPRESS_JSON})
_KEYED = SIGNED | {Kind.LARAVEL_ENCRYPTED}
"""Layers with a code that a key makes."""
_MILLISECONDS = 1000

_Fact = TypeVar("_Fact", bound=Hashable)


class Alphabet(StrEnum):
    """The smallest of these alphabets that holds every character of a value (base64 forms with their padding)."""

    EMPTY = "empty"
    DIGITS = "digits"
    HEX = "hex"
    ALPHANUMERIC = "alphanumeric"
    BASE64URL = "base64url"
    BASE64 = "base64"
    PRINTABLE = "printable"
    BINARY = "binary"


_ALPHABETS = (
    (Alphabet.EMPTY, frozenset[str]()),
    (Alphabet.DIGITS, _DIGITS),
    (Alphabet.HEX, _HEX),
    (Alphabet.ALPHANUMERIC, _ALPHANUMERIC),
    (Alphabet.BASE64URL, _ALPHANUMERIC | frozenset("-_=")),
    (Alphabet.BASE64, _ALPHANUMERIC | frozenset("+/=")),
    (Alphabet.PRINTABLE, _PRINTABLE),
)


class TimeKind(StrEnum):
    """What a time inside a token says: its expiry, issue, or the first moment it is valid (RFC 7519, section 4.1)."""

    EXPIRES = "exp"
    ISSUED = "iat"
    NOT_BEFORE = "nbf"


_TIME_KEYS = {
    "exp": TimeKind.EXPIRES,
    "expires": TimeKind.EXPIRES,
    "expires_at": TimeKind.EXPIRES,
    "expiresat": TimeKind.EXPIRES,
    "_expire": TimeKind.EXPIRES,
    "iat": TimeKind.ISSUED,
    "nbf": TimeKind.NOT_BEFORE,
}
_STAMPED = frozenset({Kind.ITSDANGEROUS, Kind.DJANGO_SIGNED, Kind.TORNADO_SIGNED})


@dataclass(frozen=True, slots=True)
class PersonaMatch:
    """A piece of the user's own data in the value.

    Attributes:
        label: `password`, `email`, `username`, or the label of another piece.
        where: The field path, sanitised; empty for the value as a whole.
        how: In which form it stood there.
    """

    label: str
    where: str
    how: MatchForm


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Personal data of a kind, found by pattern and context.

    Attributes:
        kind: The kind.
        where: The field path, sanitised; empty for the value as a whole.
    """

    kind: PersonalDataKind
    where: str


@dataclass(frozen=True, slots=True)
class TokenTime:
    """A time that a token claims about itself.

    Attributes:
        kind: Expiry, issue or first validity.
        seconds: Seconds of the epoch, UTC.
        where: The field path, sanitised.
    """

    kind: TimeKind
    seconds: int
    where: str


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """The redacted facts about one cookie value; no part of the value stands in them.

    Attributes:
        length: Characters of the value as sent.
        alphabet: The smallest alphabet that holds them.
        alphabet_size: How many different characters occur.
        layers: The kinds of layers met, outermost first, each once.
        fields: The field paths, sanitised (`*` for a name that is not kept), each once.
        matches: The user's own data found.
        personal_data: Personal data found by pattern; may name a field that `matches` names too.
        token_times: Times the value claims.
        opaque: Whether all of it is encrypted or random.
        signed: The name of the outermost signed container, if any.
        known_key: Whether a known key made the signature; `None` if no key could be tried.
        infrastructure_address: What kind of internal address it gives away, such as `BIG-IP IPv4`.
    """

    length: int
    alphabet: Alphabet
    alphabet_size: int
    layers: tuple[str, ...]
    fields: tuple[str, ...]
    matches: tuple[PersonaMatch, ...]
    personal_data: tuple[PersonalData, ...]
    token_times: tuple[TokenTime, ...]
    opaque: bool
    signed: str | None
    known_key: bool | None
    infrastructure_address: str | None


def describe(value: str, persona: Persona, *, keys: Iterable[str] = KNOWN_KEYS, name: str = "") -> ValueFacts:
    """State what a cookie value holds without keeping any of it.

    Args:
        value: The cookie value as it stood on the wire (one character = one byte).
        persona: The test user's own data.
        keys: Signing keys to try, iterated once for each signed layer; none to skip the test.
        name: The cookie's name: the context of a value that has no fields of its own (`phone=+49…`).

    Returns:
        The facts. Never raises, whatever the value.
    """
    decoding = decode(value)
    secrets = tuple(text.lower() for _, text in persona.items)
    kinds = tuple(dict.fromkeys(layer.kind for layer in decoding.layers))
    matches = (PersonaMatch(at.label, safe_path(at.path, secrets), at.form) for at in search(decoding, persona))
    patterns = (PersonalData(at.kind, safe_path(at.path, secrets)) for at in find_personal_data(decoding, name))
    return ValueFacts(
        length=len(value),
        alphabet=alphabet_of(value),
        alphabet_size=len(set(value)),
        layers=tuple(kind.value for kind in kinds if kind not in _PLAIN_LEAVES),
        fields=_bounded(safe_path(leaf.path, secrets) for leaf in decoding.leaves if leaf.path),
        matches=_bounded(matches),
        personal_data=_bounded(patterns),
        token_times=_bounded(time for leaf in decoding.leaves for time in _times(leaf, secrets)),
        opaque=_is_opaque(decoding),
        signed=next((kind.value for kind in kinds if kind in _KEYED), None),
        known_key=_any_known_key(decoding, keys),
        infrastructure_address=next((kind.value for kind in kinds if kind in ADDRESSES), None),
    )


def alphabet_of(value: str) -> Alphabet:
    """Name the smallest alphabet that holds every character of a value."""
    used = frozenset(value)
    return next((alphabet for alphabet, characters in _ALPHABETS if used <= characters), Alphabet.BINARY)


def _bounded(facts: Iterable[_Fact]) -> tuple[_Fact, ...]:
    return tuple(dict.fromkeys(facts))[:MAX_FACTS]


def _times(leaf: Layer, secrets: tuple[str, ...]) -> Iterator[TokenTime]:
    # Only where the context is certain: a claim of a JSON object, or the time a signing format frames.
    if leaf.chain and leaf.chain[-1] in _STAMPED and leaf.path[-1] == "timestamp":
        kind: TimeKind | None = TimeKind.ISSUED
    elif leaf.path and not _CLAIMING.isdisjoint(leaf.chain):
        kind = _TIME_KEYS.get(leaf.path[-1].lower())
    else:
        kind = None
    seconds = _epoch_seconds(leaf.text) if kind else None
    if kind and seconds is not None:
        yield TokenTime(kind, seconds, safe_path(leaf.path, secrets))


def _epoch_seconds(text: str) -> int | None:
    try:
        seconds = float(text)
    except ValueError:
        seconds = _calendar_seconds(text)
    if EARLIEST * _MILLISECONDS <= seconds <= LATEST * _MILLISECONDS:
        seconds /= _MILLISECONDS
    return int(seconds) if EARLIEST <= seconds <= LATEST else None


def _calendar_seconds(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return 0.0
    # A time without its zone may mean any of 26 hours: no claim is read from it.
    return moment.timestamp() if moment.tzinfo else 0.0


def _is_opaque(decoding: Decoding) -> bool:
    if any(layer.kind in _STRUCTURED for layer in decoding.layers):
        return False
    kinds = {leaf.kind for leaf in decoding.leaves if leaf.text or leaf.kind in SEALED}
    return not kinds.isdisjoint(SEALED) and kinds.isdisjoint(READABLE - {Kind.NUMBER})


def _any_known_key(decoding: Decoding, keys: Iterable[str]) -> bool | None:
    answers = {known_key(layer.kind, layer.text, keys) for layer in decoding.layers if layer.kind in _KEYED}
    return True if True in answers else False if False in answers else None
