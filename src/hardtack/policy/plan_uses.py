"""What a recording shows of the uses that a hardening would end: other sites' forms, other hosts, scripts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from hardtack.cookies import SameSite
from hardtack.cookies.matching import canonical_host, domain_match, registrable_host
from hardtack.recording.inventory import SeenCookie
from hardtack.recording.model import Exchange, RecordedRequest, Recording
from hardtack.recording.sightings import public_suffixes

__all__ = [
    "CrossSite",
    "copied_out",
    "cross_site",
    "hosts_beside",
    "is_none_anywhere",
    "is_signed_pair",
    "plain_beside",
]

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_SIGNATURE: Final = ".sig"


@dataclass(frozen=True, slots=True)
class CrossSite:
    """Whether other sites send browsers here with anything but a plain navigation.

    Attributes:
        why: what shows it, as a clause; empty if nothing does.
        names: the cookies that came along, or may have to.
        everywhere: whether any cookie may have to come along, whatever its name.
    """

    why: str = ""
    names: frozenset[str] = frozenset()
    everywhere: bool = False


def cross_site(recording: Recording) -> CrossSite:
    """Whether the application is embedded in other sites' pages, or other sites post to it.

    Args:
        recording: all that was seen.
    """
    if recording.target.embedded:
        return CrossSite("the application is declared embedded in other sites' pages", everywhere=True)
    hosts = _audited(recording)
    here = [one for one in recording.exchanges if _host(one.request.url) in hosts]
    framed = next((one for one in here if _is_framed(one.request)), None)
    if framed is not None:
        return CrossSite(f"another site's page shows {framed.request.url} in a frame", everywhere=True)
    framers = ((one, source) for one in here for source in _may_frame(one))
    allowed = next(framers, None)
    if allowed is not None:
        why = f"the Content-Security-Policy of {allowed[0].request.url} lets {allowed[1]} show it in a frame"
        return CrossSite(why, everywhere=True)
    posts = [one for one in here if one.request.method not in _SAFE and _comes_from_elsewhere(one.request)]
    posters = {_site(_sender(one.request)) for one in posts}
    announced = next(
        (to for one in here for to in _leads_to(one) if _wants_a_post(to) and _site(to) not in posters), None
    )
    if announced is not None:
        why = f"the sign-on at {urlsplit(announced).netloc} answers with a form that its site posts here"
        return CrossSite(why, everywhere=True)
    loads = [one for one in here if one.request.cookies and _is_loaded_elsewhere(one.request)]
    names = frozenset(name for one in (*posts, *loads) for name, _ in one.request.cookies)
    if posts:
        return CrossSite(f"another site posts to {posts[0].request.url}", names)
    if loads:
        return CrossSite(f"another site's page loads {loads[0].request.url}", names)
    return CrossSite()


def _audited(recording: Recording) -> frozenset[str]:
    target = recording.target
    urls = (target.url, target.https, target.http)
    return frozenset(host for url in urls if url is not None and (host := _host(url)))


def _host(url: str) -> str:
    try:
        return canonical_host(urlsplit(url).hostname or "") or ""
    except ValueError:
        return ""


def _is_framed(request: RecordedRequest) -> bool:
    return _field(request, "sec-fetch-site") == "cross-site" and _field(request, "sec-fetch-dest") in {
        "iframe", "frame", "embed", "object",
    }  # fmt: skip


def _may_frame(exchange: Exchange) -> Iterator[str]:
    """The sources of other sites that a response lets show it in a frame (CSP3 6.4.2)."""
    here = _site(exchange.request.url)
    for value in exchange.response.values("content-security-policy") if exchange.response else ():
        # One field may hold several policies.
        for directive in value.replace(",", ";").split(";"):
            name, *sources = directive.split() or [""]
            if name.lower() == "frame-ancestors":
                yield from (source for source in sources if not source.startswith("'") and _site_of(source) != here)


def _site_of(source: str) -> str:
    """The registrable host of a source expression; of a scheme alone or a star, no site's."""
    place = source.partition("://")[2] or source
    return _site(f"https://{place.removeprefix('*.')}")


def _is_loaded_elsewhere(request: RecordedRequest) -> bool:
    """Whether another site's page made a request for a part of itself: a script's, an image's, a websocket's."""
    return _field(request, "sec-fetch-site") == "cross-site" and _field(request, "sec-fetch-mode") in {
        "cors", "no-cors", "websocket",
    }  # fmt: skip


def _comes_from_elsewhere(request: RecordedRequest) -> bool:
    """Whether another site made a request: what the browser says of it counts, else where it says it comes from."""
    said = _field(request, "sec-fetch-site")
    if said in {"cross-site", "same-site", "same-origin", "none"}:
        return said == "cross-site"
    origin = _sender(request)
    return bool(origin) and _site(origin) != _site(request.url)


def _sender(request: RecordedRequest) -> str:
    """Where a request says that it comes from, empty if it doesn't."""
    return _field(request, "origin") or _field(request, "referer")


def _site(url: str) -> str:
    """The registrable host; schemes are not compared, since a policy leaves a site one scheme alone."""
    host = _host(url)
    return registrable_host(host, public_suffixes()) if host else ""


def _field(request: RecordedRequest, name: str) -> str:
    return next((value.strip() for key, value in request.fields if key.lower() == name), "")


def _leads_to(exchange: Exchange) -> Iterator[str]:
    for value in exchange.response.values("location") if exchange.response else ():
        try:
            to = urljoin(exchange.request.url, value)
        except ValueError:
            continue
        if _site(to) != _site(exchange.request.url):
            yield to


def _wants_a_post(url: str) -> bool:
    """Whether a sign-on will answer by a form of its own: WS-Federation always, SAML mostly, OpenID has a word."""
    asked = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    return (
        "SAMLRequest" in asked
        or asked.get("wa") == "wsignin1.0"
        or "form_post" in asked.get("response_mode", "").split(".")
    )


def hosts_beside(recording: Recording, domain: str, own: str) -> tuple[str, ...]:
    """The other hosts under a domain that were met, sorted: asked, led to, come from, posted to, or named by the user.

    Args:
        recording: all that was seen.
        domain: a cookie's Domain, canonical.
        own: the host of the application, which does not count.
    """
    met = {_host(url) for url in _addresses(recording)}
    return tuple(sorted(host for host in met if host and host != own and domain_match(host, domain)))


def _addresses(recording: Recording) -> Iterator[str]:
    yield from recording.target.also
    for exchange in recording.exchanges:
        yield exchange.request.url
        yield from (_field(exchange.request, name) for name in ("referer", "origin"))
        response = exchange.response
        if response is None:
            continue
        yield from response.values("location")
        if response.page is not None:
            yield response.page.login_action or ""
            yield from (url for _, url in response.page.insecure_parts)
            yield from response.page.insecure_links


def plain_beside(recording: Recording, host: str) -> str:
    """A plain address on a port of the host other than http's own that pages or redirects lead to; empty if none do.

    Args:
        recording: all that was seen.
        host: the host.
    """
    return next((url for url in _led_to(recording) if _is_plain_beside(url, host)), "")


def _led_to(recording: Recording) -> Iterator[str]:
    """Where pages and redirects lead browsers, as far as that is recorded."""
    for one in recording.exchanges:
        if one.response is not None:
            yield from one.response.values("location")
            if one.response.page is not None:
                yield from one.response.page.insecure_links


def _is_plain_beside(url: str, host: str) -> bool:
    """Whether a URL is a plain one on a port of the host other than the one that HSTS moves to https."""
    try:
        place = urlsplit(url)
        port = place.port
    except ValueError:
        return False
    return place.scheme == "http" and place.hostname == host and port not in {None, 80}


def copied_out(recording: Recording, cookie: SeenCookie) -> Exchange | None:
    """The first request that carries a cookie's value outside its Cookie field, None if none does.

    A script that reads the cookie makes such requests: a token in a field, an id in an address.

    Args:
        recording: all that was seen.
        cookie: the cookie.
    """
    masks = cookie.masks
    for exchange in recording.exchanges:
        request = exchange.request
        places = (request.url, *(value for name, value in request.fields if name.lower() != "cookie"))
        if any(mask in place for mask in masks for place in places):
            return exchange
    return None


def is_signed_pair(name: str, names: frozenset[str]) -> bool:
    """Whether a cookie's signature is a cookie of its own, or it is such a signature: it holds for that name alone.

    Args:
        name: the cookie's name.
        names: those of all cookies of the site.
    """
    return f"{name}{_SIGNATURE}" in names or (name.endswith(_SIGNATURE) and name.removesuffix(_SIGNATURE) in names)


def is_none_anywhere(cookies: tuple[SeenCookie, ...]) -> bool:
    """Whether any line about these cookies asks for SameSite=None."""
    lines = (line.cookie for cookie in cookies for line in cookie.lines if not line.deletion)
    return any(line is not None and line.same_site is SameSite.NONE for line in lines)
