"""How long the server keeps a session, measured after the walk on sessions of its own (Q5)."""

from hardtack.recording.actions import Walking
from hardtack.recording.measured import Measured, Measuring, TimeLimit
from hardtack.recording.model import LoginMethod, Step, StepResult
from hardtack.recording.walk.busy_time import keep_busy
from hardtack.recording.walk.ground import BudgetSpentError, Ground
from hardtack.recording.walk.idle_time import LOGINS, ROUNDS, SESSIONS, IdleSearch
from hardtack.recording.walk.inquiry import Inquiry
from hardtack.recording.walk.login import Way
from hardtack.recording.walk.measurement import PERIOD, GivenUpError, Measurement
from hardtack.recording.walk.spans import is_settled

_REQUESTS_OF_A_LOGIN = 12
_REQUESTS_OF_A_SAMPLE = 2
_BEGINNING = 100
"""Requests of a busy session before its pauses are as long as they get."""


def requests_for(measuring: Measuring) -> int:
    """The most requests that measuring and sampling may take, beyond those of the walk."""
    idle = ROUNDS * (SESSIONS + 1) * (10 * SESSIONS + int(measuring.idle / PERIOD)) if measuring.idle else 0
    busy = _BEGINNING + int(measuring.absolute / PERIOD) if measuring.absolute else 0
    samples = (measuring.sample_ids + 1) * _REQUESTS_OF_A_SAMPLE if measuring.sample_ids else 0
    return idle + busy + logins_for(measuring) * _REQUESTS_OF_A_LOGIN + samples


def logins_for(measuring: Measuring) -> int:
    """The most logins that measuring may take, beyond those of the walk."""
    return (LOGINS if measuring.idle else 0) + (2 if measuring.absolute else 0)


def measure(inquiry: Inquiry, way: Way) -> Walking[None]:
    """Measure what the brief asks for.

    Args:
        inquiry: the oracle.
        way: how this application is logged into.
    """
    measuring = inquiry.ground.brief.measuring
    inquiry.ground.allowance = requests_for(measuring)
    for limit, asked in ((TimeLimit.IDLE, measuring.idle), (TimeLimit.ABSOLUTE, measuring.absolute)):
        if asked:
            yield from _run(Measurement(inquiry, way, limit, asked))


def note_unmeasured(ground: Ground) -> None:
    """Say of what was to be measured and was not begun that it was not: it needs logins, and an oracle."""
    begun = {one.step for one in ground.recorder.finish().steps}
    measuring = ground.brief.measuring
    reason = "nobody was logged in"
    if ground.brief.own is not None:
        reason = "a session that was brought along is one alone, and measuring takes logins"
    for step, wanted in ((Step.MEASURE_IDLE, measuring.idle), (Step.MEASURE_ABSOLUTE, measuring.absolute)):
        if wanted and step not in begun:
            ground.recorder.step(step, StepResult.SKIPPED, reason)


def _run(measurement: Measurement) -> Walking[None]:
    try:
        if not is_settled(measurement.known):
            yield from _measured(measurement)
        note = ""
    except GivenUpError as error:
        note = str(error)
    except BudgetSpentError:
        note = "the requests allowed for it were spent"
    measurement.end(note)
    result = StepResult.DONE if measurement.known.complete else StepResult.FAILED
    measurement.ground.recorder.step(measurement.step, result, _told(measurement.known))


def _measured(measurement: Measurement) -> Walking[None]:
    carrying = measurement.ground.recorder.credentials
    if measurement.way.method is LoginMethod.BASIC and (carrying is None or carrying.header):
        raise GivenUpError("the browser sends the password each time (HTTP Basic), so there is no session")
    if measurement.limit is TimeLimit.IDLE:
        yield from IdleSearch(measurement).run()
    else:
        yield from keep_busy(measurement)


def _told(known: Measured) -> str:
    what = "left idle" if known.limit is TimeLimit.IDLE else "kept busy"
    alive = f"alive after {known.alive_s:.4g} s" if known.alive_s else "not seen alive"
    gone = "" if known.dead_s is None else f", gone after {known.dead_s:.4g} s"
    return f"a session {what} was {alive}{gone}{f'; {known.note}' if known.note else ''}"
