"""What a plan is told, and what it hands back: a policy, and a reason for each line that is in it and that is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from hardtack.policy.model import PathChange, Policy, Tls
from hardtack.recording.model import CookieId
from hardtack.toml_lines import Place
from hardtack.verdict import Finding, Report, Severity, findings_of

__all__ = ["ANSWERS", "Findings", "Line", "Plan", "PlanTerms", "Reason", "Told", "findings_in", "printable_name"]

ANSWERS: Final[Mapping[str, frozenset[str]]] = {
    "tls": frozenset({"HT801"}),
    "redirect": frozenset({"HT901", "HT902", "HT905"}),
    "hsts": frozenset({"HT1001", "HT1112", "HT1113"}),
    "secure": frozenset({"HT902", "HT905", "HT1001"}),
    "httponly": frozenset({"HT301"}),
    "samesite": frozenset({"HT1101"}),
    "domain": frozenset({"HT401"}),
    "path": frozenset({"HT601", "HT603"}),
    "lifetime": frozenset({"HT501", "HT502"}),
    "prefix": frozenset({"HT1102"}),
}
"""The findings that each key of a policy can answer."""


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What the recording does not say and the user may.

    Attributes:
        origin: what browsers are to see; None = the audited site's https side, or its plain one where it has no other.
        upstream: what the server in front is to ask; None = the audited site itself, where `origin` stands before it.
        tls: who speaks TLS with the browser; None = this server where the origin is https.
        plain_closed: whether browsers no longer reach the application by plain HTTP.
        paths: paths of the application, and what they are to browsers.
    """

    origin: str | None = None
    upstream: str | None = None
    tls: Tls | None = None
    plain_closed: bool = False
    paths: tuple[PathChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the code of the check that made it."""

    code: str
    finding: Finding

    @property
    def counts(self) -> bool:
        """Whether it is more than a note."""
        return self.finding.severity is not Severity.INFO


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of a report, as data.

    Attributes:
        told: all, in the report's order, those of severity INFO included.
    """

    told: tuple[Told, ...]

    def answered(self, key: str, cookies: Iterable[CookieId] | None = None) -> tuple[Told, ...]:
        """Those that a key of the policy can answer.

        Args:
            key: the key.
            cookies: for these cookies alone; None = whatever they are about.
        """
        codes = ANSWERS[key]
        wanted = None if cookies is None else frozenset(cookies)
        return tuple(one for one in self.told if one.code in codes and (wanted is None or one.finding.cookie in wanted))

    @property
    def open(self) -> tuple[Told, ...]:
        """Those that no key of any policy can answer, worst first; notes aside."""
        answerable = frozenset[str]().union(*ANSWERS.values())
        left = (one for one in self.told if one.code not in answerable and one.counts)
        return tuple(sorted(left, key=lambda one: -one.finding.severity))

    def beside(self, ruled: frozenset[CookieId]) -> tuple[Told, ...]:
        """Those that a key could answer, about cookies that have no rule; notes aside.

        Args:
            ruled: the cookies that have one.
        """
        answerable = frozenset[str]().union(*ANSWERS.values())
        return tuple(
            one
            for one in self.told
            if one.code in answerable and one.counts
            if one.finding.cookie is not None and one.finding.cookie not in ruled
        )


def findings_in(report: Report) -> Findings:
    """All findings of a report.

    Args:
        report: the audit's result.
    """
    return Findings(tuple(Told(one.check.code, found) for one in report.answers for found in findings_of(one.outcome)))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is in the policy, or a hardening is not.

    Attributes:
        place: the key it is about, whether written or not.
        subject: what that is to a reader: `transport`, `defaults`, or a cookie's name.
        text: the reason, one or more lines.
        chosen: whether the hardening was chosen.
    """

    place: Place
    subject: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One key of a rule: why it stands there, or why it does not.

    Attributes:
        key: the key.
        text: the reason.
        chosen: whether the hardening was chosen.
    """

    key: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A policy with its reasons.

    Attributes:
        policy: the policy; `check_policy` has nothing against it.
        reasons: for each key, in the order of the policy's text.
        open: what no policy can mend, one or two sentences each.
    """

    policy: Policy
    reasons: tuple[Reason, ...]
    open: tuple[str, ...]

    @property
    def declined(self) -> tuple[Reason, ...]:
        """The hardenings that were not chosen."""
        return tuple(one for one in self.reasons if not one.chosen)


def printable_name(name: str) -> str:
    """A cookie's name as a comment or a line on a terminal may print it."""
    return name if name.isprintable() else ascii(name)[1:-1]
