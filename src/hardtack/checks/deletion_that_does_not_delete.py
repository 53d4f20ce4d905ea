"""A deletion does not match the cookie, so the cookie stays in the browser.

What it asks:
    When a response deletes a cookie by name, does it, or another in the same browser, have the host, Domain and Path of
    the cookie that was set? Browsers remove the cookie with that very scope, and no other of the same name.

Why it matters:
    The user believes to be logged out, or the preference gone, and the cookie is still sent. Where the server ends the
    session, this is untidy; where it does not, the deletion was all there was.

Remedy:
    Delete with the same Domain and Path that the cookie was set with, and best with Clear-Site-Data: "cookies" at
    logout.

Example:
    bad: Set-Cookie: sid=4f5a; Path=/shop and later Set-Cookie: sid=; Max-Age=0; Path=/
    good: Set-Cookie: sid=4f5a; Path=/shop and later Set-Cookie: sid=; Max-Age=0; Path=/shop

References:
    rfc6265bis-22 5.7 step 23; CWE-459, CWE-613; ASVS 5.0 14.3.1; WSTG-SESS-06
"""

from collections.abc import Iterator

from hardtack.checks._lines import line_finding
from hardtack.recording.inventory import Inventory, SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.sightings import Sighting
from hardtack.verdict import Check, Finding, NotApplicable, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Compare each deletion with the cookies of its name that its browser holds."""
    seen = inventory(recording)
    if not any(line.deletion for cookie in seen.cookies for line in cookie.lines):
        return NotApplicable("no cookie was deleted")
    findings = tuple(found for cookie in seen.live for found in _missed(recording, seen, cookie))
    return judged("Every deletion of a cookie has the scope of the cookie.", findings)


def _missed(recording: Recording, seen: Inventory, cookie: SeenCookie) -> Iterator[Finding]:
    """The deletion that was meant for a cookie and missed it, if the browser's last word was such a one."""
    for browser in dict.fromkeys(_browser(recording, line) for line in cookie.judged):
        mine = [line for line in cookie.lines if _browser(recording, line) == browser and not line.dropped]
        meant = [
            line
            for other in seen.named(cookie.id.name)
            # A scope that has a cookie of its own is that cookie's deletion.
            if not other.judged
            for line in other.lines
            if line.deletion and _browser(recording, line) == browser
        ]
        late = [line for line in meant if mine and line.exchange > mine[0].exchange]
        # A response often deletes a name on every path it knows; one that hits is enough.
        if mine and not any(line.deletion for line in mine) and late and mine[-1].exchange < late[-1].exchange:
            line = late[-1]
            message = (
                f"A deletion of {cookie.name} misses it: the cookie has Path={cookie.path} on {cookie.id.host}, the "
                f"deletion Path={line.id.path} on {line.id.host}{'' if line.id.host_only else ' and below'}."
            )
            yield line_finding(cookie, Severity.LOW, message, line, "a deletion of another scope")
            return


def _browser(recording: Recording, line: Sighting) -> str:
    return recording.exchanges[line.exchange].browser


CHECK = Check(
    code="HT1107",
    name="deletion-that-does-not-delete",
    question=None,
    severity=Severity.LOW,
    cwe=(459, 613),
    asvs=("14.3.1",),
    wstg=("WSTG-SESS-06",),
    page=__doc__ or "",
    ask=ask,
)
