"""Asking again for the pages of an earlier recording that this walk has not come by, to see whether they still work."""

from hardtack.recording.actions import Walking
from hardtack.recording.brief import Revisit
from hardtack.recording.message import Request
from hardtack.recording.model import Step, StepResult
from hardtack.recording.seen_pages import NEWCOMER, page_key, seen_pages
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import Inquiry
from hardtack.recording.walk.jar import Jar

_LEFT_FOR_THE_REST = 45
"""Requests of the plain side, the neighbours, the logout and the logins after it."""


def visit_again(ground: Ground, inquiry: Inquiry | None) -> Walking[None]:
    """GET each of the brief's pages that was not seen yet, with the live session or as a newcomer, once.

    Args:
        ground: the walk.
        inquiry: the oracle with the live session, or None where nobody is inside.
    """
    recorder = ground.recorder
    wanted = _unseen(ground)
    if inquiry is None or not inquiry.alive:
        wanted = tuple(one for one in wanted if not one.inside)
    newcomer = Browser(ground, NEWCOMER, Jar(ground.suffixes))
    begun = recorder.sent
    room = max(0, ground.brief.max_requests - _LEFT_FOR_THE_REST - begun)
    for one in wanted[:room]:
        browser = inquiry.live if one.inside and inquiry is not None else newcomer
        yield from browser.fetch(Step.REVISIT, Request("GET", one.url))
    if inquiry is not None and any(one.inside for one in wanted[:room]):
        # What a session that has ended was answered says nothing of the pages.
        yield from inquiry.witness(Step.REVISIT)
    # What the rest of the walk spares itself where few requests are enough is not spent on these.
    ground.requests_at_most = min(ground.requests_at_most + recorder.sent - begun, ground.brief.max_requests)
    if len(wanted) > room:
        recorder.step(Step.REVISIT, StepResult.SKIPPED, f"{len(wanted) - room} pages: too few requests were left")
    elif wanted:
        recorder.step(Step.REVISIT, StepResult.DONE, f"{len(wanted)} pages that this walk had not come by")


def _unseen(ground: Ground) -> tuple[Revisit, ...]:
    if not ground.brief.revisit:
        return ()
    masked = ground.recorder.redactor.url
    seen = {page.key for page in seen_pages(ground.recorder.finish())}
    return tuple(
        one
        for one in ground.brief.revisit
        if ground.permits(one.url) and page_key(masked(one.url), inside=one.inside) not in seen
    )
