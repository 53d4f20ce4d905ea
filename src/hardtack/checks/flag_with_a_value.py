"""A flag has a value, which browsers ignore: `Secure=false` switches Secure on.

What it asks:
    Has Secure, HttpOnly or Partitioned a value? Where it says no (`false`, `0`, `off`), the line does the opposite of
    what somebody meant; where it says yes, it is only superfluous.

Why it matters:
    Whoever reads the configuration believes that the flag is off. It is on: a cookie is not sent over plain HTTP, or a
    script finds nothing, and the search begins in the wrong place.

Remedy:
    Leave the flag away where it is not wanted, and write its bare name where it is.

Example:
    bad: Set-Cookie: sid=4f5a; Secure=false
    good: Set-Cookie: sid=4f5a; Secure

References:
    rfc6265bis-22 5.6.5, 5.6.6; CWE-16; ASVS 5.0 3.3.1; WSTG-SESS-02
"""

from collections.abc import Iterator

from hardtack.checks._dropped import nothing_set
from hardtack.checks._lines import line_finding
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Finding, Severity, Verdict, judged

_FLAGS = {"secure": "Secure", "httponly": "HttpOnly", "partitioned": "Partitioned"}
_NO = frozenset({"false", "0", "no", "off", "none", "null"})


def ask(recording: Recording) -> Verdict:
    """Look for flags with values."""
    if (nothing := nothing_set(recording)) is not None:
        return nothing
    findings = tuple(found for cookie in inventory(recording).cookies for found in _findings(cookie))
    return judged("No flag has a value that says the opposite.", findings)


def _findings(cookie: SeenCookie) -> Iterator[Finding]:
    said: set[str] = set()
    for line in cookie.lines:
        for attribute in () if line.cookie is None or line.deletion else line.cookie.attributes:
            flag = _FLAGS.get(attribute.name.lower())
            if flag is None or not attribute.value or flag in said:
                continue
            said.add(flag)
            severity = Severity.LOW if attribute.value.lower() in _NO else Severity.INFO
            message = f"{flag} of {cookie.name} has a value; browsers ignore it, so {flag} is on whatever it says."
            yield line_finding(cookie, severity, message, line, f"{flag} with a value")


CHECK = Check(
    code="HT1110",
    name="flag-with-a-value",
    question=None,
    severity=Severity.LOW,
    cwe=(16,),
    asvs=("3.3.1",),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
