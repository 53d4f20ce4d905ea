"""Two walks of a scripted application, compared."""

from dataclasses import replace

from hardtack.audit import audit
from hardtack.policy import Policy
from hardtack.recording.brief import Brief
from hardtack.recording.model import Recording
from hardtack.recording.moved import Move, moved_to
from hardtack.recording.seen_pages import to_revisit
from hardtack.report.comparison import Comparison, compare
from tests.recording.site import BRIEF, Gives, Site, play

WEAK = Site(cookies=(Gives("sid", at="both", attributes="Path=/"),))
"""Its session cookie has neither Secure nor HttpOnly."""

GOOD = Site(cookies=(Gives("sid", at="both", attributes="Path=/; Secure; HttpOnly; SameSite=Lax"),))


def compared(before: Site | Recording, after: Site | Recording, policy: Policy | None = None) -> Comparison:
    """An audit of one site held against an audit of another, which asks again for the pages of the first."""
    was = before if isinstance(before, Recording) else play(before)
    now = after if isinstance(after, Recording) else play(after, again(was))
    _, moved = moved_to(was, now.target.url)
    return compare(audit(was), audit(now), moved, policy)


def again(before: Recording, brief: Brief = BRIEF, *moves: Move) -> Brief:
    """A brief that asks again for the pages of a recording."""
    _, moved = moved_to(before, brief.url, moves)
    return replace(brief, revisit=to_revisit(before, moved))
