"""Asking the oracle, once it is found: each question is recorded, and each `outside` waits for a live control.

Rules of this module:
- Every `outside` waits for a live control: only when the control is inside right after it does it count.
- An oracle of text alone needs a second page of its kind, and both must agree, each time.
- Where a part of the live jar is inside and is given new values, the live browser goes on with those: a server that
  changes them with each answer would take the old ones for a theft.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hardtack.recording.actions import Seen, Walking
from hardtack.recording.message import Request
from hardtack.recording.model import Purpose, Side, Step
from hardtack.recording.oracle import Oracle, Shape, shape_of
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.jar import Jar, id_of

_NO_CACHE = (("Cache-Control", "no-cache"),)


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer of the oracle.

    Attributes:
        side: what was seen, before any control.
        probe: index among the recording's probes.
        seen: the exchange.
    """

    side: Side
    probe: int
    seen: Seen


@dataclass(slots=True)
class Inquiry:
    """The oracle in use, with the live session that witnesses for it.

    Attributes:
        ground: the walk.
        oracles: one page that refuses outsiders, or two that differ in text.
        live: the browser whose session witnesses.
        alive: whether that session is not known to have ended.
        killed_after: how often the longest used session had been used when a probe seemed to end it; 0 for none.
    """

    ground: Ground
    oracles: tuple[Oracle, ...]
    live: Browser
    alive: bool = True
    killed_after: int = 0
    _borrowed: int = 0
    _pending: list[int] = field(default_factory=list[int])

    @property
    def url(self) -> str:
        """The first page asked."""
        return self.oracles[0].url

    @property
    def whole_uses(self) -> int:
        """How often the live session's own browser, and so its whole jar, was seen since it logged in."""
        return self.ground.recorder.sent_by(self.live.name, self.live.entered)

    @property
    def uses(self) -> int:
        """How often the live session can have been used at most: probes with any value of its jar counted as well."""
        return self.whole_uses + self._borrowed

    def take_over(self, browser: Browser) -> None:
        """Let another browser's session, which is inside, witness from now on."""
        self.live, self.alive, self._borrowed = browser, True, 0

    def ask(
        self, purpose: Purpose, step: Step, browser: Browser, *, note: str = "", applied: bool = False
    ) -> Walking[Asked]:
        """Ask with a browser's jar; the answer is recorded, and if it is `outside` it waits for a witness.

        A browser's own jar (`applied`) is a control, for which the first page is enough; a replay asks every page.
        """
        if browser.name != self.live.name and self._borrows(browser.jar):
            self._borrowed += len(self.oracles)
        first = yield from look(self.ground, self.url, step, browser, applied=applied)
        side = self.oracles[0].side(self._shape(first))
        for oracle in () if applied else self.oracles[1:]:
            seen = yield from look(self.ground, oracle.url, step, browser, applied=False)
            if oracle.side(self._shape(seen)) is not side:
                side = Side.UNKNOWN
        if side is Side.INSIDE and not applied:
            self._go_on(browser.jar, first)
        cookies = tuple(id_of(cookie) for cookie in browser.jar.sent_to(self.url, self.ground.now))
        index = self.ground.recorder.probe(purpose, first.exchange, side, cookies, note)
        if side is Side.OUTSIDE:
            self._pending.append(index)
        return Asked(side, index, first)

    def witness(self, step: Step) -> Walking[bool]:
        """Show that the live session is still inside, which makes all waiting outsides count.

        Returns:
            Whether it is.
        """
        asked = yield from self.ask(Purpose.FULL_JAR, step, self.live, applied=True)
        self.alive = asked.side is not Side.OUTSIDE
        if asked.side is not Side.INSIDE:
            self._pending.clear()
            return False
        self.settle_by(asked.seen.exchange)
        return True

    def settle_by(self, exchange: int) -> None:
        """Let all waiting outsides count: the exchange has shown another session of the walk alive."""
        self.ground.recorder.witnessed(tuple(self._pending), exchange)
        self._pending.clear()

    def forget(self) -> None:
        """Let waiting outsides stay unknown."""
        self._pending.clear()

    def counted(self, asked: Asked) -> Side:
        """What an answer counts as by now: an `outside` that no control has witnessed is unknown."""
        return self.ground.recorder.counted(asked.probe)

    def _borrows(self, jar: Jar) -> bool:
        return any(jar.value(id_of(cookie)) == cookie.value for cookie in self.live.jar)

    def _go_on(self, jar: Jar, seen: Seen) -> None:
        """Hand the live browser the values that a part of its own jar was given anew."""
        live = self.live.jar
        lines = seen.response.values("set-cookie") if seen.response else ()
        if all(live.value(id_of(cookie)) == cookie.value for cookie in jar.sent_to(seen.url, seen.now)):
            after = jar.copy()
            after.receive(seen.url, lines, seen.now)
            self.live.jar = live.with_values({id_of(cookie): cookie.value for cookie in after if cookie.value})

    def _shape(self, seen: Seen) -> Shape:
        return shape(self.ground, seen)


def frozen(browser: Browser, jar: Jar, name: str = "frozen") -> Browser:
    """A browser for one probe: another jar, the same Authorization field."""
    return Browser(browser.ground, name, jar, browser.authorization, browser.variables)


def shape(ground: Ground, seen: Seen) -> Shape:
    """The shape of an exchange, with the user's name and the recipe's markers looked for."""
    recipe = ground.brief.recipe
    return shape_of(seen.answer, seen.url, ground.brief.username, recipe.inside_markers + recipe.outside_markers)


def look(ground: Ground, url: str, step: Step, browser: Browser, *, applied: bool) -> Walking[Seen]:
    """GET the oracle's page, past shared caches: where a stored response comes, once more with a query of its own."""
    seen = yield from browser.fetch(step, Request("GET", url, _NO_CACHE), fresh=True, applied=applied)
    age = (seen.response.value("age") or "0").strip() if seen.response else "0"
    if age.isdigit() and int(age) > 0:
        joint = "&" if urlsplit(url).query else "?"
        buster = f"{url}{joint}_={ground.chance[:6].hex()}{ground.recorder.sent}"
        seen = yield from browser.fetch(step, Request("GET", buster, _NO_CACHE), fresh=True, applied=applied)
    return seen
