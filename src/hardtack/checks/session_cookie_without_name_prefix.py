"""A session cookie could have a name prefix, and has none.

What it asks:
    Would `__Host-` suit the cookie as it is (Secure, no Domain, Path=/), or `__Secure-` (Secure), and is it missing?

Why it matters:
    A server can't see a cookie's attributes, so it can't tell its own cookie from one that a sibling sub-domain or the
    network planted. A name prefix makes browsers refuse the planted one.

Remedy:
    Rename the cookie to `__Host-` and its name. Where the application can't, a server in front renames it both ways.

Example:
    bad: Set-Cookie: sid=4f5a; Secure; HttpOnly; Path=/
    good: Set-Cookie: __Host-sid=4f5a; Secure; HttpOnly; Path=/

References:
    rfc6265bis-22 4.1.3, 5.4; CWE-384; ASVS 5.0 3.3.1, 3.3.3; WSTG-SESS-02
"""

from collections.abc import Iterator

from hardtack.checks._lines import answer, finding
from hardtack.cookies.prefixes import prefix_of
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Finding, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """See which session cookies a prefix would suit."""
    findings = tuple(found for cookie in inventory(recording).session for found in _findings(cookie))
    return answer(recording, findings, "No session cookie is at fault for its name.")


def _findings(cookie: SeenCookie) -> Iterator[Finding]:
    if prefix_of(cookie.id.name) is not None or not cookie.secure or not cookie.set_over_https:
        return
    prefix = "__Host-" if cookie.id.host_only and cookie.path == "/" else "__Secure-"
    message = (
        f"The session cookie {cookie.name} could be called {prefix}{cookie.name}: it has what the prefix asks for."
    )
    yield finding(cookie, Severity.INFO, message)


CHECK = Check(
    code="HT1102",
    name="session-cookie-without-name-prefix",
    question=None,
    severity=Severity.INFO,
    cwe=(384,),
    asvs=("3.3.1", "3.3.3"),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
