"""A browser as the walk needs one: a cookie store, navigation with redirects, and nothing else."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from hardtack.recording.actions import Seen, Walking
from hardtack.recording.forms import Submission, csrf_meta, read_page
from hardtack.recording.message import Request
from hardtack.recording.model import Step
from hardtack.recording.page import Page
from hardtack.recording.walk.ground import Ground, host_of, origin_of
from hardtack.recording.walk.jar import Jar

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_METHOD_KEPT = frozenset({307, 308})
HOPS_AT_MOST = 10
"""Requests of one navigation, redirects followed included."""

_HEADER_FROM_COOKIE = (("xsrf-token", "X-XSRF-TOKEN"), ("csrftoken", "X-CSRFToken"), ("csrf-token", "X-CSRF-Token"))


@dataclass(frozen=True, slots=True)
class Visit:
    """A navigation: all hops, the last of which was not followed further.

    Attributes:
        hops: every exchange in order, at least one.
        left: a redirect that was not followed because it leads out of scope, or None.
    """

    hops: tuple[Seen, ...]
    left: str | None = None

    @property
    def last(self) -> Seen:
        """Where the navigation ended."""
        return self.hops[-1]

    @property
    def page(self) -> Page | None:
        """The last hop's HTML page, or None if it is none."""
        response = self.last.response
        content_type = (response.value("content-type") or "") if response else ""
        if response is None or "html" not in content_type.lower():
            return None
        return read_page(response.body, content_type, self.last.url)


@dataclass(slots=True)
class Browser:
    """One browser: a jar of its own.

    Attributes:
        ground: the walk it belongs to.
        name: what the recording calls it.
        jar: its cookies.
        authorization: value of an Authorization field sent with each request, or None.
        variables: what a recipe's login extracted.
        entered: index of the first exchange after its login, 0 before.
        before: its jar just before the credentials of its last login were sent, or None.
    """

    ground: Ground
    name: str
    jar: Jar
    authorization: str | None = None
    variables: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    entered: int = 0
    before: Jar | None = None

    def fetch(
        self, step: Step, request: Request, *, fresh: bool = False, applied: bool = True, referer: str | None = None
    ) -> Walking[Seen]:
        """One request with this browser's cookies.

        Args:
            step: the part of the walk.
            request: method, URL, further field lines and content.
            fresh: whether over a connection of its own.
            applied: whether Set-Cookie lines of the response go into the jar; a frozen jar stays as it is.
            referer: the page it comes from.
        """
        lines = list(request.fields)
        if referer is not None:
            lines.extend(_referer(referer, request.url))
        if self.authorization is not None and self.ground.trusts(request.url):
            lines.append(("Authorization", self.authorization))
        cookie = self.jar.header(request.url, self.ground.now)
        if cookie:
            lines.append(("Cookie", cookie))
        dressed = Request(request.method, request.url.partition("#")[0], tuple(lines), request.body)
        seen = yield from self.ground.send(dressed, step, self.name, fresh=fresh)
        if applied and seen.response is not None:
            self.jar.receive(seen.url, seen.response.values("set-cookie"), seen.now)
        return seen

    def navigate(self, step: Step, url: str, *, referer: str | None = None, fresh: bool = False) -> Walking[Visit]:
        """GET a page and follow redirects within scope."""
        return (yield from self._follow(step, Request("GET", url), referer, fresh=fresh))

    def submit(self, step: Step, submission: Submission, page: Page) -> Walking[Visit]:
        """Submit a form as a browser would, and follow redirects within scope."""
        fields: list[tuple[str, str]] = []
        if submission.method != "GET":
            fields += [("Origin", origin_of(page.url)), ("Content-Type", submission.content_type)]
            if origin_of(page.url) == origin_of(submission.url):
                fields.extend(self._token_fields(page, submission.url))
        request = Request(submission.method, submission.url, tuple(fields), submission.body)
        return (yield from self._follow(step, request, page.url, fresh=False))

    def run(self, step: Step, request: Request, *, follow: bool = True) -> Walking[Visit]:
        """Send a request as it is, with this browser's cookies, and follow redirects if wanted."""
        if follow:
            return (yield from self._follow(step, request, None, fresh=False))
        return Visit(((yield from self.fetch(step, request)),))

    def _token_fields(self, page: Page, url: str) -> list[tuple[str, str]]:
        """Tokens that scripts carry from a cookie or a meta element into a field of the request."""
        fields: list[tuple[str, str]] = []
        token = csrf_meta(page)
        if token is not None:
            fields.append((token.header, token.token))
        for name, value in self.jar.pairs(url, self.ground.now):
            fields.extend((header, value) for known, header in _HEADER_FROM_COOKIE if name.lower() == known)
        return fields

    def _follow(self, step: Step, request: Request, referer: str | None, *, fresh: bool) -> Walking[Visit]:
        hops: list[Seen] = []
        while True:
            seen = yield from self.fetch(step, request, fresh=fresh, referer=referer)
            hops.append(seen)
            target = redirect_target(seen)
            if target is None or len(hops) >= HOPS_AT_MOST:
                return Visit(tuple(hops))
            if not self.ground.permits(target) or _downgrades(seen, target, request):
                told = elsewhere(self.ground, target)
                self.ground.recorder.refused(step, f"a redirect was not followed: it leads to {told}")
                return Visit(tuple(hops), target)
            status = seen.response.status if seen.response else 0
            keeps = status in _METHOD_KEPT or request.method == "HEAD"
            request = Request(request.method, target, request.fields, request.body) if keeps else Request("GET", target)


def redirect_target(seen: Seen) -> str | None:
    """Where a response redirects to, absolute, or None."""
    response = seen.response
    if response is None or response.status not in _REDIRECTS:
        return None
    location = response.value("location")
    if location is None:
        return None
    try:
        return urljoin(seen.url, location.encode("latin-1", "replace").decode("utf-8", "replace")).partition("#")[0]
    except ValueError:
        return None


def _downgrades(seen: Seen, target: str, request: Request) -> bool:
    """Whether a redirect would carry the content of a request from https to http."""
    kept = bool(request.body) and seen.response is not None and seen.response.status in _METHOD_KEPT
    return kept and urlsplit(seen.url).scheme == "https" and urlsplit(target).scheme == "http"


def elsewhere(ground: Ground, url: str) -> str:
    """An address that is not asked, with the reason."""
    scheme = urlsplit(url).scheme
    if scheme not in {"http", "https"}:
        return f"a {scheme[:20]}: address, which no audit asks"
    masked = ground.recorder.redactor.url(url)
    if ground.permits(url):
        return f"{masked}, over http, which gets nothing that was meant for https"
    kind = "an internal address" if is_internal(host_of(url)) else "another host"
    return f"{kind}, {masked}, which is not part of this audit"


def is_internal(host: str) -> bool:
    """Whether a host is this machine, or an address that is not routed on the public internet."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _referer(page: str, url: str) -> tuple[tuple[str, str], ...]:
    """What browsers tell of the page before (Referrer Policy, strict-origin-when-cross-origin)."""
    if urlsplit(page).scheme == "https" and urlsplit(url).scheme == "http":
        return ()
    same = origin_of(page) == origin_of(url)
    return (("Referer", page.partition("#")[0] if same else f"{origin_of(page)}/"),)
