"""Lint: what an existing configuration does to cookies, and where it is wrong.

Pure: from text to findings. Nothing is run and no other file is read: what a configuration takes in is only counted.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from hardtack.lint.effects import effects
from hardtack.lint.intended import NOTHING
from hardtack.lint.kinds import kind_of, may_configure
from hardtack.lint.masking import masked
from hardtack.lint.model import Document, Effect, Finding, Found, Kind, Linted, Rule
from hardtack.lint.pages import Example, examples, section
from hardtack.lint.rules import RULES
from hardtack.lint.syntax import read
from hardtack.lint.together import together
from hardtack.policy import Policy
from hardtack.policy.validate import problems_of

__all__ = [
    "RULES",
    "Effect",
    "Example",
    "Finding",
    "Kind",
    "Linted",
    "Rule",
    "examples",
    "kind_of",
    "lint",
    "may_configure",
    "of_whole_lines",
    "section",
]


def lint(text: str, kind: Kind) -> Linted:
    """Read a configuration and hold the rules against it.

    Args:
        text: all of the file.
        kind: what it configures (`kind_of` tells).

    Raises:
        LintError: it can't be read as that.
    """
    document = read(text, kind)
    found = sorted(_findings(document), key=lambda one: (one.line, one.rule.code))
    return Linted(kind, effects(document), tuple(found), document.includes)


def of_whole_lines(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, those of one line with what was meant by all of it: one replacement mends the line.

    Args:
        findings: of one file.
    """
    meant: dict[tuple[int, tuple[str, ...]], list[Policy]] = {}
    for one in findings:
        # What is written under every policy goes with none in particular.
        if one.intended is not None and one.intended != NOTHING:
            meant.setdefault((one.line, one.targets), []).append(one.intended)
    whole = {place: policy for place, policies in meant.items() if _is_sound(policy := together(policies))}
    return tuple(
        one
        if one.intended is None or one.intended == NOTHING
        else replace(one, intended=whole.get((one.line, one.targets), one.intended))
        for one in findings
    )


def _findings(document: Document) -> Iterator[Finding]:
    for rule in RULES:
        if document.kind in rule.kinds:
            for found in rule.find(document):
                yield _finding(rule, document, found)


@lru_cache(maxsize=256)
def _is_sound(policy: Policy) -> bool:
    return not problems_of(policy)


def _finding(rule: Rule, document: Document, found: Found) -> Finding:
    # What stands in the file may be no path, no name and no number that a policy can have.
    intended = found.intended if found.intended is not None and _is_sound(found.intended) else None
    return Finding(
        rule=rule,
        severity=rule.severity if found.severity is None else found.severity,
        line=found.line,
        text=masked(document.lines[found.line - 1]),
        message=found.message,
        intended=intended,
        targets=rule.targets or document.kind.targets,
    )
