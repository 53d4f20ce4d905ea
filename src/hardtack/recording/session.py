"""Which cookies carry the session: all minimal authenticating sets, found by asking.

Leaving one cookie out at a time fails where either of two cookies is enough, and keeping one at a time fails where two
are needed together. So all minimal sets are enumerated: a jar that is inside is shrunk to a minimal set by halves
(divide and conquer over a predicate that only grows), then each member of a found set is barred in turn and the rest is
searched again, until nothing that is left is inside. In a small jar each cookie is left out once beforehand: that names
the cookies that every set needs, with the fewest requests that lack something (some servers end a session for those).
"""

from collections.abc import Callable
from dataclasses import dataclass

from hardtack.recording.actions import Walking
from hardtack.recording.model import CookieId, Side

CookieSet = frozenset[CookieId]
Ask = Callable[[CookieSet], Walking[Side]]
"""Asks the oracle with exactly these cookies of the frozen jar; an `outside` is already held against a live control."""

SMALL_JAR = 8
"""Up to so many cookies, each is left out once beforehand."""


@dataclass(frozen=True, slots=True)
class MinimalSets:
    """What the search found.

    Attributes:
        sets: the minimal authenticating sets whose every member was seen to be needed, smallest first.
        complete: whether the search ended by itself and had an answer to each question.
    """

    sets: tuple[CookieSet, ...]
    complete: bool


class SearchEndedError(Exception):
    """The search cannot go on: the budget is spent, or the session died and cannot be renewed."""


@dataclass(slots=True)
class _Search:
    ask: Ask
    budget: int
    known: dict[CookieSet, Side]
    doubtful: bool = False

    def inside(self, subset: CookieSet) -> Walking[bool]:
        """Whether a subset is inside, from memory where it follows from what is known."""
        if any(subset >= one for one, side in self.known.items() if side is Side.INSIDE):
            return True
        if any(subset <= one for one, side in self.known.items() if side is not Side.INSIDE):
            return False
        if self.budget <= 0:
            raise SearchEndedError
        self.budget -= 1
        side = yield from self.ask(subset)
        self.known[subset] = side
        self.doubtful = self.doubtful or side is Side.UNKNOWN
        return side is Side.INSIDE

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

    def enumerate(self, order: tuple[CookieId, ...], found: list[CookieSet]) -> Walking[None]:
        """Fill `found` with all minimal sets of a universe that is inside."""
        universe = frozenset(order)
        if len(universe) <= SMALL_JAR:
            for cookie in order:
                yield from self.inside(universe - {cookie})
        barred: list[CookieSet] = [frozenset()]
        tried: set[CookieSet] = set()
        while barred:
            without = barred.pop()
            if without in tried:
                continue
            tried.add(without)
            rest = universe - without
            hit = next((one for one in found if not one & without), None)
            if hit is None:
                if not rest or not (yield from self.inside(rest)):
                    continue
                core = frozenset(cookie for cookie in rest if self._needed(rest, cookie))
                others = tuple(cookie for cookie in order if cookie in rest - core)
                joined: CookieSet = frozenset()
                if others:
                    joined = yield from self.shrink(core, others, grown=True)
                hit = core | joined
                found.append(hit)
            barred.extend(without | {member} for member in sorted(hit))

    def proved(self, one: CookieSet) -> bool:
        """Whether each member of a set was seen to be needed: no answer stands for an outside that nobody saw."""
        outside = [each for each, side in self.known.items() if side is Side.OUTSIDE]
        return all(any(one - {member} <= each for each in outside) for member in one)

    def _needed(self, rest: CookieSet, cookie: CookieId) -> bool:
        """Whether it is known already that `rest` is not inside without this cookie."""
        return any(rest - {cookie} <= one for one, side in self.known.items() if side is not Side.INSIDE)


def minimal_sets(order: tuple[CookieId, ...], ask: Ask, budget: int) -> Walking[MinimalSets]:
    """Find all minimal authenticating sets of a jar that is known to be inside.

    Args:
        order: the cookies a browser would send to the oracle's page, the likeliest to be idle first.
        ask: the question to the oracle.
        budget: the most questions to ask.

    Returns:
        The sets; the empty jar is taken to be outside, which the oracle's controls have shown.
    """
    search = _Search(ask, budget, {frozenset(order): Side.INSIDE, frozenset(): Side.OUTSIDE})
    found: list[CookieSet] = []
    complete = True
    try:
        yield from search.enumerate(order, found)
    except SearchEndedError:
        complete = False
    ordered = sorted((one for one in found if search.proved(one)), key=lambda one: (len(one), sorted(one)))
    return MinimalSets(tuple(ordered), complete and not search.doubtful)
