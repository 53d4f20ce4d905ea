"""Which cookies carry the session: all minimal authenticating sets, found by asking.

Leaving one cookie out at a time fails where either of two cookies is enough, and keeping one at a time fails where two
are needed together. So all minimal sets are enumerated: a jar that is inside is shrunk to a minimal set by halves
(divide and conquer over a predicate that only grows), then each member of a found set is barred in turn and the rest is
searched again, until nothing that is left is inside.

An `outside` counts only if the full jar is inside right after it; a subset that is inside is as good a witness, since it
shows the session alive. So witnesses are asked for only at the end of a run of outsides.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hardtack.recording.actions import Walking
from hardtack.recording.model import CookieId, Side

CookieSet = frozenset[CookieId]
Ask = Callable[[CookieSet], Walking[Side]]
"""Asks the oracle with exactly these cookies of the frozen jar."""

_OUTSIDES_BEFORE_A_WITNESS = 4


@dataclass(frozen=True, slots=True)
class MinimalSets:
    """What the search found.

    Attributes:
        sets: all minimal authenticating sets, smallest first.
        complete: whether the search ended by itself: within its budget and with the session alive.
        suspects: cookies that were missing when the session was found dead.
    """

    sets: tuple[CookieSet, ...]
    complete: bool
    suspects: CookieSet


class SearchEndedError(Exception):
    """The search cannot go on: the budget is spent, or the session died under it."""


@dataclass(slots=True)
class _Search:
    universe: CookieSet
    ask: Ask
    budget: int
    known: dict[CookieSet, Side]
    unwitnessed: list[CookieSet] = field(default_factory=list[CookieSet])
    suspects: CookieSet = frozenset()

    def inside(self, subset: CookieSet) -> Walking[bool]:
        """Whether a subset is inside, from memory where it follows from what is known."""
        if any(subset >= one for one, side in self.known.items() if side is Side.INSIDE):
            return True
        if any(subset <= one for one, side in self.known.items() if side is not Side.INSIDE):
            return False
        side = yield from self._asked(subset)
        self.known[subset] = side
        if side is Side.INSIDE:
            self.unwitnessed.clear()
            return True
        self.unwitnessed.append(subset)
        if len(self.unwitnessed) >= _OUTSIDES_BEFORE_A_WITNESS:
            yield from self.witness()
        return False

    def witness(self) -> Walking[None]:
        """Show that the session is alive after a run of outsides; else none of them counts."""
        if not self.unwitnessed:
            return
        side = yield from self._asked(self.universe)
        if side is not Side.INSIDE:
            for subset in self.unwitnessed:
                del self.known[subset]
                self.suspects |= self.universe - subset
            raise SearchEndedError
        self.unwitnessed.clear()

    def shrink(self, background: CookieSet, candidates: tuple[CookieId, ...], *, grown: bool) -> Walking[CookieSet]:
        """The part of `candidates` that has to join `background` to be inside (QuickXplain's recursion, by halves)."""
        if grown and (yield from self.inside(background)):
            return frozenset()
        if len(candidates) == 1:
            return frozenset(candidates)
        middle = len(candidates) // 2
        left, right = candidates[:middle], candidates[middle:]
        needed_right = yield from self.shrink(background | frozenset(left), right, grown=True)
        needed_left = yield from self.shrink(background | needed_right, left, grown=bool(needed_right))
        return needed_left | needed_right

    def _asked(self, subset: CookieSet) -> Walking[Side]:
        if self.budget <= 0:
            raise SearchEndedError
        self.budget -= 1
        return (yield from self.ask(subset))


def minimal_sets(universe: CookieSet, ask: Ask, budget: int) -> Walking[MinimalSets]:
    """Find all minimal authenticating sets of a jar that is known to be inside.

    Args:
        universe: the cookies a browser would send to the oracle's page.
        ask: the question to the oracle.
        budget: the most questions to ask.

    Returns:
        The sets; the empty jar is taken to be outside, which the oracle's controls have shown.
    """
    search = _Search(universe, ask, budget, {universe: Side.INSIDE, frozenset(): Side.OUTSIDE})
    found: list[CookieSet] = []
    barred: list[CookieSet] = [frozenset()]
    tried: set[CookieSet] = set()
    complete = True
    try:
        while barred:
            without = barred.pop()
            if without in tried:
                continue
            tried.add(without)
            rest = universe - without
            hit = next((one for one in found if not one & without), None)
            if hit is None:
                if not rest or not (yield from search.inside(rest)):
                    continue
                hit = yield from search.shrink(frozenset(), tuple(sorted(rest)), grown=False)
                found.append(hit)
            barred.extend(without | {member} for member in sorted(hit))
        yield from search.witness()
    except SearchEndedError:
        complete = False
    ordered = sorted(found, key=lambda one: (len(one), sorted(one)))
    return MinimalSets(tuple(ordered), complete, search.suspects)
