"""Ids judged by their looks: generators that are good must never be called bad, and what is plainly bad is found.

The rates over 200 seeds that docs/measuring.md tells are measured by `test_nothing_random_is_called_predictable`, which
`HARDTACK_SEEDS` makes longer.
"""

import base64
import hashlib
import os
import random
import uuid
from collections.abc import Callable

import pytest

from hardtack.recording.id_quality import LEAST, IdQuality, quality
from hardtack.recording.measured import Pattern

SEEDS = int(os.environ.get("HARDTACK_SEEDS", "12"))
T0 = 1_795_000_000
Generator = Callable[[random.Random, int], str]
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def url64(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def uuid_of_time(number: int, version: int) -> str:
    """A UUID of version 1 of one machine, five a second."""
    ticks = 0x1F0_0000_0000_0000 + number * 2_000_000
    high = (ticks >> 48) & 0xFFF | version << 12
    return str(uuid.UUID(fields=(ticks & 0xFFFFFFFF, (ticks >> 32) & 0xFFFF, high, 0x81, 0x23, 0x1234567890AB)))


def signed(chance: random.Random, _number: int) -> str:
    """A random id with the signature that Express puts behind it, percent-encoded."""
    signature = base64.b64encode(chance.randbytes(32)).decode().rstrip("=")
    return "s%3A" + url64(chance.randbytes(24)) + "." + signature.replace("/", "%2F").replace("+", "%2B")


GOOD: dict[str, tuple[Generator, float]] = {
    "64 bits in hex": (lambda r, _: r.randbytes(8).hex(), 64),
    "96 bits in hex": (lambda r, _: r.randbytes(12).hex(), 96),
    "128 bits in hex": (lambda r, _: r.randbytes(16).hex(), 128),
    "128 bits in base64url": (lambda r, _: url64(r.randbytes(16)), 128),
    "72 bits in base64": (lambda r, _: base64.b64encode(r.randbytes(9)).decode(), 72),
    "UUID version 4": (lambda r, _: str(uuid.UUID(bytes=r.randbytes(16), version=4)), 122),
    "11 letters and digits": (lambda r, _: "".join(r.choices(LETTERS, k=11)), 65),
    "128 bits and the node's name": (lambda r, _: r.randbytes(16).hex().upper() + ".node1", 128),
    "Express, signed": (signed, 192),
}
"""Name, generator, and the entropy it has."""

WEAK: dict[str, tuple[Generator, float, set[Pattern]]] = {
    "16 bits": (lambda r, _: f"{r.randrange(65536):04x}", 16, {Pattern.NONE}),
    "a counter": (lambda _, n: str(998 + n), 14, {Pattern.COUNTER}),
    "a counter in base64": (lambda _, n: url64((10**12 + n).to_bytes(8, "big")), 24, {Pattern.COUNTER}),
    "a counter before 32 random bits": (lambda r, n: f"{4000 + n:08x}{r.randbytes(4).hex()}", 44, {Pattern.COUNTER}),
    "a counter behind 32 random bits": (lambda r, n: f"{r.randbytes(4).hex()}{4000 + n:08x}", 44, {Pattern.COUNTER}),
    "a counter behind a dash": (lambda r, n: f"{r.randbytes(4).hex()}-{n}", 44, {Pattern.COUNTER}),
    "the second and 32 random bits": (lambda r, n: f"{T0 + n // 5:08x}{r.randbytes(4).hex()}", 44, {Pattern.CLOCK}),
    "uniqid": (lambda _, n: f"{T0 + n // 5:08x}{n % 5 * 200_000:05x}", 40, {Pattern.CLOCK, Pattern.COUNTER}),
    "UUID version 1": (lambda _, n: uuid_of_time(n, 1), 40, {Pattern.CLOCK, Pattern.COUNTER}),
}
"""Name, generator, the most entropy it may be credited with, and what must be seen in it with 200 ids."""


def judged(generator: Generator, seed: int, count: int) -> IdQuality:
    """What is said of so many ids of a generator."""
    chance = random.Random(seed)
    return quality([generator(chance, number) for number in range(count)])


@pytest.mark.parametrize("count", (LEAST, 30, 200))
@pytest.mark.parametrize("name", GOOD)
def test_nothing_random_is_called_predictable(name: str, count: int) -> None:
    """A random id is credited with its entropy, whatever the seed, and with no pattern."""
    generator, bits = GOOD[name]
    alarms = [
        seed
        for seed in range(SEEDS)
        for one in [judged(generator, seed, count)]
        if one.unjudged or one.pattern is not Pattern.NONE or one.bits < min(bits, 128) - 4 or (one.bits < 64 <= bits)
    ]
    assert alarms == []


@pytest.mark.parametrize("count", (30, 200))
@pytest.mark.parametrize("name", WEAK)
def test_what_is_weak_in_plain_sight_is_found(name: str, count: int) -> None:
    """Entropy below 64 bits, and the counter or clock in it, are seen with 30 ids as with 200."""
    generator, bits, patterns = WEAK[name]
    for seed in range(SEEDS):
        one = judged(generator, seed, count)
        assert one.bits <= bits
        assert one.pattern in patterns


def test_a_time_in_front_of_enough_chance_is_seen_and_credited() -> None:
    """The second and 128 random bits: the clock is told, the entropy is enough."""
    one = judged(lambda r, n: f"{T0 + n // 5:08x}{r.randbytes(16).hex()}", 1, 200)
    assert one.pattern is Pattern.CLOCK
    assert one.bits >= 128


def test_a_digest_of_a_counter_passes_for_random() -> None:
    """What nobody can see from outside is not found: MD5 of a counter looks like 128 random bits."""
    one = judged(lambda _, n: hashlib.md5(str(n).encode(), usedforsecurity=False).hexdigest(), 0, 200)
    assert (one.bits, one.pattern) == (128.0, Pattern.NONE)


@pytest.mark.parametrize(
    ("ids", "why"),
    (
        (["aaaa"] * 20, "the same value"),
        (["a1b2"] * (LEAST - 1), "fewer than"),
        ([f'{{"user":{n}}}' for n in range(20)], "signed or encrypted"),
        ([f"eyJhbGciOiJIUzI1NiJ9.{url64(b'{}')}.{url64(bytes([n]) * 32)}" for n in range(20)], "signed or encrypted"),
    ),
)
def test_what_is_no_id_is_not_judged(ids: list[str], why: str) -> None:
    """A constant, a handful, and data that is signed or readable are left alone, with the reason."""
    one = quality(ids)
    assert (one.bits, one.fields, one.pattern) == (-1.0, (), Pattern.NONE)
    assert why in one.unjudged


def test_fields_are_told_apart() -> None:
    """Between separators each field has its own length, symbols and entropy; a constant one has none."""
    chance = random.Random(5)
    one = quality([f"web7.{chance.randbytes(4).hex()}" for _ in range(100)])
    assert [(field.length, field.constant, field.bits) for field in one.fields] == [(4, 4, 0.0), (8, 0, 32.0)]


def test_ids_of_different_shapes_are_taken_whole() -> None:
    """Where separators stand only in some, the whole value is one field; odd characters make the alphabet wide."""
    chance = random.Random(5)
    one = quality([f"{chance.randbytes(2).hex()}{'' if n % 2 else '!~!'}{n}" for n in range(40)])
    assert len(one.fields) == 1
    assert one.bits > 0
