"""A session cookie travels in clear: it has no Secure, and no HSTS keeps browsers from plain HTTP.

What it asks:
    For every cookie that carries the session: is Secure on the line that sets it, or does HSTS, as browsers keep it,
    cover every host that gets the cookie? HSTS counts only over https, from a host with a name, well formed, with a
    max-age above 0; without includeSubDomains it covers no cookie with a parent's Domain. Where no cookie carries the
    session, the site's HSTS and the cookies seen are judged.

Why it matters:
    One request over plain HTTP is enough, and an attacker on the network can make the browser send it: an image of
    http://host/ in any page. The cookie in it is the session.

Remedy:
    Set Secure where the cookie is made, or at the server in front, and send HSTS with a max-age of a year. Secure is
    what ASVS 3.3.1 asks for; HSTS alone leaves the first visit open.

Example:
    bad: Set-Cookie: sid=4f5a; Path=/ and no Strict-Transport-Security
    good: Set-Cookie: sid=4f5a; Path=/; Secure and Strict-Transport-Security: max-age=31536000; includeSubDomains

References:
    rfc6265bis-22 4.1.2.5; RFC 6797; CWE-614, CWE-319, CWE-523; ASVS 5.0 3.3.1, 3.4.1; WSTG-SESS-02, WSTG-CONF-07
"""

from collections.abc import Iterator

from hardtack.checks._lines import called, finding, listed, unknown_session, weight
from hardtack.recording.hsts import Hsts
from hardtack.recording.inventory import Inventory, SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Confidence, Evidence, Finding, Inconclusive, Question, Severity, Verdict, judged

_GAIN = "Whoever is on the network has the browser send one request over plain HTTP and reads the session in it."


def ask(recording: Recording) -> Verdict:
    """Judge the cookies that carry the session; without any, the site."""
    seen = inventory(recording)
    findings = tuple(found for cookie in seen.live for found in _findings(cookie, seen.hsts))
    if any(one.severity is not Severity.INFO for one in findings):
        return judged("", findings)
    notes = (*findings, *_lab(seen.hsts))
    secured = bool(seen.live) and all(one.secure for one in seen.live)
    doubt = unknown_session(recording, seen)
    if doubt is None and seen.session:
        return judged(f"No session cookie travels in clear: {_why(seen)}.", notes)
    if seen.hsts.effective:
        return judged("Browsers that know the site refuse plain HTTP to it: HSTS is enabled.", notes)
    if recording.target.https is None and not secured:
        return _open_site(recording, seen, notes)
    if doubt is not None and (seen.live or recording.target.authenticated):
        return doubt
    return judged("Every cookie seen has Secure.", notes) if secured else _open_site(recording, seen, notes)


def _findings(cookie: SeenCookie, hsts: Hsts) -> Iterator[Finding]:
    covered = hsts.covers(cookie.id.host, host_only=cookie.id.host_only)
    line = cookie.without_secure
    if cookie.secure:
        if cookie.live is not None and not cookie.live.over_https:
            message = (
                f"{cookie.name} has Secure but came over plain HTTP; browsers accept that from this machine alone."
            )
            yield finding(cookie, Severity.INFO, message)
    elif covered:
        message = (
            f"{cookie.name} has no Secure; HSTS alone protects it, from the second visit on (ASVS 3.3.1 wants Secure)."
        )
        yield finding(cookie, Severity.INFO, message, line=line)
    elif cookie.role.carries_session:
        message = f"{called(cookie)} travels in clear: it has no Secure, and {_no_hsts(cookie, hsts)}."
        yield finding(cookie, weight(cookie, Severity.MEDIUM), message, _GAIN, line)
    else:
        yield finding(cookie, Severity.INFO, f"{cookie.name} has no Secure; {cookie.part.idle}.", line=line)


def _no_hsts(cookie: SeenCookie, hsts: Hsts) -> str:
    """Why HSTS does not protect a cookie, or the site."""
    if hsts.effective:
        return f"HSTS does not cover every host under {cookie.id.host} that gets it"
    if hsts.max_age == 0:
        return "HSTS is switched off by max-age=0"
    return f"HSTS does not count: {hsts.ignored_reason}" if hsts.line is not None else "no HSTS was sent"


def _why(seen: Inventory) -> str:
    secure = tuple(one for one in seen.session if one.secure)
    rest = tuple(one for one in seen.session if not one.secure)
    said = [f"Secure stands on {listed(secure)}"] if secure else []
    return " and ".join([*said, f"HSTS covers {listed(rest)}"] if rest else said)


def _open_site(recording: Recording, seen: Inventory, notes: tuple[Finding, ...]) -> Verdict:
    """The verdict on a site of which neither a cookie's Secure nor HSTS can be shown."""
    hsts = seen.hsts
    answered = [one for one in recording.exchanges if one.response is not None]
    if not answered:
        return Inconclusive("the site did not answer", "Run the audit again when the site answers.")
    shown = Evidence(answered[0].index, note="no Strict-Transport-Security that counts")
    if hsts.exchange is not None:
        shown = Evidence(hsts.exchange, hsts.line, hsts.ignored_reason)
    why = "HSTS is switched off by max-age=0" if hsts.max_age == 0 else hsts.ignored_reason
    plain = recording.target.https is None
    site = "The site speaks plain HTTP only, so all of it travels in clear" if plain else "HSTS is not enabled"
    severity = Severity.MEDIUM if plain else Severity.LOW
    found = Finding(f"{site}: {why}.", severity, Confidence.HIGH, (shown,), gain=_GAIN if plain else "")
    return judged("", (found, *notes))


def _lab(hsts: Hsts) -> Iterator[Finding]:
    if hsts.lab and hsts.exchange is not None:
        message = (
            "HSTS is judged as for a host with a name and a trusted certificate: this audit did not hold it to either."
        )
        yield Finding(message, Severity.INFO, Confidence.HIGH, (Evidence(hsts.exchange, hsts.line),))


CHECK = Check(
    code="HT1001",
    name="session-cookie-sent-in-clear",
    question=Question.Q10,
    severity=Severity.MEDIUM,
    cwe=(614, 319, 523),
    asvs=("3.3.1", "3.4.1"),
    wstg=("WSTG-SESS-02", "WSTG-CONF-07"),
    page=__doc__ or "",
    ask=ask,
)
