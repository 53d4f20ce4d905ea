"""Whether a rule can match a name that no rule before it matches: decided, not guessed.

Each match is a row of atoms, so a small automaton; the rule's and those before it are walked side by side. As long as
every name that the rule takes is taken by one before it as well, the rule never counts.
"""

from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from hardtack.policy.model import CookieMatch, MatchKind
from hardtack.policy.pattern import ANY, Atom, literal, parse_pattern

__all__ = ["atoms_of", "can_match"]

_ANY_TEXT: Final = Atom(ANY, ".", 0, None)
# So many steps are more than any policy in use needs; past them a rule is given the benefit of the doubt.
_MOST_STEPS: Final = 1_000

# A state is (atom, how often it has been taken), a set of them is what a text so far may have led to.
_States = frozenset[tuple[int, int]]


def atoms_of(match: CookieMatch) -> tuple[Atom, ...]:
    """The atoms of a match of any kind.

    Args:
        match: Of a rule.

    Raises:
        PatternError: It is a pattern outside the subset.
    """
    match match.kind:
        case MatchKind.NAME:
            return literal(match.text)
        case MatchKind.PREFIX:
            return (*literal(match.text), _ANY_TEXT)
        case MatchKind.PATTERN:
            return parse_pattern(match.text)
    assert_never(match.kind)


def can_match(match: CookieMatch, earlier: Iterable[CookieMatch]) -> bool:
    """Whether some name falls to a match though none of the earlier ones takes it.

    Args:
        match: Of the rule in question.
        earlier: Those of the rules before it; all within the subset.
    """
    rows = [atoms_of(match), *(atoms_of(one) for one in earlier)]
    start = tuple(_closed(row, frozenset({(0, 0)})) for row in rows)
    seen = {start}
    waiting = [start]
    while waiting and len(seen) < _MOST_STEPS:
        states = waiting.pop()
        if _done(rows[0], states[0]) and not any(_done(row, at) for row, at in zip(rows[1:], states[1:], strict=True)):
            return True
        for char in _choices(rows, states):
            after = tuple(_step(row, at, char) for row, at in zip(rows, states, strict=True))
            if after[0] and after not in seen:
                seen.add(after)
                waiting.append(after)
    return bool(waiting)


def _closed(row: Sequence[Atom], states: _States) -> _States:
    """The states and all that can be reached from them without a character."""
    reached = set(states)
    waiting = list(states)
    while waiting:
        place, times = waiting.pop()
        if place < len(row) and times >= row[place].low and (place + 1, 0) not in reached:
            reached.add((place + 1, 0))
            waiting.append((place + 1, 0))
    return frozenset(reached)


def _step(row: Sequence[Atom], states: _States, char: str) -> _States:
    after: set[tuple[int, int]] = set()
    for place, times in states:
        if place < len(row) and char in row[place].chars:
            atom = row[place]
            if atom.high is None:
                # Beyond its least, how often no longer matters.
                after.add((place, min(times + 1, atom.low)))
            elif times < atom.high:
                after.add((place, times + 1))
    return _closed(row, frozenset(after))


def _done(row: Sequence[Atom], states: _States) -> bool:
    return (len(row), 0) in states


def _choices(rows: Sequence[Sequence[Atom]], states: Sequence[_States]) -> list[str]:
    """One character of each kind that the states tell apart, of those the first row can take."""
    sets = {row[place].chars for row, at in zip(rows, states, strict=True) for place, _ in at if place < len(row)}
    mine = frozenset[str]().union(*(rows[0][place].chars for place, _ in states[0] if place < len(rows[0])))
    ordered = list(sets)
    kinds: dict[tuple[bool, ...], str] = {}
    for char in mine:
        kinds.setdefault(tuple(char in chars for chars in ordered), char)
    return list(kinds.values())
