"""`hardtack lint` for a program, as `docs/schema/lint-1.json` says it; within one version fields are only added."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from hardtack.lint import Finding, Kind, section
from hardtack.report.linted import LintedFile, Replacement
from hardtack.verdict import Severity

__all__ = ["SCHEMA_VERSION", "lint_json", "lint_schema_text"]

SCHEMA_VERSION: Final = 1

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
Schema = Mapping[str, object]


def lint_json(files: tuple[LintedFile, ...]) -> str:
    """The result as JSON text, ending with a line feed.

    Args:
        files: all that were read, those that couldn't be among them.
    """
    document: Json = {"schema_version": SCHEMA_VERSION, "files": [_file(file) for file in files]}
    return json.dumps(document, indent=2) + "\n"


def _file(file: LintedFile) -> Json:
    linted = file.linted
    found = () if linted is None else tuple(zip(linted.findings, file.replacements, strict=True))
    return {
        "file": file.name,
        "kind": None if linted is None else linted.kind.value,
        "error": None if linted is not None else {"message": file.error, "hint": file.hint},
        "effects": [] if linted is None else [{"line": one.line, "text": one.text} for one in linted.effects],
        "findings": [_finding(finding, replacement) for finding, replacement in found],
        "includes": [] if linted is None else list(linted.includes),
    }


def _finding(finding: Finding, replacement: Replacement | None) -> Json:
    rule = finding.rule
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": finding.severity.word,
        "line": finding.line,
        "text": finding.text,
        "message": finding.message,
        "why": _flat(section(rule, "Why it matters")),
        "remedy": _flat(section(rule, "Remedy")),
        "basis": rule.basis,
        "replacement": None if replacement is None else _replacement(replacement),
    }


def _flat(text: str) -> str:
    return " ".join(text.split())


def _replacement(replacement: Replacement) -> Json:
    return {
        "target": replacement.target,
        "policy": replacement.policy,
        "lines": list(replacement.lines),
        "notes": list(replacement.notes),
        "tested": replacement.tested,
    }


_TEXT: Final[Schema] = {"type": "string"}
_LINE: Final[Schema] = {"type": "integer", "minimum": 1}
_TEXTS: Final[Schema] = {"type": "array", "items": _TEXT}


def _record(**properties: Schema) -> Schema:
    return {"type": "object", "required": list(properties), "properties": properties}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


_REPLACEMENT: Final = _record(
    target=_described(_TEXT, "the renderer's name: hardtack render TARGET"),
    policy=_described(_TEXT, "what the line was meant to do, as a policy (TOML); its origin and upstream are examples"),
    lines=_described(_TEXTS, "what the renderer writes for it, about cookies and HSTS alone"),
    notes=_described(_TEXTS, "what the target does otherwise than the policy says"),
    tested={"type": "boolean", "description": "whether the renderer's output has been run on the real server"},
)
_FINDING: Final = _record(
    code={"type": "string", "pattern": "^HL[0-9]{3}$"},
    name=_described(_TEXT, "the pattern found"),
    severity={"enum": [severity.word for severity in Severity]},
    line=_LINE,
    text=_described(_TEXT, "the line, cookie values and secrets masked"),
    message=_TEXT,
    why=_TEXT,
    remedy=_TEXT,
    basis=_described(_TEXT, "what it was measured on, or where it was read"),
    replacement=_or_null(_REPLACEMENT),
)
_FILE: Final = _record(
    file=_TEXT,
    kind=_or_null({"enum": [kind.value for kind in Kind]}),
    error=_or_null(_record(message=_TEXT, hint=_TEXT)),
    effects=_described(_many(_record(line=_LINE, text=_TEXT)), "what it does to cookies, good or bad"),
    findings=_many(_FINDING),
    includes=_described(_many(_LINE), "lines that take in files which were not read"),
)
_SCHEMA: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "lint-1.json",
    "title": "hardtack lint, version 1",
    **_record(schema_version={"const": SCHEMA_VERSION}, files=_many(_FILE)),
}


def lint_schema_text() -> str:
    """The schema as `docs/schema/lint-1.json` has it."""
    return json.dumps(_SCHEMA, indent=2) + "\n"
