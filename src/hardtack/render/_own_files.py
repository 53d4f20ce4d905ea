"""What the settings of an application that runs no Python share: who does what they can't, and how files begin."""

from typing import Final

from hardtack.policy import Policy
from hardtack.render._heading import heading

__all__ = ["DOCUMENTED", "ELSEWHERE", "head"]

ELSEWHERE: Final = (
    "These settings reach the framework's own cookies alone; a server in front does the rest (hardtack render --list)."
)
DOCUMENTED: Final = (
    "Written from documentation: hardtack has never run this on the real thing. Try it before you rely on it."
)
"""What stands in a file that was never run."""


def head(policy: Policy, target: str, sign: str, *, tested: bool = True) -> list[str]:
    """The comment that a file begins with.

    Args:
        policy: What it is made of.
        target: The renderer.
        sign: The target's sign for a comment.
        tested: Whether the output has been run.
    """
    lines = [*heading(policy, target), *(() if tested else (DOCUMENTED,))]
    return [f"{sign} {line}" for line in lines]
