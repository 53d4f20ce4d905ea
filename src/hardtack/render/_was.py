"""Deletions of what cookies were before, for engines that tell by its mark which rule a line falls under."""

from hardtack.policy import (
    CookieMatch,
    CookieRule,
    Identity,
    MatchKind,
    Policy,
    RequestFacts,
    farewells,
)
from hardtack.render._marks import treatment_numbers

__all__ = ["old_identities"]


def old_identities(policy: Policy) -> dict[str, list[int]]:
    """The set-cookie lines that delete old identities, and the treatments whose lines each goes out with.

    Args:
        policy: The policy.
    """
    setters: dict[str, list[int]] = {}
    for number, rule in zip(treatment_numbers(policy), policy.cookies, strict=False):
        for text in _farewells(policy, rule.was):
            setters.setdefault(text, []).append(number)
    return setters


def _farewells(policy: Policy, was: tuple[Identity, ...]) -> tuple[str, ...]:
    """The lines that delete identities, as the policy's own meaning writes them."""
    rule = CookieRule(CookieMatch(MatchKind.NAME, "-"), was=was)
    return farewells(Policy(policy.site, cookies=(rule,)), "-=", RequestFacts(https=True, now=0))
