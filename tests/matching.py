"""Two lists matched with each other, one to one, so that as many as can be have a partner."""

from collections.abc import Mapping, Sequence

__all__ = ["matched"]


def matched(fits: Sequence[Sequence[int]]) -> Mapping[int, int]:
    """Match the items of one list with those of another.

    Args:
        fits: For each item of the first list, which items of the second it may be matched with, the best first. An
            item has a partner if any matching gives one to it and to those before it that have one.

    Returns:
        For items of the second list, their partners in the first.
    """
    partners: dict[int, int] = {}
    for item in range(len(fits)):
        _place(item, fits, partners, set())
    return partners


def _place(item: int, fits: Sequence[Sequence[int]], partners: dict[int, int], seen: set[int]) -> bool:
    """Give an item a partner, others moving on to another of theirs if they must (augmenting paths)."""
    free = next((other for other in fits[item] if other not in partners), None)
    if free is not None:
        partners[free] = item
        return True
    for other in fits[item]:
        if other not in seen:
            seen.add(other)
            if _place(partners[other], fits, partners, seen):
                partners[other] = item
                return True
    return False
