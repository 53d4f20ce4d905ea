"""What was measured beyond the walk: how long the server keeps a session, and how its ids are made.

Nothing here holds a value: spans in seconds, counts, and the kinds of regularity that were met.
"""

from dataclasses import dataclass, field
from enum import Enum, unique


@unique
class TimeLimit(Enum):
    """Which end of a session was measured."""

    IDLE = "idle"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class Measured:
    """How long the server keeps a session: alive after `alive_s`, gone after `dead_s`.

    Attributes:
        limit: which end.
        asked_s: the longest span that was asked for, in seconds.
        alive_s: the longest span after which a session was seen alive, 0 for none.
        dead_s: the shortest span after which one was seen gone, or None where none was.
        alive: index of the exchange that showed it alive, or None where an earlier run did.
        dead: index of the exchange that showed it gone, or None where none or an earlier run did.
        control: index of the exchange that showed the control alive right after that, or None.
        complete: whether it was measured to its end: up to the longest span, or as closely as was promised.
        note: why it was not, or what else must be known; one clause, or empty.
    """

    limit: TimeLimit
    asked_s: float
    alive_s: float = 0.0
    dead_s: float | None = None
    alive: int | None = None
    dead: int | None = None
    control: int | None = None
    complete: bool = False
    note: str = ""


@unique
class Pattern(Enum):
    """What of an id runs along with the order in which ids were given."""

    NONE = "none"
    COUNTER = "a counter"
    CLOCK = "the time"


@dataclass(frozen=True, slots=True)
class IdField:
    """One field of the sampled ids, between separators.

    Attributes:
        length: its characters, of the longest.
        symbols: how many different characters were seen in it.
        constant: at how many positions every id had the same character.
        bits: the most entropy it can hold by what was seen.
    """

    length: int
    symbols: int
    constant: int
    bits: float


@dataclass(frozen=True, slots=True)
class IdSample:
    """What the ids that strangers are given look like, seen together.

    Attributes:
        name: the cookie's name.
        count: how many ids were sampled.
        different: how many different ones were among them.
        shortest: characters of the shortest.
        longest: characters of the longest.
        fields: the fields, in order.
        bits: an upper estimate of the entropy of one id; -1 where it was not judged.
        pattern: what runs along with the order of giving.
        unjudged: why entropy says nothing here (a signed or encrypted value is no id), or empty.
        first: index of the first exchange that gave one.
        last: index of the last one.
        twins: indexes of two exchanges that gave the same id to two visitors, or None.
    """

    name: str
    count: int
    different: int
    shortest: int
    longest: int
    fields: tuple[IdField, ...]
    bits: float
    pattern: Pattern
    unjudged: str
    first: int
    last: int
    twins: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Measuring:
    """What is to be measured; all of it on request only.

    Attributes:
        idle: the longest idle span to try, in seconds; 0 for no measurement.
        absolute: the longest life to try, in seconds; 0 for no measurement.
        sample_ids: how many ids to sample; 0 for none.
        known: what an earlier run found out, to go on from.
    """

    idle: float = 0.0
    absolute: float = 0.0
    sample_ids: int = 0
    known: tuple[Measured, ...] = field(default=())

    def earlier(self, limit: TimeLimit) -> Measured | None:
        """What an earlier run found out of one end, or None."""
        return next((one for one in self.known if one.limit is limit), None)
