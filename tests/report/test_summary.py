"""Several audits at a glance: what stands in a line, and which exit code stands for all."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hardtack.audit import audit
from hardtack.errors import ExitCode
from hardtack.report.summary import SUMMARY_SCHEMA, Audited, overall, summary_json, summary_schema_text, summary_text
from tests.recording.site import Site, play

ROOT = Path(__file__).resolve().parents[2]
REPORT = audit(play(Site()))
CLEAN = Audited("right", "https://right.example/", ExitCode.CLEAN, REPORT, "out/right.txt")
SILENT = Audited("silent", "https://silent.example/", ExitCode.COULD_NOT_RUN, None, None, "It did not answer.\nTry.")


def ended(code: ExitCode) -> Audited:
    """A target that ended so."""
    return Audited("a", "https://a.example/", code, None)


@pytest.mark.parametrize(
    ("codes", "all_of_them"),
    (
        ((), 0),
        ((0, 0), 0),
        ((0, 3), 3),
        ((3, 1, 0), 1),
        ((1, 3, 2), 2),
    ),
)
def test_one_code_for_all(codes: tuple[int, ...], all_of_them: int) -> None:
    """Could not run stands above findings, and those above what stayed open."""
    assert overall([ended(ExitCode(code)) for code in codes]) == all_of_them


def test_text() -> None:
    """A line a target under the questions' names, and below the table why one could not run."""
    lines = summary_text([CLEAN, SILENT]).splitlines()
    assert lines[0].split() == ["target", *(f"Q{number}" for number in range(1, 11)), "worst", "exit"]
    assert lines[1].split()[:3] == ["right", "ok", "ok"]
    assert lines[2].split() == ["silent", "-", "2"]
    assert lines[-3:] == ["silent:", "  It did not answer.", "  Try."]


def test_text_moves_no_cursor() -> None:
    """What a file of targets calls a site, and what a site's error says, is printed as text, and cut to the table."""
    text = summary_text([Audited("a\x1b[2J" + "b" * 60, "u", ExitCode.COULD_NOT_RUN, None, None, "bad\x07")])
    assert text.isascii() or "…" in text
    assert "\x1b" not in text
    assert "\x07" not in text
    assert len(text.splitlines()[1].split()[0]) == 40


def test_json() -> None:
    """It holds to its schema; a target without report has no verdicts, and an error instead."""
    made = json.loads(summary_json([CLEAN, SILENT]))
    assert [error.message for error in Draft202012Validator(SUMMARY_SCHEMA).iter_errors(made)] == []
    assert (made[0]["questions"]["Q1"], made[0]["report"], made[0]["error"]) == ("passed", "out/right.txt", None)
    assert (made[1]["questions"], made[1]["worst"], made[1]["error"]) == (None, None, "It did not answer.\nTry.")
    assert made[0]["findings"] <= len(REPORT.extras) + 10


def test_the_schema_refuses_a_verdict_it_does_not_know() -> None:
    """A summary with another word is none."""
    made = json.loads(summary_json([CLEAN]))
    made[0]["questions"]["Q1"] = "perhaps"
    assert list(Draft202012Validator(SUMMARY_SCHEMA).iter_errors(made))


def test_the_published_schema_is_this_one() -> None:
    """docs/schema/summary-1.json is what the code says."""
    Draft202012Validator.check_schema(SUMMARY_SCHEMA)
    assert (ROOT / "docs" / "schema" / "summary-1.json").read_text(encoding="utf-8") == summary_schema_text()
