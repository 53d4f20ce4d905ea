"""What the checks on dropped cookies share: live lines that browsers drop, by the rule that does it."""

from hardtack.cookies.reject import Reject
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.sightings import Sighting
from hardtack.verdict import NotApplicable

PREFIX_RULES = frozenset(
    {Reject.SECURE_PREFIX, Reject.HOST_PREFIX, Reject.HTTP_PREFIX, Reject.HOST_HTTP_PREFIX, Reject.NAMELESS_PREFIX}
)
"""The rules on name prefixes."""

DOMAIN_RULES = frozenset({Reject.PUBLIC_SUFFIX, Reject.DOMAIN_MISMATCH, Reject.DOMAIN_NOT_ASCII})
"""The rules on Domain, which Q4 asks about."""


def dropped(recording: Recording, rules: frozenset[Reject]) -> tuple[tuple[SeenCookie, Sighting, Reject], ...]:
    """Cookies that were set by a line that every browser drops by one of these rules: the first such line of each."""
    found: list[tuple[SeenCookie, Sighting, Reject]] = []
    for cookie in inventory(recording).cookies:
        for line in cookie.lines:
            reasons = [kept.reject for kept in line.kept if kept.reject is not None]
            if line.dropped and not line.deletion and reasons[0] in rules:
                found.append((cookie, line, reasons[0]))
                break
    return tuple(found)


def nothing_set(recording: Recording) -> NotApplicable | None:
    """The answer where no response set a cookie, else None."""
    return None if any(one.lines for one in inventory(recording).cookies) else NotApplicable("no response set a cookie")
