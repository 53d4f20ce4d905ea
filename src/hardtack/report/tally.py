"""What a report comes to: all findings worst first, and how the command ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hardtack.errors import ExitCode
from hardtack.recording.model import Recording
from hardtack.verdict import (
    Answer,
    Check,
    Errored,
    Evidence,
    Finding,
    Inconclusive,
    Outcome,
    Report,
    Severity,
    findings_of,
)

_REMEDY = re.compile(r"^Remedy:?[ \t]*\n(?P<text>(?:[ \t]*\S[^\n]*(?:\n|\Z))+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the check that made it."""

    check: Check
    finding: Finding


def found_by(answers: tuple[Answer, ...]) -> tuple[Found, ...]:
    """All findings of some checks, worst first, else in check order."""
    found = [Found(answer.check, finding) for answer in answers for finding in findings_of(answer.outcome)]
    return tuple(sorted(found, key=lambda one: -one.finding.severity))


def remedy_of(check: Check) -> str:
    """The first paragraph of the remedy on a check's page, on one line; empty if the page has none."""
    found = _REMEDY.search(check.page)
    return " ".join(found["text"].split()) if found else ""


def field_line(evidence: Evidence, recording: Recording) -> str | None:
    """The field line of a piece of evidence with its field's name, masked as recorded; None if it has none."""
    line = evidence.field_line
    response = recording.exchanges[evidence.exchange].response
    if line is None or response is None:
        return line
    return next((f"{name}: {value}" for name, value in response.fields if value == line), line)


def ending(report: Report, *, fail_on: Severity, strict: bool) -> ExitCode:
    """How the command ends; the same for every format.

    Args:
        report: the audit's result.
        fail_on: the least severity that counts as a finding.
        strict: whether a question left open counts.
    """
    if any(one.finding.severity >= fail_on for one in found_by(report.answers)):
        return ExitCode.FINDINGS
    if strict and any(isinstance(outcome, Inconclusive | Errored) for outcome in _outcomes(report)):
        return ExitCode.INCONCLUSIVE
    return ExitCode.CLEAN


def _outcomes(report: Report) -> Iterator[Outcome]:
    yield from (question.outcome for question in report.questions)
    # A check that crashed has said nothing, whether it is one of the ten's or not.
    yield from (answer.outcome for answer in report.answers if isinstance(answer.outcome, Errored))
