"""The demo application's server-side sessions: where the answers to Q1, Q2 and the server's half of Q5 live."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from hardtack.demo.switches import Switches

IDLE_LIMIT = 15 * 60
"""Seconds without a request after which a session ends, when Q5 is right (the strictest profile's limit)."""
ABSOLUTE_LIMIT = 12 * 60 * 60
"""Seconds after login at which a session ends whatever happens, when Q5 is right."""
REMEMBERED_LIMIT = 14 * 24 * 60 * 60
"""Seconds a session lives when the user asked to be remembered; the idle limit does not apply then."""

_CAPACITY = 10_000
_ID_BYTES = 16
_ADOPTABLE = re.compile(r"[0-9A-Za-z_-]{8,128}")


@dataclass(slots=True)
class Session:
    """What the server knows of one session.

    Attributes:
        session_id: The value of the session cookie.
        csrf_token: The token that forms of this session must carry.
        started: When the session (after login: the login) began, in the clock's seconds.
        seen: When the last request of the session came.
        user: The user's name while inside, `None` for an anonymous visitor.
        remembered: Whether the user asked to be remembered.
    """

    session_id: str
    csrf_token: str
    started: float
    seen: float
    user: str | None = None
    remembered: bool = False


@dataclass(slots=True)
class Sessions:
    """All sessions of the application, at most 10,000: beyond that the oldest gives way, so memory stays bounded.

    Attributes:
        switches: The answers to give.
        clock: Returns the time in seconds; only differences matter.
        randomness: Returns so many unpredictable bytes.
        idle: Seconds without a request after which a session ends, when Q5 is right.
        absolute: Seconds after login at which it ends whatever happens, when Q5 is right.
    """

    switches: Switches
    clock: Callable[[], float]
    randomness: Callable[[int], bytes]
    idle: float = IDLE_LIMIT
    absolute: float = ABSOLUTE_LIMIT
    _by_id: dict[str, Session] = field(default_factory=dict[str, Session])

    def find(self, session_id: str | None) -> Session | None:
        """The live session of that id, marked as seen now; `None` if there is none, or it has ended by time."""
        session = None if session_id is None else self._by_id.get(session_id)
        if session is None:
            return None
        now = self.clock()
        if self.switches.q5 and self._expired(session, now):
            del self._by_id[session.session_id]
            return None
        session.seen = now
        return session

    def visit(self, session_id: str | None) -> Session:
        """The session of that id, or a new anonymous one.

        With Q1 weak an id that only the client knows is adopted as it is: session fixation by planting (CWE-384).
        """
        if session := self.find(session_id):
            return session
        if session_id is not None and not self.switches.q1 and _ADOPTABLE.fullmatch(session_id):
            return self._begin(session_id)
        return self._begin(self.new_id())

    def log_in(self, anonymous: Session, user: str, *, remembered: bool) -> Session:
        """Make the visitor a user: under a fresh id and token when Q1 is right, under the same id when it is weak."""
        session = anonymous
        if self.switches.q1:
            self._by_id.pop(anonymous.session_id, None)
            session = self._begin(self.new_id())
        session.user, session.remembered, session.started = user, remembered, session.seen
        return session

    def log_out(self, session: Session) -> None:
        """End the session here when Q2 is right; when it is weak, leave it to the browser to forget the cookie."""
        if self.switches.q2:
            self._by_id.pop(session.session_id, None)

    def new_id(self) -> str:
        """An unpredictable id of 128 bits in hexadecimal digits."""
        return self.randomness(_ID_BYTES).hex()

    def _begin(self, session_id: str) -> Session:
        while len(self._by_id) >= _CAPACITY:
            del self._by_id[next(iter(self._by_id))]
        now = self.clock()
        session = Session(session_id, csrf_token=self.new_id(), started=now, seen=now)
        self._by_id[session_id] = session
        return session

    def _expired(self, session: Session, now: float) -> bool:
        if session.remembered:
            return now - session.started > REMEMBERED_LIMIT
        return now - session.seen > self.idle or now - session.started > self.absolute
