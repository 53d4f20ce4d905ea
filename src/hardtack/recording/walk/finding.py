"""Finding the oracle: a page that tells inside from outside, and its controls.

Rules of this module:
- Controls are three samples each, over connections of their own: full jar, empty jar, fresh anonymous jar, full jar
  with garbled values. The first must be inside each time; to the other three the page must look like the outside.
- A page that refuses outsiders is preferred. Of pages that differ in text alone, two are taken together.
"""

from dataclasses import dataclass
from urllib.parse import urljoin

from hardtack.recording.actions import Seen, Walking
from hardtack.recording.code_form import find_code_form
from hardtack.recording.forms import find_login_form, inside_candidates, is_destructive, logout_controls
from hardtack.recording.model import OracleFacts, OracleKind, Purpose, Side, Step, StepResult
from hardtack.recording.oracle import Oracle, make_oracle
from hardtack.recording.walk.browser import Browser, Visit
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import Inquiry, frozen, look, shape
from hardtack.recording.walk.jar import id_of
from hardtack.recording.walk.login import REFUSED_BY_FORM
from hardtack.recording.walk.trouble import trouble

_SAMPLES = 3
_CANDIDATES = 8
_SERVER_ERROR = 500
_TOO_MANY = 429
SLOWER = "Ask again later, or more slowly with --rate 1."


_CODE_ASKED = {
    True: (
        "the login asks for a one-time code",
        "Give the secret behind it with --totp-file FILE, or bring a session along (--cookie-file, --curl).",
    ),
    False: (
        "the login goes on asking for a one-time code",
        "Check the secret of --totp-file and this machine's clock, or bring a session along (--cookie-file, --curl).",
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """An inquiry, or why there is none.

    Attributes:
        inquiry: the oracle in use, or None.
        reason: why there is none.
        supply: the one thing to supply.
    """

    inquiry: Inquiry | None
    reason: str = ""
    supply: str = ""


def find_oracle(ground: Ground, live: Browser, anonymous: Browser, landing: Visit) -> Walking[Found]:
    """Find a page that tells inside from outside, and run its controls.

    Args:
        ground: the walk.
        live: the browser that has just logged in, if the login worked.
        anonymous: a browser that visited the site and never logged in.
        landing: where the login led to.
    """
    named = ground.brief.inside_url or ground.brief.recipe.inside_url
    candidates = (urljoin(ground.brief.url, named),) if named else candidate_urls(ground, landing)
    textual: list[Oracle] = []
    for url in candidates[:_CANDIDATES]:
        oracle = yield from _tried(ground, url, live)
        if oracle is None:
            continue
        if oracle.kind is OracleKind.REFUSAL or named:
            return (yield from _controlled(ground, (oracle,), live, anonymous))
        textual.append(oracle)
        if len(textual) > _SAMPLES:
            break
    pair = _two_pages(textual)
    if pair:
        return (yield from _controlled(ground, pair, live, anonymous))
    return _nothing_found(ground, landing, named, textual)


def candidate_urls(ground: Ground, landing: Visit) -> tuple[str, ...]:
    """Pages that might be for insiders only, likeliest first."""
    urls = [landing.last.url]
    page = landing.page
    if page is not None:
        urls += [link.url.partition("#")[0] for link in inside_candidates(page, username=ground.brief.username or "")]
    urls += [hop.url for hop in landing.hops if hop.response is not None and hop is not landing.last]
    urls += [ground.brief.url, urljoin(ground.brief.url, "/")]
    ways_out = {control.url for control in logout_controls(page)} if page is not None else set[str]()
    fit = (url for url in urls if ground.permits(url) and url not in ways_out and not is_destructive(url))
    return tuple(dict.fromkeys(fit))


def _tried(ground: Ground, url: str, live: Browser) -> Walking[Oracle | None]:
    inside = yield from look(ground, url, Step.ORACLE, live, applied=True)
    if _busy(inside):
        ground.busy = inside
    if inside.response is None or not 200 <= inside.response.status < 300:
        return None
    outside = yield from look(ground, url, Step.ORACLE, _nobody(live), applied=False)
    if _busy(outside):
        ground.busy = outside
        return None
    return make_oracle(url, (shape(ground, inside),), (shape(ground, outside),))


def _nobody(live: Browser) -> Browser:
    browser = frozen(live, live.jar.only(frozenset()), "nobody")
    browser.authorization = None
    return browser


def _busy(seen: Seen) -> bool:
    """Whether the server had other reasons than who asked: errors, rate limits, no answer."""
    response = seen.response
    return response is None or response.status >= _SERVER_ERROR or response.status == _TOO_MANY


def _two_pages(textual: list[Oracle]) -> tuple[Oracle, ...]:
    return tuple(textual[:2]) if len(textual) > 1 else ()


def _controlled(ground: Ground, oracles: tuple[Oracle, ...], live: Browser, anonymous: Browser) -> Walking[Found]:
    """Take all samples, remake the oracles from them, and record the controls as probes."""
    remade: list[Oracle] = []
    flaw = supply = ""
    anonymous_jar = frozen(anonymous, anonymous.jar, "anonymous")
    anonymous_jar.authorization = None
    garbled = frozen(live, live.jar.garbled())
    garbled.authorization = _garbled_authorization(live.authorization)
    for oracle in oracles:
        samples: dict[Purpose, list[Seen]] = {}
        # A second page only has to agree with the first, which has shown it thrice.
        for _ in range(_SAMPLES if oracle is oracles[0] else 1):
            for purpose, browser, applied in (
                (Purpose.EMPTY_JAR, _nobody(live), False),
                (Purpose.ANONYMOUS_JAR, anonymous_jar, False),
                (Purpose.GARBLED_JAR, garbled, False),
                (Purpose.FULL_JAR, live, True),
            ):
                seen = yield from look(ground, oracle.url, Step.ORACLE, browser, applied=applied)
                samples.setdefault(purpose, []).append(seen)
        again = _from_samples(ground, oracle.url, samples)
        if again is None:
            flaw, supply = _lying_control(ground, oracle, samples), _supply_control(samples)
            again = oracle
        _record(ground, again, samples, live)
        remade.append(again)
    first = remade[0]
    masked = ground.recorder.redactor.url(first.url)
    ground.recorder.oracle = OracleFacts(
        masked, first.kind, first.inside_words, first.outside_words, sound=not flaw, flaw=flaw
    )
    if flaw:
        ground.recorder.step(Step.ORACLE, StepResult.FAILED, flaw)
        return Found(None, flaw, supply)
    words = f"inside: {first.inside_words}; outside: {first.outside_words}"
    ground.recorder.step(Step.ORACLE, StepResult.DONE, f"{masked} ({words})")
    return Found(Inquiry(ground, tuple(remade), live))


def _garbled_authorization(value: str | None) -> str | None:
    if value is None:
        return None
    scheme, _, token = value.partition(" ")
    return f"{scheme} {token[::-1]}"


def _from_samples(ground: Ground, url: str, samples: dict[Purpose, list[Seen]]) -> Oracle | None:
    inside = tuple(shape(ground, seen) for seen in samples[Purpose.FULL_JAR])
    outside = tuple(
        shape(ground, seen)
        for purpose, kept in samples.items()
        if purpose is not Purpose.FULL_JAR
        for seen in kept
        if not _busy(seen)
    )
    if not outside:
        return None
    oracle = make_oracle(url, inside, outside)
    return oracle if oracle and all(oracle.side(one) is Side.INSIDE for one in inside) else None


def _masked(ground: Ground, seen: Seen) -> str:
    return ground.recorder.redactor.url(seen.url)


def _supply_control(samples: dict[Purpose, list[Seen]]) -> str:
    if any(_busy(seen) for kept in samples.values() for seen in kept):
        return SLOWER
    return "Name a page that only a logged-in user gets with --inside-url."


def _lying_control(ground: Ground, oracle: Oracle, samples: dict[Purpose, list[Seen]]) -> str:
    url = ground.recorder.redactor.url(oracle.url)
    refused = next((seen for kept in samples.values() for seen in kept if _busy(seen)), None)
    if refused is not None:
        return trouble(ground, Visit((refused,)), f"a control on {url}")
    sides = {oracle.side(shape(ground, seen)) for seen in samples[Purpose.FULL_JAR]}
    if Side.INSIDE in sides and len(sides) > 1:
        return f"the login opened {url} only now and then, as where one of several servers knows no session"
    for purpose, kept in samples.items():
        wanted = Side.INSIDE if purpose is Purpose.FULL_JAR else Side.OUTSIDE
        if any(oracle.side(shape(ground, seen)) is not wanted for seen in kept):
            return f"the {purpose.value} did not answer as it should ({wanted.value}) on {url}"
    return f"the controls disagree on {url}"


def _record(ground: Ground, oracle: Oracle, samples: dict[Purpose, list[Seen]], live: Browser) -> None:
    recorder = ground.recorder
    control = samples[Purpose.FULL_JAR][-1]
    alive = oracle.side(shape(ground, control)) is Side.INSIDE
    for purpose, kept in samples.items():
        held = () if purpose in {Purpose.EMPTY_JAR, Purpose.ANONYMOUS_JAR} else live.jar.sent_to(oracle.url, ground.now)
        cookies = tuple(id_of(cookie) for cookie in held)
        for seen in kept:
            index = recorder.probe(purpose, seen.exchange, oracle.side(shape(ground, seen)), cookies)
            if alive:
                recorder.witnessed((index,), control.exchange)


def _nothing_found(ground: Ground, landing: Visit, named: str | None, textual: list[Oracle]) -> Found:
    ground.recorder.step(Step.ORACLE, StepResult.FAILED, "no page was found that tells inside from outside")
    page = landing.page
    asked_again = page is not None and any(field.kind == "password" for form in page.forms for field in form.fields)
    if page is not None and ground.brief.own is None and find_code_form(page) is not None:
        return Found(None, *_CODE_ASKED[ground.brief.totp is None])
    if named:
        return Found(
            None,
            "the page named as inside looks the same to a visitor without cookies, or does not answer with 200",
            "Name another page with --inside-url, and see that user name and password are right.",
        )
    shown = find_login_form(page) if asked_again and page is not None else None
    if shown is not None and shown.captcha:
        return Found(
            None,
            "the login was refused, and the login form shows a captcha, which no program may solve",
            "Switch the captcha off for the test user, or bring along the session of a browser (--cookie-file FILE).",
        )
    if asked_again:
        return Found(
            None,
            REFUSED_BY_FORM,
            "Check user name and password; if they are right, name a page for insiders with --inside-url.",
        )
    seen = trouble(ground, landing, "the login")
    if not seen and ground.busy is not None:
        seen = trouble(ground, Visit((ground.busy,)), f"a page that might tell, {_masked(ground, ground.busy)},")
    if seen:
        return Found(
            None,
            f"no page was found that tells inside from outside: {seen}",
            "See that the login works in a browser, then try again or name a page for insiders with --inside-url.",
        )
    if textual:
        return Found(
            None,
            "only the text of one page tells inside from outside, and two such pages must agree",
            "Name a page that refuses outsiders with --inside-url.",
        )
    return Found(
        None,
        "no page was found that tells inside from outside",
        "Name a page that only a logged-in user gets with --inside-url.",
    )
