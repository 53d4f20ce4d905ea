"""The machine's form, held to the published schema."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hardtack.recording.codec import from_object
from hardtack.report.as_json import as_json, session_cookies
from hardtack.report.schema import SCHEMA, schema_text
from hardtack.verdict import Passed, Report
from tests.report.sample import BEFORE, PASSWORD, SESSION, mixed, recording, report

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = Draft202012Validator(SCHEMA)


def document(given: Report) -> dict[str, Any]:
    """The report as a reader of JSON sees it."""
    read: dict[str, Any] = json.loads(as_json(given))
    return read


@pytest.mark.parametrize("given", (mixed(), report(), report(proved=False)), ids=["mixed", "passed", "outside"])
def test_reports_obey_the_schema(given: Report) -> None:
    """Whatever the verdicts are, the report is what the schema says."""
    assert [error.message for error in VALIDATOR.iter_errors(document(given))] == []


def test_the_schema_is_a_schema() -> None:
    """It is valid by its own draft."""
    Draft202012Validator.check_schema(SCHEMA)


def test_the_published_schema_is_this_one() -> None:
    """docs/schema/report-1.json is what the code says."""
    assert (ROOT / "docs" / "schema" / "report-1.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize(
    ("path", "value"),
    (
        (("questions", 0, "id"), "Q2"),
        (("questions", 0, "verdict"), "good"),
        (("questions", 0, "findings", 0, "severity"), "severe"),
        (("questions", 0, "findings", 0, "evidence"), []),
        (("session_cookies",), None),
        (("requests",), -1),
        (("schema_version",), 2),
        (("walk", 0, "result"), "fine"),
        (("cookies", 0, "secure"), "no"),
    ),
)
def test_the_schema_refuses_what_is_wrong(path: tuple[str | int, ...], value: object) -> None:
    """The schema is no empty promise: each of these is an error."""
    spoilt: Any = document(mixed())
    place = spoilt
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value

    assert list(VALIDATOR.iter_errors(spoilt)) != []


def test_nine_questions_are_no_report() -> None:
    """The schema wants exactly ten questions."""
    given = document(report())
    given["questions"].pop()

    assert list(VALIDATOR.iter_errors(given)) != []


def test_the_ten_are_in_order_with_their_verdicts() -> None:
    """Ten questions, the five words, and the reason where no answer was given."""
    questions = document(mixed())["questions"]

    assert [one["id"] for one in questions] == [f"Q{number}" for number in range(1, 11)]
    assert [one["verdict"] for one in questions] == [
        "failed", "inconclusive", "not-applicable", "errored", "passed", *["passed"] * 4, "inconclusive",
    ]  # fmt: skip
    assert [(one["reason"], one["supply"]) for one in questions[:4]] == [
        (None, None),
        ("no way out was found", "Name the way out."),
        ("no cookie", None),
        ("ZeroDivisionError in ask", None),
    ]


def test_a_finding_tells_all_that_its_check_knows() -> None:
    """Code, cookie, field line with its name and without its value, remedy and references."""
    (high, info) = document(mixed())["questions"][0]["findings"]

    assert high["evidence"] == [
        {
            "exchange": 1,
            "method": "POST",
            "url": "https://shop.example/login?token=‹32 characters›",
            "field_line": "Set-Cookie: sid=‹32 characters›; Path=/",
            "note": "the session's value",
        }
    ]
    assert (high["code"], high["severity"], high["confidence"]) == ("HT101", "high", "high")
    assert high["cookie"] == {"name": "sid", "host": "shop.example", "host_only": True, "path": "/"}
    assert (high["remedy"], info["remedy"]) == ("Do this.", "Set the flag in the framework.")
    assert (high["cwe"], high["asvs"], high["wstg"]) == ([614], ["3.3.1"], ["WSTG-SESS-02"])


def test_the_probes_behind_a_verdict_are_told() -> None:
    """Q1 rests on the replayed jar and its control."""
    controls = document(mixed())["questions"][0]["controls"]

    told = [
        (one["purpose"], one["side"], one["exchange"], one["control"], one["cookies"], one["note"]) for one in controls
    ]
    assert told == [
        ("FULL_JAR", "inside", 2, None, ["lang", "sid"], ""),
        ("BEFORE_LOGIN", "outside", 3, 2, ["sid"], "after the login"),
    ]


def test_cookies_are_told_with_what_browsers_make_of_them() -> None:
    """Each cookie with its role and how that is known."""
    sid = next(one for one in document(mixed())["cookies"] if one["name"] == "sid")

    assert (sid["role"], sid["proved"], sid["secure"], sid["same_site"], sid["lifetime"]) == (
        "session", True, False, "unset", None,
    )  # fmt: skip
    assert sid["line"] == "sid=‹32 characters›; Path=/"
    assert [one["kept"] for one in sid["browsers"]] == [True, True]


def test_cookies_of_other_hosts_are_told_too() -> None:
    """Every cookie seen is there, a stranger's as well."""
    made = recording()
    page = made.exchanges[0].response
    assert page is not None
    away = replace(
        made.exchanges[0],
        request=replace(made.exchanges[0].request, url="https://ads.example/"),
        response=replace(page, fields=(("Set-Cookie", "track=~0123456789a"),)),
    )
    given = Report(replace(made, exchanges=(away, *made.exchanges[1:])), report().questions, ())

    assert ("track", "ads.example") in [(one["name"], one["host"]) for one in document(given)["cookies"]]


def test_session_cookies_are_those_that_replay_proved() -> None:
    """A cookie's name alone makes it no session cookie."""
    assert session_cookies(recording()) == ("sid",)
    assert session_cookies(recording(proved=False)) == ()


def test_no_secret_is_told_and_masks_in_the_recording_alone() -> None:
    """Values are nowhere, and what stands for them is in no verdict: two recordings give the same ones."""
    told = document(mixed())
    kept = told.pop("recording")

    assert [canary for canary in (PASSWORD, SESSION, BEFORE) if canary in as_json(mixed())] == []
    assert "~" not in json.dumps(told)
    assert "~" in json.dumps(kept)
    again = document(Report(recording(key=b"another key, 16+"), report().questions, ()))
    assert document(report()) | {"recording": None} == again | {"recording": None}


def test_the_report_holds_its_recording() -> None:
    """What a plan needs is read back from it as it was."""
    assert from_object(document(report())["recording"]) == recording()


def test_the_same_report_gives_the_same_text() -> None:
    """The text ends with a line feed and is ASCII."""
    given = report({"Q1": Passed("caf\xe9 \x1b[2J")})

    assert as_json(given) == as_json(given)
    assert as_json(given).isascii()
    assert as_json(given).endswith("}\n")
    assert document(given)["questions"][0]["summary"] == "café \\x1b[2J"
