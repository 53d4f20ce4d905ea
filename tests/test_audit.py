"""The audit asks every check, survives those that crash, and makes ten verdicts of many."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtack.audit import audit, combined
from hardtack.checks import CHECKS
from hardtack.recording.model import Recording
from hardtack.verdict import (
    Check,
    Confidence,
    Errored,
    Evidence,
    Failed,
    Finding,
    Inconclusive,
    NotApplicable,
    Outcome,
    Passed,
    Question,
    Severity,
    Verdict,
)
from tests.recording.recordings import answered, cookie, inside, proof, recording


def found(severity: Severity, message: str = "a fault") -> Finding:
    """A finding of that severity."""
    return Finding(message, severity, Confidence.HIGH, (Evidence(0),))


LOW = Failed("low", (found(Severity.LOW),))
HIGH = Failed("high", (found(Severity.INFO), found(Severity.HIGH)))
NOTED = Passed("good", (found(Severity.INFO, "a note"),))
BROKEN = Errored("KeyError in x.py, line 1")
OPEN = Inconclusive("not logged in", "Supply credentials.")
NOT = NotApplicable("no cookie")


@pytest.mark.parametrize(
    ("outcomes", "kind"),
    (
        pytest.param((LOW, BROKEN, OPEN, NOTED, NOT), Failed, id="a fault is a fault whatever the others say"),
        pytest.param((BROKEN, OPEN, NOTED, NOT), Errored, id="a crash may have hidden one"),
        pytest.param((OPEN, NOTED, NOT), Inconclusive, id="an open part leaves the question open"),
        pytest.param((NOTED, NOT), Passed, id="a part that does not arise leaves the answer"),
        pytest.param((NOT,), NotApplicable, id="nothing arises"),
    ),
)
def test_answers_combine_in_this_order(outcomes: tuple[Outcome, ...], kind: type[Outcome]) -> None:
    """The verdict of a question does not hang on the order of its checks."""
    assert all(isinstance(combined(order), kind) for order in permutations(outcomes))


def test_a_failed_question_speaks_of_the_worst_and_tells_all() -> None:
    """Its summary is that of the gravest finding; findings and notes of all its checks stand in it."""
    verdict = combined((LOW, NOTED, HIGH, OPEN, BROKEN))
    assert isinstance(verdict, Failed)
    assert verdict.summary == "high"
    assert [one.severity for one in verdict.findings] == [Severity.LOW, Severity.INFO, Severity.INFO, Severity.HIGH]


def test_good_answers_are_told_once_each() -> None:
    """Summaries and reasons of several checks are put together, notes kept."""
    noted = NotApplicable("no token", (found(Severity.INFO, "another note"),))
    verdict = combined((NOTED, noted, NOTED, Passed("better")))
    assert isinstance(verdict, Passed)
    assert verdict.summary == "good better"
    assert [one.message for one in verdict.notes] == ["a note", "another note", "a note"]
    assert combined((NOT, noted, NOT)) == NotApplicable("no cookie; no token", noted.notes)


def test_a_question_that_nobody_asks() -> None:
    """Without checks a question does not arise, and says so."""
    assert combined(()) == NotApplicable("no check asks this question")


def test_a_crash_names_its_place_and_no_site_data() -> None:
    """A check that raises has errored: kind and place of the error, not its text; the others are asked."""

    def crash(_: Recording) -> Verdict:
        raise KeyError("s3cr3t-of-the-site")

    crashing = replace(CHECKS[0], ask=crash)
    report = audit(recording(answered()), (crashing, *CHECKS[1:]))
    (answer, *others) = report.questions[0].answers
    assert isinstance(answer.outcome, Errored)
    assert answer.outcome.reason.startswith("KeyError in test_audit.py, line ")
    assert "s3cr3t" not in answer.outcome.reason
    assert isinstance(report.questions[0].outcome, Errored)
    assert others
    assert not any(isinstance(one.outcome, Errored) for question in report.questions[1:] for one in question.answers)


def test_there_are_ten_questions_and_every_check_is_asked_once() -> None:
    """The report has the ten in order; checks of no question stand beside them."""
    report = audit(recording(answered("Set-Cookie: PHPSESSID=~a")))
    assert [one.question for one in report.questions] == list(Question)
    asked: list[Check] = [answer.check for one in report.questions for answer in one.answers]
    assert [*asked, *(answer.check for answer in report.extras)] == list(CHECKS)
    assert all(one.answers for one in report.questions)


def test_a_weak_site() -> None:
    """A site that does everything wrong on its lines fails Q3, Q4, Q5 and Q10 by its proved session cookie."""
    sid = cookie("sid", host="example.org", host_only=False)
    login = answered(
        "Set-Cookie: sid=~a; Domain=example.org; Max-Age=315360000; Path=/", url="https://shop.example.org/"
    )
    probe = answered(url="https://shop.example.org/account", sent=(("sid", "~a"),))
    made = recording(login, probe, credentials=proof((sid,)), probes=(inside(1),))
    target = replace(made.target, url="https://shop.example.org/", https="https://shop.example.org/")
    report = audit(replace(made, target=target))
    outcomes = {one.question: one.outcome for one in report.questions}
    failed = {question for question, outcome in outcomes.items() if isinstance(outcome, Failed)}
    assert failed >= {Question.Q3, Question.Q4, Question.Q5, Question.Q10}
    assert not any(isinstance(outcome, Errored) for outcome in outcomes.values())


def test_an_empty_recording_is_judged() -> None:
    """Nothing seen is no reason to crash, nor to pass what was not seen."""
    report = audit(recording())
    assert not any(isinstance(one.outcome, Errored | Failed) for one in report.questions)


Site = list[tuple[str, list[tuple[str, str]]]]

_PIECES = st.sampled_from(
    ("sid", "PHPSESSID", "__Host-x", "secure", "=", ";", " ", "\t", "\x01", ",", "Path=/", "Path=", "Domain=",
     "example", ".", "Max-Age=", "Expires=", "-", "9" * 30, "Thu, 01 Jan 2037 00:00:00 GMT", "SameSite=None",
     "HttpOnly", "Partitioned", "~0123456789a", "\xe9", '"')
)  # fmt: skip
_FIELDS = st.tuples(
    st.sampled_from(("Set-Cookie", "Strict-Transport-Security", "Date")),
    st.lists(_PIECES, max_size=12).map("".join)
    | st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40),
)
_URLS = st.sampled_from(
    (
        "https://shop.example/",
        "http://shop.example/a/b",
        "https://192.0.2.1/",
        "http://[::1]/",
        "http:///",
        "https://co.uk/x?y",
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_URLS, st.lists(_FIELDS, max_size=4)), max_size=4), st.booleans())
def test_no_site_makes_a_check_crash(site: Site, proved: bool) -> None:  # noqa: FBT001 -- drawn, not passed
    """Whatever field lines a site sends, every check answers."""
    exchanges = [answered(*(f"{name}: {value}" for name, value in fields), url=url) for url, fields in site]
    report = audit(recording(*exchanges, credentials=proof((cookie("sid"),)) if proved else None))
    answers = [*report.extras, *(answer for one in report.questions for answer in one.answers)]
    assert not [(one.check.name, one.outcome) for one in answers if isinstance(one.outcome, Errored)]
