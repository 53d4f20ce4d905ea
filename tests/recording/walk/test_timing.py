"""The measurements of a session's end over scripted sites whose sessions end by the clock."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from hardtack.recording.measured import Measured, Measuring, TimeLimit
from hardtack.recording.message import Answer, Request
from hardtack.recording.model import Purpose, Recording, Side, Step, StepResult
from hardtack.recording.own_session import OwnSession
from hardtack.recording.walk.spans import is_settled, next_spans, seconds_of_later_rounds
from hardtack.recording.walk.timing import logins_for, requests_for
from tests.recording.site import BRIEF, STARTED, Gives, Played, Server, Site, detail, html, played, result

IDLE, ABSOLUTE = TimeLimit.IDLE, TimeLimit.ABSOLUTE
LOGINS_OF_A_WALK = 4


def measured(site: Site, server: Server | None = None, *, idle: float = 0.0, absolute: float = 0.0) -> Played:
    """A walk of the site with measurements, in seconds."""
    measuring = Measuring(idle, absolute)
    return played(site, replace(BRIEF, settle=0.0, failed_login=False, measuring=measuring), server)


def found(recording: Recording, limit: TimeLimit) -> Measured:
    """What was measured of one end."""
    (one,) = (one for one in recording.measured if one.limit is limit)
    return one


@pytest.mark.parametrize("idle", (3.0, 12.0, 40.0, 299.0, 301.0, 900.0, 1150.0))
def test_idle_time_is_found_to_five_percent_or_five_seconds(idle: float) -> None:
    """Whatever the server's idle limit is, it lies between the two bounds, and they are close."""
    play = measured(Site(idle=idle), idle=1200)
    one = found(play.recording, IDLE)
    assert one.complete
    assert one.dead_s is not None
    assert one.alive_s <= idle + 0.1
    assert one.dead_s >= idle
    assert one.dead_s - one.alive_s <= max(5.0, 0.05 * one.dead_s) + 0.2
    assert result(play.recording, Step.MEASURE_IDLE) is StepResult.DONE
    assert play.server.logins <= LOGINS_OF_A_WALK + logins_for(Measuring(idle=1200))
    assert len(play.requests) <= 200 + requests_for(Measuring(idle=1200))
    assert sum(play.waited) <= 4 * 1200


def test_the_proofs_of_an_idle_limit_are_in_the_recording() -> None:
    """The bounds name the exchange that was inside, the one that was outside, and the control right after it."""
    recording = measured(Site(idle=900), idle=1200).recording
    one = found(recording, IDLE)
    probes = {probe.exchange: probe for probe in recording.probes}
    assert one.alive is not None
    assert one.dead is not None
    assert one.control is not None
    assert probes[one.alive].side is Side.INSIDE
    assert probes[one.alive].purpose is Purpose.AFTER_IDLE
    assert probes[one.dead].side is Side.OUTSIDE
    assert probes[one.control].side is Side.INSIDE
    assert one.dead < one.control <= one.dead + 2


@pytest.mark.parametrize("site", (Site(), Site(idle=1300)))
def test_a_session_that_outlives_the_longest_span_is_said_to(site: Site) -> None:
    """Where none is gone after the longest span, the lower bound is that span, and there is no upper one."""
    play = measured(site, idle=1200)
    one = found(play.recording, IDLE)
    assert (one.complete, one.dead_s) == (True, None)
    assert one.alive_s == pytest.approx(1200, abs=1)


def test_a_cookie_that_the_browser_drops_is_sent_all_the_same() -> None:
    """What is measured is the server's memory: a Max-Age of the cookie is no end of the session."""
    site = Site((Gives("sid", at="both", attributes="Path=/; Secure; HttpOnly; Max-Age=60"),), idle=900)
    one = found(measured(site, idle=1200).recording, IDLE)
    assert one.alive_s > 600


def test_values_that_change_with_each_answer_are_followed() -> None:
    """A session whose id rotates is measured by its newest value."""
    one = found(measured(Site(rotates=("sid",), idle=300), idle=600).recording, IDLE)
    assert one.complete
    assert one.alive_s <= 300.1
    assert one.dead_s is not None


def test_text_alone_is_asked_of_two_pages() -> None:
    """Where outsiders are not refused, both pages must say that the session is gone."""
    recording = measured(Site(text_only=True, idle=300), idle=600).recording
    assert found(recording, IDLE).complete
    assert any(probe.side is Side.OUTSIDE for probe in recording.probed(Purpose.AFTER_IDLE))


def test_a_limit_to_the_sessions_of_one_user_leaves_fewer_idle_ones() -> None:
    """Where a login ends the oldest of more than three sessions, two are left idle beside the control."""
    one = found(measured(Site(at_most=3, idle=300), idle=600).recording, IDLE)
    assert one.complete
    assert one.alive_s <= 300.1


def test_one_session_a_user_cannot_be_measured() -> None:
    """Where each login ends the session before it, there is no control, and that is said."""
    play = measured(Site(single=True, idle=300), idle=600)
    one = found(play.recording, IDLE)
    assert (one.complete, one.alive_s, one.dead_s) == (False, 0.0, None)
    assert "another login of the same user ends the session" in one.note
    assert result(play.recording, Step.MEASURE_IDLE) is StepResult.FAILED


def test_the_end_of_a_whole_life_is_no_idle_limit() -> None:
    """Where sessions end by their age, the control ends too: nothing is said of idle ones beyond that."""
    one = found(measured(Site(absolute=400), idle=1200).recording, IDLE)
    assert one.complete is False
    assert one.dead_s is None
    assert 0 < one.alive_s <= 400
    assert "--measure-absolute" in one.note


def test_an_idle_limit_is_found_beside_a_longer_life() -> None:
    """A control that ends between two rounds is replaced, and the bounds stay."""
    one = found(measured(Site(idle=300, absolute=1000), idle=1200).recording, IDLE)
    assert one.complete
    assert one.alive_s <= 300.1


@pytest.mark.parametrize("absolute", (30.0, 400.0, 5000.0))
def test_the_life_of_a_busy_session_is_found(absolute: float) -> None:
    """A session kept busy is refused at its age, and a fresh login shows that the account still works."""
    play = measured(Site(absolute=absolute), absolute=7200)
    one = found(play.recording, ABSOLUTE)
    assert one.complete
    assert one.dead_s is not None
    assert one.alive_s <= absolute <= one.dead_s
    assert one.dead_s - one.alive_s <= max(5.0, 0.06 * one.dead_s)
    assert one.control is not None
    assert len(play.requests) <= 200 + requests_for(Measuring(absolute=7200))


def test_a_busy_session_that_outlives_the_longest_span_is_said_to() -> None:
    """An idle limit of a minute ends no session that is kept busy."""
    one = found(measured(Site(idle=60), absolute=7200).recording, ABSOLUTE)
    assert (one.complete, one.dead_s, one.note) == (True, None, "")
    assert one.alive_s == pytest.approx(7200, abs=1)


def test_a_short_idle_limit_may_look_like_the_end_of_a_life() -> None:
    """Where idle time was not measured, that doubt is told; where it was, the pauses are shorter than it."""
    alone = found(measured(Site(idle=5), absolute=600).recording, ABSOLUTE)
    assert alone.dead_s is not None
    assert "idle limit below" in alone.note
    both = measured(Site(idle=5, absolute=300), idle=60, absolute=600).recording
    assert found(both, ABSOLUTE).note == ""
    assert found(both, ABSOLUTE).alive_s == pytest.approx(300, abs=20)


def _from(start: float, answer: Callable[[], Answer]) -> Callable[[Server], Site]:
    """A site whose pages answer otherwise from so many seconds after the beginning on."""

    def made(server: Server) -> Site:
        def instead(_number: int, _request: Request) -> Answer | None:
            return answer() if server.now > STARTED + start else None

        return Site(instead=instead)

    return made


def test_an_answer_that_is_neither_gives_no_bound() -> None:
    """One session's answer that is an error says nothing of it; the next session's answer counts."""
    server = Server(Site())
    broken: list[str] = []

    def instead(_number: int, request: Request) -> Answer | None:
        # The session that is asked first after its idle time gets an error, and only that one.
        cookie = next((value for name, value in request.fields if name == "Cookie"), "")
        passed = server.now - STARTED
        if 20 < passed < 25 and cookie and not broken and cookie not in busy:
            broken.append(cookie)
        if passed < 20:
            return None
        busy.add(cookie)
        return html("broken", 500) if broken and cookie == broken[0] else None

    busy: set[str] = set()
    server.site = Site(idle=300, instead=instead)
    one = found(measured(server.site, server, idle=600).recording, IDLE)
    assert one.complete


@pytest.mark.parametrize("asked", ({"idle": 600.0}, {"absolute": 600.0}))
def test_a_site_that_falls_silent_gives_no_bound(asked: dict[str, float]) -> None:
    """Errors are neither inside nor outside: the measurement ends with what was known, and says why."""
    server = Server(Site())
    server.site = _from(300, lambda: html("broken", 500))(server)
    play = measured(server.site, server, **asked)
    (one,) = play.recording.measured
    assert one.complete is False
    assert one.dead_s is None
    assert one.note


def test_a_login_that_stops_working_ends_the_measurement() -> None:
    """A site that lets nobody in any more after the walk is not measured."""
    server = Server(Site())
    server.site = Site(
        instead=lambda _, request: html("no") if server.logins >= 4 and request.method == "POST" else None
    )
    (one,) = measured(server.site, server, idle=600).recording.measured
    assert one.note == "logging in did not work any more"


def test_a_login_form_that_is_gone_ends_the_measurement() -> None:
    """So does a form that is shown no more."""
    server = Server(Site())
    server.site = Site(
        instead=lambda _, request: html("no") if server.logins >= 4 and request.url.endswith("/login") else None
    )
    (one,) = measured(server.site, server, absolute=600).recording.measured
    assert one.note == "the login form was gone"


def test_http_basic_has_no_session_to_measure() -> None:
    """Where the password goes with each request there is no session; where it is exchanged for a cookie there is."""
    each = measured(Site(basic="each"), idle=600)
    assert "HTTP Basic" in found(each.recording, IDLE).note
    once = measured(Site((Gives("sid"),), basic="once", idle=300), idle=600)
    assert 0 < found(once.recording, IDLE).alive_s <= 300.1


def test_spent_requests_end_the_measurement_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The requests allowed for measuring are a bound, and what was known when they were spent stays."""
    monkeypatch.setattr("hardtack.recording.walk.timing.requests_for", lambda _: 0)
    (one,) = measured(Site(idle=300), idle=600).recording.measured
    assert one.complete is False
    assert "requests" in one.note


def test_nobody_inside_nothing_measured() -> None:
    """Without a login the measurement is skipped, with the reason."""
    recording = played(Site(), replace(BRIEF, username=None, password=None, measuring=Measuring(60, 60))).recording
    assert result(recording, Step.MEASURE_IDLE) is result(recording, Step.MEASURE_ABSOLUTE) is StepResult.SKIPPED
    assert detail(recording, Step.MEASURE_IDLE) == "nobody was logged in"


def test_an_earlier_run_is_gone_on_from() -> None:
    """Bounds of an earlier run are kept: only spans between them are tried, and what is settled is not asked again."""
    earlier = Measured(IDLE, 1200, alive_s=800.0, dead_s=1000.0, alive=3, dead=4, control=5)
    brief = replace(BRIEF, failed_login=False, measuring=Measuring(idle=1200, known=(earlier,)))
    play = played(Site(idle=900), brief)
    one = found(play.recording, IDLE)
    assert one.complete
    assert 800 <= one.alive_s <= 900.1
    assert max(play.waited) <= 30
    settled = replace(brief, measuring=Measuring(idle=1200, known=(replace(earlier, alive_s=980.0),)))
    again = played(Site(idle=900), settled)
    assert found(again.recording, IDLE).complete
    assert again.server.logins == LOGINS_OF_A_WALK
    assert found(again.recording, IDLE).alive is None


def test_a_longer_life_of_an_earlier_run_stays() -> None:
    """A busy session has to be begun anew: what an earlier one lived is not taken back meanwhile."""
    earlier = Measured(ABSOLUTE, 300, alive_s=250.0)
    play = played(Site(absolute=200), replace(BRIEF, measuring=Measuring(absolute=300, known=(earlier,))))
    assert found(play.recording, ABSOLUTE).alive_s == 250.0


def test_a_session_that_was_brought_along_is_not_measured() -> None:
    """Measuring takes logins, and there are none: that is the reason given."""
    brief = replace(BRIEF, password=None, own=OwnSession(()), measuring=Measuring(60))
    assert "brought along" in detail(played(Site(), brief).recording, Step.MEASURE_IDLE)


def test_what_is_ahead_shrinks_to_nothing() -> None:
    """Each pause tells how long the measurement has taken and will take at most; the promise is kept."""
    play = measured(Site(idle=900), idle=1200)
    assert play.ahead
    first = play.ahead[0]
    total = play.ahead[-1].passed
    assert first.passed == 0.0
    assert all(one.left >= 0 for one in play.ahead)
    reached = next(one for one in play.ahead if one.passed > 60)
    assert reached.passed + reached.left >= total - 60


def test_no_value_is_told_of_a_measurement() -> None:
    """What is kept of a measurement is numbers and clauses of its own."""
    (one,) = measured(Site(idle=300), idle=600).recording.measured
    assert re.search(r"[0-9a-f]{16}", repr(one)) is None


def test_spans_grow_by_a_factor_and_then_lie_between_the_bounds() -> None:
    """Nothing known: doubling up to the longest. Gone once: evenly between alive and gone."""
    nothing = Measured(IDLE, 640.0)
    assert next_spans(nothing, 6) == pytest.approx((20, 40, 80, 160, 320, 640))
    assert next_spans(replace(nothing, alive_s=160.0), 2) == pytest.approx((320, 640))
    assert next_spans(replace(nothing, dead_s=80.0), 3) == pytest.approx((10, 20, 40))
    assert next_spans(replace(nothing, alive_s=100.0, dead_s=200.0), 3) == pytest.approx((125, 150, 175))


def test_bounds_are_settled_at_five_percent_or_five_seconds() -> None:
    """The promise of the documentation."""
    assert not is_settled(Measured(IDLE, 600.0, 599.0))
    assert is_settled(Measured(IDLE, 600.0, 600.0))
    assert is_settled(Measured(IDLE, 600.0, 5.0, 10.0))
    assert is_settled(Measured(IDLE, 6000.0, 1000.0, 1050.0))
    assert not is_settled(Measured(IDLE, 6000.0, 1000.0, 1060.0))


def test_time_ahead_counts_the_rounds_to_come() -> None:
    """While nothing is gone the worst case counts; close bounds need no further round."""
    assert seconds_of_later_rounds(Measured(IDLE, 1200.0), 3) == 2400
    assert seconds_of_later_rounds(Measured(IDLE, 1200.0, 800.0, 900.0), 3) == 0
