r"""Regular expressions that RE2 takes too: without look-around, and without what the syntax around them would read.

Counts are written out, since braces mean something to Caddy. Upper and lower case are written out as well: without
regard to case, RE2 takes U+017F (the long s) for an s, and ``; \xc5\xbfecure`` would pass for Secure.
"""

from collections.abc import Iterable
from typing import Final, assert_never

from hardtack.policy import CookieMatch, MatchKind, parse_pattern
from hardtack.policy.pattern import ANY, Atom
from hardtack.render._names import characters, literal

__all__ = ["ANY_PREFIX", "BLANKS", "above", "caseless", "counts_characters", "name_without", "times"]

BLANKS: Final = r"[ \t]*"


def caseless(text: str) -> str:
    """A pattern for a text in upper or lower case.

    Args:
        text: ASCII.
    """
    return "".join(f"[{char.lower()}{char.upper()}]" if char.isalpha() else literal(char) for char in text)


ANY_PREFIX: Final = f"__(?:{'|'.join(map(caseless, ('host', 'secure', 'http')))}){literal('-')}"
"""A prefix that browsers heed; the beginning of __Host-Http- is that of __Host-."""


def times(pattern: str, low: int, high: int | None) -> str:
    """A pattern for one repeated.

    Args:
        pattern: For one character.
        low: How often at least.
        high: How often at most; None = as often as may be.
    """
    if high is None:
        return f"{pattern}*" if not low else f"{pattern * (low - 1)}{pattern}+"
    return pattern * low + f"{pattern}?" * (high - low)


def above(most: int) -> str:
    """A pattern for the decimal numbers above one, without leading zeros.

    Args:
        most: 0 or more.
    """
    digits = str(most)
    ways = [f"[1-9]{times('[0-9]', len(digits), None)}"]
    for at, digit in enumerate(digits):
        if digit != "9":
            ways.append(f"{digits[:at]}[{int(digit) + 1}-9]{'[0-9]' * (len(digits) - at - 1)}")
    return "|".join(ways)


def name_without(match: CookieMatch, ends: str) -> str | None:
    """A pattern for all of a name that a rule is for; None if it is for none.

    Args:
        match: The rule's.
        ends: The characters that can't be in a name where the pattern stands.
    """
    match match.kind:
        case MatchKind.NAME:
            return literal(match.text)
        case MatchKind.PREFIX:
            return f"{literal(match.text)}[^{ends}]*"
        case MatchKind.PATTERN:
            atoms = [_atom(atom, ends) for atom in parse_pattern(match.text)]
            return None if None in atoms else "".join(atom for atom in atoms if atom is not None)
        case _:
            assert_never(match.kind)


def _atom(atom: Atom, ends: str) -> str | None:
    chars = atom.chars - {"=", ";"}
    if not chars:
        return None if atom.low else ""
    return times(f"[^{ends}]" if atom.chars == ANY else characters(chars), atom.low, atom.high)


def counts_characters(matches: Iterable[CookieMatch]) -> list[CookieMatch]:
    """The patterns that count any characters, which RE2 does by those of UTF-8 and not by bytes.

    Args:
        matches: Those of rules.
    """
    return [
        match
        for match in matches
        if match.kind is MatchKind.PATTERN
        and any(atom.chars == ANY and (atom.high is not None or atom.low > 1) for atom in parse_pattern(match.text))
    ]
