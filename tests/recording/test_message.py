"""Live messages: what a failure is called."""

import pytest

from hardtack.recording.message import failure_sentence


@pytest.mark.parametrize(
    ("recorded", "sentence"),
    (
        ("connection refused: a took no connection: refused.", "a took no connection: refused."),
        ("no TLS spoken there: a doesn't speak TLS.", "a doesn't speak TLS."),
        ("outside the scope of this audit: other host", "outside the scope of this audit: other host"),
        ("nothing was sent", "nothing was sent"),
        ("", ""),
    ),
)
def test_a_failure_is_said_once(recorded: str, sentence: str) -> None:
    """The sentence stands alone; a refusal of our own keeps its reason code, which says whose it is."""
    assert failure_sentence(recorded) == sentence
