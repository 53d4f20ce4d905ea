"""How a measured span is held against a limit."""

from hardtack.checks._base import certainty
from hardtack.recording.limits import span
from hardtack.recording.measured import Measured, TimeLimit
from hardtack.recording.model import Recording
from hardtack.verdict import Evidence, Failed, Finding, Inconclusive, NotApplicable, Passed, Severity, Verdict

_OPTIONS = {TimeLimit.IDLE: "--measure-idle", TimeLimit.ABSOLUTE: "--measure-absolute"}
_STATES = {TimeLimit.IDLE: "left idle", TimeLimit.ABSOLUTE: "kept busy"}
_GAINS = {
    TimeLimit.IDLE: "Whoever finds the browser, or a copied cookie, hours later is inside without a password.",
    TimeLimit.ABSOLUTE: "Whoever copied the cookie stays inside as long as he keeps it busy.",
}


def held_against(recording: Recording, limit: TimeLimit, seconds: int | None, source: str) -> Verdict:
    """Hold what was measured against a limit.

    Args:
        recording: all that was seen.
        limit: which end of a session.
        seconds: the longest that is allowed, None for no limit.
        source: who says so.
    """
    known = next((one for one in recording.measured if one.limit is limit), None)
    if known is None:
        return NotApplicable(f"it was not measured ({_OPTIONS[limit]})")
    told = f"A session {_STATES[limit]} {_bounds(known)}"
    if seconds is not None and known.alive_s > seconds:
        message = f"{told}; the limit is {span(seconds)} ({source})."
        evidence = _evidence(recording, known)
        return Failed(message, (Finding(message, Severity.LOW, certainty(recording), evidence, gain=_GAINS[limit]),))
    if known.dead_s is None and not known.complete:
        return Inconclusive(
            f"how long a session {_STATES[limit]} lives was not measured to its end: {known.note}",
            f"Run the audit again with {_OPTIONS[limit]}: it goes on from what is known.",
        )
    note = f" ({known.note})" if known.note else ""
    if known.dead_s is None:
        return NotApplicable(
            f"{told[0].lower()}{told[1:]}, and was not measured beyond that{note}", _note(recording, known, told)
        )
    limited = f"no limit is set ({source})" if seconds is None else f"the limit is {span(seconds)} ({source})"
    return Passed(f"{told}{note}; {limited}.", _note(recording, known, told))


def _bounds(known: Measured) -> str:
    gone = "" if known.dead_s is None else f"gone after {span(round(known.dead_s))}"
    alive = f"alive after {span(int(known.alive_s))}" if known.alive_s >= 1 else ""
    return f"was {' and '.join(part for part in (alive, gone) if part) or 'not seen alive later on'}"


def _note(recording: Recording, known: Measured, told: str) -> tuple[Finding, ...]:
    return (Finding(f"{told}.", Severity.INFO, certainty(recording), _evidence(recording, known)),)


def _evidence(recording: Recording, known: Measured) -> tuple[Evidence, ...]:
    places = ((known.alive, "alive"), (known.dead, "gone"), (known.control, "the control alive right after that"))
    seen = tuple(Evidence(place, note=note) for place, note in places if place is not None)
    return seen or (Evidence(recording.login.exchange or 0, note="seen by an earlier run of the measurement"),)
