"""How long a session may last, by profile, and who says so."""

from dataclasses import dataclass

from hardtack.recording.vocabulary import Profile

DAY = 86_400
"""Seconds."""

SLACK = 60
"""Seconds by which a lifetime may exceed its limit: an Expires is written some time before its response is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one profile.

    Attributes:
        session: seconds a browser may keep a session cookie; 0 = until it is closed, and no longer.
        remember: seconds a browser may keep a cookie that logs in again; 0 = there may be none.
        claimed: seconds a token may claim to be valid.
        idle: seconds that the server may keep a session left idle; None = no limit.
        absolute: seconds that it may keep one that is used; None = no limit.
        source: where the limits come from.
    """

    session: int
    remember: int
    claimed: int
    idle: int | None
    absolute: int | None
    source: str


LIMITS = {
    Profile.RELAXED: Limits(30 * DAY, 400 * DAY, 30 * DAY, None, 30 * DAY, "profile relaxed: NIST SP 800-63B AAL1"),
    Profile.STANDARD: Limits(DAY, 30 * DAY, DAY, 3600, DAY, "profile standard: NIST SP 800-63B AAL2"),
    Profile.STRICT: Limits(0, 0, 3600, 900, DAY // 2, "profile strict: NIST SP 800-63B AAL3, PCI DSS 8.2.8"),
}


def allowed(seconds: int) -> str:
    """A limit in words."""
    return f"at most {span(seconds)}" if seconds else "none that outlives the browser session"


def span(seconds: int) -> str:
    """A length of time for a reader, in the largest unit that it holds twice: `30 days`, `24 hours`, `90 seconds`."""
    for size, unit in ((DAY, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            number = f"{seconds / size:.1f}".removesuffix(".0")
            return f"{number} {unit}"
    return f"{seconds} seconds"
