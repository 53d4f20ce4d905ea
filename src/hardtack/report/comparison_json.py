"""A comparison as JSON, and its published schema (JSON Schema, draft 2020-12): `docs/schema/verify-1.json`.

Within a version fields are only added.
"""

import json
from collections.abc import Mapping
from typing import Final

from hardtack.recording.model import Recording
from hardtack.report.as_json import Json, finding_json, verdict_word
from hardtack.report.changed import Broken, Part, Unknown
from hardtack.report.comparison import Comparison, QuestionChange, Turn
from hardtack.report.finding_changes import Change, FindingChange
from hardtack.report.in_force import Breach, Cause
from hardtack.report.phrases import shown
from hardtack.report.tally import Found
from hardtack.verdict import Question

_VERSION: Final = 1


def comparison_json(comparison: Comparison) -> str:
    """The comparison as JSON text, ending with a line feed.

    Args:
        comparison: two audits compared.
    """
    before, after = comparison.before.recording, comparison.after.recording
    document: dict[str, Json] = {
        "schema_version": _VERSION,
        "before": _audit(before),
        "after": _audit(after),
        "broken": [_broken(one, before, after) for one in comparison.broken],
        "policy": None if comparison.breaches is None else [_breach(one, after) for one in comparison.breaches],
        "policy_cause": None if comparison.cause is None else _cause(comparison.cause),
        "questions": [_question(one) for one in comparison.questions],
        "findings": [_finding(one, before, after) for one in comparison.findings],
        "unknown": [_unknown(one) for one in comparison.unknown],
        "pages_as_before": comparison.pages,
    }
    return json.dumps(document, indent=2) + "\n"


def _audit(recording: Recording) -> Json:
    return {
        "tool": shown(recording.tool),
        "url": shown(recording.target.url),
        "started": recording.started,
        "logged_in": recording.login.proved,
        "requests": len(recording.exchanges),
    }


def _broken(one: Broken, before: Recording, after: Recording) -> Json:
    return {
        "part": one.part.value,
        "subject": shown(one.subject),
        "now": shown(one.now),
        "before": _exchange(one.before, before),
        "after": _exchange(one.after, after),
        "hint": shown(one.hint),
    }


def _exchange(index: int | None, recording: Recording) -> Json:
    if index is None:
        return None
    exchange = recording.exchanges[index]
    return {
        "exchange": index,
        "method": shown(exchange.request.method),
        "url": shown(exchange.request.url),
        "status": None if exchange.response is None else exchange.response.status,
    }


def _breach(one: Breach, after: Recording) -> Json:
    return {
        "subject": shown(one.subject),
        "seen": _exchange(one.exchange, after),
        "line": None if one.line is None else shown(one.line),
        "wanted": None if one.wanted is None else shown(one.wanted),
        "places": one.places,
    }


def _cause(one: Cause) -> Json:
    return {"told": shown(one.told), "remedy": shown(one.remedy)}


def _question(one: QuestionChange) -> Json:
    return {
        "id": one.question.id,
        "question": one.question.value,
        "before": verdict_word(one.before),
        "after": verdict_word(one.after),
        "turn": one.turn.value,
    }


def _finding(one: FindingChange, before: Recording, after: Recording) -> Json:
    return {
        "change": one.change.value,
        "before": None if one.before is None else finding_json(Found(one.check, one.before), before),
        "after": None if one.after is None else finding_json(Found(one.check, one.after), after),
        "reason": shown(one.reason),
        "supply": shown(one.supply),
    }


def _unknown(one: Unknown) -> Json:
    return {"subject": shown(one.subject), "reason": shown(one.reason), "supply": shown(one.supply)}


_TEXT: Final = {"type": "string"}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}
_COUNT: Final = {"type": "integer", "minimum": 0}


def _record(description: str = "", **properties: object) -> dict[str, object]:
    told: dict[str, object] = {"description": description} if description else {}
    return {**told, "type": "object", "required": list(properties), "properties": properties}


def _many(items: object, description: str) -> dict[str, object]:
    return {"type": "array", "description": description, "items": items}


def _or_null(schema: object, description: str = "") -> dict[str, object]:
    told: dict[str, object] = {"description": description} if description else {}
    return {**told, "anyOf": [schema, {"type": "null"}]}


_VERDICT: Final = {"enum": ["passed", "failed", "not-applicable", "inconclusive", "errored"]}
_ONE_AUDIT: Final = _record(
    tool=_TEXT,
    url=_TEXT,
    started={**_COUNT, "description": "seconds of the epoch"},
    logged_in={"type": "boolean"},
    requests=_COUNT,
)
_EXCHANGE: Final = _or_null({"$ref": "#/$defs/exchange"})
_FINDING: Final = _or_null({"type": "object"}, "as in report-1.json")

VERIFY_SCHEMA: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "hardtack verify --format json, version 1",
    **_record(
        schema_version={"const": _VERSION},
        before=_ONE_AUDIT,
        after=_ONE_AUDIT,
        broken=_many(
            _record(
                part={"enum": [part.value for part in Part]},
                subject={**_TEXT, "description": "which page, cookie or address"},
                now={**_TEXT, "description": "what it does instead"},
                before=_EXCHANGE,
                after=_EXCHANGE,
                hint=_TEXT,
            ),
            "what worked before and no longer does",
        ),
        policy=_or_null(
            _many(
                _record(
                    subject={**_TEXT, "description": "a cookie's name, Strict-Transport-Security or plain HTTP"},
                    seen=_EXCHANGE,
                    line={**_TEXT_OR_NULL, "description": "what came, values masked"},
                    wanted={**_TEXT_OR_NULL, "description": "what the policy says; null where nothing may come"},
                    places={**_COUNT, "description": "how many exchanges show it"},
                ),
                "where the wire is not as the policy says",
            ),
            "null without --policy",
        ),
        policy_cause=_or_null(
            _record(told=_TEXT, remedy=_TEXT), "why the policy is not in force; null where it is, or nobody knows why"
        ),
        questions=_many(
            _record(
                id={"enum": [question.id for question in Question]},
                question=_TEXT,
                before=_VERDICT,
                after=_VERDICT,
                turn={"enum": [turn.value for turn in Turn]},
            ),
            "the ten, in order",
        ),
        findings=_many(
            _record(
                change={"enum": [change.value for change in Change]},
                before=_FINDING,
                after=_FINDING,
                reason={**_TEXT, "description": "why it no longer arises, is not known, or was not known before"},
                supply=_TEXT,
            ),
            "every finding of either audit that is no mere note",
        ),
        unknown=_many(
            _record(subject=_TEXT, reason=_TEXT, supply=_TEXT), "what had an answer, or was to be shown, and has none"
        ),
        pages_as_before=_COUNT,
    ),
    "$defs": {
        "exchange": _record(
            exchange={**_COUNT, "description": "its place in the recording"},
            method=_TEXT,
            url=_TEXT,
            status={"type": ["integer", "null"], "description": "null where nothing answered"},
        )
    },
}
"""The published schema."""


def verify_schema_text() -> str:
    """The schema as `docs/schema/verify-1.json` has it."""
    return json.dumps(VERIFY_SCHEMA, indent=2) + "\n"
