"""A rule's page: its sections, and its examples as configuration that the rule finds or passes."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import Final

from hardtack.lint.model import Kind, Rule

__all__ = ["Example", "examples", "section"]

_HEAD: Final = re.compile(r"(?P<word>bad|good) \((?P<kind>[^)]+)\):")
_HEADING: Final = re.compile(r"^(?P<name>\w[\w ]*):$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """One example.

    Attributes:
        kind: what it configures.
        bad: whether the rule finds something in it.
        text: the configuration.
    """

    kind: Kind
    bad: bool
    text: str


def section(rule: Rule, heading: str) -> str:
    """What stands below a heading of the page, without its own indentation; empty where there is no such heading.

    Args:
        rule: whose page.
        heading: such as `Remedy`.
    """
    pieces = _HEADING.split(cleandoc(rule.page))
    found = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return textwrap.dedent(found.get(heading, "")).strip()


def examples(rule: Rule) -> tuple[Example, ...]:
    """All examples of the page, in its order."""
    return tuple(_examples(section(rule, "Example").splitlines()))


def _examples(lines: list[str]) -> Iterator[Example]:
    heads = [(index, head) for index, line in enumerate(lines) if (head := _HEAD.fullmatch(line)) is not None]
    ends = [*(index for index, _ in heads[1:]), len(lines)]
    for (index, head), end in zip(heads, ends, strict=True):
        text = textwrap.dedent("\n".join(lines[index + 1 : end])).rstrip() + "\n"
        yield Example(Kind(head["kind"]), head["word"] == "bad", text)
