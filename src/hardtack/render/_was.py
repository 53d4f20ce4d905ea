"""Deletions of what cookies were before, for engines that tell by its mark which rule a line falls under."""

from hardtack.policy import Policy
from hardtack.render._farewells import farewell_lines
from hardtack.render._marks import treatment_numbers

__all__ = ["old_identities"]


def old_identities(policy: Policy) -> dict[str, list[int]]:
    """The set-cookie lines that delete old identities, and the treatments whose lines each goes out with.

    Args:
        policy: The policy.
    """
    setters: dict[str, list[int]] = {}
    for number, rule in zip(treatment_numbers(policy), policy.cookies, strict=False):
        for text in farewell_lines(policy, rule.was):
            setters.setdefault(text, []).append(number)
    return setters
