"""Which cookies carry the session, and what each attacker who gets at some of them can do with those alone."""

from dataclasses import dataclass

from hardtack.cookies import Cookie
from hardtack.recording.actions import Walking
from hardtack.recording.inventory import exposed
from hardtack.recording.model import Attacker, CookieId, CredentialFacts, Purpose, Side, Step, StepResult
from hardtack.recording.session import CookieSet, minimal_sets
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import Inquiry, frozen
from hardtack.recording.walk.jar import Jar, id_of

_QUESTIONS_AT_MOST = 120
_LEFT_FOR_THE_REST = 60
_EXPOSURES = {
    Attacker.NETWORK: Purpose.EXPOSED_TO_NETWORK,
    Attacker.SCRIPT: Purpose.EXPOSED_TO_SCRIPT,
    Attacker.SIBLING: Purpose.EXPOSED_TO_SIBLING,
    Attacker.NEIGHBOUR: Purpose.EXPOSED_TO_NEIGHBOUR,
}


@dataclass(frozen=True, slots=True)
class Session:
    """The session as found: its frozen jar and what opens the account.

    Attributes:
        facts: for the recording.
        jar: the full jar the search worked on.
        header: whether the Authorization field is what opens the account.
    """

    facts: CredentialFacts
    jar: Jar
    header: bool


def find_credentials(ground: Ground, inquiry: Inquiry, anonymous: Browser) -> Walking[Session]:
    """Find all minimal authenticating sets, by removal and by substitution.

    The live browser's Authorization field is dropped where cookies alone are inside: HTTP Basic at login only.
    """
    live = inquiry.live
    jar = live.jar.copy()
    universe = jar.ids(inquiry.url, ground.now)
    header = False
    if live.authorization is not None:
        header = yield from _header_needed(inquiry, jar)
    if header or not universe:
        facts = CredentialFacts((), (), header, complete=True, destructive=())
        _conclude(ground, facts)
        return Session(facts, jar, header)

    def ask(subset: CookieSet) -> Walking[Side]:
        if subset == universe:
            return Side.INSIDE if (yield from inquiry.witness(Step.CREDENTIALS)) else Side.UNKNOWN
        asked = yield from inquiry.ask(Purpose.SUBSET, Step.CREDENTIALS, frozen(live, jar.only(subset)))
        if asked.side is Side.INSIDE:
            inquiry.settle_by(asked.seen.exchange)
        return asked.side

    budget = min(_QUESTIONS_AT_MOST, ground.brief.max_requests - ground.recorder.sent - _LEFT_FOR_THE_REST)
    found = yield from minimal_sets(universe, ask, budget)
    required = yield from _required_only(inquiry, jar, found.sets, anonymous)
    facts = CredentialFacts(
        tuple(tuple(sorted(one)) for one in found.sets), tuple(sorted(required)), header, found.complete, tuple(sorted(found.suspects))
    )
    _conclude(ground, facts)
    return Session(facts, jar, header)


def _header_needed(inquiry: Inquiry, jar: Jar) -> Walking[bool]:
    live = inquiry.live
    authorization, live.authorization = live.authorization, None
    asked = yield from inquiry.ask(Purpose.SUBSET, Step.CREDENTIALS, frozen(live, jar), note="without the Authorization field")
    if asked.side is Side.INSIDE:
        inquiry.settle_by(asked.seen.exchange)
        return False
    live.authorization = authorization
    yield from inquiry.witness(Step.CREDENTIALS)
    return True


def _required_only(
    inquiry: Inquiry, jar: Jar, sets: tuple[CookieSet, ...], anonymous: Browser
) -> Walking[frozenset[CookieId]]:
    """Members that a fresh anonymous value serves as well: needed, but no credential."""
    required: set[CookieId] = set()
    for one in sets:
        for member in sorted(one) if len(one) > 1 else ():
            fresh = anonymous.jar.value(member)
            if fresh is None or member in required:
                continue
            if fresh == jar.value(member):
                required.add(member)
                continue
            swapped = jar.only(one).with_values({member: fresh})
            asked = yield from inquiry.ask(Purpose.SUBSTITUTED, Step.CREDENTIALS, frozen(inquiry.live, swapped), note=member.name)
            if asked.side is Side.INSIDE:
                inquiry.settle_by(asked.seen.exchange)
                required.add(member)
            else:
                yield from inquiry.witness(Step.CREDENTIALS)
    # A set whose every member could be had anonymously would be no credential at all; then the substitution lied.
    return frozenset(required) if all(one - required for one in sets) else frozenset()


def _conclude(ground: Ground, facts: CredentialFacts) -> None:
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


def replay_exposed(ground: Ground, inquiry: Inquiry, session: Session, *, hsts: bool) -> Walking[None]:
    """Replay, for each attacker, the cookies that he gets at, alone."""
    held = {id_of(cookie): cookie for cookie in session.jar.sent_to(inquiry.url, ground.now)}
    told: list[str] = []
    for attacker, purpose in _EXPOSURES.items():
        subset = frozenset(key for key, cookie in held.items() if _exposed(attacker, cookie, hsts=hsts))
        if not subset:
            told.append(f"{attacker.value}: nothing")
            continue
        browser = frozen(inquiry.live, session.jar.only(subset))
        browser.authorization = None
        asked = yield from inquiry.ask(purpose, Step.EXPOSURE, browser)
        if asked.side is Side.INSIDE:
            inquiry.settle_by(asked.seen.exchange)
        told.append(f"{attacker.value}: {asked.side.value}")
    yield from inquiry.witness(Step.EXPOSURE)
    ground.recorder.step(Step.EXPOSURE, StepResult.DONE, "; ".join(told))


def _exposed(attacker: Attacker, cookie: Cookie, *, hsts: bool) -> bool:
    return exposed(
        attacker, secure=cookie.secure, http_only=cookie.http_only, host_only=cookie.host_only, path=cookie.path, hsts=hsts
    )
