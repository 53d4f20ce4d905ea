"""What one exchange, and one audit, may cost: sizes, times, counts and the pace of sending.

A hostile or broken server can send without end, or send one byte a minute. Everything the client reads is therefore
bounded in bytes, and every exchange has one deadline for the whole of it, not one a read.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass


class BudgetSpentError(Exception):
    """The audit may send no further request: its number or its time is used up.

    Raised by the client before anything of the request is sent, so that the walk can end in order. It says nothing
    about the site, and nothing the user did wrong: it is no HardtackError.

    Attributes:
        spent: which budget, as a sentence for a person.
    """

    def __init__(self, spent: str) -> None:
        super().__init__(spent)
        self.spent = spent


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one exchange.

    Attributes:
        header_bytes: the head of a response, interim responses (1xx) before it included.
        body_bytes: the content, both as it came over the wire and after decoding.
        decoded_ratio: how many times larger decoded content may be than what came; asked once `ratio_from` is passed.
            A page compresses 3 to 20 times, a bomb up to 1030 times.
        ratio_from: decoded bytes up to which the ratio isn't asked: a small page of one repeated line is no bomb.
        connect_timeout: seconds for name, connection and TLS handshake, all addresses together.
        request_deadline: seconds for the whole exchange, retries included; waiting for the pace isn't.
    """

    header_bytes: int = 256 * 1024
    body_bytes: int = 8 * 1024 * 1024
    decoded_ratio: int = 200
    ratio_from: int = 1024 * 1024
    connect_timeout: float = 10.0
    request_deadline: float = 30.0


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds of one audit.

    Attributes:
        max_requests: requests that may go out, retries and those that found no connection included; None = no bound.
        max_time: seconds from the first request to the start of the last; None = no bound.
    """

    max_requests: int | None = None
    max_time: float | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The client's sense of time, an argument so that tests need not wait.

    Attributes:
        now: seconds on a clock that never goes back.
        sleep: waits that many seconds.
    """

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Deadline:
    """A point in time that one exchange must not pass."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._at = clock.now() + seconds

    def remaining(self) -> float:
        """Seconds left, more than 0.

        Raises:
            TimeoutError: none are left.
        """
        left = self._at - self._clock.now()
        if left <= 0:
            raise TimeoutError
        return left

    def sooner(self, seconds: float) -> "Deadline":
        """This deadline, or that many seconds from now, whichever comes first."""
        return Deadline(self._clock, min(self._at - self._clock.now(), seconds))


class Meter:
    """Counts what is sent, holds it to the budget and spaces it out.

    Attributes:
        sent: requests let out so far.
    """

    def __init__(self, budget: Budget, rate: float | None, clock: Clock) -> None:
        self.sent = 0
        self._budget = budget
        self._gap = 1 / rate if rate else 0.0
        self._clock = clock
        self._first: float | None = None
        self._last = float("-inf")

    def time_left(self) -> float | None:
        """Seconds of the audit's time that are left, 0 if none are; None without a bound."""
        if self._budget.max_time is None:
            return None
        passed = 0.0 if self._first is None else self._clock.now() - self._first
        return max(0.0, self._budget.max_time - passed)

    def let_out(self) -> None:
        """Waits for the pace and counts one request.

        Raises:
            BudgetSpentError: it would be one too many, or it would start too late.
        """
        if self._budget.max_requests is not None and self.sent >= self._budget.max_requests:
            raise BudgetSpentError(f"all {self._budget.max_requests} requests of this audit are spent")
        now = self._clock.now()
        first = now if self._first is None else self._first
        start = max(now, self._last + self._gap)
        if self._budget.max_time is not None and start - first > self._budget.max_time:
            raise BudgetSpentError(f"the {self._budget.max_time:g} seconds of this audit are spent")
        if start > now:
            self._clock.sleep(start - now)
        self._first, self._last = first, start
        self.sent += 1
