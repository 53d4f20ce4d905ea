r"""Patterns of cookie names: a subset that every server's own expressions can say, down to those without alternatives.

A pattern is a row of atoms, each a character, an escaped character (``\.``), ``.`` or a class of characters and ranges
(``[0-9a-f]``), followed or not by ``?``, ``*``, ``+``, ``{n}`` or ``{n,m}``. It has to match the whole name, and case
counts. There are no groups, alternatives, anchors, negated classes or escapes by letter (``\d``): what needs "or" is
two rules.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["ANY", "Atom", "PatternError", "literal", "matcher", "matches_all", "parse_pattern"]

ANY: Final = frozenset(map(chr, range(256)))
"""What ``.`` stands for: every byte."""

_MOST_REPEATS: Final = 255
_MOST_UNBOUNDED: Final = 3
_SPECIAL: Final = frozenset(".^$*+?{}[]\\|()")
_CLASS_CHARACTER: Final = re.compile(r"[0-9A-Za-z_.%!~#$+=:@-]")
_COUNT: Final = re.compile(r"\{([0-9]{1,3})(?:(,)([0-9]{1,3}))?\}")
_QUANTIFIERS: Final[dict[str, tuple[int, int | None]]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}


class PatternError(ValueError):
    """A pattern outside the subset; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Atom:
    r"""One part of a pattern.

    Attributes:
        chars: the characters it stands for.
        text: those characters as the pattern spells them: ``a``, ``\.``, ``.`` or ``[0-9]``.
        low: how often at least.
        high: how often at most; None = as often as may be.
    """

    chars: frozenset[str]
    text: str
    low: int = 1
    high: int | None = 1


def literal(text: str) -> tuple[Atom, ...]:
    """The atoms that stand for a text as it is."""
    return tuple(Atom(frozenset(char), f"\\{char}" if char in _SPECIAL else char) for char in text)


def parse_pattern(text: str) -> tuple[Atom, ...]:
    """Take a pattern apart.

    Args:
        text: The pattern.

    Raises:
        PatternError: It is empty or outside the subset.
    """
    if not text:
        raise PatternError("it is empty")
    atoms: list[Atom] = []
    at = 0
    while at < len(text):
        chars, end = _characters(text, at)
        low, high, after = _quantifier(text, end)
        atoms.append(Atom(chars, text[at:end], low, high))
        at = after
    # Each one more multiplies the ways in which an engine that backtracks may try a name.
    if sum(atom.high is None for atom in atoms) > _MOST_UNBOUNDED:
        raise PatternError(f"it has more than {_MOST_UNBOUNDED} of * and +")
    return tuple(atoms)


def _characters(text: str, at: int) -> tuple[frozenset[str], int]:
    """The characters that the atom at this place stands for, and where its spelling ends."""
    char = text[at]
    if char == ".":
        return ANY, at + 1
    if char == "[":
        return _class(text, at)
    if char == "\\":
        escaped = text[at + 1 : at + 2]
        if not escaped or not escaped.isascii() or escaped.isalnum() or not escaped.isprintable():
            raise PatternError(f"at character {at + 1}, a backslash must stand before a special character")
        return frozenset(escaped), at + 2
    if char in _SPECIAL:
        raise PatternError(f"at character {at + 1}, {char!r} has no place here (write \\{char} for the character)")
    if not ("!" <= char <= "~") or char in ";=":
        raise PatternError(f"at character {at + 1}, {char!r} can't stand in a cookie's name")
    return frozenset(char), at + 1


def _class(text: str, at: int) -> tuple[frozenset[str], int]:
    end = text.find("]", at)
    if end < 0:
        raise PatternError(f"at character {at + 1}, a class has no end")
    chars: set[str] = set()
    place = at + 1
    while place < end:
        first = text[place]
        if not _CLASS_CHARACTER.match(first):
            raise PatternError(f"at character {place + 1}, {first!r} can't stand in a class")
        if first == "-" and place not in {at + 1, end - 1}:
            raise PatternError(f"at character {place + 1}, a '-' for itself must be the first or last of its class")
        if text[place + 1] == "-" and place + 2 < end:
            last = text[place + 2]
            if not (first.isalnum() and last.isalnum() and _kind(first) == _kind(last) and first <= last):
                raise PatternError(f"at character {place + 1}, {first}-{last} is no range of digits or letters")
            chars.update(map(chr, range(ord(first), ord(last) + 1)))
            place += 3
        else:
            chars.add(first)
            place += 1
    if not chars:
        raise PatternError(f"at character {at + 1}, a class is empty")
    return frozenset(chars), end + 1


def _kind(char: str) -> tuple[bool, bool]:
    return char.isdecimal(), char.isupper()


def _quantifier(text: str, at: int) -> tuple[int, int | None, int]:
    """How often at least and at most the atom that ends here stands, and where the next begins."""
    sign = text[at : at + 1]
    if sign in _QUANTIFIERS:
        low, high = _QUANTIFIERS[sign]
        return low, high, at + 1
    if sign != "{":
        return 1, 1, at
    count = _COUNT.match(text, at)
    if count is None:
        raise PatternError(f"at character {at + 1}, a count is neither {{n}} nor {{n,m}}")
    low = int(count[1])
    high = int(count[3]) if count[2] else low
    if not low <= high <= _MOST_REPEATS or not high:
        raise PatternError(f"at character {at + 1}, a count must be between 1 and {_MOST_REPEATS}, the lower first")
    return low, high, count.end()


def matches_all(atoms: Sequence[Atom], name: str) -> bool:
    """Whether atoms match a whole name, in time linear in its length; Python's own expressions may take its cube.

    Args:
        atoms: Of a pattern.
        name: Any, of any length.
    """
    # For the atoms so far, whether they can end after so many characters.
    reached = [True, *(False for _ in name)]
    for atom in atoms:
        after: list[bool] = []
        run, last = 0, -1
        for at in range(len(name) + 1):
            if at and name[at - 1] not in atom.chars:
                run = at
            if at >= atom.low and reached[at - atom.low]:
                last = at - atom.low
            after.append(last >= run and (atom.high is None or at - last <= atom.high))
        reached = after
    return reached[-1]


@lru_cache(maxsize=256)
def matcher(text: str) -> "re.Pattern[str]":
    """The pattern as Python's own, to be asked for a full match.

    Args:
        text: A pattern that `parse_pattern` accepts.
    """
    # The subset means the same there; but "." must stand for every byte.
    return re.compile(text, re.DOTALL)
