"""Many ids of strangers, sampled on request: each visit with an empty jar of its own, to the page that gives the id.

The values stay here: at the end their looks are judged, and only that goes into the recording.
"""

from dataclasses import dataclass, field

from hardtack.recording.actions import Walking
from hardtack.recording.id_quality import quality
from hardtack.recording.inventory import inventory
from hardtack.recording.measured import IdSample
from hardtack.recording.message import Request
from hardtack.recording.model import CookieId, Step, StepResult
from hardtack.recording.walk.browser import Browser
from hardtack.recording.walk.ground import BudgetSpentError, Ground
from hardtack.recording.walk.jar import Jar
from hardtack.recording.walk.timing import requests_for

_COOKIES = 8
"""Cookies that are sampled, at most."""
_MISSES = 5
"""Visits in a row that give no id, after which no more are made."""


@dataclass(slots=True)
class _Sampled:
    """The values of one cookie, and the exchanges that gave them."""

    cookie: CookieId
    values: list[str] = field(default_factory=list[str], repr=False)
    exchanges: list[int] = field(default_factory=list[int])


def sample_ids(ground: Ground) -> Walking[None]:
    """Sample as many ids as the brief asks for, and judge them; once a walk."""
    wanted, seen = ground.brief.measuring.sample_ids, ground.recorder.finish()
    if not wanted or any(one.step is Step.SAMPLE for one in seen.steps):
        return
    ground.allowance = requests_for(ground.brief.measuring)
    known = inventory(seen)
    # From outside nobody knows which cookie carries the session: each that strangers get is looked at.
    session = tuple(one.id for one in (known.session or known.cookies))[:_COOKIES]
    samples = [_Sampled(cookie) for cookie in session]
    trouble = ""
    try:
        url = yield from _giving_page(ground, frozenset(session))
        yield from _visit_often(ground, url, samples, wanted)
    except BudgetSpentError:
        trouble = "; the requests allowed for it were spent"
    found = [one for one in samples if one.values]
    ground.recorder.sampled.extend(_judged(one) for one in found)
    if found:
        told = ", ".join(f"{len(one.values)} of {one.cookie.name}" for one in found) + trouble
        ground.recorder.step(Step.SAMPLE, StepResult.DONE, told)
    else:
        reason = "strangers are given no session cookie on the page that the audit began with" + trouble
        ground.recorder.step(Step.SAMPLE, StepResult.SKIPPED, reason)


def _giving_page(ground: Ground, session: frozenset[CookieId]) -> Walking[str]:
    """The page that gives a stranger the cookies: where the visit begins, or one that it is redirected to."""
    start = ground.brief.login_url or ground.brief.url
    browser = _stranger(ground)
    visit = yield from browser.navigate(Step.SAMPLE, start)
    jar = Jar(ground.suffixes)
    for hop in visit.hops:
        jar.receive(hop.url, hop.response.values("set-cookie") if hop.response else (), hop.now)
        if not session.isdisjoint(jar.ids(hop.url, hop.now)):
            return hop.url
    return start


def _visit_often(ground: Ground, url: str, samples: list[_Sampled], wanted: int) -> Walking[None]:
    misses = 0
    for _ in range(wanted):
        browser = _stranger(ground)
        request = Request("GET", url, (("Cache-Control", "no-cache"),))
        seen = yield from browser.fetch(Step.SAMPLE, request)
        given = [(one, browser.jar.value(one.cookie)) for one in samples]
        for sampled, value in given:
            if value:
                sampled.values.append(value)
                sampled.exchanges.append(seen.exchange)
        misses = 0 if any(value for _, value in given) else misses + 1
        if misses >= _MISSES:
            return


def _stranger(ground: Ground) -> Browser:
    return Browser(ground, "stranger", Jar(ground.suffixes))


def _judged(sampled: _Sampled) -> IdSample:
    values, exchanges = sampled.values, sampled.exchanges
    judged = quality(values)
    first: dict[str, int] = {}
    twins: tuple[int, int] | None = None
    for value, exchange in zip(values, exchanges, strict=True):
        if first.setdefault(value, exchange) != exchange and twins is None:
            twins = (first[value], exchange)
    lengths = [len(value) for value in values]
    return IdSample(
        sampled.cookie.name, len(values), len(first), min(lengths), max(lengths), judged.fields, judged.bits,
        judged.pattern, judged.unjudged, exchanges[0], exchanges[-1], twins,
    )  # fmt: skip
