"""Which cookies carry the session, and what each attacker who gets at some of them can do with those alone.

Rules of this module:
- An `outside` counts if the full jar is inside right after it. If the session is dead then, the probe may have ended it
  (a server that takes a refusal for a theft), or it died by itself: that is told apart by the same question in another
  session. If that one dies of it too, it counts as outside, and the cookies that were missing are marked.
- The requests that the rest of the walk needs are left over: a search without end proves less than the logout.
- Removal is no proof of a credential: each member is also replaced by the value of a fresh anonymous jar.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hardtack.cookies import Cookie
from hardtack.recording.actions import Walking
from hardtack.recording.inventory import exposed
from hardtack.recording.model import Attacker, CookieId, CredentialFacts, Purpose, Side, Step, StepResult
from hardtack.recording.session import SMALL_JAR, CookieSet, SearchEndedError, minimal_sets
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import Asked, Inquiry, frozen
from hardtack.recording.walk.jar import id_of

_QUESTIONS_AT_MOST = 120
_REQUESTS_IN_SMALL_JARS = 80
_LEFT_FOR_THE_REST = 60
_LEFT_IN_SMALL_JARS = 30
_LEFT_TO_OUTLIVE = 20
_EXPOSURES = {
    Attacker.NETWORK: Purpose.EXPOSED_TO_NETWORK,
    Attacker.SCRIPT: Purpose.EXPOSED_TO_SCRIPT,
    Attacker.SIBLING: Purpose.EXPOSED_TO_SIBLING,
    Attacker.NEIGHBOUR: Purpose.EXPOSED_TO_NEIGHBOUR,
}

Renew = Callable[[], Walking[bool]]
"""Begins another session in the inquiry's live browser; whether that worked."""


@dataclass(slots=True)
class _Ablation:
    """The oracle asked with parts of a jar, each answer held against the live session."""

    inquiry: Inquiry
    renew: Renew
    universe: CookieSet
    requests_until: int
    destructive: set[CookieId] = field(default_factory=set[CookieId])

    def ask(self, subset: CookieSet) -> Walking[Side]:
        """What a part of the jar is, by the oracle."""
        inquiry = self.inquiry
        if not inquiry.alive and not (yield from self.renew()):
            raise SearchEndedError
        inside_before = inquiry.ground.recorder.sent - 1
        asked = yield from self._asked(subset)
        if not self._survived(asked):
            # Inside right before, outside here, dead right after: the probe was refused, and the refusal ended it.
            self.destructive |= self.universe - subset
            inquiry.killed_after = max(inquiry.killed_after, inquiry.uses)
            inquiry.ground.recorder.witnessed((asked.probe,), inside_before)
        return inquiry.counted(asked)

    def _asked(self, subset: CookieSet) -> Walking[Asked]:
        inquiry = self.inquiry
        if inquiry.ground.recorder.sent + len(inquiry.oracles) >= self.requests_until:
            raise SearchEndedError
        browser = frozen(inquiry.live, inquiry.live.jar.only(subset))
        asked = yield from inquiry.ask(Purpose.SUBSET, Step.CREDENTIALS, browser)
        if asked.side is not Side.INSIDE:
            yield from inquiry.witness(Step.CREDENTIALS)
        return asked

    def _survived(self, asked: Asked) -> bool:
        """Whether the session was not found dead right after an outside."""
        return self.inquiry.alive or asked.side is not Side.OUTSIDE


def find_credentials(inquiry: Inquiry, anonymous: Browser, renew: Renew) -> Walking[CredentialFacts]:
    """Find all minimal authenticating sets by removal.

    Args:
        inquiry: the oracle; its live browser's session may be ended by the search.
        anonymous: a browser that never logged in.
        renew: begins another session in the live browser.
    """
    ground = inquiry.ground
    live = inquiry.live
    held = live.jar.sent_to(inquiry.url, ground.now)
    if live.authorization is not None or not held:
        facts = CredentialFacts((), (), live.authorization is not None, complete=True, destructive=())
        note_credentials(ground, facts)
        return facts
    small = len(held) <= SMALL_JAR
    if small:
        ground.requests_at_most = min(_REQUESTS_IN_SMALL_JARS, ground.requests_at_most)
    until = ground.requests_at_most - (_LEFT_IN_SMALL_JARS if small else _LEFT_FOR_THE_REST)
    ablation = _Ablation(inquiry, renew, frozenset(id_of(cookie) for cookie in held), until)
    found = yield from minimal_sets(_idlest_first(held, anonymous), ablation.ask, _QUESTIONS_AT_MOST)
    facts = CredentialFacts(
        tuple(tuple(sorted(one)) for one in found.sets), (), header=False, complete=found.complete,
        destructive=tuple(sorted(ablation.destructive)),
    )  # fmt: skip
    note_credentials(ground, facts)
    return facts


def _idlest_first(held: tuple[Cookie, ...], anonymous: Browser) -> tuple[CookieId, ...]:
    """The cookies in the order in which they are left out: those that an anonymous visitor has alike, then the rest."""

    def rank(cookie: Cookie) -> tuple[int, CookieId]:
        value = anonymous.jar.value(id_of(cookie))
        return (0 if value == cookie.value else 1 if value is not None else 2, id_of(cookie))

    return tuple(id_of(cookie) for cookie in sorted(held, key=rank))


def substitute(inquiry: Inquiry, facts: CredentialFacts, anonymous: Browser) -> Walking[CredentialFacts]:
    """Find the members that a fresh anonymous value serves as well: needed, but no credential."""
    ground = inquiry.ground
    required: set[CookieId] = set()
    live = inquiry.live
    for one in facts.sets:
        for member in one if len(one) > 1 else ():
            fresh = anonymous.jar.value(member)
            if fresh is None or member in required:
                continue
            if fresh == live.jar.value(member):
                required.add(member)
                continue
            swapped = live.jar.only(frozenset(one)).with_values({member: fresh})
            asked = yield from inquiry.ask(
                Purpose.SUBSTITUTED, Step.CREDENTIALS, frozen(live, swapped), note=member.name
            )
            if asked.side is Side.INSIDE:
                required.add(member)
            else:
                yield from inquiry.witness(Step.CREDENTIALS)
    # A set whose every member could be had anonymously would be no credential at all; then the substitution lied.
    if required and all(frozenset(one) - required for one in facts.sets):
        facts = replace(facts, required=tuple(sorted(required)))
        note_credentials(ground, facts)
    return facts


def outlive(inquiry: Inquiry, facts: CredentialFacts) -> Walking[CredentialFacts]:
    """Rule out that sessions which ended under the search had died by themselves.

    A session that lasts for so many uses would die of them again: so one that is left alone must outlive the uses that
    the longest used of the ended ones had seen. If it does not, nothing that rested on those endings stands.
    """
    missing = inquiry.killed_after + 1 - inquiry.whole_uses if inquiry.killed_after else 0
    for _ in range(missing):
        enough = inquiry.ground.recorder.sent + _LEFT_TO_OUTLIVE < inquiry.ground.requests_at_most
        if not enough or not (yield from inquiry.witness(Step.CREDENTIALS)):
            break
    if inquiry.killed_after and not (inquiry.alive and inquiry.whole_uses > inquiry.killed_after):
        facts = replace(facts, sets=(), required=(), complete=False, destructive=())
        note_credentials(inquiry.ground, facts)
    return facts


def note_credentials(ground: Ground, facts: CredentialFacts) -> None:
    """Put what was found into the recording."""
    ground.recorder.credentials = facts
    if facts.header:
        detail = "the Authorization field, no cookie"
    elif facts.sets:
        detail = " or ".join(" with ".join(cookie.name for cookie in one) for one in facts.sets)
    else:
        detail = "no cookie opens the account"
    result = StepResult.DONE if facts.complete else StepResult.FAILED
    suffix = "" if facts.complete else " (the search did not end: the budget was spent or the session died)"
    ground.recorder.step(Step.CREDENTIALS, result, detail + suffix)


def replay_exposed(inquiry: Inquiry, *, hsts: bool) -> Walking[None]:
    """Replay, for each attacker, the cookies that he gets at, alone."""
    ground = inquiry.ground
    live = inquiry.live
    held = {id_of(cookie): cookie for cookie in live.jar.sent_to(inquiry.url, ground.now)}
    known: dict[CookieSet, Asked] = {}
    told: list[str] = []
    for attacker, purpose in _EXPOSURES.items():
        subset = frozenset(key for key, cookie in held.items() if _exposed(attacker, cookie, hsts=hsts))
        if not subset:
            told.append(f"{attacker.value}: nothing")
            continue
        before = known.get(subset)
        if before is None:
            browser = frozen(live, live.jar.only(subset))
            browser.authorization = None
            known[subset] = asked = yield from inquiry.ask(purpose, Step.EXPOSURE, browser)
            if asked.side is not Side.INSIDE:
                yield from inquiry.witness(Step.EXPOSURE)
        else:
            asked = before
            ground.recorder.probe_again(purpose, asked.probe, "the same cookies")
        told.append(f"{attacker.value}: {inquiry.counted(asked).value}")
    ground.recorder.step(Step.EXPOSURE, StepResult.DONE, "; ".join(told))


def _exposed(attacker: Attacker, cookie: Cookie, *, hsts: bool) -> bool:
    return exposed(
        attacker,
        secure=cookie.secure,
        http_only=cookie.http_only,
        host_only=cookie.host_only,
        path=cookie.path,
        hsts=hsts,
    )
