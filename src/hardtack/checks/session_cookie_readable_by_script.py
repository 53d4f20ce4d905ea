"""A session cookie lacks HttpOnly, so that any script in the page reads it.

What it asks:
    Does every cookie that carries the session have HttpOnly, on every line that sets it? Which cookies those are is
    known by replay. A cookie that scripts have to read, such as a CSRF token for a request header, is no fault.

Why it matters:
    One script in the page (cross-site scripting, a third party's tag, a browser extension) reads the cookie and sends
    it away; whoever has it is inside for as long as the session lives. HttpOnly does not cure the script, it keeps the
    session in the browser.

Remedy:
    Set HttpOnly where the cookie is made. If the application can't, the server in front of it can add it to the
    line.

Example:
    bad: Set-Cookie: sid=4f5a; Path=/
    good: Set-Cookie: sid=4f5a; Path=/; HttpOnly

References:
    rfc6265bis-22 4.1.2.6; CWE-1004; ASVS 5.0 3.3.4; WSTG-SESS-02
"""

from hardtack.checks._lines import answer, called, finding, listed, weight
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.roles import Role
from hardtack.verdict import Check, Finding, Question, Severity, Verdict


def ask(recording: Recording) -> Verdict:
    """Look for HttpOnly on every live cookie, and weigh its absence by the cookie's role."""
    seen = inventory(recording)
    readable = tuple(one for one in seen.live if not one.http_only)
    mentioned = frozenset(one.name for one in recording.scripts if one.quoted)
    opens = _readable_set(recording, seen.session, readable)
    findings = tuple(_finding(one, opens=opens, mentioned=one.id.name in mentioned) for one in readable)
    good = "No cookie that carries the session can be read by scripts"
    return answer(
        recording, findings, f"{good}: HttpOnly stands on {listed(seen.session)}." if seen.session else f"{good}."
    )


def _readable_set(recording: Recording, session: tuple[SeenCookie, ...], readable: tuple[SeenCookie, ...]) -> bool:
    """Whether the values that scripts read are enough to be inside."""
    known = recording.credentials
    pairs = frozenset((one.id.name, mask) for one in readable for mask in one.masks)
    # A copy of the value under another path is as good as the cookie itself.
    reached = frozenset(
        one.id for one in session if one in readable or any((one.id.name, mask) in pairs for mask in one.masks)
    )
    return known is not None and any(reached.issuperset(one) for one in known.sets)


def _finding(cookie: SeenCookie, *, opens: bool, mentioned: bool) -> Finding:
    if not cookie.role.carries_session:
        return finding(cookie, Severity.INFO, _harmless(cookie, mentioned=mentioned), line=cookie.without_http_only)
    reads = " The site's scripts name it: they have to be changed first." if mentioned else ""
    if cookie.role.proved and not opens:
        gain = "A script gets this part of the session; the rest of it is out of its reach."
        return finding(cookie, Severity.LOW, f"{called(cookie)} lacks HttpOnly.{reads}", gain, cookie.without_http_only)
    gain = "A script in the page reads the cookie, and whoever it sends it to is inside as the user."
    if not cookie.judged and not cookie.lines:
        message = f"{called(cookie)} was not set by any response: a script made it, so scripts read it."
        return finding(cookie, Severity.MEDIUM, message, gain)
    message = f"{called(cookie)} lacks HttpOnly: scripts can read it.{reads}"
    return finding(cookie, weight(cookie, Severity.MEDIUM), message, gain, cookie.without_http_only)


def _harmless(cookie: SeenCookie, *, mentioned: bool) -> str:
    if mentioned or cookie.part.reads_by_script:
        why = "scripts of the site read it by design"
    elif cookie.role is Role.CSRF:
        why = "it is a CSRF token, and HttpOnly would protect nothing"
    else:
        return f"The cookie {cookie.name} lacks HttpOnly; {cookie.part.idle} ({cookie.role.value}; {cookie.how})."
    return f"The cookie {cookie.name} lacks HttpOnly; that is no fault: {why}."


CHECK = Check(
    code="HT301",
    name="session-cookie-readable-by-script",
    question=Question.Q3,
    severity=Severity.MEDIUM,
    cwe=(1004,),
    asvs=("3.3.4",),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
