"""What the checks on set-cookie lines share: evidence, weight, and when their good answer may be given."""

from hardtack.checks._base import AGAIN, unproved
from hardtack.recording.inventory import Inventory, SeenCookie, inventory
from hardtack.recording.model import Recording
from hardtack.recording.roles import Role
from hardtack.recording.sightings import Sighting
from hardtack.verdict import Confidence, Evidence, Finding, Inconclusive, NotApplicable, Severity, Verdict, judged


def weight(cookie: SeenCookie, proved: Severity) -> Severity:
    """How bad a fault of a cookie is: as bad as it may be where replay has shown that the cookie opens the account.

    Args:
        cookie: whose fault.
        proved: the severity for a proved session cookie. One that is a session cookie by its name alone gets at most
            low, any other info.
    """
    if cookie.role.proved:
        return proved
    return min(proved, Severity.LOW) if cookie.role is Role.LIKELY_SESSION else Severity.INFO


def finding(
    cookie: SeenCookie, severity: Severity, message: str, gain: str = "", line: Sighting | None = None
) -> Finding:
    """A finding about a cookie.

    Args:
        cookie: which.
        severity: how bad.
        message: one sentence that names the cookie.
        gain: what an attacker gains.
        line: the line that shows it; the last that is judged if left out.
    """
    shown = line or cookie.live
    # A cookie that a script set has no line; it is seen where it was sent.
    evidence = Evidence(cookie.sent or 0) if shown is None else Evidence(shown.exchange, shown.line, cookie.how)
    confidence = Confidence.MEDIUM if cookie.role is Role.LIKELY_SESSION else Confidence.HIGH
    return Finding(message, severity, confidence, (evidence,), cookie.id, gain)


def line_finding(cookie: SeenCookie, severity: Severity, message: str, line: Sighting, note: str) -> Finding:
    """A finding that is read off one line, whatever the cookie is for.

    Args:
        cookie: which.
        severity: how bad.
        message: one sentence that names the cookie.
        line: the line.
        note: what is to be seen there.
    """
    return Finding(message, severity, Confidence.HIGH, (Evidence(line.exchange, line.line, note),), cookie.id)


def answer(recording: Recording, findings: tuple[Finding, ...], good: str) -> Verdict:
    """The verdict on session cookies: the bad answer always, the good one only where they were proved.

    Args:
        recording: all that was seen.
        findings: what was found.
        good: the sentence for the good answer.
    """
    if any(one.severity is not Severity.INFO for one in findings):
        return judged(good, findings)
    seen = inventory(recording)
    if not seen.live and not asks_for_login(recording):
        return NotApplicable("no cookie was set")
    if (doubt := unknown_session(recording, seen)) is not None:
        return doubt
    return judged(good, findings) if seen.live else NotApplicable("no cookie was set")


def unknown_session(recording: Recording, seen: Inventory) -> Inconclusive | None:
    """Why it is not known which cookies carry the session, or None where it is."""
    if (doubt := unproved(recording)) is not None:
        return Inconclusive(f"which cookie carries the session was not proved: {doubt.reason}", doubt.supply)
    if not seen.proved:
        return Inconclusive("which cookies carry the session was not found out", AGAIN)
    return untold_session(seen)


def untold_session(seen: Inventory) -> Inconclusive | None:
    """Why the attributes of the session's cookies are not known though the cookies are, or None where they are."""
    if seen.untold:
        return Inconclusive(
            f"how {listed(seen.untold)} was set was not seen: it was brought along by name and value alone",
            "Give the browser's cookies with their attributes (--cookie-file), or have the audit log in by itself.",
        )
    return None


def rest_alone(cookies: tuple[SeenCookie, ...]) -> Inconclusive | None:
    """Why a lifetime within the limit says nothing: of a cookie that was brought along, only its rest is known.

    Args:
        cookies: the cookies whose lifetime is asked for.
    """
    rest = tuple(one for one in cookies if one.told is not None and one.longest is one.told)
    if not rest:
        return None
    return Inconclusive(
        f"how long browsers keep {listed(rest)} was not seen: it was brought along, and only the rest of its life is"
        " known",
        "Have the audit log in by itself: --username with a password, or --recipe.",
    )


def asks_for_login(recording: Recording) -> bool:
    """Whether there is something to log in to: credentials were given, a password field or a challenge was met."""
    answers = [one.response for one in recording.exchanges if one.response is not None]
    return recording.target.authenticated or any(
        one.status == 401 or (one.page is not None and one.page.password_field) for one in answers
    )


def called(cookie: SeenCookie) -> str:
    """A cookie that carries the session, as the subject of a sentence: how sure its role is stands in it."""
    if cookie.role.proved:
        return f"The session cookie {cookie.name}"
    return f"The cookie {cookie.name}, likely the session's by its name,"


def listed(cookies: tuple[SeenCookie, ...]) -> str:
    """Names of cookies for a sentence, each once."""
    return ", ".join(dict.fromkeys(one.name for one in cookies))
