"""The conformance cases of the shared documents, through the same code as ``python -m tests.conformance``."""

import json
import os
from pathlib import Path

import pytest

from tests import conformance

SHARED = Path(os.environ.get("HARDTACK_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "conformance"
CASE = {
    "id": "spec/own",
    "category": "own",
    "kind": "store",
    "url": "https://www.example.com/a",
    "via": "http",
    "set_cookie": ["a=1"],
    "expect": {"get_url": "https://www.example.com/a", "get_via": "dom", "cookie": "a=1"},
    "observed": {"chromium-156": "a=1", "firefox-153": "a=1"},
}


@pytest.mark.parametrize("name", ("cases.json", "psl_vectors.json"))
def test_every_case_agrees_with_every_profile(name: str) -> None:
    """The draft gives what is expected, each browser's profile what was observed in it."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no {name}: HARDTACK_SHARED names no folder with the shared documents")
    outcomes = list(conformance.run(json.loads(path.read_text(encoding="utf-8"))))

    assert [outcome for outcome in outcomes if not outcome.passed] == []
    assert len(outcomes) >= 77


def test_few_cases_are_left_out() -> None:
    """At most five cases are left out, each with its reason."""
    assert len(conformance.LEFT_OUT) <= 5
    assert all(conformance.LEFT_OUT.values())


def test_the_command_prints_totals_and_succeeds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each profile and category has its line, and agreement exits with 0."""
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [CASE]}), encoding="utf-8")

    assert conformance.main([str(path)]) == 0
    printed = capsys.readouterr().out
    assert "rfc6265bis-22 own 1/1\n" in printed
    assert "firefox-153 own 1/1\n" in printed
    assert "total 4/4, left out 0\n" in printed


def test_a_disagreement_is_named_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case that does not agree is printed with its profile, and the exit code is 1."""
    path = tmp_path / "cases.json"
    wrong = CASE | {"observed": {"firefox-153": "a=2"}}
    path.write_text(json.dumps({"cases": [wrong]}), encoding="utf-8")

    assert conformance.main([str(path)]) == 1
    assert "FAILED firefox-153 spec/own: expected 'a=2', got 'a=1'\n" in capsys.readouterr().out


@pytest.mark.parametrize("document", ({"cases": []}, []))
def test_a_file_without_cases_fails(tmp_path: Path, document: object) -> None:
    """Nothing asked is nothing proved."""
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(document), encoding="utf-8")

    assert conformance.main([str(path)]) == 1


def test_a_case_of_unknown_kind_is_an_error() -> None:
    """A kind that the runner does not know is not passed over."""
    with pytest.raises(ValueError, match="spec/own: unknown kind dance"):
        list(conformance.run({"cases": [CASE | {"kind": "dance", "observed": {}}]}))


def test_a_file_of_another_shape_is_an_error() -> None:
    """What is neither cases nor vectors is refused."""
    with pytest.raises(TypeError, match="an object with 'cases'"):
        list(conformance.run("cases"))


def test_the_command_wants_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file it says how it is used."""
    assert conformance.main([]) == 2
    assert "usage: python -m tests.conformance FILE" in capsys.readouterr().err
