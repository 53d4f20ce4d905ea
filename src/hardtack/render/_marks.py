"""Marks: what stands before a set-cookie line while `_line_edits` works on it, and who gets which."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from hardtack.policy import CookieRole, CookieRule, NamePrefix, Policy
from hardtack.policy.response import refuses
from hardtack.render._names import BLANKS, literal, matches_nameless, name_of, names_of_rules, prefixes_of

__all__ = [
    "ATTRIBUTES",
    "CONTROLS",
    "COPIES",
    "LineEdit",
    "by_reason",
    "comment",
    "first_edits",
    "marks_of",
    "refused_pattern",
    "spelt",
    "treatment_numbers",
]

COPIES: Final = 3
"""How often an attribute may stand in a line and be treated as the policy says; lines with more of one do not pass."""

_W: Final = BLANKS
CONTROLS: Final = r"[\x00-\x08\x0a-\x1f\x7f]"
"""A character that no set-cookie line may hold."""

ATTRIBUTES: Final = ("domain", "path", "expires", "max-age", "httponly", "samesite")
"""The attributes that a policy may change."""


@dataclass(frozen=True, slots=True)
class LineEdit:
    """One replacement of a whole line; a line that the pattern doesn't match stays.

    Attributes:
        pattern: PCRE; of printable ASCII without quotes, and without a backslash before another.
        parts: what the line becomes: texts as they are, and the numbers of groups.
        why: for the operator; edits one after another with the same reason share the comment.
        https_only: it is made only where the browser's request came by TLS.
        refuses: what it takes out can't be enforced, which may refuse the response.
    """

    pattern: str
    parts: tuple[str | int, ...]
    why: str
    https_only: bool = False
    refuses: bool = False


def treatment_numbers(policy: Policy) -> tuple[int, ...]:
    """The number in the mark of each rule's lines, and last that of lines that no rule names.

    Rules share a number if their treatment, their role and their old identities are the same.

    Args:
        policy: The policy.
    """
    seen: dict[object, int] = {}
    rules: tuple[CookieRule | None, ...] = (*policy.cookies, None)
    keys = [
        (policy.treatment(rule), () if rule is None else rule.was, rule is not None and rule.role is CookieRole.SESSION)
        for rule in rules
    ]
    return tuple(seen.setdefault(key, len(seen)) for key in keys)


def refused_pattern(policy: Policy, edit: LineEdit) -> str | None:
    """A pattern for the lines that refuse the response where an edit takes them out; None if none does.

    Args:
        policy: The policy.
        edit: One of its edits.
    """
    if not edit.refuses:
        return None
    rules = (*policy.cookies, None)
    refusing = {number for number, rule in zip(treatment_numbers(policy), rules, strict=True) if refuses(policy, rule)}
    return edit.pattern.replace("[0-9]+", f"(?:{spelt(refusing)})", 1) if refusing else None


def by_reason(edits: Iterable[LineEdit]) -> Iterator[tuple[str, Iterator[LineEdit]]]:
    """Edits one after another that share their reason, under it.

    Args:
        edits: The edits.
    """
    return groupby(edits, lambda edit: edit.why)


def spelt(numbers: Iterable[int]) -> str:
    """The ways of a pattern for some treatments' numbers, to stand in a group.

    Args:
        numbers: The treatments'.
    """
    return "|".join(map(str, sorted(set(numbers))))


def marks_of(numbers: Iterable[int], letters: str = "[dsx]*") -> str:
    """A pattern for the marks of some treatments, without the caret.

    Args:
        numbers: The treatments'.
        letters: A pattern for the letters.
    """
    return f";(?:{spelt(numbers)}){letters};"


def first_edits(policy: Policy) -> Iterator[LineEdit]:
    """The edits that give every line its mark.

    Args:
        policy: The policy.
    """
    yield from _begin()
    yield from _classified(policy, treatment_numbers(policy))


def _begin() -> Iterator[LineEdit]:
    yield LineEdit("^(.*)$", (";?;", 1), "Every line gets a mark, which a later edit takes away.")
    yield LineEdit(r"^(;\?;.*[^; \t])[; \t]+$", (1,), "Nothing hangs on at the end.")
    many = "|".join(rf"(?:.*;{_W}{literal(key)}{_W}(?=[=;]|$)){{{COPIES + 1}}}" for key in ATTRIBUTES)
    why = f"A line with more than {COPIES} of one attribute is no honest cookie: it does not pass."
    yield LineEdit(rf"^;\?;(?i:{many}).*$", (), why)


def _classified(policy: Policy, numbers: tuple[int, ...]) -> Iterator[LineEdit]:
    for prefix in prefixes_of(policy):
        for number in sorted(set(numbers)):
            names = _names_of(policy, numbers, number, prefix)
            if names is not None:
                pattern = rf"^;\?;({_W}{literal(prefix.value)}{names}.*)$"
                why = f"Cookies that have their {prefix.value} already."
                yield LineEdit(pattern, (f";{number};", 1), why)
    for number, rule in zip(numbers, policy.cookies, strict=False):
        why = f"Cookies of the rule {rule.match.kind.value} = {comment(rule.match.text)}: treatment {number}."
        yield LineEdit(rf"^;\?;({_W}{name_of(rule.match)}{_W}=.*)$", (f";{number};", 1), why)
        if matches_nameless(rule.match):
            yield LineEdit(rf"^;\?;((?:[^=;]*(?:;.*)?|{_W}=.*))$", (f";{number};", 1), why)
    yield LineEdit(r"^;\?;(.*)$", (f";{numbers[-1]};", 1), f"All others: treatment {numbers[-1]}.")


def _names_of(policy: Policy, numbers: tuple[int, ...], number: int, prefix: NamePrefix) -> str | None:
    """A pattern for the bare names of one treatment, if they are given that prefix."""
    rules: tuple[CookieRule | None, ...] = (*policy.cookies, None)
    mine = [rule for n, rule in zip(numbers, rules, strict=True) if n == number]
    if policy.treatment(mine[0]).prefix is not prefix:
        return None
    return names_of_rules(policy, mine.__contains__)


def comment(text: str) -> str:
    """A text of a policy as it may stand in a comment: printable ASCII, one line.

    Args:
        text: Any.
    """
    return "".join(char if "!" <= char <= "~" and char != "\\" else "?" for char in text)
