"""Cookie values in place of masks, where the user asked for them."""

from hardtack.report.as_text import as_text
from hardtack.report.reveal import reveal
from tests.report.sample import mixed


def test_nothing_is_revealed_unasked() -> None:
    """Without values the report is the very same."""
    report = mixed()
    assert reveal(report, {}) is report


def test_masks_become_values_throughout() -> None:
    """Lines of responses and of evidence show the value; checks and verdicts stay what they are."""
    report = mixed()
    mask = report.recording.values[0].mask
    told = reveal(report, {mask: "value-on-the-wire", "~no-such-mask": "nothing"})
    assert "value-on-the-wire" in as_text(told)
    assert "value-on-the-wire" not in as_text(report)
    assert mask not in repr(told)
    assert [one.question for one in told.questions] == [one.question for one in report.questions]
    assert told.questions[0].answers[0].check is report.questions[0].answers[0].check
