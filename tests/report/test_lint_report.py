"""What lint found, as text and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hardtack.lint import Kind, lint
from hardtack.report.lint_json import lint_json, lint_schema_text
from hardtack.report.lint_text import lint_text
from hardtack.report.linted import LintedFile, Replacement
from hardtack.report.paint import Look

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schema" / "lint-1.json").read_text(encoding="utf-8"))
LINE = "Header edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure\n"


def replacement(lines: tuple[str, ...] = ("one",), notes: tuple[str, ...] = (), *, tested: bool = True) -> Replacement:
    """A replacement of Apache's."""
    return Replacement("apache", "p", lines, notes, tested)


def linted(*replacements: Replacement | None) -> LintedFile:
    """A file with three findings on its one line."""
    return LintedFile("a.conf", lint(LINE, Kind.APACHE), replacements)


def test_every_finding_has_its_place_its_reason_and_its_replacement() -> None:
    """File and line, code, severity and name, the line itself, why, the remedy, and what would be written."""
    text = lint_text((linted(replacement(), None, replacement(notes=("It is not exact.",), tested=False)),), Look())

    assert text.startswith("a.conf: Apache httpd, 3 findings\na.conf:1: does: every set-cookie line gets ")
    assert "\n\na.conf:1: HL101 low flags-appended-to-every-set-cookie: Every set-cookie line" in text
    assert "\n    Header edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure\n    why: A cookie that has" in text
    assert "\n    remedy: Look first:" in text
    assert "\n    instead, as `hardtack render apache` writes it:\n        one\n" in text
    assert "\n    instead, as `hardtack render apache` writes it, from documentation:\n" in text
    assert text.endswith("\n    but: It is not exact.\n")


def test_a_replacement_is_told_once_and_not_endlessly() -> None:
    """For a line once, after all findings of it; for another line it is where it was; a long one is cut."""
    long = replacement(lines=tuple(map(str, range(50))))
    twice = LintedFile("a.conf", lint(LINE + LINE, Kind.APACHE), (long, long, None) * 2)
    text = lint_text((twice,), Look())

    assert "        … and 20 lines more\n" in text
    assert text.count("        29\n") == 1
    assert text.count("    instead") == 2
    assert text.index("a.conf:1: HL102") < text.index("    instead, as") < text.index("a.conf:1: HL103")
    assert text.index("a.conf:2: HL102") < text.index("\n    instead: as for a.conf:1 (apache)\n")


def test_files_without_a_word_to_say_are_passed_over() -> None:
    """Neither effects nor findings, or an error, which is told elsewhere."""
    empty = LintedFile("b.conf", lint("Listen 80\n", Kind.APACHE))

    assert lint_text((empty, LintedFile("c", error="no", hint="yes")), Look()) == ""


def test_nothing_moves_the_cursor() -> None:
    """Escapes in a file's name or text are shown as what they are."""
    line = "Header edit Set-Cookie ^(.*)$ $1;\x1b[2JSecure\n"
    said = lint(line, Kind.APACHE)
    text = lint_text((LintedFile("a\x1b.conf", said, (None,) * len(said.findings)),), Look())

    assert said.findings
    assert "\x1b" not in text


def test_json_obeys_the_schema() -> None:
    """With and without findings, replacements and errors."""
    files = (
        linted(replacement(), None, None),
        LintedFile("b", lint("include c;", Kind.NGINX)),
        LintedFile("c", error="c, line 1: no.", hint="Yes."),
    )
    document = json.loads(lint_json(files))
    Draft202012Validator(SCHEMA).validate(document)

    assert [len(file["findings"]) for file in document["files"]] == [3, 0, 0]
    assert document["files"][0]["findings"][0]["replacement"]["lines"] == ["one"]
    assert document["files"][1]["includes"] == [1]
    assert document["files"][2]["error"] == {"message": "c, line 1: no.", "hint": "Yes."}


@pytest.mark.parametrize(("key", "value"), (("schema_version", 2), ("files", [{}]), ("files", None)))
def test_the_schema_refuses_what_is_wrong(key: str, value: object) -> None:
    """It is no empty promise."""
    document: dict[str, Any] = {"schema_version": 1, "files": [], key: value}

    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_the_published_schema_is_the_one_in_the_code() -> None:
    """Editors and programs read the same."""
    assert (ROOT / "docs" / "schema" / "lint-1.json").read_text(encoding="utf-8") == lint_schema_text()
    Draft202012Validator.check_schema(SCHEMA)
