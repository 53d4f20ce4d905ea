"""A report as JSON: the machine's form, held to `schema.SCHEMA`; a shape of its own, no dump of internal objects."""

import json
from collections.abc import Mapping, Sequence
from typing import assert_never, cast

from hardtack.recording.codec import to_object
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import CookieId, Probe, Recording
from hardtack.recording.roles import proof_of
from hardtack.recording.sightings import Kept
from hardtack.report.basis import basis_of
from hardtack.report.exposure import exposures
from hardtack.report.phrases import shown
from hardtack.report.schema import SCHEMA_VERSION
from hardtack.report.tally import Found, field_line, found_by, remedy_of
from hardtack.verdict import (
    Answer,
    Errored,
    Evidence,
    Failed,
    Inconclusive,
    NotApplicable,
    Outcome,
    Passed,
    QuestionReport,
    Report,
)

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


def as_json(report: Report) -> str:
    """The report as JSON text, ending with a line feed; the same report gives the same octets.

    Args:
        report: the audit's result.
    """
    recording = report.recording
    seen = inventory(recording)
    document: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "tool": recording.tool,
        "target": _target(recording),
        "questions": [_question(one, recording) for one in report.questions],
        "extras": [_extra(one, recording) for one in report.extras],
        "session_cookies": list(session_cookies(recording)),
        "cookies": [_cookie(one) for one in (*seen.cookies, *seen.foreign)],
        "exposures": [
            {"attacker": one.attacker.value, "cookies": [shown(name) for name in one.cookies], "side": one.words}
            for one in exposures(recording)
        ],
        "requests": len(recording.exchanges),
        "walk": [
            {"step": one.step.name, "result": one.result.value, "detail": shown(one.detail)} for one in recording.steps
        ],
        "recording": cast("Json", to_object(recording)),
    }
    return json.dumps(document, indent=2) + "\n"


def session_cookies(recording: Recording) -> tuple[str, ...]:
    """The names, sorted, of the cookies in any minimal authenticating set; empty where replay has proved none."""
    proof = proof_of(recording)
    return tuple(sorted({shown(cookie.name) for cookie in proof.cookies})) if proof else ()


def verdict_word(outcome: Outcome) -> str:
    """The verdict as the schema spells it."""
    match outcome:
        case Passed():
            return "passed"
        case Failed():
            return "failed"
        case NotApplicable():
            return "not-applicable"
        case Inconclusive():
            return "inconclusive"
        case Errored():
            return "errored"
    assert_never(outcome)


def _verdict(outcome: Outcome) -> dict[str, Json]:
    """Verdict, its one sentence, and for an answer that was not given why, and what to supply."""
    summary, reason, supply = "", None, None
    match outcome:
        case Passed() | Failed():
            summary = outcome.summary
        case Inconclusive():
            summary, reason, supply = outcome.reason, outcome.reason, outcome.supply
        case NotApplicable() | Errored():
            summary, reason = outcome.reason, outcome.reason
        case _:
            assert_never(outcome)
    return {
        "verdict": verdict_word(outcome),
        "summary": shown(summary),
        "reason": None if reason is None else shown(reason),
        "supply": None if supply is None else shown(supply),
    }


def _question(report: QuestionReport, recording: Recording) -> Json:
    return {
        "id": report.question.id,
        "question": report.question.value,
        **_verdict(report.outcome),
        "findings": [finding_json(found, recording) for found in found_by(report.answers)],
        "controls": [_control(probe) for probe in basis_of(report.question, recording)],
        "checks": [
            {"code": answer.check.code, "name": answer.check.name, **_verdict(answer.outcome)}
            for answer in report.answers
        ],
    }


def _extra(answer: Answer, recording: Recording) -> Json:
    return {
        "code": answer.check.code,
        "name": answer.check.name,
        **_verdict(answer.outcome),
        "findings": [finding_json(found, recording) for found in found_by((answer,))],
    }


def finding_json(found: Found, recording: Recording) -> Json:
    """One finding as the schema has it."""
    check, finding = found.check, found.finding
    return {
        "code": check.code,
        "name": check.name,
        "severity": finding.severity.word,
        "confidence": finding.confidence.word,
        "message": shown(finding.message),
        "cookie": None if finding.cookie is None else _identity(finding.cookie),
        "evidence": [_evidence(one, recording) for one in finding.evidence],
        "gain": shown(finding.gain),
        "remedy": shown(finding.remedy or remedy_of(check)),
        "cwe": list(check.cwe),
        "asvs": list(check.asvs),
        "wstg": list(check.wstg),
    }


def _evidence(evidence: Evidence, recording: Recording) -> Json:
    request = recording.exchanges[evidence.exchange].request
    line = field_line(evidence, recording)
    return {
        "exchange": evidence.exchange,
        "method": shown(request.method),
        "url": shown(request.url),
        "field_line": None if line is None else shown(line),
        "note": shown(evidence.note),
    }


def _control(probe: Probe) -> Json:
    return {
        "purpose": probe.purpose.name,
        "side": probe.side.value,
        "exchange": probe.exchange,
        "control": probe.control,
        "cookies": sorted({shown(cookie.name) for cookie in probe.cookies}),
        "note": shown(probe.note),
    }


def _identity(cookie: CookieId) -> dict[str, Json]:
    return {
        "name": shown(cookie.name),
        "host": shown(cookie.host),
        "host_only": cookie.host_only,
        "path": shown(cookie.path),
    }


def _cookie(seen: SeenCookie) -> Json:
    return {
        **_identity(seen.id),
        "role": seen.role.value,
        "how": shown(seen.how),
        "proved": seen.role.proved,
        "secure": seen.secure,
        "http_only": seen.http_only,
        "same_site": seen.same_site.value,
        "lifetime": seen.lifetime,
        "line": None if seen.live is None else shown(seen.live.line),
        "browsers": [_kept(one) for one in seen.kept_by],
    }


def _kept(kept: Kept) -> Json:
    return {"browser": kept.browser, "kept": kept.reject is None, "why_not": kept.reject.name if kept.reject else None}


def _target(recording: Recording) -> Json:
    target = recording.target
    return {
        "url": shown(target.url),
        "https": None if target.https is None else shown(target.https),
        "http": None if target.http is None else shown(target.http),
        "also": [shown(url) for url in target.also],
        "profile": target.profile.value,
        "login": recording.login.method.value,
        "logged_in": recording.login.proved,
        "started": recording.started,
    }
