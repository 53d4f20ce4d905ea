"""What is wrong with a policy, and how all of it is told at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hardtack.errors import PolicyError
from hardtack.toml_lines import Place, line_of

__all__ = ["Problem", "refuse"]

_HINT = "docs/schema/policy-1.json lists all keys and words; `hardtack plan` writes a policy that is sound."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        place: the way to it, as in ``("cookies", 0, "samesite")``; () = the whole policy.
        message: what is wrong, without the place.
        hint: what to do, one sentence; empty if the message says it.
    """

    place: Place
    message: str
    hint: str = ""


def refuse(problems: Iterable[Problem], lines: Mapping[Place, int]) -> None:
    """Raise all problems together, in the order of the text; without any, do nothing.

    Args:
        problems: What was found.
        lines: Where places stand in the text; empty for a policy made in code.

    Raises:
        PolicyError: Each problem on a line of its own, with the line it stands at and the place.
    """
    placed = [(line_of(lines, problem.place) or 0, problem) for problem in problems]
    if not placed:
        return
    placed.sort(key=lambda pair: pair[0])
    message = "\n".join(_told(line, problem) for line, problem in placed)
    hints = dict.fromkeys(problem.hint for _, problem in placed if problem.hint)
    raise PolicyError(message, "\n".join(hints) or _HINT)


def _told(line: int, problem: Problem) -> str:
    where = ", ".join(filter(None, (f"line {line}" if line else "", _spelt(problem.place))))
    return f"policy, {where}: {problem.message}" if where else f"policy: {problem.message}"


def _spelt(place: Place) -> str:
    """A place as TOML spells it; array items are counted from 1."""
    spelt = ""
    for step in place:
        spelt += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if spelt else step
    return spelt
