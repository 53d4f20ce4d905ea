"""Verdicts: what an audit may say, and the evidence without which it may say nothing.

A verdict is proved or it is not given: `Passed`, `Failed` with findings, `NotApplicable` with the reason, or
`Inconclusive` with the reason and the one thing to supply. The runner adds `Errored` for a check that crashed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum, unique
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from hardtack.recording.model import CookieId, Recording


@unique
class Severity(IntEnum):
    """How bad a finding is, ordered.

    CRITICAL: a session that can be forged. HIGH: taken over without a script bug or a network position. MEDIUM: taken
    over by a script or on the network. LOW: hygiene with a remedy. INFO: never fails a question.
    """

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The name in lower case, as reports and `--fail-on` spell it."""
        return self.name.lower()


@unique
class Confidence(IntEnum):
    """How sure a finding is: HIGH was proved by replay or read off the line, MEDIUM rests on text alone."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2

    @property
    def word(self) -> str:
        """The name in lower case."""
        return self.name.lower()


@unique
class Question(Enum):
    """The ten questions of the checklist, in its order."""

    Q1 = "Is the session cookie different before and after login?"
    Q2 = "Is the session invalidated when the user logs out?"
    Q3 = "Does the cookie have the attribute HttpOnly?"
    Q4 = "Does the cookie have the full domain attribute set?"
    Q5 = "Does the cookie have an adequate lifetime?"
    Q6 = "Is there only one web application in the same domain?"
    Q7 = "Are cookies free of sensitive information?"
    Q8 = "Does the web application support HTTPS?"
    Q9 = "Is HTTP kept apart from HTTPS (no mixed content)?"
    Q10 = "Is HSTS enabled, or has the cookie the attribute Secure?"

    @property
    def id(self) -> str:
        """`Q1` to `Q10`."""
        return self.name


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a finding can be seen.

    Attributes:
        exchange: index of the exchange in the recording.
        field_line: the field line in question as recorded (values masked), or None where the whole exchange speaks.
        note: what is to be seen there, in a few words.
    """

    exchange: int
    field_line: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, with its proof.

    Attributes:
        message: what was found, naming the cookie, one sentence.
        severity: how bad it is.
        confidence: how sure it is.
        evidence: at least one place in the recording; a finding without evidence is refused.
        cookie: the cookie it is about, or None.
        gain: what an attacker gains, one sentence.
        remedy: what to do, one or two sentences; empty where the check's own remedy says it all.
    """

    message: str
    severity: Severity
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    cookie: "CookieId | None" = None
    gain: str = ""
    remedy: str = ""

    def __post_init__(self) -> None:
        """Refuse a finding that cannot be shown.

        Raises:
            ValueError: if there is no evidence.
        """
        if not self.evidence:
            reason = f"a finding needs evidence: {self.message}"
            raise ValueError(reason)


@dataclass(frozen=True, slots=True)
class Passed:
    """Asked, and the answer is good.

    Attributes:
        summary: why, one sentence.
        notes: findings of severity INFO that a reader should know nevertheless.
    """

    summary: str
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """Asked, and the answer is bad: at least one finding of severity LOW or above.

    Attributes:
        summary: why, one sentence.
        findings: all findings, notes included.
    """

    summary: str
    findings: tuple[Finding, ...]

    def __post_init__(self) -> None:
        """Hold the verdict to its meaning.

        Raises:
            ValueError: if no finding is of severity LOW or above.
        """
        if all(finding.severity is Severity.INFO for finding in self.findings):
            reason = f"a failed verdict needs a finding above info: {self.summary}"
            raise ValueError(reason)


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not arise here.

    Attributes:
        reason: why not, one sentence.
        notes: what a reader should know nevertheless, severity INFO.
    """

    reason: str
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Inconclusive:
    """Asked, but nothing was proved.

    Attributes:
        reason: what stood in the way, one sentence.
        supply: the one thing the user can supply to get an answer, as an imperative sentence.
    """

    reason: str
    supply: str


@dataclass(frozen=True, slots=True)
class Errored:
    """The check itself crashed: a defect of hardtack, reported as that check's while the audit goes on.

    Attributes:
        reason: the kind of error and the place in the code, free of site data.
    """

    reason: str


Verdict = Passed | Failed | NotApplicable | Inconclusive
Outcome = Verdict | Errored


def findings_of(outcome: Outcome) -> tuple[Finding, ...]:
    """What a verdict holds, notes of severity INFO included."""
    match outcome:
        case Failed(findings=findings):
            return findings
        case Passed(notes=notes) | NotApplicable(notes=notes):
            return notes
        case Inconclusive() | Errored():
            return ()
    assert_never(outcome)


def judged(summary_if_passed: str, findings: tuple[Finding, ...]) -> Passed | Failed:
    """Turn findings into a verdict: failed if any is of severity LOW or above, else passed with notes.

    Args:
        summary_if_passed: the sentence for the good answer.
        findings: everything found, worst first or not.
    """
    ordered = tuple(sorted(findings, key=lambda finding: -finding.severity))
    if ordered and ordered[0].severity is not Severity.INFO:
        return Failed(ordered[0].message, ordered)
    return Passed(summary_if_passed, ordered)


@dataclass(frozen=True, slots=True)
class Check:
    """One check: a record that holds a pure function.

    Attributes:
        code: stable for ever, `HT` and a number whose hundreds are the question.
        name: kebab-case name of the pattern found.
        question: the question it answers a part of, or None for an extra.
        severity: the worst severity it gives.
        cwe: CWE numbers.
        asvs: ASVS 5.0 requirement ids.
        wstg: WSTG test ids.
        page: the documentation, which is the docstring of the check's module.
        ask: the function from a recording to a verdict; it never raises on site data.
    """

    code: str
    name: str
    question: Question | None
    severity: Severity
    cwe: tuple[int, ...]
    asvs: tuple[str, ...]
    wstg: tuple[str, ...]
    page: str
    ask: "Callable[[Recording], Verdict]"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one check said of one recording."""

    check: Check
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """One of the ten, with the answers of its checks.

    Attributes:
        question: which one.
        outcome: the verdict of the whole question.
        answers: what each of its checks said, in check order.
    """

    question: Question
    outcome: Outcome
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The result of an audit: reporters see only this.

    Attributes:
        recording: what was seen, redacted.
        questions: exactly ten, in order.
        extras: answers of the checks beyond the ten.
    """

    recording: "Recording"
    questions: tuple[QuestionReport, ...]
    extras: tuple[Answer, ...]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What every check said, those beyond the ten last."""
        return (*(answer for question in self.questions for answer in question.answers), *self.extras)
