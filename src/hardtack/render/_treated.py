"""The treatments of a policy as the engines that mark lines see them: lines with one number are treated alike."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar, assert_never

from hardtack.policy import (
    Action,
    CookieRule,
    DomainChange,
    Keep,
    NamePrefix,
    PathChange,
    Policy,
    SameSiteRule,
    Treatment,
    When,
)
from hardtack.policy.attributes import RANK
from hardtack.render._marks import treatment_numbers

__all__ = [
    "TreatedAlike",
    "by_path",
    "by_value",
    "knowing_deletions",
    "only_spelt_otherwise",
    "treated_alike",
    "when_it_is",
    "where",
    "words_that_stay",
]

_T = TypeVar("_T")


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


def by_value(
    classes: Iterable[TreatedAlike], field: Callable[[Treatment], object], kind: type[_T]
) -> Iterator[tuple[_T, list[int]]]:
    """The values of a kind that treatments have in a field, each with the numbers of those that have it.

    Args:
        classes: The treatments.
        field: Reads the field.
        kind: The kind.
    """
    found: dict[_T, list[int]] = {}
    for one in classes:
        value = field(one.treatment)
        if isinstance(value, kind):
            found.setdefault(value, []).append(one.number)
    yield from found.items()


def by_path(classes: Iterable[TreatedAlike]) -> Iterator[tuple[tuple[PathChange, ...], list[int]]]:
    """The changes of Path, each with the numbers of its treatments; those that give __Host- have none.

    Args:
        classes: The treatments.
    """
    others = [c for c in classes if c.treatment.path and c.treatment.prefix is not NamePrefix.HOST]
    for changes in dict.fromkeys(c.treatment.path for c in others):
        yield changes, where(others, path=changes)


def knowing_deletions(policy: Policy, classes: Iterable[TreatedAlike]) -> list[int]:
    """The numbers of the treatments that do something else to deletions than to other lines.

    Args:
        policy: The policy.
        classes: Its treatments.
    """
    limited = policy.limits.set_cookie_bytes is not None
    return [
        c.number
        for c in classes
        if limited or c.treatment.action is Action.DROP or c.treatment.lifetime is not Keep.KEEP
    ]


def only_spelt_otherwise(change: DomainChange) -> bool:
    """Whether a change of Domain leads to the same name, with a dot or in letters of the other case.

    Args:
        change: The change.
    """
    old, new = (text.removeprefix(".").lower() for text in (change.old, change.new))
    return old == new


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
