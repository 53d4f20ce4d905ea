"""Findings and verdicts that would say nothing can't be made."""

import pytest

from hardtack.verdict import Confidence, Evidence, Failed, Finding, Severity


def test_a_finding_needs_evidence() -> None:
    """What can't be shown is no finding."""
    with pytest.raises(ValueError, match="a finding needs evidence: a fault"):
        Finding("a fault", Severity.HIGH, Confidence.HIGH, ())


@pytest.mark.parametrize("findings", ((), (Finding("a note", Severity.INFO, Confidence.HIGH, (Evidence(0),)),)))
def test_a_failed_verdict_needs_a_fault(findings: tuple[Finding, ...]) -> None:
    """Notes alone fail nothing."""
    with pytest.raises(ValueError, match="a failed verdict needs a finding above info: bad"):
        Failed("bad", findings)
