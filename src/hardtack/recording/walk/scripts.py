"""Fetches the scripts of pages inside, where one may read the session cookie: what scripts need must not be hidden."""

from hardtack.recording.actions import Walking
from hardtack.recording.inventory import inventory
from hardtack.recording.message import Request
from hardtack.recording.model import Step, StepResult
from hardtack.recording.page import Page
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import frozen

SCRIPTS_AT_MOST = 12
_LEFT_FOR_THE_REST = 40
"""Requests that the logout and what follows it may take."""


def fetch_scripts(ground: Ground, browser: Browser, pages: tuple[Page, ...]) -> Walking[None]:
    """Fetch the scripts of some pages, if a cookie that carries the session can be read by scripts.

    Args:
        ground: the walk.
        browser: one that is inside; its jar stays as it is.
        pages: pages it has seen.
    """
    seen = inventory(ground.recorder.finish())
    readable = [one for one in seen.session if one.role.proved and one.judged and not one.http_only]
    loaded = (part.url for page in pages for part in page.subresources if part.kind == "script")
    urls = [url for url in dict.fromkeys(loaded) if ground.permits(url)]
    if not readable or not urls:
        return
    room = ground.requests_at_most - ground.recorder.sent - _LEFT_FOR_THE_REST
    chosen = urls[: max(0, min(SCRIPTS_AT_MOST, room))]
    reader = frozen(browser, browser.jar.copy())
    for url in chosen:
        yield from reader.fetch(Step.SCRIPTS, Request("GET", url), applied=False)
    left = f", {len(urls) - len(chosen)} were left" if len(chosen) < len(urls) else ""
    ground.recorder.step(Step.SCRIPTS, StepResult.DONE, f"{len(chosen)} of pages inside were read{left}")
