"""The search for an idle limit where sessions end in other ways than by being idle."""

from collections.abc import Callable
from dataclasses import replace

from hardtack.recording.measured import Measured, Measuring
from hardtack.recording.message import Answer, Request
from hardtack.recording.model import Purpose, Recording, Side
from tests.recording.site import BRIEF, URL, Gives, Server, Site, html, played, sent_value, to


def searched(idle_for: Callable[[str, float], Answer | None]) -> tuple[Recording, Measured]:
    """The search up to ten minutes at a site whose account page asks first how long a session was silent.

    Args:
        idle_for: the page's answer, from the session's cookie and the seconds since its last request; None for its own.
    """
    server = Server(Site())
    last: dict[str, float] = {}

    def instead(_: int, request: Request) -> Answer | None:
        cookie = sent_value(request, "cookie")
        silent, last[cookie] = server.now - last.get(cookie, server.now), server.now
        return idle_for(cookie, silent) if cookie and request.url == f"{URL}account" else None

    server.site = Site((Gives("sid"),), instead=instead)
    brief = replace(BRIEF, settle=0.0, failed_login=False, measuring=Measuring(idle=600.0))
    recording = played(server.site, brief, server).recording
    (one,) = recording.measured
    return recording, one


def test_a_page_that_is_neither_side_bounds_nothing_however_often_it_is_asked() -> None:
    """A session that is locked after a while, not ended: the search gives up after its rounds and says so."""
    recording, one = searched(lambda _, silent: html("<title>Locked</title>Your PIN, please") if silent > 100 else None)
    assert (one.complete, one.dead_s, one.note) == (False, None, "8 rounds were not enough")
    assert 0 < one.alive_s < 100
    assert Side.OUTSIDE not in [probe.side for probe in recording.probed(Purpose.AFTER_IDLE)]


def test_a_session_that_ends_while_it_is_kept_busy_is_used_no_more() -> None:
    """Seen alive after its idle time, gone at the request after that: it bounds nothing, and others are waited for."""
    ended: set[str] = set()

    def once_more(cookie: str, silent: float) -> Answer | None:
        if cookie in ended:
            return to("/login")
        ended.update({cookie} if silent > 60 else ())
        return None

    recording, one = searched(once_more)
    assert ended
    assert Side.OUTSIDE in [probe.seen for probe in recording.probed(Purpose.KEPT_BUSY)]
    assert (one.complete, one.dead_s) == (True, None)
    assert one.alive_s >= 600
