"""The recorder: what is kept of a walk, at any moment of it."""

import pytest

from hardtack.cookies.persona import Persona
from hardtack.recording.actions import Reply, Seen, Send
from hardtack.recording.brief import Brief
from hardtack.recording.message import Failure, FailureKind, Request
from hardtack.recording.model import (
    LoginMethod,
    OracleFacts,
    OracleKind,
    Purpose,
    Side,
    Step,
    StepOutcome,
    StepResult,
)
from hardtack.recording.recorder import NO_CREDENTIALS, Recorder
from hardtack.recording.redact import Redactor
from tests.recording.site import BRIEF, PASSWORD, STARTED, URL, html

KEY = bytes(range(32))
SILENT = Failure(FailureKind.TIMEOUT, "after 30 seconds")
ORACLE = OracleFacts(URL, OracleKind.REFUSAL, "200", "303", sound=True, flaw="")


def recorder(brief: Brief = BRIEF) -> Recorder:
    """A recorder that has seen nothing yet."""
    return Recorder(brief, Redactor(KEY, Persona(), (PASSWORD,)), tool="test 1", started=STARTED)


def sent(step: Step = Step.VISIT) -> Send:
    """A request of some part of the walk."""
    return Send(Request("GET", URL), step, "first")


def test_nothing_seen_is_a_recording_too() -> None:
    """An interruption before the first answer still gives one, with the reason why nobody logged in."""
    recording = recorder(Brief(url=URL)).finish()
    assert (recording.exchanges, recording.probes, recording.oracle) == ((), (), None)
    assert (recording.login.method, recording.login.reason) == (LoginMethod.NONE, NO_CREDENTIALS)
    assert (recording.tool, recording.started) == ("test 1", int(STARTED))


def test_exchanges_are_counted_and_timed_from_the_beginning() -> None:
    """Indices go up from 0; moments are seconds since the start, to the millisecond."""
    one = recorder()
    assert [one.exchange(sent(), html("x"), STARTED + 0.12345), one.exchange(sent(), SILENT, STARTED + 2)] == [0, 1]
    first, second = one.finish().exchanges
    assert (first.at, first.failure, one.sent) == (0.123, None, 2)
    assert (second.response, second.failure) == (None, "timed out: after 30 seconds")


def test_an_outside_counts_only_once_it_is_witnessed() -> None:
    """Until a live control was inside right after it, it is unknown."""
    one = recorder()
    inside = one.probe(Purpose.FULL_JAR, 0, Side.INSIDE, ())
    outside = one.probe(Purpose.SUBSET, 1, Side.OUTSIDE, ())
    assert [one.counted(inside), one.counted(outside)] == [Side.INSIDE, Side.UNKNOWN]
    one.witnessed((outside,), 2)
    assert one.counted(outside) is Side.OUTSIDE
    assert [probe.control for probe in one.finish().probes] == [None, 2]


@pytest.mark.parametrize("witnessed", (True, False))
def test_an_answer_that_serves_twice_counts_alike(*, witnessed: bool) -> None:
    """The same jar for another attacker is no surer than it was for the first."""
    one = recorder()
    first = one.probe(Purpose.EXPOSED_TO_NETWORK, 1, Side.OUTSIDE, ())
    if witnessed:
        one.witnessed((first,), 2)
    one.probe_again(Purpose.EXPOSED_TO_SCRIPT, first, "the same cookies")
    network, script = one.finish().probes
    assert (network.side, network.control) == (script.side, script.control)
    assert (script.purpose, script.note) == (Purpose.EXPOSED_TO_SCRIPT, "the same cookies")


def test_the_last_word_on_a_part_counts() -> None:
    """A part of the walk has one outcome, and no secret in it."""
    one = recorder()
    one.step(Step.LOGOUT, StepResult.FAILED, "no")
    one.step(Step.LOGOUT, StepResult.DONE, f"with {PASSWORD}")
    (outcome,) = one.finish().steps
    assert (outcome.step, outcome.result) == (Step.LOGOUT, StepResult.DONE)
    assert PASSWORD not in outcome.detail


def test_an_oracle_is_declared_unsound() -> None:
    """With the control that did not hold; where there is no oracle there is nothing to declare."""
    one = recorder()
    one.unsound("a control")
    assert one.finish().oracle is None
    one.oracle = ORACLE
    one.unsound("a control")
    oracle = one.finish().oracle
    assert oracle is not None
    assert (oracle.sound, oracle.flaw) == (False, "a control")


CUT = (
    pytest.param(BRIEF, (), Step.VISIT, "interrupted", id="before the first answer"),
    pytest.param(BRIEF, (Step.VISIT, Step.ORACLE), Step.ORACLE, "interrupted", id="in the middle"),
    pytest.param(Brief(url=URL), (Step.VISIT,), Step.VISIT, NO_CREDENTIALS, id="without credentials"),
)


@pytest.mark.parametrize(("brief", "steps", "cut", "reason"), CUT)
def test_a_walk_cut_short_says_where_and_why(brief: Brief, steps: tuple[Step, ...], cut: Step, reason: str) -> None:
    """The part under way failed; a login that was not proved by then has that reason."""
    one = recorder(brief)
    for step in steps:
        one.exchange(sent(step), html("x"), STARTED)
    one.cut_short("interrupted")
    recording = one.finish()
    assert StepOutcome(cut, StepResult.FAILED, "cut short: interrupted") in recording.steps
    assert recording.login.reason == reason


def test_seen_exchanges_show_their_response() -> None:
    """A failure has none."""
    reply = Reply(html("x"), 0, STARTED)
    assert reply.answer is not None
    assert Seen(URL, reply.answer, 0, STARTED).response is reply.answer
    assert Seen(URL, SILENT, 0, STARTED).response is None


def test_no_more_than_twenty_refusals_are_kept() -> None:
    """A site that asks for ever new things does not fill the recording; what is asked again is the same refusal."""
    one = recorder()
    for number in (*range(25), 0):
        one.refused(Step.LOGIN, f"a redirect to h{number}.example was not followed")
    kept = [outcome.detail for outcome in one.finish().steps]
    assert kept == [f"a redirect to h{number}.example was not followed" for number in range(20)]
