"""What each attacker gets in with."""

from dataclasses import replace

import pytest

from hardtack.recording.model import Attacker, Purpose, Recording, Side, Step, StepOutcome, StepResult
from hardtack.report.exposure import exposures
from tests.recording.site import Gives, Site, play


@pytest.fixture(scope="module")
def recording() -> Recording:
    """A walk in which scripts read a cookie that opens nothing."""
    return play(Site((Gives("sid"), Gives("theme", at="visit", attributes="Path=/; Secure"))))


def test_each_attacker_has_his_lot(recording: Recording) -> None:
    """Network and neighbour get the session, scripts a cookie that opens nothing, siblings nothing at all."""
    told = {one.attacker: (one.cookies, one.words) for one in exposures(recording)}
    assert told[Attacker.SIBLING] == ((), "gets at nothing")
    assert told[Attacker.SCRIPT] == (("theme",), "outside")
    assert told[Attacker.NEIGHBOUR][1] == "inside"


def test_an_answer_that_is_neither_is_said_so(recording: Recording) -> None:
    """A probe that was neither inside nor outside is not known."""
    doubtful = tuple(
        replace(one, side=Side.UNKNOWN) if one.purpose is Purpose.EXPOSED_TO_SCRIPT else one for one in recording.probes
    )
    told = {one.attacker: one.words for one in exposures(replace(recording, probes=doubtful))}
    assert told[Attacker.SCRIPT] == "not known"


def test_what_was_not_asked_is_not_told(recording: Recording) -> None:
    """Without the replays there is nothing to tell."""
    steps = (StepOutcome(Step.VISIT, StepResult.DONE, ""),)
    assert exposures(replace(recording, steps=steps)) == ()


def test_an_authorization_field_is_no_question_of_cookies(recording: Recording) -> None:
    """Where a token opens the account, the table of cookies would tell nothing."""
    assert recording.credentials is not None
    by_token = replace(recording, credentials=replace(recording.credentials, header=True))
    assert exposures(by_token) == ()
