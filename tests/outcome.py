"""How comparisons of what servers send with what policies mean are counted."""

from collections import Counter
from dataclasses import dataclass, field

__all__ = ["Outcome", "Problem"]

Problem = list[str] | str | None
"""Nothing, the declared fields that explain what is wrong, or a sentence."""


@dataclass(slots=True)
class Outcome:
    """What a run found.

    Attributes:
        equal: how often it was as the policy means.
        declared: how often it was otherwise as the renderer says, by field.
        different: what was otherwise without a word: a sentence each.
    """

    equal: int = 0
    declared: Counter[str] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)

    def count(self, said: str, found: Problem) -> None:
        """Count one comparison: nothing wrong, declared fields, or a sentence."""
        if isinstance(found, str):
            self.different.append(f"{said}: {found}")
        elif found:
            self.declared.update(set(found))
        else:
            self.equal += 1

    def __str__(self) -> str:
        """The line that is printed."""
        return f"equal {self.equal} declared {self.declared.total()} different {len(self.different)}"
