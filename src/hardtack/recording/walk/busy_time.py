"""How long a session lives that is never left idle: one is kept busy until it is refused, or the longest span is over.

Rules of this module:
- The pauses grow with the session's age, up to half a minute: so the end is known to about 5 %, and no idle limit that
  a user would live with is met.
- Refused counts only if a fresh login is inside right after it: the account still works, so the session has ended.
"""

from hardtack.recording.actions import Walking
from hardtack.recording.measured import TimeLimit
from hardtack.recording.model import Purpose, Side
from hardtack.recording.walk.measurement import PERIOD, SHORTEST_PERIOD, SILENCES, GivenUpError, Measurement

_SHARE = 0.05


def keep_busy(measurement: Measurement) -> Walking[None]:
    """Keep a session busy and see when it ends.

    Raises:
        GivenUpError: that can't be told.
    """
    ground = measurement.ground
    before = ground.now
    browser, _ = yield from measurement.log_in("busy")
    since, silent, survives = ground.now, 0, _idle_survived(measurement)
    measurement.due = since + measurement.asked
    while (age := ground.now - since) < measurement.asked:
        pause = min(PERIOD, max(1.0, age * _SHARE), measurement.asked - age)
        if survives:
            pause = min(pause, max(survives / 2, SHORTEST_PERIOD))
        yield from measurement.pause(pause)
        life = ground.now - since
        asked = yield from measurement.ask(Purpose.KEPT_BUSY, browser)
        if asked.side is Side.OUTSIDE:
            gone = ground.now - before
            _, control = yield from measurement.log_in("closing")
            doubt = "" if survives else f"an idle limit below {pause:.3g} s would look the same"
            measurement.saw_gone(gone, asked, control, doubt)
            return
        silent = 0 if asked.side is Side.INSIDE else silent + 1
        if silent >= SILENCES:
            raise GivenUpError("the page told neither inside nor outside any more")
        if not silent:
            measurement.saw_alive(life, asked)


def _idle_survived(measurement: Measurement) -> float:
    """The longest idle span that a session is known to survive, in seconds; 0 where that was not measured."""
    recorder, measuring = measurement.ground.recorder, measurement.ground.brief.measuring
    known = recorder.measured.get(TimeLimit.IDLE) or measuring.earlier(TimeLimit.IDLE)
    return known.alive_s if known else 0.0
