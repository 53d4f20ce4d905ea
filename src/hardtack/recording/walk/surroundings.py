"""What lies around the application: the other scheme, the plain side, the host's root and other applications on it."""

from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit, urlunsplit

from hardtack.recording.actions import Seen, Walking
from hardtack.recording.forms import find_login_form
from hardtack.recording.message import Request
from hardtack.recording.model import VISITOR, Purpose, Side, Step, StepResult
from hardtack.recording.page import Page
from hardtack.recording.walk.browser import Browser, Visit, redirect_target
from hardtack.recording.walk.ground import Ground
from hardtack.recording.walk.inquiry import Inquiry, frozen, shape
from hardtack.recording.walk.jar import Jar

_DEFAULT_PORTS = {"http": 80, "https": 443}
_TWIN_PATIENCE = 3.0
_LOOPBACK_PATIENCE = 0.75
_OTHER = {"http": "https", "https": "http"}


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides of a site.

    Attributes:
        url: where the walk goes on: over https where it answers.
        https: base URL of the https side, or None.
        http: base URL of the plain side, or None.
    """

    url: str
    https: str | None
    http: str | None


def find_sides(ground: Ground, browser: Browser, first: Visit) -> Walking[Sides]:
    """Ask for the other scheme: the named twin, else the same port, else the scheme's own port of the same host.

    Args:
        ground: the walk.
        browser: an anonymous browser.
        first: the visit of the named URL.
    """
    url = ground.brief.url
    scheme = urlsplit(url).scheme
    named = ground.brief.https_url if scheme == "http" else ground.brief.http_url
    asked: list[str] = []
    twin: str | None = None
    for candidate in (named,) if named else _twins(url):
        asked.append(ground.recorder.redactor.url(candidate))
        visit = yield from _peek(ground, browser, candidate)
        if visit is not None and (
            named or _same_port(candidate, url) or _same_application(ground, first, visit, candidate)
        ):
            twin = candidate
            break
    # The named side counts if it answered at all; one that never did is no side that a cookie could travel over.
    answered = first.hops[0].response is not None
    both = {scheme: url if answered else None, _OTHER[scheme]: twin}
    moved = first.last.url if urlsplit(first.last.url).scheme != scheme else None
    if moved is not None and twin is None:
        both[_OTHER[scheme]] = moved
    https, http = both["https"], both["http"]
    ground.recorder.target = replace(
        ground.recorder.target, https=_masked(ground, https), http=_masked(ground, http), asked=tuple(asked)
    )
    found = both[_OTHER[scheme]]
    ground.recorder.step(
        Step.TWIN, StepResult.DONE, f"{_OTHER[scheme]}: {ground.recorder.redactor.url(found) if found else 'none'}"
    )
    return Sides(https or url, https, http)


def _masked(ground: Ground, url: str | None) -> str | None:
    return ground.recorder.redactor.url(url) if url else None


def _twins(url: str) -> tuple[str, ...]:
    """The same page under the other scheme: on the same port, then on that scheme's own port."""
    parts = urlsplit(url)
    other = _OTHER[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    own = urlunsplit((other, host, parts.path or "/", parts.query, ""))
    if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme]:
        return (own,)
    return (urlunsplit((other, f"{host}:{parts.port}", parts.path or "/", parts.query, "")), own)


def _same_port(candidate: str, url: str) -> bool:
    return urlsplit(candidate).port is not None and urlsplit(candidate).port == urlsplit(url).port


def _peek(ground: Ground, browser: Browser, url: str) -> Walking[Visit | None]:
    """Visit a page under the other scheme; None where nobody speaks that scheme there."""
    # A server of the other scheme may wait in silence for more octets, as if they were its own; it need not be waited
    # for as long as a slow answer deserves.
    first = yield from ground.send(Request("GET", url), Step.TWIN, "anonymous", fresh=True, patience=_patience(url))
    if first.response is None or _speaks_tls_only(first):
        return None
    if redirect_target(first) is None:
        return Visit((first,))
    return (yield from browser.navigate(Step.TWIN, url, fresh=True))


def _patience(url: str) -> float:
    """Seconds to wait for a word of the other scheme: less where there is no network in between."""
    host = urlsplit(url).hostname or ""
    return _LOOPBACK_PATIENCE if host in {"localhost", "::1"} or host.startswith("127.") else _TWIN_PATIENCE


def _speaks_tls_only(seen: Seen) -> bool:
    """A TLS port that answers plain HTTP with a plain error (400, 426, 497) is no plain side."""
    response = seen.response
    if response is None or urlsplit(seen.url).scheme != "http" or response.status not in {400, 426, 497}:
        return False
    text = response.body[:4096].lower()
    return any(word in text for word in (b"https", b"ssl", b"tls"))


def _same_application(ground: Ground, first: Visit, other: Visit, candidate: str) -> bool:
    """Whether two visits met the same application: a redirect between them, or pages of one shape."""
    here, there = urlsplit(first.last.url), urlsplit(other.last.url)
    if there.netloc == here.netloc and there.scheme == here.scheme:
        return True
    if urlsplit(first.last.url).netloc == urlsplit(candidate).netloc:
        return True
    mine, theirs = first.page, other.page
    if mine is None or theirs is None:
        return shape(ground, first.last) == shape(ground, other.last) and mine is theirs
    return bool(mine.title) and mine.title == theirs.title and _fields(mine) == _fields(theirs)


def _fields(page: Page) -> tuple[str, ...]:
    login = find_login_form(page)
    return tuple(field.name for field in login.form.fields) if login else ()


def visit_plain(ground: Ground, inquiry: Inquiry | None, sides: Sides, first: Browser) -> Walking[None]:
    """Visit the plain side like a newcomer, then with what a browser of the https session would send there (Q9)."""
    if sides.https is None or sides.http is None:
        ground.recorder.step(Step.PLAIN, StepResult.SKIPPED, "there is no second side")
        return
    newcomer = Browser(ground, "newcomer", Jar(ground.suffixes))
    seen = yield from newcomer.fetch(Step.PLAIN, Request("GET", sides.http), fresh=True)
    target = redirect_target(seen)
    detail = "does not answer" if seen.response is None else f"answers {seen.response.status}"
    if target is not None:
        detail += f" to {urlsplit(target).scheme}"
    elif seen.response is not None and inquiry is not None:
        yield from _https_jar_over_plain(ground, inquiry, sides.http, first)
    ground.recorder.step(Step.PLAIN, StepResult.DONE, detail)


def _https_jar_over_plain(ground: Ground, inquiry: Inquiry, http: str, first: Browser) -> Walking[None]:
    plain = urlsplit(http)
    url = urlunsplit((plain.scheme, plain.netloc, *urlsplit(inquiry.url)[2:]))
    browser = frozen(first, first.jar.copy())
    seen = yield from browser.fetch(Step.PLAIN, Request("GET", url), fresh=True, applied=False)
    side = inquiry.oracles[0].side(shape(ground, seen))
    cookies = tuple(sorted(browser.jar.ids(url, ground.now)))
    index = ground.recorder.probe(Purpose.HTTPS_JAR_OVER_PLAIN, seen.exchange, side, cookies)
    if side is Side.OUTSIDE:
        asked = yield from inquiry.ask(Purpose.FULL_JAR, Step.PLAIN, first, applied=True)
        if asked.side is Side.INSIDE:
            ground.recorder.witnessed((index,), asked.seen.exchange)


def visit_neighbours(ground: Ground, inquiry: Inquiry | None, first: Browser, base: str) -> Walking[None]:
    """Visit the host's root where the application lies below it, and every other application that the user named.

    The visits are made by a copy of the logged-in browser: what it sends shows a leak, and whether it is still inside
    afterwards shows a clash.
    """
    root = urljoin(base, "/")
    newcomer = Browser(ground, "newcomer", Jar(ground.suffixes))
    yield from newcomer.navigate(Step.NEIGHBOUR, root)
    first_folder, below, _ = urlsplit(base).path.removeprefix("/").partition("/")
    if below:
        # Two pages that are not there: who writes them tells whether one program answers for the root and the folder.
        for folder in ("/", f"/{first_folder}/"):
            absent = urljoin(base, f"{folder}hardtack-{ground.chance[:4].hex()}")
            yield from newcomer.fetch(Step.NEIGHBOUR, Request("GET", absent), fresh=True)
    told = ["root"]
    for url in ground.brief.also:
        visitor = frozen(first, first.jar.copy(), VISITOR)
        yield from visitor.navigate(Step.NEIGHBOUR, url)
        told.append(ground.recorder.redactor.url(url))
        if inquiry is not None:
            yield from inquiry.ask(Purpose.AFTER_NEIGHBOUR, Step.NEIGHBOUR, visitor)
            yield from inquiry.witness(Step.NEIGHBOUR)
    ground.recorder.step(Step.NEIGHBOUR, StepResult.DONE, ", ".join(told))
