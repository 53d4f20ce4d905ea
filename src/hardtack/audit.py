"""The audit: every check asked of a recording, a crash turned into an answer, ten verdicts made of many.

What combines: a question has failed if one of its checks has, whatever the others say; else it errored if one did; else
it is inconclusive if one is, since the good answers of the others leave that part open; else it has passed if one has;
else it does not arise.
"""

from collections.abc import Iterable
from traceback import extract_tb

from hardtack.checks import CHECKS
from hardtack.recording.model import Recording
from hardtack.verdict import (
    Answer,
    Check,
    Errored,
    Failed,
    Inconclusive,
    NotApplicable,
    Outcome,
    Passed,
    Question,
    QuestionReport,
    Report,
    findings_of,
)

__all__ = ["audit", "combined"]


def audit(recording: Recording, checks: tuple[Check, ...] = CHECKS) -> Report:
    """Ask every check of a recording.

    Args:
        recording: all that was seen, redacted.
        checks: the checks, in the order of their codes.

    Returns:
        Ten questions, each with its verdict and the answers it was made of, and the answers beyond the ten. A check
        that crashes has errored; the others are asked all the same.
    """
    answers = tuple(Answer(check, _asked(check, recording)) for check in checks)
    questions = tuple(_report(question, answers) for question in Question)
    return Report(recording, questions, tuple(one for one in answers if one.check.question is None))


def combined(outcomes: Iterable[Outcome]) -> Outcome:
    """The verdict of a question, made of those of its checks.

    Args:
        outcomes: what the checks said, in check order; none at all means that the question does not arise.
    """
    said = tuple(outcomes)
    if failed := [one for one in said if isinstance(one, Failed)]:
        return Failed(_worst(failed).summary, tuple(found for one in said for found in findings_of(one)))
    if errored := [one for one in said if isinstance(one, Errored)]:
        return errored[0]
    if inconclusive := [one for one in said if isinstance(one, Inconclusive)]:
        return inconclusive[0]
    notes = tuple(found for one in said for found in findings_of(one))
    if passed := [one for one in said if isinstance(one, Passed)]:
        return Passed(" ".join(dict.fromkeys(one.summary for one in passed)), notes)
    reasons = dict.fromkeys(one.reason for one in said if isinstance(one, NotApplicable))
    return NotApplicable("; ".join(reasons) or "no check asks this question", notes)


def _asked(check: Check, recording: Recording) -> Outcome:
    try:
        return check.ask(recording)
    except Exception as error:  # noqa: BLE001 -- whatever a check raises is a defect of that check alone
        # The text of an exception may hold what the site sent; its kind and place can't.
        frame = extract_tb(error.__traceback__)[-1]
        place = f"{frame.filename.rpartition('/')[2]}, line {frame.lineno}"
        return Errored(f"{type(error).__name__} in {place}")


def _report(question: Question, answers: tuple[Answer, ...]) -> QuestionReport:
    mine = tuple(one for one in answers if one.check.question is question)
    return QuestionReport(question, combined(one.outcome for one in mine), mine)


def _worst(failed: list[Failed]) -> Failed:
    """The verdict with the gravest finding, the first of equals."""
    return max(failed, key=lambda one: max((found.severity, found.confidence) for found in one.findings))
