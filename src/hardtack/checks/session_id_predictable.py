"""The ids that the server gives can be guessed: too little entropy, an id twice, or a counter or the time in them.

What it asks:
    With `--sample-ids N`, strangers with empty jars are given N ids. How much entropy can they hold, position by
    position? Is one of them given twice? Does a number in them go on with each visit, or with the time? NIST asks for
    64 bits of a session secret, ASVS for 128. What is estimated is an upper bound: a digest of a counter looks random.
    Signed and encrypted values are no ids: they are not judged so.

Why it matters:
    Who can guess the id of another visitor is that visitor, without a script bug and without a place on the network.

Remedy:
    Make ids of 128 bits or more with the system's random generator, and nothing else in them.

Example:
    bad: Set-Cookie: sid=6a2f9b31-000417, and for the next visitor: sid=6a2f9b32-000418
    good: Set-Cookie: sid=7f1c0d9b2a6e4f58b3c1d0e9a8f76b5c

References:
    CWE-330, CWE-331, CWE-340; NIST SP 800-63B-4 5.1; ASVS 5.0 7.2.3; WSTG-SESS-01
"""

from hardtack.recording.measured import IdSample, Pattern
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Severity, Verdict, judged

_NIST = 64
_ASVS = 128
_GUESSED_AT_ONCE = 32
_GAIN = "Whoever guesses the id of another visitor is inside as that visitor."


def ask(recording: Recording) -> Verdict:
    """See what is wrong with the ids that were sampled."""
    if not recording.sampled:
        return NotApplicable("no ids were sampled (--sample-ids N)")
    judgeable = [one for one in recording.sampled if not one.unjudged]
    findings = tuple(finding for one in recording.sampled for finding in _findings(one))
    if not judgeable and not findings:
        reasons = "; ".join(f"{one.name}: {one.unjudged}" for one in recording.sampled)
        return NotApplicable(f"the values sampled are not judged by entropy: {reasons}")
    told = ", ".join(f"{one.name} holds up to {one.bits:.0f} bits ({one.count} sampled)" for one in judgeable)
    return judged(f"Nothing in the ids sampled can be predicted: {told}.", findings)


def _findings(ids: IdSample) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if ids.twins is not None and ids.different > 1:
        message = f"The id {ids.name} was given to two visitors: {ids.count} visits got {ids.different} different ones."
        found.append(_finding(message, Severity.HIGH, ids.twins, _GAIN))
    if ids.unjudged:
        return tuple(found)
    places = (ids.first, ids.last)
    runs = ids.pattern is not Pattern.NONE
    if ids.bits < _NIST:
        with_pattern = f", and {ids.pattern.value} runs along in it" if runs else ""
        held = f"{ids.bits:.0f} bits of entropy at most{with_pattern}"
        message = f"The id {ids.name} holds {held}; NIST SP 800-63B asks for {_NIST}."
        severity = Severity.HIGH if runs or ids.bits < _GUESSED_AT_ONCE else Severity.MEDIUM
        found.append(_finding(message, severity, places, _GAIN))
        return tuple(found)
    if runs:
        message = f"In the id {ids.name} {ids.pattern.value} runs along; the rest of it holds enough."
        found.append(_finding(message, Severity.INFO, places, "It tells when, or as the how manieth, an id was given."))
    if ids.bits < _ASVS:
        message = f"The id {ids.name} holds {ids.bits:.0f} bits of entropy at most; ASVS 7.2.3 asks for {_ASVS}."
        found.append(_finding(message, Severity.INFO, places, ""))
    return tuple(found)


def _finding(message: str, severity: Severity, places: tuple[int, int], gain: str) -> Finding:
    notes = ("one of the ids sampled", "another one")
    evidence = tuple(Evidence(place, note=note) for place, note in zip(places, notes, strict=True))
    return Finding(message, severity, Confidence.MEDIUM, evidence, gain=gain)


CHECK = Check(
    code="HT1120",
    name="session-id-predictable",
    question=None,
    severity=Severity.HIGH,
    cwe=(330, 331, 340),
    asvs=("7.2.3",),
    wstg=("WSTG-SESS-01",),
    page=__doc__ or "",
    ask=ask,
)
