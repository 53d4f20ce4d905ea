"""What ids look like when many are seen together: entropy by position, repeats, counters and clocks.

The values go in, numbers come out. The rules of this module lean to the benign side, since a random id must never be
called predictable:
- A position whose characters are as even as chance would have them is worth the whole alphabet of its field; only one
  that is clearly uneven is worth what was measured (Shannon's entropy with Miller and Madow's correction for few
  samples). One that never changes is worth nothing.
- The sum over all positions is an upper estimate: positions that depend on each other, and digests of a counter, look
  random and are not found out.
- A pattern is only called one if it holds for nearly all ids in the order of their giving.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log2, sqrt
from urllib.parse import unquote

from hardtack.cookies.encodings import base64_bytes
from hardtack.cookies.layers import decode
from hardtack.cookies.value_kinds import SIGNED, Kind
from hardtack.recording.measured import IdField, Pattern

LEAST = 20
"""Ids below which nothing is said: chance makes short runs and uneven handfuls."""

_SEALED = frozenset({Kind.JWE, Kind.FERNET, Kind.RAILS_ENCRYPTED, Kind.LARAVEL_ENCRYPTED, Kind.JWT_UNSIGNED})
_MADE_BY_THE_SERVER = (SIGNED | _SEALED | {Kind.JSON, Kind.EXPRESS_JSON}) - {Kind.EXPRESS_SIGNED}
_ALPHABETS = (
    "0123456789",
    "0123456789abcdef",
    "0123456789ABCDEF",
    "abcdefghijklmnopqrstuvwxyz234567",
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/",
)
_PRINTABLE = 94
_SEPARATORS = re.compile(r"[^0-9A-Za-z_+/=-]+|(?<=[0-9a-fA-F])-(?=[0-9a-fA-F])")
_EXPRESS = re.compile(r"s:(.+)\.[A-Za-z0-9+/]{43}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_UUID = re.compile(r"([0-9a-f]{8})-([0-9a-f]{4})-([167])([0-9a-f]{3})-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_UNEVEN = 5.0
"""Standard deviations beyond which a position is called uneven: chance does that once in some three million."""
_RISING = 0.95
"""The rank correlation with the order of giving from which on a number is called a clock."""
_STEADY = 0.6
"""The share of equal steps between neighbours from which on a number is called a counter."""
_WIDTHS = (4, 8, 12)
_NARROWEST = 16
"""Different values that a window must have had to tell anything."""


@dataclass(frozen=True, slots=True)
class IdQuality:
    """What was found out.

    Attributes:
        fields: the fields between separators, in order.
        bits: an upper estimate of the entropy of one id; -1 where it was not judged.
        pattern: what runs along with the order of giving.
        unjudged: why entropy says nothing here, or empty.
    """

    fields: tuple[IdField, ...]
    bits: float
    pattern: Pattern
    unjudged: str


def quality(ids: Sequence[str]) -> IdQuality:
    """Judge ids by their looks.

    Args:
        ids: the values, in the order in which they were given; at least one.
    """
    if len(ids) < LEAST:
        return IdQuality((), -1.0, Pattern.NONE, f"fewer than {LEAST} ids tell nothing")
    if len(set(ids)) == 1:
        return IdQuality((), -1.0, Pattern.NONE, "every visitor gets the same value, so it is no id")
    plain = [_bare(one) for one in ids]
    made = sum(_is_made_by_the_server(one) for one in plain)
    if 2 * made > len(plain):
        return IdQuality((), -1.0, Pattern.NONE, "it is signed or encrypted data, whose safety lies in the key")
    columns = _columns(plain)
    fields = tuple(_field(column) for column in columns)
    return IdQuality(fields, round(sum(one.bits for one in fields), 1), _pattern(plain, columns), "")


def _bare(value: str) -> str:
    """The id itself: without percent-encoding, and without the signature that Express puts behind a random id."""
    text = unquote(value, "latin-1")
    signed = _EXPRESS.fullmatch(text)
    return signed[1] if signed else text


def _is_made_by_the_server(text: str) -> bool:
    return any(layer.kind in _MADE_BY_THE_SERVER for layer in decode(text).layers)


def _columns(ids: Sequence[str]) -> list[list[str]]:
    """The ids cut at separators, field by field; whole where they are not cut alike."""
    parts = [_SEPARATORS.split(one) for one in ids]
    if len({len(one) for one in parts}) > 1:
        return [list(ids)]
    return [list(column) for column in zip(*parts, strict=True)]


def _field(texts: list[str]) -> IdField:
    """One field; shorter texts are filled up on the left, as numbers are."""
    length = max(len(text) for text in texts)
    filled = [text.rjust(length, "\0") for text in texts]
    positions = [Counter(text[index] for text in filled) for index in range(length)]
    symbols = {symbol for counts in positions for symbol in counts if symbol != "\0"}
    changing = {symbol for counts in positions if len(counts) > 1 for symbol in counts if symbol != "\0"}
    size = _alphabet_size(changing)
    bits = sum(_position_bits(counts, size) for counts in positions)
    return IdField(length, len(symbols), sum(len(counts) == 1 for counts in positions), round(bits, 1))


def _alphabet_size(symbols: set[str]) -> int:
    return next((len(alphabet) for alphabet in _ALPHABETS if symbols <= set(alphabet)), _PRINTABLE)


def _position_bits(counts: Counter[str], size: int) -> float:
    """The entropy of one position, in bits; an even one counts as the whole alphabet."""
    if len(counts) == 1:
        return 0.0
    if "\0" not in counts and not _is_uneven(counts, size):
        return log2(size)
    total = sum(counts.values())
    shannon = -sum(count / total * log2(count / total) for count in counts.values())
    return min(shannon + (len(counts) - 1) / (2 * total) * log2(2.718281828459045), log2(size))


def _is_uneven(counts: Counter[str], size: int) -> bool:
    """Pearson's chi-square against an even alphabet, by Wilson and Hilferty's cube root."""
    total, freedom = sum(counts.values()), size - 1
    expected = total / size
    seen = sum((count - expected) ** 2 / expected for count in counts.values()) + (size - len(counts)) * expected
    bound = freedom * (1 - 2 / (9 * freedom) + _UNEVEN * sqrt(2 / (9 * freedom))) ** 3
    return bool(seen > bound)


def _pattern(ids: Sequence[str], columns: list[list[str]]) -> Pattern:
    found = {_kind_of_run(numbers, wraps) for numbers, wraps in _numbers(ids, columns)}
    return next((kind for kind in (Pattern.COUNTER, Pattern.CLOCK) if kind in found), Pattern.NONE)


def _kind_of_run(numbers: list[int], modulus: int) -> Pattern:
    """Whether a number of each id goes on in equal steps, or rises along with the order of giving."""
    if len(set(numbers)) < min(_NARROWEST, len(numbers) // 2):
        return Pattern.NONE
    steps = Counter((later - earlier) % modulus for earlier, later in pairwise(numbers))
    step, often = steps.most_common(1)[0]
    if step and often >= _STEADY * (len(numbers) - 1):
        return Pattern.COUNTER
    return Pattern.CLOCK if abs(_rank_correlation(numbers)) >= _RISING else Pattern.NONE


def _rank_correlation(numbers: list[int]) -> float:
    """Spearman's: of the numbers' ranks with their order, equal numbers sharing a rank."""
    count = len(numbers)
    places: dict[int, list[int]] = {}
    for rank, number in enumerate(sorted(numbers)):
        places.setdefault(number, []).append(rank)
    mean = (count - 1) / 2
    ranks = [sum(places[number]) / len(places[number]) - mean for number in numbers]
    spread = sum(rank * rank for rank in ranks) * sum((index - mean) ** 2 for index in range(count))
    return sum(rank * (index - mean) for index, rank in enumerate(ranks)) / sqrt(spread)


def _numbers(ids: Sequence[str], columns: list[list[str]]) -> Iterator[tuple[list[int], int]]:
    """The numbers that may stand in the ids, each with the number at which it begins anew."""
    uuids = [_UUID.fullmatch(one) for one in ids]
    times = [_uuid_time(one) for one in uuids if one]
    if len(times) == len(ids):
        yield times, 1 << 64
    for column in columns:
        if all(text.isdecimal() and text.isascii() for text in column):
            yield [int(text) for text in column], 10 ** max(len(text) for text in column)
        for digits in _as_hex(column):
            yield from _windows(digits)


def _uuid_time(match: re.Match[str]) -> int:
    """The time in a UUID of version 1, 6 or 7 (RFC 9562, 5.1, 5.6, 5.7)."""
    first, middle, version, last = match.groups()
    return int(last + middle + first, 16) if version == "1" else int(first + middle, 16)


def _as_hex(column: list[str]) -> Iterator[list[str]]:
    """The field in hexadecimal digits, as it stands and decoded from base64, where all are of one length."""
    if all(_HEX.fullmatch(text) for text in column):
        width = max(len(text) for text in column)
        yield [text.rjust(width, "0") for text in column]
    decoded = [base64_bytes(text) for text in column]
    known = [data.hex() for data in decoded if data]
    if len(known) == len(column) and len({len(text) for text in known}) == 1:
        yield known


def _windows(texts: list[str]) -> Iterator[tuple[list[int], int]]:
    length = len(texts[0])
    if length <= max(_WIDTHS):
        yield [int(text, 16) for text in texts], 16**length
    for width in _WIDTHS:
        for start in range(length - width + 1):
            yield [int(text[start : start + width], 16) for text in texts], 16**width
