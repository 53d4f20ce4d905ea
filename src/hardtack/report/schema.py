"""The published schema of the JSON report (JSON Schema, draft 2020-12), as `docs/schema/report-1.json` says it.

Within one schema version fields are only added, never taken away or given another meaning: so unknown ones are to be
left alone by readers, and the schema allows them.
"""

import json
from collections.abc import Mapping
from typing import Final

from hardtack.recording.model import Attacker, LoginMethod, Profile, Side, StepResult
from hardtack.verdict import Confidence, Question, Severity

SCHEMA_VERSION: Final = 1
"""Meaning of the report's shape."""

Schema = Mapping[str, object]

_TEXT: Final[Schema] = {"type": "string"}
_TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
_FLAG: Final[Schema] = {"type": "boolean"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_INTEGER_OR_NULL: Final[Schema] = {"type": ["integer", "null"]}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def _many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _record(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _named(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


_IDENTITY: Final[dict[str, Schema]] = {
    "name": _TEXT,
    "host": _described(_TEXT, "the host it belongs to, without a leading dot"),
    "host_only": _described(_FLAG, "whether only that very host gets it"),
    "path": _TEXT,
}
_VERDICT: Final[dict[str, Schema]] = {
    "verdict": _one_of("passed", "failed", "not-applicable", "inconclusive", "errored"),
    "summary": _described(_TEXT, "the verdict in one sentence"),
    "reason": _described(_TEXT_OR_NULL, "why no answer was given; null for passed and failed"),
    "supply": _described(_TEXT_OR_NULL, "what the user can supply to get an answer; null unless inconclusive"),
}
_FINDINGS: Final = _many(_named("finding"))
_CHECK: Final[dict[str, Schema]] = {
    "code": {"type": "string", "pattern": "^HT[0-9]{3,4}$"},
    "name": _described(_TEXT, "the pattern found"),
}

_DEFINITIONS: Final[Schema] = {
    "question": _record(
        id=_one_of(*(question.id for question in Question)),
        question=_TEXT,
        **_VERDICT,
        findings=_described(_FINDINGS, "worst first, notes of severity info included"),
        controls=_described(_many(_named("control")), "the probes that the verdict rests on"),
        checks=_many(_record(**_CHECK, **_VERDICT)),
    ),
    "extra": _record(**_CHECK, **_VERDICT, findings=_FINDINGS),
    "finding": _record(
        **_CHECK,
        severity=_one_of(*(severity.word for severity in Severity)),
        confidence=_one_of(*(confidence.word for confidence in Confidence)),
        message=_TEXT,
        cookie={"anyOf": [_record(**_IDENTITY), {"type": "null"}]},
        evidence={"type": "array", "minItems": 1, "items": _named("evidence")},
        gain=_described(_TEXT, "what an attacker gains"),
        remedy=_TEXT,
        cwe=_many({"type": "integer"}),
        asvs=_described(_many(_TEXT), "requirements of OWASP ASVS 5.0"),
        wstg=_described(_many(_TEXT), "tests of the OWASP Web Security Testing Guide"),
    ),
    "evidence": _record(
        exchange=_described(_COUNT, "index of the exchange in the recording"),
        method=_TEXT,
        url=_described(_TEXT, "values masked"),
        field_line=_described(_TEXT_OR_NULL, "the field line in question, values masked"),
        note=_TEXT,
    ),
    "control": _record(
        purpose=_TEXT,
        side=_described(_one_of(*(side.value for side in Side)), "what the probe counts as"),
        exchange=_COUNT,
        control=_described(_INTEGER_OR_NULL, "the exchange that showed the live session inside right after it"),
        cookies=_described(_many(_TEXT), "names of the cookies sent"),
        note=_TEXT,
    ),
    "cookie": _record(
        **_IDENTITY,
        role=_described(_TEXT, "what it is for"),
        how=_described(_TEXT, "how that is known"),
        proved=_described(_FLAG, "whether replay showed that it opens the account"),
        secure=_FLAG,
        http_only=_FLAG,
        same_site=_one_of("unset", "none", "lax", "strict"),
        lifetime=_described(_INTEGER_OR_NULL, "seconds browsers keep it for; null until the browser is closed"),
        line=_described(_TEXT_OR_NULL, "the set-cookie line it is judged by, its value masked"),
        browsers=_many(_record(browser=_TEXT, kept=_FLAG, why_not=_TEXT_OR_NULL)),
    ),
}

SCHEMA: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "hardtack report, version 1",
    **_record(
        schema_version={"const": SCHEMA_VERSION},
        tool=_described(_TEXT, "name and version of the program that made the recording"),
        target=_record(
            url=_TEXT,
            https=_TEXT_OR_NULL,
            http=_TEXT_OR_NULL,
            also=_many(_TEXT),
            profile=_one_of(*(profile.value for profile in Profile)),
            login=_one_of(*(method.value for method in LoginMethod)),
            logged_in=_described(_FLAG, "whether the difference between inside and outside was seen"),
            started=_described(_COUNT, "seconds of the epoch"),
        ),
        questions={
            "type": "array",
            "description": "exactly ten, in order",
            "prefixItems": [
                {"allOf": [_named("question"), {"properties": {"id": {"const": question.id}}}]} for question in Question
            ],
            "items": False,
            "minItems": len(Question),
        },
        extras=_described(_many(_named("extra")), "the checks beyond the ten"),
        session_cookies=_described(_many(_TEXT), "names, sorted, of the cookies in any minimal authenticating set"),
        cookies=_many(_named("cookie")),
        exposures=_described(
            _many(
                _record(
                    attacker=_one_of(*(attacker.value for attacker in Attacker)),
                    cookies=_many(_TEXT),
                    side=_one_of("inside", "outside", "not known", "gets at nothing"),
                )
            ),
            "what each attacker can do with just the cookies he gets at, by replay; empty where it was not asked",
        ),
        requests=_described(_COUNT, "how many were sent"),
        walk=_many(_record(step=_TEXT, result=_one_of(*(result.value for result in StepResult)), detail=_TEXT)),
        recording=_described(
            {"type": "object"}, "all that was seen, redacted: what --record writes, and what plan and --from read"
        ),
    ),
    "$defs": _DEFINITIONS,
}
"""The schema as an object."""


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(SCHEMA, indent=2) + "\n"
