"""The treatments of a policy as the engines that mark lines see them: lines with one number are treated alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from hardtack.policy import CookieRule, Policy, SameSiteRule, Treatment, When
from hardtack.policy.attributes import RANK
from hardtack.render._marks import treatment_numbers

__all__ = ["TreatedAlike", "treated_alike", "when_it_is", "where", "words_that_stay"]


@dataclass(frozen=True, slots=True)
class TreatedAlike:
    """Lines that are treated alike.

    Attributes:
        number: in the mark.
        treatment: what is done to them.
    """

    number: int
    treatment: Treatment


def treated_alike(policy: Policy) -> tuple[TreatedAlike, ...]:
    """The treatments of a policy, one for each number.

    Args:
        policy: The policy.
    """
    numbers = treatment_numbers(policy)
    rules: tuple[CookieRule | None, ...] = (*policy.cookies, None)
    alike = {n: TreatedAlike(n, policy.treatment(rule)) for n, rule in zip(numbers, rules, strict=True)}
    return tuple(alike.values())


def where(classes: Iterable[TreatedAlike], **fields: object) -> list[int]:
    """The numbers of the treatments that have these values in these fields."""
    return [c.number for c in classes if all(getattr(c.treatment, name) == value for name, value in fields.items())]


def words_that_stay(rule: SameSiteRule) -> list[str]:
    """The values of SameSite that a rule leaves, in lower case."""
    known = [(value, rank) for value, rank in RANK.items() if rank]
    match rule.when:
        case When.ABSENT:
            return [value.value.lower() for value, _ in known]
        case When.WEAKER:
            return [value.value.lower() for value, rank in known if rank >= RANK[rule.value]]
        case When.ALWAYS:
            return [rule.value.value.lower()]
        case _:
            assert_never(rule.when)


def when_it_is(rule: SameSiteRule) -> str:
    """On what a rule sets a SameSite, for a comment."""
    return {When.ABSENT: "absent or invalid", When.WEAKER: "weaker", When.ALWAYS: "anything else"}[rule.when]
