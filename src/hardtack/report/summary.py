"""Several audits at a glance: one line a target, as text and as JSON with its schema."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hardtack.errors import ExitCode
from hardtack.report.as_json import verdict_word
from hardtack.report.phrases import printable
from hardtack.report.tally import found_by
from hardtack.verdict import Question, Report, Severity

_MARKS = {"passed": "ok", "failed": "FAIL", "not-applicable": "-", "inconclusive": "?", "errored": "!"}
_LEGEND = "ok passed, FAIL failed, - does not arise, ? open, ! a check crashed"
_PRECEDENCE = (ExitCode.COULD_NOT_RUN, ExitCode.FINDINGS, ExitCode.INCONCLUSIVE)
_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Audited:
    """What became of one target.

    Attributes:
        name: what its user calls it.
        url: its address, without what may be a secret in it.
        end: how its audit ended.
        report: its report, or None where there is none.
        place: the file its report was written to, or None.
        error: where it could not run, why and what to do, one or more lines; else empty.
    """

    name: str
    url: str
    end: ExitCode
    report: Report | None
    place: str | None = None
    error: str = ""


SUMMARY_SCHEMA: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "summary-1.json",
    "title": "hardtack audit --targets --format json",
    "description": "One object a target, in the order of the file. Within a version fields are only added.",
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "url", "exit_code", "error", "report", "worst", "findings", "questions"],
        "properties": {
            "name": {"type": "string"},
            "url": {"type": "string", "description": "without its query"},
            "exit_code": {"enum": [int(code) for code in ExitCode]},
            "error": {"type": ["string", "null"], "description": "why there is no whole audit"},
            "report": {"type": ["string", "null"], "description": "file of the target's own report"},
            "worst": {"enum": [*(severity.word for severity in Severity), None], "description": "of all findings"},
            "findings": {"type": "integer", "minimum": 0, "description": "those that are no mere notes"},
            "questions": {
                "type": ["object", "null"],
                "description": "each question's verdict; null where there is no report",
                "required": [question.id for question in Question],
                "additionalProperties": {"enum": list(_MARKS)},
            },
        },
    },
}
"""The published schema of the summary (JSON Schema, draft 2020-12)."""


def overall(targets: Sequence[Audited]) -> ExitCode:
    """One exit code for all: what could not run first, then findings, then what stayed open."""
    ends = {one.end for one in targets}
    return next((code for code in _PRECEDENCE if code in ends), ExitCode.CLEAN)


def summary_schema_text() -> str:
    """The schema as `docs/schema/summary-1.json` has it."""
    return json.dumps(SUMMARY_SCHEMA, indent=2) + "\n"


def summary_json(targets: Sequence[Audited]) -> str:
    """The summary as JSON text, ending with a line feed."""
    return json.dumps([_object(one) for one in targets], indent=2) + "\n"


def summary_text(targets: Sequence[Audited]) -> str:
    """The summary as a table, with the reasons of those that could not run below it, ending with a line feed."""
    width = min(_WIDTH, max(6, *(len(_short(one.name)) for one in targets)))
    ids = [question.id for question in Question]
    head = f"{'target':<{width}}  {' '.join(f'{one:>4}' for one in ids)}  {'worst':<8}  exit"
    lines = [head, *(_row(one, width) for one in targets), "", _LEGEND]
    for one in targets:
        if one.error:
            lines += ["", f"{printable(one.name)}:", *(f"  {printable(line)}" for line in one.error.split("\n"))]
    return "\n".join(lines) + "\n"


def _row(target: Audited, width: int) -> str:
    marks = _verdicts(target)
    cells = " ".join(f"{_MARKS[marks[question.id]] if marks else '':>4}" for question in Question)
    return f"{_short(target.name):<{width}}  {cells}  {_worst(target) or '-':<8}  {int(target.end)}"


def _short(name: str) -> str:
    text = printable(name)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _verdicts(target: Audited) -> dict[str, str]:
    questions = target.report.questions if target.report else ()
    return {one.question.id: verdict_word(one.outcome) for one in questions}


def _severities(target: Audited) -> Iterator[Severity]:
    for one in found_by(target.report.answers) if target.report else ():
        yield one.finding.severity


def _worst(target: Audited) -> str | None:
    worst = max(_severities(target), default=None)
    return None if worst is None else worst.word


def _object(target: Audited) -> dict[str, object]:
    return {
        "name": printable(target.name),
        "url": printable(target.url),
        "exit_code": int(target.end),
        "error": "\n".join(printable(line) for line in target.error.split("\n")) if target.error else None,
        "report": target.place,
        "worst": _worst(target),
        "findings": sum(severity is not Severity.INFO for severity in _severities(target)),
        "questions": _verdicts(target) or None,
    }
