"""What each chosen browser makes of set-cookie lines, gathered for every format."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, unique
from urllib.parse import urlsplit

from hardtack.cookies import (
    CHROMIUM,
    CHROMIUM_BLOCKING,
    DRAFT,
    Explanation,
    Profile,
    PublicSuffixes,
    explain_set_cookie,
)
from hardtack.policy import LineChanges, Policy, RequestFacts, changes_in

__all__ = [
    "ExplainedLine",
    "ExplainedLines",
    "Fate",
    "HardenedLine",
    "View",
    "explain_lines",
    "harden",
    "seconds_asked",
]


@unique
class Fate(Enum):
    """What becomes of a line; ``value`` is the stable word."""

    STORED = "stored"
    DELETES = "deletes"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class View:
    """What one browser makes of one line.

    Attributes:
        explanation: by its rules, third-party cookies as it treats them from the start.
        blocking: the same where its user blocks third-party cookies; None for rules without that switch.
    """

    explanation: Explanation
    blocking: Explanation | None = None

    @property
    def profile(self) -> Profile:
        """Whose rules."""
        return self.explanation.profile

    @property
    def name(self) -> str:
        """`Chromium 156`, `draft`."""
        if self.profile is DRAFT:
            return "draft"
        browser, _, version = self.profile.name.partition("-")
        return f"{browser.capitalize()} {version}"

    @property
    def fate(self) -> Fate:
        """Whether it is stored, deletes what is there, or is rejected."""
        if self.explanation.cookie is None:
            return Fate.REJECTED
        kept = self.explanation.lifetime
        return Fate.DELETES if kept is not None and kept.seconds is not None and kept.seconds <= 0 else Fate.STORED


@dataclass(frozen=True, slots=True)
class HardenedLine:
    """What a policy makes of a line, and browsers of that.

    Attributes:
        told: what it changes.
        views: one a browser; none if the line doesn't go out.
    """

    told: LineChanges
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """One line in every chosen browser.

    Attributes:
        line: the field value, latin-1 isomorphic.
        views: one a browser, in the order asked for.
        hardened: what a policy makes of it; None = there is no policy.
    """

    line: str
    views: tuple[View, ...]
    hardened: HardenedLine | None = None

    @property
    def rejected(self) -> bool:
        """Whether any chosen browser drops it as it goes out, or the policy can't be enforced on it."""
        if self.hardened is None:
            return any(view.fate is Fate.REJECTED for view in self.views)
        faulty = self.hardened.told.fault is not None
        return faulty or any(view.fate is Fate.REJECTED for view in self.hardened.views)


@dataclass(frozen=True, slots=True)
class ExplainedLines:
    """All lines of an answer, each by itself.

    Attributes:
        url: the URL of the response that carries them.
        assumed: whether nobody named that URL.
        now: epoch seconds at which they arrive.
        lines: in the order of the response.
        policy: the policy that they go through; None = none.
    """

    url: str
    assumed: bool
    now: int
    lines: tuple[ExplainedLine, ...]
    policy: Policy | None = None

    @property
    def rejected(self) -> bool:
        """Whether any line is rejected."""
        return any(line.rejected for line in self.lines)


def explain_lines(
    lines: Iterable[str], url: str, profiles: tuple[Profile, ...], *, now: int, suffixes: PublicSuffixes
) -> tuple[ExplainedLine, ...]:
    """Ask every browser about every line.

    Args:
        lines: field values, latin-1 isomorphic.
        url: the URL of the response that carries them.
        profiles: the browsers.
        now: epoch seconds.
        suffixes: public suffix list.

    Raises:
        InvalidURL: if `url` is no http(s) or ws(s) URL with a host.
    """

    def asked(line: str, profile: Profile) -> Explanation:
        return explain_set_cookie(line, url, profile=profile, now=now, suffixes=suffixes)

    def view(line: str, profile: Profile) -> View:
        return View(asked(line, profile), asked(line, CHROMIUM_BLOCKING) if profile is CHROMIUM else None)

    return tuple(ExplainedLine(line, tuple(view(line, profile) for profile in profiles)) for line in lines)


def harden(explained: ExplainedLines, policy: Policy, suffixes: PublicSuffixes) -> ExplainedLines:
    """The same lines with what a policy makes of each by itself, as the browsers that were asked see that.

    Args:
        explained: the lines as upstream sends them.
        policy: one that `check_policy` has nothing against.
        suffixes: public suffix list.
    """
    facts = RequestFacts(https=urlsplit(explained.url).scheme in {"https", "wss"}, now=explained.now)

    def hardened(one: ExplainedLine) -> ExplainedLine:
        told = changes_in(policy, one.line, facts)
        profiles = tuple(view.profile for view in one.views)
        lines = () if told.line is None else (told.line,)
        out = explain_lines(lines, explained.url, profiles, now=explained.now, suffixes=suffixes)
        return replace(one, hardened=HardenedLine(told, tuple(view for line in out for view in line.views)))

    return replace(explained, policy=policy, lines=tuple(hardened(one) for one in explained.lines))


def seconds_asked(explanation: Explanation, now: int) -> int | None:
    """The lifetime that the line asks for, before a browser cuts it; None for none.

    Args:
        explanation: of the line.
        now: epoch seconds.
    """
    parsed = explanation.parsed
    if parsed is None:
        return None
    if parsed.max_age is not None:
        return parsed.max_age
    return None if parsed.expires is None else parsed.expires - now
