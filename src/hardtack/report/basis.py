"""Which probes a question's verdict rests on: its own replays, and the controls that make them count."""

from hardtack.recording.model import Probe, Purpose, Recording, Step
from hardtack.verdict import Question

ORACLE_CONTROLS = frozenset({
    Purpose.FULL_JAR, Purpose.EMPTY_JAR, Purpose.ANONYMOUS_JAR, Purpose.GARBLED_JAR, Purpose.FAILED_LOGIN_JAR,
})  # fmt: skip
_ROLES = frozenset({Purpose.SUBSET, Purpose.SUBSTITUTED})

PURPOSES: dict[Question, frozenset[Purpose]] = {
    Question.Q1: ORACLE_CONTROLS | {
        Purpose.BEFORE_LOGIN, Purpose.BEFORE_SECOND_FACTOR, Purpose.BEFORE_LOGIN_AND_CONSTANTS, Purpose.PLANTED,
        Purpose.PLANTED_WITHOUT_LOGIN,
    },
    Question.Q2: ORACLE_CONTROLS | {
        Purpose.SECOND_SESSION, Purpose.BEFORE_LOGOUT, Purpose.LIVE_AFTER_LOGOUT, Purpose.FROZEN_AFTER_LOGOUT,
        Purpose.SET_AFTER_LOGOUT, Purpose.SETTLED_AFTER_LOGOUT, Purpose.AFTER_NEXT_LOGIN,
    },
    Question.Q3: _ROLES | {Purpose.EXPOSED_TO_SCRIPT},
    Question.Q4: _ROLES | {Purpose.EXPOSED_TO_SIBLING},
    Question.Q5: _ROLES,
    Question.Q6: _ROLES | {Purpose.EXPOSED_TO_NEIGHBOUR},
    Question.Q7: _ROLES,
    Question.Q8: frozenset(),
    Question.Q9: frozenset({Purpose.HTTPS_JAR_OVER_PLAIN, Purpose.LOGIN_OVER_PLAIN}),
    Question.Q10: _ROLES | {Purpose.EXPOSED_TO_NETWORK},
}  # fmt: skip
"""The probes that answer each question. Q8 is answered by the exchanges themselves."""


def basis_of(question: Question, recording: Recording) -> tuple[Probe, ...]:
    """The probes that a verdict rests on, in the order they were asked.

    Of the full jar only those asked when the oracle was set up: the later ones stand behind each probe as its control.
    """
    wanted = PURPOSES[question]
    exchanges = recording.exchanges
    return tuple(
        probe
        for probe in recording.probes
        if probe.purpose in wanted
        and (probe.purpose is not Purpose.FULL_JAR or exchanges[probe.exchange].step is Step.ORACLE)
    )
