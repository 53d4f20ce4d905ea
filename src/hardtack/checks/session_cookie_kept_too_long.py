"""Browsers keep a session cookie for longer than the profile allows.

What it asks:
    For how long does a browser keep each cookie that carries the session: Max-Age before Expires, counted from the
    server's clock, cut at 400 days? A cookie with neither ends with the browser session. The limit is the profile's:
    relaxed 30 days, standard the browser session or 24 hours, strict the browser session only. Cookies that log in
    again are another check's; what the server honours is measured with `--measure-idle`.

Why it matters:
    A cookie on the disk survives the user's walking away from a shared computer, and lies in backups and in the loot of
    malware for as long as it is good.

Remedy:
    Leave Max-Age and Expires away on the session cookie, or set them to hours; end idle sessions at the server.

Example:
    bad: Set-Cookie: sid=4f5a; Max-Age=1209600
    good: Set-Cookie: sid=4f5a

References:
    rfc6265bis-22 5.5; NIST SP 800-63B 2.1.3, 2.2.3, 2.3.3; CWE-613, CWE-539; ASVS 5.0 7.3.1, 7.3.2; WSTG-SESS-07
"""

from collections.abc import Iterator

from hardtack.checks._lines import answer, called, finding, rest_alone
from hardtack.recording.inventory import Inventory, SeenCookie, inventory
from hardtack.recording.limits import LIMITS, SLACK, Limits, allowed, span
from hardtack.recording.model import Recording
from hardtack.recording.roles import proof_of
from hardtack.verdict import Check, Confidence, Evidence, Finding, Passed, Question, Severity, Verdict

_RENEWALS = 3
"""As many lines give a cookie a new lifetime in one browser, and it is taken for renewed with every answer."""


def ask(recording: Recording) -> Verdict:
    """Hold the lifetime that browsers give each session cookie against the profile."""
    seen = inventory(recording)
    limits = LIMITS[recording.target.profile]
    findings = [*_offer(recording)]
    for cookie in seen.live:
        if not cookie.role.carries_session:
            findings += _bystander(cookie)
        elif not cookie.part.remembers:
            findings += _lifetime(cookie, limits, opens_later=_opens_later(recording, seen, cookie, limits.session))
            findings += _sliding(recording, cookie)
    good = f"Browsers keep no session cookie longer than the limit ({allowed(limits.session)}; {limits.source})"
    unmeasured = "" if recording.measured else "; how long the server honours it was not measured"
    verdict = answer(recording, tuple(findings), f"{good}{unmeasured}.")
    rest = rest_alone(tuple(one for one in seen.session if not one.part.remembers))
    return rest if rest is not None and isinstance(verdict, Passed) else verdict


def _over(cookie: SeenCookie, limit: int) -> bool:
    return cookie.lifetime is not None and (not limit or cookie.lifetime > limit + SLACK)


def _opens_later(recording: Recording, seen: Inventory, cookie: SeenCookie, limit: int) -> bool:
    """Whether what opens the account together with a cookie is kept too long as well, so that the account opens."""
    kept = frozenset(one.id for one in seen.live if _over(one, limit))
    proof = proof_of(recording)
    mine = [] if proof is None else [one for one in proof.sets if cookie.id in one]
    return not mine or any(kept.issuperset(one) for one in mine)


def _lifetime(cookie: SeenCookie, limits: Limits, *, opens_later: bool) -> Iterator[Finding]:
    limit, seconds = limits.session, cookie.lifetime
    if seconds is None or not _over(cookie, limit):
        return
    if not opens_later:
        message = f"{called(cookie)} is kept for {span(seconds)}, but opens nothing without cookies that end sooner."
        yield finding(cookie, Severity.INFO, message, line=cookie.longest)
        return
    message = (
        f"{called(cookie)} is kept by browsers for {span(seconds)}; the limit is {allowed(limit)} ({limits.source})."
    )
    gain = "Whoever gets at the disk, a backup or the unlocked computer within that time is inside as the user."
    yield finding(cookie, Severity.LOW, message, gain, cookie.longest)


def _bystander(cookie: SeenCookie) -> Iterator[Finding]:
    if cookie.lifetime is not None:
        message = f"Browsers keep {cookie.name} for {span(cookie.lifetime)}; {cookie.part.idle}."
        yield finding(cookie, Severity.INFO, message, line=cookie.longest)


def _sliding(recording: Recording, cookie: SeenCookie) -> Iterator[Finding]:
    """A session that every answer prolongs has no end that the cookie tells of (ASVS 7.3.2)."""
    browsers = [recording.exchanges[one.exchange].browser for one in cookie.judged if one.lifetime is not None]
    if any(browsers.count(browser) >= _RENEWALS for browser in browsers):
        message = f"Answers keep renewing the lifetime of {cookie.name}: no absolute end of the session is known."
        yield finding(cookie, Severity.INFO, message)


def _offer(recording: Recording) -> Iterator[Finding]:
    """The walk leaves the offer to be remembered alone, so what it would set was not seen."""
    login = recording.login
    if login.remember_me and login.exchange is not None:
        message = "The login form offers to be remembered; that was left off, so the cookie it sets was not judged."
        yield Finding(message, Severity.INFO, Confidence.HIGH, (Evidence(login.exchange),))


CHECK = Check(
    code="HT501",
    name="session-cookie-kept-too-long",
    question=Question.Q5,
    severity=Severity.LOW,
    cwe=(613, 539),
    asvs=("7.3.1", "7.3.2"),
    wstg=("WSTG-SESS-07",),
    page=__doc__ or "",
    ask=ask,
)
