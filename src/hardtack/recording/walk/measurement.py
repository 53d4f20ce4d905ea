"""What both measurements of a session's end share: sessions of their own, asked and paused for, and what is known."""

from dataclasses import dataclass, field, replace

from hardtack.recording.actions import Ahead, Wait, Walking
from hardtack.recording.measured import Measured, TimeLimit
from hardtack.recording.model import LoginMethod, Purpose, Side, Step
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import Asked, Inquiry
from hardtack.recording.walk.jar import Jar
from hardtack.recording.walk.login import Way, open_login, submit_login

PERIOD = 30.0
"""Seconds after which a busy session is asked again, at most."""
SHORTEST_PERIOD = 0.5
SILENCES = 3
"""Answers in a row that say neither inside nor outside, at most."""
BETWEEN_LOGINS = 1.1
"""Tokens stamped with the second of the login would be the same in two logins within it: one session, not two."""
_BROKEN_OFF = "the measurement was broken off"
_STEPS = {TimeLimit.IDLE: Step.MEASURE_IDLE, TimeLimit.ABSOLUTE: Step.MEASURE_ABSOLUTE}


class GivenUpError(Exception):
    """The measurement can't be made, or not to its end; the text says why."""


@dataclass(slots=True)
class Measurement:
    """One measurement under way.

    Attributes:
        inquiry: the oracle.
        way: how to log in.
        limit: what is measured.
        asked: the longest span, in seconds.
        known: what was found out.
        began: epoch seconds.
        due: epoch seconds at which what runs now ends at the latest.
        later: seconds that come after that at most.
        logins: sessions begun.
    """

    inquiry: Inquiry
    way: Way
    limit: TimeLimit
    asked: float
    known: Measured = field(init=False)
    began: float = field(init=False)
    due: float = field(init=False)
    later: float = 0.0
    logins: int = 0

    def __post_init__(self) -> None:
        """Go on from what an earlier run found; its proofs are not in this recording."""
        earlier = self.ground.brief.measuring.earlier(self.limit) or Measured(self.limit, self.asked)
        self.began = self.due = self.ground.now
        self.learn(
            replace(earlier, asked_s=self.asked, alive=None, dead=None, control=None, complete=False, note=_BROKEN_OFF)
        )

    @property
    def ground(self) -> Ground:
        """The walk."""
        return self.inquiry.ground

    @property
    def step(self) -> Step:
        """The part of the walk."""
        return _STEPS[self.limit]

    def learn(self, known: Measured) -> None:
        """Keep what was found out: in the recorder as well, so that no interruption loses it."""
        self.known = known
        self.ground.recorder.measured[self.limit] = known

    def end(self, note: str) -> None:
        """It is over.

        Args:
            note: why it was not measured to its end, or empty where it was.
        """
        self.inquiry.forget()
        doubt = "" if self.known.note == _BROKEN_OFF else self.known.note
        self.learn(replace(self.known, complete=not note, note=note or doubt))

    def saw_alive(self, span: float, asked: Asked) -> None:
        """A session was inside after a span."""
        if span > self.known.alive_s:
            self.learn(replace(self.known, alive_s=round(span, 3), alive=asked.seen.exchange))

    def saw_gone(self, span: float, asked: Asked, control: int, note: str = "") -> None:
        """A session was outside after a span, and the control of an exchange inside right after it."""
        known = replace(self.known, dead_s=round(span, 3), dead=asked.seen.exchange, control=control)
        self.learn(replace(known, note=note or known.note))

    def log_in(self, name: str) -> Walking[tuple[Browser, int]]:
        """Begin a session, and see it inside, which also witnesses for outsides that wait.

        Returns:
            The browser, and the exchange that showed it inside.

        Raises:
            GivenUpError: it is not inside after the login.
        """
        yield from self.pause(BETWEEN_LOGINS)
        self.logins += 1
        browser = Browser(self.ground, f"{name}-{self.logins}", Jar(self.ground.suffixes))
        opened = yield from open_login(self.way, browser, self.step)
        visit = yield from submit_login(self.way, browser, opened, self.step)
        if visit is None:
            raise GivenUpError("the login form was gone")
        if self.way.method is LoginMethod.BASIC:
            browser.authorization = None
        self.ground.logins += 1
        asked = yield from self.ask(Purpose.KEPT_BUSY, browser)
        if asked.side is not Side.INSIDE:
            raise GivenUpError("logging in did not work any more")
        self.inquiry.settle_by(asked.seen.exchange)
        return browser, asked.seen.exchange

    def ask(self, purpose: Purpose, browser: Browser) -> Walking[Asked]:
        """Ask with a session's own jar, as somebody who wrote its cookies down."""
        browser.jar = browser.jar.lasting()
        asked = yield from self.inquiry.ask(purpose, self.step, browser, applied=True)
        if asked.side is Side.OUTSIDE and len(self.inquiry.oracles) > 1:
            # A page's text alone proves nothing: the second page must say the same.
            asked = yield from self.inquiry.ask(purpose, self.step, browser)
        return asked

    def pause(self, seconds: float) -> Walking[None]:
        """Let time pass."""
        now = self.ground.now
        ahead = Ahead(self.step, now - self.began, max(self.due - now, 0.0) + self.later, self.known)
        self.ground.now = (yield Wait(seconds, "of a measurement", ahead)).now
