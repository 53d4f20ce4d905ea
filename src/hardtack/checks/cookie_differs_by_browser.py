"""Browsers disagree on a cookie: one keeps it and another does not, or they keep different cookies.

What it asks:
    Do the browsers measured (Chromium and Firefox ESR) make the same of every line? They differ on tabs, on lines
    without a name, on `__Host-` without Path, on a Max-Age that is no number, and on a default path over 1024 bytes.

Why it matters:
    The site works for some of its users only, or a cookie meant for minutes stays; whoever tests with one browser sees
    nothing.

Remedy:
    Write lines in the server's grammar: a name and "=", no tabs, Path written out, digits in Max-Age.

Example:
    bad: Set-Cookie: __Host-sid=4f5a; Secure
    good: Set-Cookie: __Host-sid=4f5a; Secure; Path=/

References:
    rfc6265bis-22 4.1.1, 5.6; CWE-436; ASVS 5.0 3.3.3; WSTG-SESS-02
"""

from collections.abc import Iterator

from hardtack.checks._dropped import nothing_set
from hardtack.checks._lines import line_finding
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.sightings import Kept, Sighting
from hardtack.verdict import Check, Finding, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Compare what the browsers make of each line."""
    if (nothing := nothing_set(recording)) is not None:
        return nothing
    findings = tuple(found for cookie in inventory(recording).cookies for found in _findings(cookie))
    return judged("The browsers measured make the same of every line.", findings)


def _findings(cookie: SeenCookie) -> Iterator[Finding]:
    said: set[str] = set()
    for line in cookie.lines:
        if len({(kept.id, kept.reject is None, _fate(kept)) for kept in line.kept}) > 1:
            message = f"Browsers disagree on {cookie.name}: {'; '.join(map(_words, line.kept))}."
            if message not in said:
                said.add(message)
                yield line_finding(cookie, Severity.LOW, message, line, _note(line))


def _fate(kept: Kept) -> str:
    if kept.lifetime is None:
        return "until it is closed"
    return "not at all: it is taken for a deletion" if kept.lifetime <= 0 else "for a time"


def _words(kept: Kept) -> str:
    if kept.id is None:
        return f"{kept.browser} drops it" + (f", as {kept.reject.text}" if kept.reject is not None else "")
    name = f'under the name "{kept.id.name}"' if kept.id.name else "without a name"
    return f"{kept.browser} keeps it {name}, {_fate(kept)}"


def _note(line: Sighting) -> str:
    return f"exchange {line.exchange}: a line that browsers read differently"


CHECK = Check(
    code="HT1106",
    name="cookie-differs-by-browser",
    question=None,
    severity=Severity.LOW,
    cwe=(436,),
    asvs=("3.3.3",),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
