"""What the checks on cookie values share: every value that was met with what may be known of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from hardtack.checks._base import unproved
from hardtack.checks._lines import asks_for_login
from hardtack.cookies.contents import ValueFacts
from hardtack.cookies.persona import MatchForm
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import CookieId, Recording
from hardtack.recording.roles import Role
from hardtack.verdict import Confidence, Evidence, Finding, Inconclusive, NotApplicable, Severity, Verdict, judged

DIGESTS = frozenset({MatchForm.MD5, MatchForm.SHA1, MatchForm.SHA256})
"""Forms that give data away only to whoever can guess it."""

_REDIRECT = 300
_ENCODED = {
    MatchForm.PERCENT: "percent-encoded",
    MatchForm.BASE64: "in base64",
    MatchForm.HEX: "in hexadecimal digits",
}


@dataclass(frozen=True, slots=True)
class Met:
    """A cookie value that was met.

    Attributes:
        name: the cookie's name for a sentence.
        id: which cookie, or None for one that was only ever sent.
        role: what the cookie is for.
        facts: what may be known of the value.
        evidence: where it can be seen.
        passing: whether the browser held it for the length of one redirect only (a message for the next page).
    """

    name: str
    id: CookieId | None
    role: Role
    facts: ValueFacts
    evidence: Evidence
    passing: bool = False


def values(recording: Recording) -> tuple[Met, ...]:
    """Every different value of every cookie of the site, in order: set by a response, or only ever sent."""
    return tuple(_set(recording)) + tuple(_sent(recording))


def _set(recording: Recording) -> Iterator[Met]:
    for cookie in inventory(recording).cookies:
        seen: set[str] = set()
        for line in cookie.lines:
            value = "" if line.cookie is None or line.deletion else line.cookie.value
            facts = recording.facts(value)
            if facts is not None and value not in seen:
                seen.add(value)
                evidence = Evidence(line.exchange, line.line, cookie.how)
                passing = _is_passing(recording, cookie, line.exchange, value)
                yield Met(cookie.name, cookie.id, cookie.role, facts, evidence, passing)


def _is_passing(recording: Recording, cookie: SeenCookie, exchange: int, mask: str) -> bool:
    """Whether a redirect set the value, it was sent once, and the answer to that set the cookie anew."""
    response = recording.exchanges[exchange].response
    if response is None or not _REDIRECT <= response.status < _REDIRECT + 100:
        return False
    sent = [one.index for one in recording.exchanges if (cookie.id.name, mask) in one.request.cookies]
    return len(sent) == 1 and any(line.exchange == sent[0] and mask not in line.line for line in cookie.lines)


def _sent(recording: Recording) -> Iterator[Met]:
    """Values that no response set: a script did, or it was before the recording began."""
    seen = inventory(recording)
    known = {mask for cookie in (*seen.cookies, *seen.foreign) for mask in cookie.masks}
    for exchange in recording.exchanges:
        for name, mask in exchange.request.cookies:
            facts = recording.facts(mask)
            if facts is not None and mask not in known:
                known.add(mask)
                cookies = seen.named(name)
                role = cookies[0].role if cookies else Role.OTHER
                shown = name if name.isprintable() else ascii(name)[1:-1]
                yield Met(shown, None, role, facts, Evidence(exchange.index, note=f"the request sends {shown}"))


def value_finding(met: Met, severity: Severity, message: str, gain: str, *, guessed: bool = False) -> Finding:
    """A finding about a value.

    Args:
        met: which value.
        severity: how bad.
        message: one sentence that names the cookie.
        gain: what an attacker gains.
        guessed: whether it rests on a pattern, not on the user's own data.
    """
    confidence = Confidence.MEDIUM if guessed else Confidence.HIGH
    return Finding(message, severity, confidence, (met.evidence,), met.id, gain)


def field(where: str) -> str:
    """A field of a value, for a sentence; empty for the value as a whole."""
    return f" (field {where})" if where else ""


def form(how: MatchForm) -> str:
    """How data stands in a value, for a sentence."""
    if how is MatchForm.PLAIN:
        return "in clear"
    if how is MatchForm.REVERSED:
        return "readable, written backwards"
    return f"as an unsalted {how.value.upper()}" if how in DIGESTS else f"readable, {_ENCODED[how]}"


def answer_on_values(recording: Recording, findings: tuple[Finding, ...], good: str) -> Verdict:
    """The verdict on what cookies hold: the bad answer always, the good one only where a login was seen.

    Args:
        recording: all that was seen.
        findings: what was found; equal messages are said once.
        good: the sentence for the good answer.
    """
    once = tuple({one.message: one for one in reversed(findings)}.values())[::-1]
    if any(one.severity is not Severity.INFO for one in once):
        return judged(good, once)
    if not values(recording) and not asks_for_login(recording):
        return NotApplicable("no cookie was seen")
    if (doubt := unproved(recording)) is not None:
        return Inconclusive(f"the cookies that a login gives were not seen: {doubt.reason}", doubt.supply)
    return judged(good, once) if values(recording) else NotApplicable("no cookie was seen")
