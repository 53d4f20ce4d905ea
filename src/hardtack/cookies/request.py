"""Who asks for what, and from where: the request that carries or sets cookies (rfc6265bis-22 5.2)."""

from dataclasses import dataclass
from typing import Literal

from hardtack.cookies.matching import (
    PublicSuffixes,
    Target,
    is_trustworthy,
    parse_target,
    registrable_host,
    schemeful_site,
)
from hardtack.cookies.profiles import Profile

__all__ = ["Context", "Request", "context_of"]

_SAFE = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))


@dataclass(frozen=True, slots=True)
class Request:
    """A request (``via="http"``), or a document's use of document.cookie (``via="script"``).

    Attributes:
        url: URL asked for, after all redirects; of the document itself for a script.
        initiator: URL or origin of the document that caused it; None = the user did (address bar, bookmark). "null" or
            any URL without a host is cross-site to everything. A reload has the initiator of the original navigation.
        kind: "top" = navigation of (or script in) a top-level document, "iframe" = navigation of (or script in) a
            nested one, "subresource" = all else.
        method: HTTP method.
        via: "http", or "script" for a non-HTTP API.
        redirects: URLs that redirected here, in order, ``url`` left out.
        ancestors: URLs of the documents around it, the top-level one first. Without any, the initiator of an iframe or
            subresource is taken for the one document around it.
    """

    url: str
    initiator: str | None = None
    kind: Literal["top", "iframe", "subresource"] = "top"
    method: str = "GET"
    via: Literal["http", "script"] = "http"
    redirects: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a request amounts to for cookies.

    Attributes:
        target: Scheme, host and path.
        registrable: Registrable domain of the host; the host itself if it is an address or a public suffix.
        trustworthy: Secure cookies may come and go.
        from_http: It is HTTP, not a script API.
        same_site: It is same-site.
        sets_same_site: It is same-site for the cookies its answer sets.
        top_level: It navigates a top-level document.
        safe: Its method is safe (RFC 9110 9.2.1).
        third_party: A document around it is of another site.
        partition: Schemeful site of the top-level document, "null" if that is opaque; " nested" follows where a
            document of another site stands between it and one of its own site (CHIPS: the cross-site ancestor).
    """

    target: Target
    registrable: str
    trustworthy: bool
    from_http: bool
    same_site: bool
    sets_same_site: bool
    top_level: bool
    safe: bool
    third_party: bool
    partition: str


def context_of(request: Request, suffixes: PublicSuffixes, profile: Profile) -> Context:
    """Work out what a request amounts to.

    Args:
        request: The request.
        suffixes: Public suffix list.
        profile: Whether redirects and schemes count.

    Raises:
        InvalidURL: If the request's URL is no http(s) or ws(s) URL with a host.
    """
    target = parse_target(request.url)
    registrable = registrable_host(target.host, suffixes)
    site = f"{target.scheme}://{registrable}"
    top_level = request.kind == "top"
    from_http = request.via == "http"
    around: tuple[str, ...] = ()
    if not top_level:
        around = request.ancestors or (() if request.initiator is None else (request.initiator,))

    def foreign(url: str) -> bool:
        found = schemeful_site(url, suffixes)
        if profile.schemeless:
            return found is None or found.partition("://")[2] != registrable
        return found != site

    third_party = any(map(foreign, around))
    # "A request is same-site if its URL is same-site with its client's site for cookies": with who caused it, and with
    # all the documents around a nested one. A script's use is its document's own: nobody caused it.
    caused = from_http and request.initiator is not None and foreign(request.initiator)
    same_site = not third_party and not caused
    redirected = profile.redirects_count and from_http and any(map(foreign, request.redirects))
    partition = (schemeful_site(around[0], suffixes) or "null") if around else site
    return Context(
        target=target,
        registrable=registrable,
        trustworthy=is_trustworthy(target),
        from_http=from_http,
        same_site=same_site and not redirected,
        sets_same_site=same_site,
        top_level=top_level,
        safe=request.method.upper() in _SAFE,
        third_party=third_party,
        partition=f"{partition} nested" if third_party and partition == site else partition,
    )
