"""Browsers keep a cookie that logs in again for longer than the profile allows.

What it asks:
    For how long does a browser keep a cookie that opens the account by itself after the session's own cookies are gone?
    Its role is known by replay, or, without a login, by its name. Limits: relaxed 400 days, standard 30 days, strict
    none at all.

Why it matters:
    Such a cookie is a password that nobody types: it lies on the disk, opens the account without one, and is often
    forgotten at logout and at a change of the password.

Remedy:
    Shorten it to 30 days or less, renew its value at every use, end it at logout and with the password, and ask for the
    password again before anything grave.

Example:
    bad: Set-Cookie: remember_token=9c1e; Max-Age=31536000
    good: Set-Cookie: remember_token=9c1e; Max-Age=1209600

References:
    NIST SP 800-63B 2.2.3; CWE-613, CWE-539; ASVS 5.0 7.1.1, 7.3.2; WSTG-SESS-07
"""

from collections.abc import Iterator

from hardtack.checks._lines import finding, rest_alone
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.limits import LIMITS, SLACK, Limits, allowed, span
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Finding, NotApplicable, Passed, Question, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Hold the lifetime of each cookie that logs in again against the profile."""
    limits = LIMITS[recording.target.profile]
    remembering = tuple(one for one in inventory(recording).session if one.part.remembers)
    if not remembering:
        return NotApplicable("no cookie was seen that logs in again after the session")
    findings = tuple(found for cookie in remembering for found in _findings(cookie, limits))
    verdict = judged(f"No cookie that logs in again is kept longer than allowed ({limits.source}).", findings)
    rest = rest_alone(remembering)
    return rest if rest is not None and isinstance(verdict, Passed) else verdict


def _findings(cookie: SeenCookie, limits: Limits) -> Iterator[Finding]:
    seconds = cookie.lifetime
    if seconds is None or (limits.remember and seconds <= limits.remember + SLACK):
        return
    kept = f"Browsers keep {cookie.name}, which logs in again ({cookie.how}), for {span(seconds)}"
    gain = "Whoever gets at the disk or a backup within that time is inside without the password."
    message = f"{kept}; the limit is {allowed(limits.remember)} ({limits.source})."
    yield finding(cookie, Severity.LOW, message, gain, cookie.longest)


CHECK = Check(
    code="HT502",
    name="remember-me-cookie-kept-too-long",
    question=Question.Q5,
    severity=Severity.LOW,
    cwe=(613, 539),
    asvs=("7.1.1", "7.3.2"),
    wstg=("WSTG-SESS-07",),
    page=__doc__ or "",
    ask=ask,
)
