"""What each chosen browser makes of set-cookie lines, gathered for every format."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, unique

from hardtack.cookies import (
    CHROMIUM,
    CHROMIUM_BLOCKING,
    DRAFT,
    Explanation,
    Profile,
    PublicSuffixes,
    explain_set_cookie,
)

__all__ = ["ExplainedLine", "ExplainedLines", "Fate", "View", "explain_lines", "seconds_asked"]


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
class ExplainedLine:
    """One line in every chosen browser.

    Attributes:
        line: the field value, latin-1 isomorphic.
        views: one a browser, in the order asked for.
    """

    line: str
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class ExplainedLines:
    """All lines of an answer, each by itself.

    Attributes:
        url: the URL of the response that carries them.
        assumed: whether nobody named that URL.
        now: epoch seconds at which they arrive.
        lines: in the order of the response.
    """

    url: str
    assumed: bool
    now: int
    lines: tuple[ExplainedLine, ...]

    @property
    def rejected(self) -> bool:
        """Whether any chosen browser drops any line."""
        return any(view.fate is Fate.REJECTED for line in self.lines for view in line.views)


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
