"""A cookie holds personal data: an e-mail address, a name, a phone number, a card number.

What it asks:
    Every layer of every cookie value is decoded and searched for the test user's own data, which is proof, and for
    patterns of personal data in fields that name them, which is likely. Random ids, user numbers and anything encrypted
    pass.

Why it matters:
    A signature does not hide what it signs. Cookies are copied into logs, proxies, crash reports and backups, and lie
    on shared computers; the data in them goes along.

Remedy:
    Keep personal data on the server, under a random id; if it has to be in the cookie, encrypt it.

Example:
    bad: Set-Cookie: profile=eyJlbWFpbCI6ImJha2VyQGV4YW1wbGUuY29tIn0=
    good: Set-Cookie: profile=<random id>

References:
    NIST SP 800-63B-4 5.1.1; CWE-315, CWE-359; ASVS 5.0 14.1.1, 14.3.3; WSTG-SESS-01
"""

from collections.abc import Iterator

from hardtack.checks._values import DIGESTS, Met, answer_on_values, field, form, value_finding, values
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Finding, Question, Severity, Verdict

_ELSEWHERE = frozenset({"password", "username"})
"""Labels that other checks weigh."""

_GAIN = "Whoever reads the cookie, a log or a backup of it knows this of the user."


def ask(recording: Recording) -> Verdict:
    """Look for personal data in what is known of each value."""
    met = values(recording)
    findings = [found for one in met for found in _findings(one)]
    notes = _readable(met)
    return answer_on_values(recording, (*findings, *notes), "No cookie holds personal data that was found.")


def _findings(met: Met) -> Iterator[Finding]:
    proved: set[str] = set()
    for match in met.facts.matches:
        if match.label not in _ELSEWHERE:
            proved.add(match.where)
            severity = Severity.LOW if match.how in DIGESTS else Severity.MEDIUM
            message = f"The cookie {met.name} holds the user's {match.label} {form(match.how)}{field(match.where)}."
            yield value_finding(met, severity, message, _GAIN)
    for data in met.facts.personal_data:
        if data.where not in proved:
            message = (
                f"The cookie {met.name} holds what looks like personal data: {data.kind.value}{field(data.where)}."
            )
            yield value_finding(met, Severity.MEDIUM, message, _GAIN, guessed=True)


def _readable(met: tuple[Met, ...]) -> Iterator[Finding]:
    """A signed value is no secret to its holder: worth knowing, no fault. Said of the value with the most fields."""
    signed = [one for one in met if one.role.carries_session and one.facts.signed is not None and one.facts.fields]
    fullest = {one.name: one for one in sorted(signed, key=lambda one: len(one.facts.fields))}
    for one in fullest.values():
        fields = ", ".join(one.facts.fields[:8])
        message = f"The value of {one.name} is signed, not encrypted: whoever holds it reads its fields ({fields})."
        yield value_finding(one, Severity.INFO, message, "")


CHECK = Check(
    code="HT702",
    name="cookie-holds-personal-data",
    question=Question.Q7,
    severity=Severity.MEDIUM,
    cwe=(315, 359),
    asvs=("14.1.1", "14.3.3"),
    wstg=("WSTG-SESS-01",),
    page=__doc__ or "",
    ask=ask,
)
