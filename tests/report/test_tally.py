"""How a command ends, and what a report comes to."""

import pytest

from hardtack.errors import ExitCode
from hardtack.report.tally import ending, field_line, found_by, remedy_of
from hardtack.verdict import Errored, Evidence, Failed, Inconclusive, NotApplicable, Outcome, Passed, Severity
from tests.report.sample import check, finding, recording, report

LOW = Failed("Bad.", (finding(Severity.LOW),))
HIGH = Failed("Bad.", (finding(Severity.HIGH),))
NOTED = Passed("Fine.", (finding(Severity.INFO),))
ABSENT = NotApplicable("none", (finding(Severity.INFO),))
OPEN = Inconclusive("unknown", "Say it.")
CRASHED = Errored("ValueError in ask")
CLEAN, FOUND, UNSETTLED = ExitCode.CLEAN, ExitCode.FINDINGS, ExitCode.INCONCLUSIVE


@pytest.mark.parametrize(
    ("question", "extra", "fail_on", "strict", "code"),
    (
        (Passed("Fine."), Passed("Fine."), "LOW", True, CLEAN),
        (LOW, Passed("Fine."), "LOW", False, FOUND),
        (LOW, Passed("Fine."), "MEDIUM", False, CLEAN),
        (HIGH, Passed("Fine."), "CRITICAL", True, CLEAN),
        (HIGH, Passed("Fine."), "HIGH", False, FOUND),
        (Passed("Fine."), LOW, "LOW", False, FOUND),
        (NOTED, Passed("Fine."), "LOW", True, CLEAN),
        (NOTED, Passed("Fine."), "INFO", False, FOUND),
        (ABSENT, Passed("Fine."), "INFO", False, FOUND),
        (OPEN, Passed("Fine."), "LOW", False, CLEAN),
        (OPEN, Passed("Fine."), "LOW", True, UNSETTLED),
        (OPEN, LOW, "LOW", True, FOUND),
        (Passed("Fine."), OPEN, "LOW", True, CLEAN),
        (CRASHED, Passed("Fine."), "LOW", True, UNSETTLED),
        (CRASHED, Passed("Fine."), "LOW", False, CLEAN),
        (Passed("Fine."), CRASHED, "LOW", True, UNSETTLED),
    ),
)
def test_the_exit_code(question: Outcome, extra: Outcome, fail_on: str, strict: bool, code: ExitCode) -> None:  # noqa: FBT001
    """Findings at or above the threshold are 1, whoever made them; an open question is 3 under strict alone."""
    given = report({"Q3": question}, (extra,))

    assert ending(given, fail_on=Severity[fail_on], strict=strict) is code


def test_findings_come_worst_first() -> None:
    """Across all checks by severity, within one severity in check order."""
    given = report({"Q1": LOW, "Q2": HIGH, "Q3": LOW})
    found = found_by(given.answers)

    assert [one.check.code for one in found] == ["HT201", "HT101", "HT301"]


def test_the_remedy_of_a_page() -> None:
    """The first paragraph under the heading, on one line; nothing where there is none."""
    written = check("HT301", None, OPEN).check

    assert remedy_of(written) == "Set the flag in the framework."


@pytest.mark.parametrize(
    ("line", "exchange", "shown"),
    (
        (None, 0, None),
        ("text/html", 0, "Content-Type: text/html"),
        ("nothing of the kind", 0, "nothing of the kind"),
        ("text/html", 4, "text/html"),
    ),
    ids=["no line", "with its name", "as it is", "no response"],
)
def test_a_field_line_gets_its_name(line: str | None, exchange: int, shown: str | None) -> None:
    """Checks point at the value; a reader wants the whole line."""
    assert field_line(Evidence(exchange, line), recording()) == shown
