"""What became of each finding: fixed, still open, new, no longer arising, or not known any more."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from typing import assert_never
from urllib.parse import urlsplit

from hardtack.checks.session_cookie_path_misses_application import CHECK as LOST_COOKIE
from hardtack.recording.model import Recording, Step, StepResult
from hardtack.recording.moved import own_origins, site_of, unmasked
from hardtack.report.asked_again import AskedAgain
from hardtack.report.cookie_matches import CookieMatches, Subject
from hardtack.verdict import (
    Answer,
    Check,
    Errored,
    Failed,
    Finding,
    Inconclusive,
    NotApplicable,
    Outcome,
    Passed,
    Report,
    Severity,
    findings_of,
)

_URL = re.compile(r"https?://[^\s,;()'\"]*[^\s,;()'\".:]")
_PLACES = re.compile(r"\S*[/~]\S*|\d+")
_ON_REQUEST = frozenset({Step.SAMPLE, Step.MEASURE_IDLE, Step.MEASURE_ABSOLUTE})
_OF_A_SESSION = frozenset({Step.SECOND_LOGIN, Step.LOGOUT, Step.THIRD_LOGIN})
"""What shows something only where it was done to its end."""


@unique
class Change(Enum):
    """What became of a finding."""

    FIXED = "fixed"
    OPEN = "still open"
    NEW = "new"
    MOOT = "no longer arises"
    UNKNOWN = "not known any more"


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding of one audit or of both.

    Attributes:
        change: what became of it.
        check: the check that made it.
        before: as it was, or None if it is new, or may be.
        after: as it is, or None if it is gone; for a fixed one the note that is left of it.
        reason: why it no longer arises, is not known, or was not known before; else empty.
        supply: for what is not known, what to supply; else empty.
    """

    change: Change
    check: Check
    before: Finding | None
    after: Finding | None
    reason: str = ""
    supply: str = ""

    @property
    def told(self) -> Finding:
        """The finding as it stands last."""
        one = self.before if self.after is None or self.change is Change.FIXED else self.after
        assert one is not None  # noqa: S101 -- one of the two is there: that is what the record is about
        return one


def finding_changes(before: Report, after: Report, matches: CookieMatches) -> tuple[FindingChange, ...]:
    """What became of each finding that is no mere note, worst first.

    Args:
        before: the earlier audit.
        after: the later one.
        matches: which cookie is which.
    """
    then: dict[str, Answer] = {one.check.code: one for one in before.answers}
    again = AskedAgain(before.recording, after.recording, matches)
    judge = _Judge(before.recording, after.recording, matches, again)
    found: dict[Change, list[FindingChange]] = defaultdict(list)
    for answer in after.answers:
        was = then[answer.check.code].outcome
        for one in judge.changes(answer, was):
            found[one.change].append(one)
    return tuple(one for change in Change for one in sorted(found[change], key=lambda each: -each.told.severity))


@dataclass(frozen=True, slots=True)
class _Judge:
    """What is needed to say what became of a finding."""

    before: Recording
    after: Recording
    matches: CookieMatches
    again: AskedAgain

    def changes(self, answer: Answer, was: Outcome) -> Iterator[FindingChange]:
        """What became of the findings of one check."""
        check, now = answer.check, answer.outcome
        pairs = self.matches.paired(findings_of(was), findings_of(now), self._about)
        lost = any(_counts(old) and not _counts(new) and self._of_session(old) for old, new in pairs)
        for old, new in pairs:
            counted_old, counted_new = _counts(old), _counts(new)
            if counted_old is not None and counted_new is not None:
                yield FindingChange(Change.OPEN, check, counted_old, counted_new)
            elif counted_new is not None:
                yield self._new(check, counted_new, _before(old, was), lost=lost)
            elif counted_old is not None:
                yield self._gone(check, counted_old, new, now)

    def _of_session(self, old: Finding | None) -> bool:
        """Whether a finding is about the session's cookie, of which nothing is known today."""
        return old is not None and bool(self.again.without_session[0]) and self.again.was_session(old.cookie)

    def _new(self, check: Check, new: Finding, was: str, *, lost: bool) -> FindingChange:
        """A finding that was not made before; where today's session is not known, it may be an old one in other words.

        Args:
            check: whose it is.
            new: the finding.
            was: what was known of it before, as a clause.
            lost: whether a finding of this check about the session's cookie was not made again.
        """
        reason, supply = self.again.without_session
        # What the check for cookies that never come back finds is the very reason why nobody is logged in.
        if reason and check is not LOST_COOKIE and (lost or self.again.is_judged_anew(new.cookie)):
            return FindingChange(Change.UNKNOWN, check, None, new, reason, supply)
        return FindingChange(Change.NEW, check, None, new, was)

    def _about(self, finding: Finding, /, *, was: bool) -> Subject:
        """Its cookie, and its words: with addresses as they are today, without addresses and numbers, their beginning.

        Words matter more than order: one check may say several things of one cookie.
        """
        text = unmasked(finding.message)
        if finding.cookie is not None:
            whole = rf"(?<![\w-]){re.escape(finding.cookie.name)}(?![\w-])"
            text = re.sub(whole, lambda one: self.matches.bare(one[0]), text)
        own = own_origins(self.before if was else self.after)
        exact = _URL.sub(lambda one: self._today(one[0], own, was=was), text)
        rough = _PLACES.sub("", text)
        return Subject(finding.cookie, (exact, rough, rough.partition(". ")[0].rstrip(".")))

    def _today(self, url: str, own: tuple[str, ...], *, was: bool) -> str:
        """An address as it is today; one of the application itself without its origin."""
        if site_of(url) not in own:
            return url
        parts = urlsplit(url)
        path = self.matches.moved.path(parts.path or "/") if was else parts.path or "/"
        return f"{path}?{parts.query}" if parts.query else path

    def _gone(self, check: Check, old: Finding, note: Finding | None, now: Outcome) -> FindingChange:
        """A finding that was not made again: fixed only if it was asked again and its cookie was there."""
        match now:
            case Inconclusive(reason, supply):
                return FindingChange(Change.UNKNOWN, check, old, None, reason, supply)
            case Errored(reason):
                told = f"the check crashed, a defect of hardtack: {reason}"
                return FindingChange(Change.UNKNOWN, check, old, None, told)
            case NotApplicable(reason):
                return FindingChange(self._not_arising(old), check, old, note, reason)
            case Passed() | Failed():
                return self._good(check, old, note)
        assert_never(now)

    def _not_arising(self, old: Finding) -> Change:
        """Whether the question no longer arises, or was only not asked."""
        steps = {self.before.exchanges[one.exchange].step for one in old.evidence}
        asked = {one.step for one in self.after.exchanges}
        done = {one.step for one in self.after.steps if one.result is StepResult.DONE}
        lost = self.before.login.proved and not self.after.login.proved
        unasked = (steps & _ON_REQUEST) - asked or (steps & _OF_A_SESSION) - done
        return Change.UNKNOWN if lost or unasked else Change.MOOT

    def _good(self, check: Check, old: Finding, note: Finding | None) -> FindingChange:
        """A finding whose check gives a good answer now, as far as that is about what was found."""
        if self._of_session(old):
            return FindingChange(Change.UNKNOWN, check, old, None, *self.again.without_session)
        if note is None and old.cookie is not None and not self.again.saw(old.cookie):
            if self.matches.dropped(old.cookie.name):
                return FindingChange(Change.FIXED, check, old, None, "the policy keeps the cookie from browsers")
            if self.again.set_no_more(old.cookie):
                return FindingChange(Change.FIXED, check, old, None, "the cookie is no longer set where it was")
            return FindingChange(Change.UNKNOWN, check, old, None, "the cookie was not seen this time")
        if note is None and not self.again.asked(one.exchange for one in old.evidence):
            return FindingChange(Change.UNKNOWN, check, old, None, "what it was found in was not asked for again")
        return FindingChange(Change.FIXED, check, old, note)


def _counts(finding: Finding | None) -> Finding | None:
    """The finding, if it is no mere note."""
    return finding if finding is not None and finding.severity is not Severity.INFO else None


def _before(note: Finding | None, was: Outcome) -> str:
    """What was known of a new finding before, as a clause; empty if the check had asked and found nothing."""
    if note is not None:
        return "before it was a mere note"
    match was:
        case Inconclusive(reason) | NotApplicable(reason):
            return f"it was not known before: {reason}"
        case Errored():
            return "it was not known before: the check crashed"
        case Passed() | Failed():
            return ""
    assert_never(was)
