"""A session cookie goes to another application on the same host, or is overwritten by one.

What it asks:
    Cookies know hosts and paths, not applications or ports. Do the other applications of the host (named with --also)
    get the session cookie, or set one of the same name where both apply? Does the application keep
    its cookie to its own path?

Why it matters:
    Whoever runs or breaks into the other application reads the session. Two applications with one cookie name log each
    other's users out, or mix their sessions.

Remedy:
    Give each application a host of its own. Until then, set the cookie's Path to the application's path and its name
    apart from the others'. Path keeps cookies apart, not attackers: scripts of the same origin get around it.

Example:
    bad: `https://example.org/shop/` sets `sid=…; Path=/`, and `https://example.org/wiki/` gets it
    good: `sid=…; Path=/shop`; better: https://shop.example.org

References:
    rfc6265bis-22 8.5 and 8.6; CWE-668; ASVS 5.0 3.5.4; WSTG-SESS-02
"""

from collections.abc import Iterator

from hardtack.checks._base import certainty, on_side, overlap, shown, unproved
from hardtack.checks._lines import untold_session
from hardtack.cookies.matching import domain_match
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Purpose, Recording, Side
from hardtack.recording.neighbours import visits_named
from hardtack.verdict import (
    Check,
    Confidence,
    Evidence,
    Failed,
    Finding,
    NotApplicable,
    Passed,
    Question,
    Severity,
    Verdict,
)


def ask(recording: Recording) -> Verdict:
    """Answer from what other applications of the host get and set, else from the paths of the cookies."""
    seen = inventory(recording)
    cookies = tuple(one for one in seen.session or seen.live if not _set_by_neighbour(recording, one))
    if not cookies:
        return untold_session(seen) or NotApplicable("no cookie was set")
    findings = (*_leaks(recording, cookies), *_clashes(recording, cookies))
    if findings:
        return Failed(findings[0].message, findings)
    if (open_question := unproved(recording) or untold_session(seen)) is not None:
        return open_question
    narrow = [one for one in cookies if one.path != "/" and one.live is not None]
    if narrow:
        return Passed(f"The cookie {narrow[0].name} keeps to its application's path.", (_no_wall(narrow[0]),))
    if recording.target.also:
        return Passed("The other applications named neither get the session cookie nor set one of its name.")
    return NotApplicable("no second application on the host is known")


def _leaks(recording: Recording, cookies: tuple[SeenCookie, ...]) -> Iterator[Finding]:
    """Cookies that a visit to another application named by the user brought there."""
    for one in cookies:
        for exchange in visits_named(recording):
            if any(name == one.id.name and mask in one.masks for name, mask in exchange.request.cookies):
                yield Finding(
                    f"The cookie {one.name} goes to the other application at {exchange.request.url}.",
                    Severity.MEDIUM,
                    Confidence.HIGH,
                    (Evidence(exchange.index, note="the cookie is in the request"),),
                    one.id,
                    "Whoever runs or breaks into that application reads the session.",
                )
                break


def _clashes(recording: Recording, cookies: tuple[SeenCookie, ...]) -> Iterator[Finding]:
    """Names that another application sets where the audited application's cookie applies too, and what came of it."""
    lost = on_side(recording.probed(Purpose.AFTER_NEIGHBOUR), Side.OUTSIDE)
    visits = {exchange.index for exchange in visits_named(recording)}
    for one in cookies:
        for other in inventory(recording).named(one.id.name):
            line = next((line for line in other.lines if line.exchange in visits), None)
            if line is None or not overlap(one.path, other.path) or not _same_hosts(one, other):
                continue
            proof = tuple(shown(probe) for probe in lost[:1])
            after = " After a visit there the session is gone." if proof else ""
            yield Finding(
                f"The other application at {line.url} sets a cookie {one.name}, too, where both apply.{after}",
                Severity.MEDIUM,
                certainty(recording) if proof else Confidence.HIGH,
                (Evidence(line.exchange, line.line, "the other application's cookie"), *proof),
                one.id,
                "The applications overwrite each other's sessions; who controls one sets the other's session id.",
            )
            break


def _set_by_neighbour(recording: Recording, cookie: SeenCookie) -> bool:
    visits = {exchange.index for exchange in visits_named(recording)}
    return bool(cookie.lines) and all(line.exchange in visits for line in cookie.lines)


def _same_hosts(one: SeenCookie, other: SeenCookie) -> bool:
    return domain_match(one.id.host, other.id.host) or domain_match(other.id.host, one.id.host)


def _no_wall(cookie: SeenCookie) -> Finding:
    lines = tuple(Evidence(line.exchange, line.line) for line in cookie.judged[-1:])
    message = f"The Path of the cookie {cookie.name} keeps other applications from getting it, not their scripts."
    return Finding(message, Severity.INFO, Confidence.HIGH, lines, cookie.id)


CHECK = Check(
    code="HT601",
    name="session-cookie-reaches-other-application",
    question=Question.Q6,
    severity=Severity.MEDIUM,
    cwe=(668,),
    asvs=("3.5.4",),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
