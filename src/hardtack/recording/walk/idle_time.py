"""After what idle time the server forgets a session: several left idle at once, and a control kept busy beside them.

Rules of this module:
- A session is asked once, at the end of its idle span. Gone counts only if the control is inside right after it.
- The control is as old as the sessions or older, so that the end of its whole life is not taken for idleness; only
  where the server limits the sessions of one user is it a little younger.
- Sessions seen alive are kept busy with the control, and left idle again in the next round: few logins are needed.
"""

from collections.abc import Generator
from dataclasses import dataclass, field

from hardtack.recording.actions import Action, Reply, Walking
from hardtack.recording.model import Purpose, Side
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.measurement import (
    BETWEEN_LOGINS,
    PERIOD,
    SHORTEST_PERIOD,
    SILENCES,
    GivenUpError,
    Measurement,
)
from hardtack.recording.walk.spans import is_settled, next_spans, seconds_of_later_rounds

SESSIONS = 6
"""Sessions left idle at once, at most."""
ROUNDS = 8
"""Rounds of the search, at most."""
CONTROLS = 3
"""Controls that may end by themselves before the search is given up."""
LOGINS = SESSIONS + 3 * (ROUNDS - 1) + CONTROLS + ROUNDS
"""Logins, at most: few rounds take more than one."""
_KEPT_AT_LEAST = 3


@dataclass(slots=True)
class IdleSearch:
    """The search under way.

    Attributes:
        measurement: what is measured.
        control: the session that is kept busy.
        lost: whether there is no such session, or none any more.
        period: the longest pause that a busy session is left alone for, in seconds.
        spare: further sessions that are kept busy, to be left idle in the next round.
    """

    measurement: Measurement
    control: Browser = field(init=False)
    lost: bool = True
    period: float = PERIOD
    spare: list[Browser] = field(default_factory=list[Browser])

    def run(self) -> Walking[None]:
        """Search until the bounds are as close as promised.

        Raises:
            GivenUpError: that can't be reached.
        """
        known, controls = self.measurement.known, 0
        wanted = SESSIONS if known.dead_s is None else _KEPT_AT_LEAST
        for _ in range(ROUNDS):
            if self.lost:
                controls += 1
                yield from self._new_control(controls)
            sessions = yield from self._ready(wanted)
            yield from self._round(sessions)
            if is_settled(self.measurement.known):
                return
            wanted = min(max(len(self.spare) + 1, _KEPT_AT_LEAST), SESSIONS)
        raise GivenUpError(f"{ROUNDS} rounds were not enough")

    def _new_control(self, count: int) -> Walking[None]:
        if count > CONTROLS:
            raise GivenUpError(
                "the session that was kept busy ended each time, so nothing can be told of idle ones: measure its life"
                " with --measure-absolute"
            )
        self.spare.clear()
        self.control, _ = yield from self.measurement.log_in("busy")
        self.lost = False

    def _ready(self, count: int) -> Generator[Action, Reply, list[Browser]]:
        """Sessions that are inside at this moment, with a control beside them."""
        browsers, self.spare = self.spare, []
        while len(browsers) < count:
            browser, _ = yield from self.measurement.log_in("idle")
            browsers.append(browser)
        if (yield from self._control_inside()) is None:
            # A limit to the sessions of one user: the oldest gave way. A younger control does for this round.
            self.control, _ = yield from self.measurement.log_in("busy")
        inside: list[Browser] = []
        for browser in browsers:
            asked = yield from self.measurement.ask(Purpose.BEFORE_IDLE, browser)
            if asked.side is Side.INSIDE:
                inside.append(browser)
        self.measurement.inquiry.forget()
        if not inside:
            raise GivenUpError(
                "another login of the same user ends the session, so no control can be kept busy beside an idle one"
            )
        return inside

    def _round(self, sessions: list[Browser]) -> Walking[None]:
        """Ask each session once, at the end of its span, until one is gone."""
        measurement, ground = self.measurement, self.measurement.ground
        started = ground.now
        spans = next_spans(measurement.known, len(sessions))
        measurement.due = started + spans[-1]
        measurement.later = seconds_of_later_rounds(measurement.known, _KEPT_AT_LEAST)
        for browser, span in zip(sessions, spans, strict=True):
            period = max(min(self.period, span / 10), SHORTEST_PERIOD)
            if not (yield from self._busy_until(started + span, period)):
                # It may have been left alone for too long: the next one is asked more often.
                self.lost, self.period = True, period / 4
                return
            idle = ground.now - started
            asked = yield from measurement.ask(Purpose.AFTER_IDLE, browser)
            if asked.side is Side.INSIDE:
                measurement.saw_alive(idle, asked)
                self.spare.append(browser)
                continue
            gone = ground.now - started
            control = yield from self._control_inside()
            if control is None:
                self.lost = True
                return
            if asked.side is Side.OUTSIDE:
                measurement.saw_gone(gone, asked, control)
                return

    def _busy_until(self, moment: float, period: float) -> Walking[bool]:
        """Let time pass, with the control and the spare sessions kept busy; whether the control stays inside."""
        measurement = self.measurement
        while (left := moment - measurement.ground.now) > 0:
            yield from measurement.pause(min(period, left))
            if left > period:
                if (yield from self._control_inside()) is None:
                    return False
                yield from self._keep_spare()
        return True

    def _keep_spare(self) -> Walking[None]:
        for browser in tuple(self.spare):
            asked = yield from self.measurement.ask(Purpose.KEPT_BUSY, browser)
            if asked.side is not Side.INSIDE:
                self.spare.remove(browser)
        self.measurement.inquiry.forget()

    def _control_inside(self) -> Walking[int | None]:
        """Ask the control; if it is inside, outsides before it count.

        Returns:
            The exchange that showed it inside, or None.
        """
        inquiry = self.measurement.inquiry
        for _ in range(SILENCES):
            asked = yield from self.measurement.ask(Purpose.KEPT_BUSY, self.control)
            if asked.side is Side.INSIDE:
                inquiry.settle_by(asked.seen.exchange)
                return asked.seen.exchange
            if asked.side is Side.OUTSIDE:
                break
            yield from self.measurement.pause(BETWEEN_LOGINS)
        inquiry.forget()
        return None
