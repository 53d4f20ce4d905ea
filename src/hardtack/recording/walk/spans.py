"""Which idle spans to try next, from what is known of a session's end."""

from math import ceil, log

from hardtack.recording.measured import Measured

_PRECISION = 0.05
_FINEST = 5.0
"""Seconds below which the end is not looked for more closely."""


def is_settled(known: Measured) -> bool:
    """Whether it is known as closely as promised: to 5 % or 5 seconds, or alive after the longest span asked for."""
    if known.dead_s is None:
        return known.alive_s >= known.asked_s
    return known.dead_s - known.alive_s <= precision(known.dead_s)


def precision(dead: float) -> float:
    """How far apart the two bounds may stay, in seconds."""
    return max(_PRECISION * dead, _FINEST)


def next_spans(known: Measured, count: int) -> tuple[float, ...]:
    """The spans for the next round, one a session, ascending.

    As long as no session was seen gone: growing by one factor up to the longest; then evenly between the bounds, or
    doubling up to the upper one where the lower one is far below it.

    Args:
        known: the bounds found so far, not settled.
        count: how many sessions there are, at least one.
    """
    if known.dead_s is not None and known.alive_s < known.dead_s / 4:
        return tuple(known.dead_s / 2 ** (count - index) for index in range(count))
    if known.dead_s is not None:
        part = (known.dead_s - known.alive_s) / (count + 1)
        return tuple(known.alive_s + part * (index + 1) for index in range(count))
    least = known.alive_s or known.asked_s / 2**count
    factor = (known.asked_s / least) ** (1 / count)
    return (*(least * factor**index for index in range(1, count)), known.asked_s)


def seconds_of_later_rounds(known: Measured, count: int) -> float:
    """The time that rounds after the running one take at most, in seconds.

    Args:
        known: the bounds found so far.
        count: how many sessions each of them will have at least.
    """
    # While none was seen gone the worst case is a span that doubled: half of the longest is then left to search.
    dead = known.asked_s if known.dead_s is None else known.dead_s
    gap = dead / 2 if known.dead_s is None else (dead - known.alive_s) / (count + 1)
    rounds = ceil(log(gap / precision(dead)) / log(count + 1)) if gap > precision(dead) else 0
    return rounds * dead
