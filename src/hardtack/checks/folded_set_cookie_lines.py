"""Two cookies were folded into one set-cookie line, so the second is lost.

What it asks:
    Does an attribute hold a comma with another cookie after it (`Path=/, b=2`)? HTTP lets other fields be folded so;
    Set-Cookie is the exception, since dates hold commas. (Inside the value a comma is just a character.)

Why it matters:
    Browsers take all of it for one cookie. The second is never set, and its flags may count for the first.

Remedy:
    Send one field line a cookie. It is often a proxy or a gateway that folds them: look at its handling of repeated
    fields.

Example:
    bad: Set-Cookie: a=1; Path=/, b=2; Path=/
    good: Set-Cookie: a=1; Path=/ and Set-Cookie: b=2; Path=/

References:
    RFC 9110 5.3; rfc6265bis-22 3; CWE-436; ASVS 5.0 3.3.1; WSTG-SESS-02
"""

import re

from hardtack.checks._dropped import nothing_set
from hardtack.checks._lines import line_finding
from hardtack.recording.inventory import inventory
from hardtack.recording.model import Recording
from hardtack.recording.sightings import Sighting
from hardtack.verdict import Check, Severity, Verdict, judged

_SECOND = re.compile(r",[ \t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+=")


def ask(recording: Recording) -> Verdict:
    """Look for a second cookie in the attributes of a line."""
    if (nothing := nothing_set(recording)) is not None:
        return nothing
    findings = tuple(
        line_finding(
            cookie,
            Severity.LOW,
            f"A second cookie is folded into the line of {cookie.name}: browsers take it for a part of an attribute.",
            folded[0],
            "a comma, and a name and a value after it",
        )
        for cookie in inventory(recording).cookies
        if (folded := [line for line in cookie.lines if _folded(line)])
    )
    return judged("Every cookie has a line of its own.", findings)


def _folded(line: Sighting) -> bool:
    _, _, attributes = line.line.partition(";")
    return _SECOND.search(attributes) is not None


CHECK = Check(
    code="HT1109",
    name="folded-set-cookie-lines",
    question=None,
    severity=Severity.LOW,
    cwe=(436,),
    asvs=("3.3.1",),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
