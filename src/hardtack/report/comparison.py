"""Two audits of one application compared: what was fixed, what is still open, what is new, and what broke.

What no longer works stands above what was fixed, and nothing is called fixed that was not asked again: a finding whose
check gives no answer today, or whose cookie was not seen, is not known any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, unique
from typing import assert_never

from hardtack.checks.session_cookie_path_misses_application import CHECK as LOST_COOKIE
from hardtack.errors import ExitCode
from hardtack.policy import Policy
from hardtack.recording.moved import Moved
from hardtack.report.broken import broken
from hardtack.report.changed import Broken, Part, Unknown
from hardtack.report.cookie_matches import CookieMatches
from hardtack.report.finding_changes import Change, FindingChange, finding_changes
from hardtack.report.in_force import Breach, Cause, breaches
from hardtack.report.tally import ending
from hardtack.verdict import Errored, Failed, Inconclusive, NotApplicable, Outcome, Passed, Question, Report, Severity


@unique
class Turn(Enum):
    """How the answer to a question changed."""

    SAME = "as before"
    FIXED = "fixed"
    WORSE = "worse"
    NEW = "new"
    KNOWN = "known now"
    LOST = "not known any more"
    MOOT = "no longer arises"


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One of the ten, before and after.

    Attributes:
        question: which one.
        before: the verdict then.
        after: the verdict now.
    """

    question: Question
    before: Outcome
    after: Outcome

    @property
    def turn(self) -> Turn:
        """How the answer changed."""
        was, now = _answer(self.before), _answer(self.after)
        return Turn.SAME if was == now else _TURNS[was, now]


@unique
class _Said(Enum):
    GOOD = "good"
    BAD = "bad"
    MOOT = "moot"
    OPEN = "open"


_TURNS = {
    (_Said.BAD, _Said.GOOD): Turn.FIXED,
    (_Said.GOOD, _Said.BAD): Turn.WORSE,
    (_Said.MOOT, _Said.BAD): Turn.NEW,
    (_Said.MOOT, _Said.GOOD): Turn.KNOWN,
    (_Said.GOOD, _Said.MOOT): Turn.MOOT,
    (_Said.BAD, _Said.MOOT): Turn.MOOT,
    (_Said.OPEN, _Said.GOOD): Turn.KNOWN,
    (_Said.OPEN, _Said.BAD): Turn.KNOWN,
    (_Said.OPEN, _Said.MOOT): Turn.KNOWN,
    (_Said.GOOD, _Said.OPEN): Turn.LOST,
    (_Said.BAD, _Said.OPEN): Turn.LOST,
    (_Said.MOOT, _Said.OPEN): Turn.LOST,
}


def _answer(outcome: Outcome) -> _Said:
    match outcome:
        case Passed():
            return _Said.GOOD
        case Failed():
            return _Said.BAD
        case NotApplicable():
            return _Said.MOOT
        case Inconclusive() | Errored():
            return _Said.OPEN
    assert_never(outcome)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two audits compared.

    Attributes:
        before: the earlier one.
        after: the later one.
        questions: the ten.
        findings: every finding of either that is no mere note.
        broken: what worked and no longer does.
        breaches: where the wire is not as the policy says; None where no policy was given.
        cause: why it is not, or None where that is not known.
        unknown: what was known or was to be shown, and is not known, each subject once.
        pages: how many pages answer as they did.
    """

    before: Report
    after: Report
    questions: tuple[QuestionChange, ...]
    findings: tuple[FindingChange, ...]
    broken: tuple[Broken, ...]
    breaches: tuple[Breach, ...] | None
    cause: Cause | None
    unknown: tuple[Unknown, ...]
    pages: int


def compare(before: Report, after: Report, moved: Moved, policy: Policy | None = None) -> Comparison:
    """Compare two audits of one application.

    Args:
        before: the earlier one.
        after: the later one.
        moved: the way from the earlier addresses to those of today.
        policy: what the server in front was told meanwhile; names that it changed are followed, and the wire is held
            to it. None if that is not known.
    """
    matches = CookieMatches(before.recording, after.recording, moved, policy)
    findings = finding_changes(before, after, matches)
    # A cookie whose fault was that it was set is no loss.
    mended = frozenset(one.told.cookie for one in findings if one.change is Change.FIXED and one.told.cookie)
    lost = broken(before.recording, after.recording, matches, mended)
    held = None if policy is None else breaches(after.recording, policy)
    questions = tuple(
        QuestionChange(was.question, was.outcome, now.outcome)
        for was, now in zip(before.questions, after.questions, strict=True)
    )
    unknown = (*lost.unknown, *(held.unknown if held else ()), *_no_answers(before, after, questions))
    return Comparison(
        before,
        after,
        questions,
        findings,
        _explained(lost.broken, findings, after.recording.login.reason),
        None if held is None else held.breaches,
        None if held is None else held.cause,
        unknown,
        lost.pages,
    )


def _explained(lost: tuple[Broken, ...], findings: tuple[FindingChange, ...], why: str) -> tuple[Broken, ...]:
    """What broke, with the cookie that never comes back named as the cause of a lost login, where one doesn't.

    Args:
        lost: what broke.
        findings: what became of each finding.
        why: why nobody is logged in, as the walk saw it.
    """
    cause = next((one.told.message for one in findings if one.check is LOST_COOKIE and one.change is Change.NEW), None)
    return tuple(
        replace(one, now=why, hint=cause, first="") if cause and one.part is Part.LOGIN else one for one in lost
    )


def _no_answers(before: Report, after: Report, questions: tuple[QuestionChange, ...]) -> Iterator[Unknown]:
    """The questions, and the checks beyond them, that had an answer and have none now."""
    pairs = [(one.question.id, one.before, one.after) for one in questions]
    pairs += [(now.check.code, was.outcome, now.outcome) for was, now in zip(before.extras, after.extras, strict=True)]
    for name, was, now in pairs:
        if not isinstance(was, Passed | Failed):
            continue
        if isinstance(now, Inconclusive):
            yield Unknown(name, now.reason, now.supply)
        elif isinstance(now, Errored):
            yield Unknown(name, f"the check crashed, a defect of hardtack: {now.reason}", "")


def ending_of(comparison: Comparison, *, fail_on: Severity, strict: bool) -> ExitCode:
    """How the command ends; the same for every format.

    Args:
        comparison: the two audits.
        fail_on: the least severity that counts as a finding.
        strict: whether it counts that something is open or not known any more.
    """
    if comparison.broken or comparison.breaches:
        return ExitCode.FINDINGS
    end = ending(comparison.after, fail_on=fail_on, strict=strict)
    if (
        end is ExitCode.CLEAN
        and comparison.before.recording.login.proved
        and not comparison.after.recording.login.proved
    ):
        # Nobody got in, as where the site refused too many requests: what was to be shown is not.
        return ExitCode.COULD_NOT_RUN
    if end is ExitCode.CLEAN and strict and _is_unknown(comparison):
        return ExitCode.INCONCLUSIVE
    return end


def _is_unknown(comparison: Comparison) -> bool:
    return bool(comparison.unknown) or any(one.change is Change.UNKNOWN for one in comparison.findings)
