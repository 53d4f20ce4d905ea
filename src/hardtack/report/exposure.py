"""What each attacker can do with just the cookies that he gets at, by replay: the ground of the severities."""

from dataclasses import dataclass
from typing import assert_never

from hardtack.recording.model import Attacker, Purpose, Recording, Side, Step

_PURPOSES = {
    Attacker.NETWORK: Purpose.EXPOSED_TO_NETWORK,
    Attacker.SCRIPT: Purpose.EXPOSED_TO_SCRIPT,
    Attacker.SIBLING: Purpose.EXPOSED_TO_SIBLING,
    Attacker.NEIGHBOUR: Purpose.EXPOSED_TO_NEIGHBOUR,
}


@dataclass(frozen=True, slots=True)
class Exposure:
    """One attacker's lot.

    Attributes:
        attacker: who.
        cookies: names, sorted, of the cookies he gets at of those that the protected page is sent.
        side: what replaying just those showed; None where he gets at none.
    """

    attacker: Attacker
    cookies: tuple[str, ...]
    side: Side | None

    @property
    def words(self) -> str:
        """The outcome in words."""
        match self.side:
            case Side.INSIDE:
                return "inside"
            case Side.OUTSIDE:
                return "outside"
            case Side.UNKNOWN:
                return "not known"
            case None:
                return "gets at nothing"
        assert_never(self.side)


def exposures(recording: Recording) -> tuple[Exposure, ...]:
    """Each attacker's lot in the order of `Attacker`.

    None at all where the replays were not made, or where an Authorization field opens the account: who gets at that is
    not a question of cookies.
    """
    by_header = recording.credentials is not None and recording.credentials.header
    if by_header or all(one.step is not Step.EXPOSURE for one in recording.steps):
        return ()
    return tuple(_exposure(recording, attacker) for attacker in Attacker)


def _exposure(recording: Recording, attacker: Attacker) -> Exposure:
    probes = recording.probed(_PURPOSES[attacker])
    if not probes:
        return Exposure(attacker, (), None)
    return Exposure(attacker, tuple(sorted({cookie.name for cookie in probes[-1].cookies})), probes[-1].side)
