"""A row of the edge cases: what a site does, what must be said of it, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hardtack.recording.brief import Brief
from hardtack.verdict import Answer, Failed, Finding, Inconclusive, NotApplicable, Outcome, Passed, Report, Severity
from tests.edge_cases.scene import PLAYED, Scene
from tests.recording.site import BRIEF

Word = Literal["passed", "failed", "inconclusive", "not applicable"]

TOLERATED = frozenset({"HT1146"})
"""Checks that fail at every scripted site, whatever its row is about: a login in a browser that is inside leaves the
earlier session alive (the applications measured do so as well)."""


@dataclass(frozen=True, slots=True)
class Says:
    """What must be said at one place.

    Attributes:
        where: a question (`Q1`) or a check (`HT1142`).
        outcome: its verdict.
        severity: of the gravest finding or note there that holds `words`; empty where it makes no difference.
        words: what must be said there: in a finding, a note, or the sentence of the verdict.
        never: what must not be said there.
    """

    where: str
    outcome: Word
    severity: str = ""
    words: str = ""
    never: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One edge case.

    Attributes:
        number: the row's number.
        input: what the site does, in a few words.
        verdict: the right verdict, in a few words.
        reason: why it is right.
        says: what must be said, and where.
        scene: the site.
        brief: what the walk is asked to do.
        beside: further checks that may fail or stay open at this site for reasons of their own.
        correction: where the row was wrong, what was shown instead; empty where it was right.
        real: whether the walk goes over real connections, under host names.
        exit_code: how the command ends; None where it makes no difference.
        more: further inputs of the same row.
    """

    number: str
    input: str
    verdict: str
    reason: str
    says: tuple[Says, ...]
    scene: Scene = PLAYED
    brief: Brief = BRIEF
    beside: tuple[str, ...] = ()
    correction: str = ""
    real: bool = False
    exit_code: int | None = None
    more: tuple["Row", ...] = ()


def disagreements(row: Row, report: Report) -> list[str]:
    """Hold a report against a row.

    Returns:
        One line a disagreement; empty if everything is said as the row wants it, and nothing is blamed besides.
    """
    outcomes = dict(_outcomes(report))
    wrong = [line for says in row.says for line in _missing(says, outcomes[says.where])]
    named = {says.where for says in row.says} | set(row.beside) | TOLERATED
    for answer in _answers(report):
        question = answer.check.question
        mentioned = {answer.check.code, question.id if question else ""} & named
        if isinstance(answer.outcome, Failed) and not mentioned:
            wrong.append(f"{answer.check.code} {answer.check.name} fails: {answer.outcome.summary}")
    return wrong


def said(outcome: Outcome) -> tuple[str, tuple[Finding, ...]]:
    """The sentence of a verdict, and its findings or notes."""
    match outcome:
        case Passed(summary, notes):
            return summary, notes
        case Failed(summary, findings):
            return summary, findings
        case NotApplicable(reason, notes):
            return reason, notes
        case Inconclusive(reason, supply):
            return f"{reason} {supply}", ()
        case _:
            return outcome.reason, ()


def word(outcome: Outcome) -> str:
    """The name of a verdict."""
    return {"NotApplicable": "not applicable"}.get(type(outcome).__name__, type(outcome).__name__.lower())


def _missing(says: Says, outcome: Outcome) -> Iterator[str]:
    summary, findings = said(outcome)
    if word(outcome) != says.outcome:
        yield f"{says.where} is {word(outcome)}, not {says.outcome}: {summary}"
    about = [one for one in findings if says.words.lower() in _text(one)]
    if says.words and not about and says.words.lower() not in summary.lower():
        yield f"{says.where} doesn't say {says.words!r}: {summary} {[one.message for one in findings]}"
    worst = max((one.severity for one in about), default=None)
    if says.severity and worst is not Severity[says.severity.upper()]:
        yield f"{says.where} is of severity {worst.word if worst is not None else 'none'}, not {says.severity}"
    spoken = " ".join([summary.lower(), *map(_text, findings)])
    if says.never and says.never.lower() in spoken:
        yield f"{says.where} says {says.never!r}: {spoken}"


def _text(finding: Finding) -> str:
    return f"{finding.message} {finding.gain} {finding.remedy}".lower()


def _answers(report: Report) -> Iterator[Answer]:
    for question in report.questions:
        yield from question.answers
    yield from report.extras


def _outcomes(report: Report) -> Iterator[tuple[str, Outcome]]:
    for question in report.questions:
        yield question.question.id, question.outcome
    for answer in _answers(report):
        yield answer.check.code, answer.outcome
