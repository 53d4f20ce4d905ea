"""Verdicts on what was measured: idle time, life, and ids."""

from dataclasses import replace

import pytest

from hardtack.checks import session_id_predictable, session_idle_too_long, session_lives_too_long
from hardtack.recording.measured import IdSample, Measured, Pattern, TimeLimit
from hardtack.recording.model import Profile, Recording
from hardtack.verdict import Failed, Inconclusive, NotApplicable, Passed, Severity
from tests.report.sample import recording

IDLE, ABSOLUTE = TimeLimit.IDLE, TimeLimit.ABSOLUTE
SAMPLE = IdSample("sid", 200, 200, 32, 32, (), 128.0, Pattern.NONE, "", 0, 1)


def measured(one: Measured, profile: Profile = Profile.STANDARD) -> Recording:
    """A recording with one measurement."""
    base = recording()
    return replace(base, measured=(one,), target=replace(base.target, profile=profile))


@pytest.mark.parametrize(
    ("profile", "alive", "dead", "verdict"),
    (
        (Profile.STANDARD, 3500.0, 3650.0, Passed),  # the limit lies between the bounds: not shown to be passed
        (Profile.STANDARD, 3700.0, 3800.0, Failed),
        (Profile.STANDARD, 7200.0, None, Failed),
        (Profile.STRICT, 890.0, 930.0, Passed),
        (Profile.STRICT, 1000.0, 1040.0, Failed),
        (Profile.RELAXED, 90_000.0, 95_000.0, Passed),  # no limit there
        (
            Profile.STANDARD,
            1200.0,
            None,
            NotApplicable,
        ),  # alive at the longest span asked for, which is below the limit
        (Profile.RELAXED, 1200.0, None, NotApplicable),
    ),
)
def test_idle_time_is_held_against_the_profile(
    profile: Profile, alive: float, dead: float | None, verdict: type[object]
) -> None:
    """Failed only where a session was seen alive beyond the limit."""
    one = Measured(IDLE, 7200.0, alive, dead, alive=0, dead=None if dead is None else 1, control=2, complete=True)
    said = session_idle_too_long.ask(measured(one, profile))
    assert isinstance(said, verdict)
    if isinstance(said, Failed):
        assert said.findings[0].severity is Severity.LOW
        assert [one.exchange for one in said.findings[0].evidence][:1] == [0]


def test_a_life_beyond_a_day_fails() -> None:
    """The profile's absolute limit."""
    said = session_lives_too_long.ask(measured(Measured(ABSOLUTE, 1e6, 90_000.0, 90_030.0, 0, 1, 2, complete=True)))
    assert isinstance(said, Failed)
    assert "the limit is 24 hours" in said.summary


def test_what_was_broken_off_is_open_and_says_how_to_go_on() -> None:
    """Without an end nothing is proved; a bound beyond the limit is enough all the same."""
    open_yet = session_idle_too_long.ask(measured(Measured(IDLE, 7200.0, 60.0, note="the measurement was broken off")))
    assert isinstance(open_yet, Inconclusive)
    assert "--measure-idle" in open_yet.supply
    assert isinstance(session_idle_too_long.ask(measured(Measured(IDLE, 7200.0, 3700.0, note="broken off"))), Failed)


def test_a_doubt_is_told() -> None:
    """What else would look the same stands in the sentence; proofs of an earlier run are named so."""
    known = Measured(ABSOLUTE, 7200.0, 0.0, 600.0, complete=True, note="an idle limit below 30 s would look the same")
    said = session_lives_too_long.ask(measured(known))
    assert isinstance(said, Passed)
    assert "would look the same" in said.summary
    assert said.notes[0].evidence[0].note == "seen by an earlier run of the measurement"


def test_nothing_measured_nothing_said() -> None:
    """Both checks name their option."""
    for check in (session_idle_too_long, session_lives_too_long):
        said = check.ask(recording())
        assert isinstance(said, NotApplicable)
        assert "--measure-" in said.reason


@pytest.mark.parametrize(
    ("sample", "severity"),
    (
        (SAMPLE, None),
        (replace(SAMPLE, bits=96.0), Severity.INFO),
        (replace(SAMPLE, pattern=Pattern.CLOCK), Severity.INFO),
        (replace(SAMPLE, bits=63.0), Severity.MEDIUM),
        (replace(SAMPLE, bits=16.0), Severity.HIGH),
        (replace(SAMPLE, bits=44.0, pattern=Pattern.COUNTER), Severity.HIGH),
        (replace(SAMPLE, different=199, twins=(0, 2)), Severity.HIGH),
        (replace(SAMPLE, different=199, twins=(0, 2), unjudged="it is signed", bits=-1.0), Severity.HIGH),
    ),
)
def test_ids_are_held_against_64_and_128_bits(sample: IdSample, severity: Severity | None) -> None:
    """Below 64 bits fails, below 128 is told, a repeat is grave."""
    said = session_id_predictable.ask(replace(recording(), sampled=(sample,)))
    findings = said.findings if isinstance(said, Failed) else said.notes if isinstance(said, Passed) else ()
    assert max((one.severity for one in findings), default=None) == severity
    assert isinstance(said, Failed) is (severity is not None and severity is not Severity.INFO)


@pytest.mark.parametrize("sampled", ((), (replace(SAMPLE, unjudged="it is signed", bits=-1.0),)))
def test_without_ids_to_judge_the_check_does_not_arise(sampled: tuple[IdSample, ...]) -> None:
    """None sampled, or none that entropy says anything of."""
    assert isinstance(session_id_predictable.ask(replace(recording(), sampled=sampled)), NotApplicable)
