"""What became of each finding: fixed, still open, new, no longer arising, or not known any more."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from typing import assert_never

from hardtack.recording.inventory import inventory
from hardtack.recording.model import CookieId, Exchange, Recording, Step
from hardtack.recording.moved import Moved, own_origins, site_of
from hardtack.recording.seen_pages import page_key
from hardtack.report.cookie_matches import CookieMatches
from hardtack.report.tally import all_answers
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

_ON_REQUEST = frozenset({Step.SAMPLE, Step.MEASURE_IDLE, Step.MEASURE_ABSOLUTE})


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
        before: as it was, or None if it is new.
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
    then: dict[str, Answer] = {one.check.code: one for one in all_answers(before)}
    judge = _Judge(before.recording, after.recording, matches)
    found: dict[Change, list[FindingChange]] = defaultdict(list)
    for answer in all_answers(after):
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

    def changes(self, answer: Answer, was: Outcome) -> Iterator[FindingChange]:
        """What became of the findings of one check."""
        check, now = answer.check, answer.outcome
        for old, new in self.matches.paired(findings_of(was), findings_of(now), lambda one: one.cookie):
            counted_old, counted_new = _counts(old), _counts(new)
            if counted_old is not None and counted_new is not None:
                yield FindingChange(Change.OPEN, check, counted_old, counted_new)
            elif counted_new is not None:
                yield FindingChange(Change.NEW, check, None, counted_new, _before(old, was))
            elif counted_old is not None:
                yield self._gone(check, counted_old, new, now)

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
                if note is not None or old.cookie is None or self._seen(old.cookie):
                    return FindingChange(Change.FIXED, check, old, note)
                if self.matches.dropped(old.cookie.name):
                    return FindingChange(Change.FIXED, check, old, None, "the policy keeps the cookie from browsers")
                if self._set_no_more(old.cookie):
                    return FindingChange(Change.FIXED, check, old, None, "the cookie is no longer set where it was")
                return FindingChange(Change.UNKNOWN, check, old, None, "the cookie was not seen this time")
        assert_never(now)

    def _not_arising(self, old: Finding) -> Change:
        """Whether the question no longer arises, or was only not asked."""
        steps = {self.before.exchanges[one.exchange].step for one in old.evidence} & _ON_REQUEST
        asked = {one.step for one in self.after.exchanges}
        lost = self.before.login.proved and not self.after.login.proved
        return Change.UNKNOWN if lost or steps - asked else Change.MOOT

    def _seen(self, cookie: CookieId) -> bool:
        seen = inventory(self.after)
        return self.matches.knows(cookie, (one.id for one in (*seen.cookies, *seen.foreign)))

    def _set_no_more(self, cookie: CookieId) -> bool:
        """Whether each request that was answered with the cookie was made again, and was not."""
        moved = self.matches.moved
        set_at = {line.exchange for one in inventory(self.before).cookies if one.id == cookie for line in one.lines}
        places = {_place(self.before.exchanges[index], moved) for index in set_at}
        own = own_origins(self.after)
        repeated = {
            _place(one) for one in self.after.exchanges if one.response is not None and site_of(one.request.url) in own
        }
        return bool(places) and places <= repeated


def _place(exchange: Exchange, moved: Moved | None = None) -> tuple[str, str]:
    return exchange.request.method, page_key(exchange.request.url, moved, inside=False).path


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
