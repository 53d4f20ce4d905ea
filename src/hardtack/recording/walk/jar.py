"""The walk's jar: a browser's cookie store, frozen copies of it, and jars made up for one probe."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hardtack.cookies import CHROMIUM, Cookie, CookieStore, PublicSuffixes, Request
from hardtack.recording.model import CookieId

_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_HEX = frozenset(_DIGITS + "abcdef")
_HEX_UPPER = frozenset(_DIGITS + "ABCDEF")


def id_of(cookie: Cookie) -> CookieId:
    """What the recording calls a cookie."""
    return CookieId(cookie.name, cookie.domain, cookie.host_only, cookie.path)


class Jar:
    """A cookie store as a walk uses it; every method that narrows or changes values gives a new jar."""

    def __init__(self, suffixes: PublicSuffixes, cookies: Iterable[Cookie] = ()) -> None:
        """Make a jar.

        Args:
            suffixes: public suffix list.
            cookies: what is in it.
        """
        self._suffixes = suffixes
        self._store = CookieStore(suffixes, CHROMIUM, cookies)

    def __iter__(self) -> Iterator[Cookie]:
        """All cookies held."""
        return iter(self._store)

    def copy(self) -> "Jar":
        """A frozen copy."""
        return Jar(self._suffixes, self._store)

    def receive(self, url: str, lines: tuple[str, ...], now: float) -> None:
        """Obey the set-cookie lines of a response."""
        if lines:
            self._store.receive(Request(url), lines, int(now))

    def header(self, url: str, now: float) -> str:
        """The Cookie field's value for a GET of `url`; empty for none."""
        return self._store.header_for(Request(url), int(now))

    def sent_to(self, url: str, now: float) -> tuple[Cookie, ...]:
        """The cookies a browser would send to `url`."""
        return self._store.cookies_for(Request(url), int(now))

    def pairs(self, url: str, now: float) -> tuple[tuple[str, str], ...]:
        """Names and values a browser would send to `url`."""
        return tuple((cookie.name, cookie.value) for cookie in self.sent_to(url, now))

    def ids(self, url: str, now: float) -> frozenset[CookieId]:
        """The ids of the cookies a browser would send to `url`."""
        return frozenset(id_of(cookie) for cookie in self.sent_to(url, now))

    def only(self, wanted: frozenset[CookieId]) -> "Jar":
        """A jar with just these cookies."""
        return Jar(self._suffixes, (cookie for cookie in self._store if id_of(cookie) in wanted))

    def value(self, wanted: CookieId) -> str | None:
        """The value of one cookie, or None if it is not held."""
        return next((cookie.value for cookie in self._store if id_of(cookie) == wanted), None)

    def named(self, name: str) -> str | None:
        """The value of the first cookie of a name, or None."""
        return next((cookie.value for cookie in self._store if cookie.name == name), None)

    def with_values(self, values: Mapping[CookieId, str]) -> "Jar":
        """A jar with other values for some cookies."""
        return Jar(
            self._suffixes, (replace(cookie, value=values.get(id_of(cookie), cookie.value)) for cookie in self._store)
        )

    def lasting(self) -> "Jar":
        """The jar of somebody who wrote its cookies down: none of them ends by the browser's clock."""
        return Jar(self._suffixes, (replace(cookie, expires=None) for cookie in self._store))

    def joined(self, others: Iterable[Cookie]) -> "Jar":
        """A jar with further cookies put in."""
        return Jar(self._suffixes, (*self._store, *others))

    def garbled(self) -> "Jar":
        """A jar with the same names and values of the same shape that nobody ever issued."""
        return Jar(self._suffixes, (replace(cookie, value=garble(cookie.value)) for cookie in self._store))


def garble(value: str) -> str:
    """A value of the same shape with every letter and digit turned into its neighbour."""
    return "".join(_neighbour(character, 1) for character in value)


def invent(value: str, chance: bytes) -> str:
    """A value with the length and alphabet of a real one, and nothing else of it.

    Args:
        value: the real one.
        chance: random octets; used again from the start if they are fewer than the value's characters.
    """
    alphanumeric = frozenset(character for character in value if character.isalnum())
    if alphanumeric <= _HEX:
        return _spelt(value, chance, _DIGITS + "abcdef", _DIGITS + "abcdef")
    if alphanumeric <= _HEX_UPPER:
        return _spelt(value, chance, _DIGITS + "ABCDEF", _DIGITS + "ABCDEF")
    return _spelt(value, chance, _DIGITS, _LOWER)


def _spelt(value: str, chance: bytes, digits: str, letters: str) -> str:
    made: list[str] = []
    for index, character in enumerate(value):
        octet = chance[index % len(chance)]
        if character.isdigit():
            made.append(digits[octet % len(digits)])
        elif character.isalpha() and character.isascii():
            letter = letters[octet % len(letters)]
            made.append(letter.upper() if character.isupper() else letter)
        else:
            made.append(character)
    return "".join(made)


def _neighbour(character: str, distance: int) -> str:
    if character in _DIGITS:
        return _DIGITS[(_DIGITS.index(character) + distance) % 10]
    lower = character.lower()
    if lower not in _LOWER:
        return character
    turned = (
        _LOWER[(_LOWER.index(lower) + distance) % 6] if lower in _HEX else _LOWER[(_LOWER.index(lower) + distance) % 26]
    )
    return turned.upper() if character.isupper() else turned
