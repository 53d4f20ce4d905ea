"""A session cookie goes along with requests that other sites make.

What it asks:
    Has every cookie that carries the session SameSite=Lax or Strict? Without the attribute, or with an unknown value,
    browsers differ: Chromium treats it as Lax but sends it with cross-site form posts for two minutes, Firefox ESR
    sends it with everything. SameSite=None asks for it, which an application embedded in other sites' pages needs.

Why it matters:
    Any page that the user visits can make requests in the user's name: cross-site request forgery, and all attacks that
    look at how the site answers a logged-in user.

Remedy:
    SameSite=Lax suits nearly all applications; Strict is for those that nobody links to. With SameSite=None add
    Partitioned where the application is only ever embedded. Keep the CSRF tokens.

Example:
    bad: Set-Cookie: sid=4f5a; Secure; HttpOnly
    good: Set-Cookie: sid=4f5a; Secure; HttpOnly; SameSite=Lax

References:
    rfc6265bis-22 4.1.2.7, 5.6.7.2; CWE-1275, CWE-352; ASVS 5.0 3.3.2; WSTG-SESS-02, WSTG-SESS-05
"""

from collections.abc import Iterator

from hardtack.checks._lines import answer, called, finding, listed
from hardtack.cookies.profiles import SameSite
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Finding, Inconclusive, Severity, Verdict

_GAIN = "A page of another site makes requests in the user's name."


def ask(recording: Recording) -> Verdict:
    """Look at SameSite on every cookie that carries the session."""
    seen = inventory(recording)
    findings = tuple(found for one in seen.session for found in _findings(one, embedded=recording.target.embedded))
    good = "SameSite holds the session cookies to their own site"
    unknown = tuple(one for one in seen.session if one.same_site_unknown)
    if unknown and not findings:
        return Inconclusive(
            f"the cookie file does not tell the SameSite of {listed(unknown)}",
            "Give the cookies as JSON of a browser extension, which tells it.",
        )
    return answer(
        recording,
        findings,
        f"{good}: {listed(seen.session)}." if seen.session else "No session cookie goes cross-site.",
    )


def _findings(cookie: SeenCookie, *, embedded: bool) -> Iterator[Finding]:
    parsed = None if cookie.live is None else cookie.live.cookie
    if cookie.same_site_unknown or cookie.same_site in {SameSite.LAX, SameSite.STRICT}:
        return
    if cookie.same_site is SameSite.NONE and embedded:
        if parsed is not None and not parsed.partitioned:
            message = (
                f"{cookie.name} goes cross-site, as embedding needs; Partitioned would keep it to each page's site."
            )
            yield finding(cookie, Severity.INFO, message)
        return
    if cookie.same_site is SameSite.NONE:
        message = f"{called(cookie)} has SameSite=None: it goes with every request of other sites."
    elif parsed is not None and any(one.name.lower() == "samesite" for one in parsed.attributes):
        message = f"{called(cookie)} has a SameSite that no browser knows."
    else:
        message = f"{called(cookie)} has no SameSite; what other sites may do with it differs by browser."
    yield finding(cookie, Severity.LOW, message, _GAIN)


CHECK = Check(
    code="HT1101",
    name="session-cookie-sent-cross-site",
    question=None,
    severity=Severity.LOW,
    cwe=(1275, 352),
    asvs=("3.3.2",),
    wstg=("WSTG-SESS-02", "WSTG-SESS-05"),
    page=__doc__ or "",
    ask=ask,
)
