"""What a browser makes of one set-cookie line, and why, as data: attribute by attribute, rule by rule."""

from dataclasses import dataclass, replace

from hardtack.cookies.admit import MAX_LIFETIME, admit, expiry_of
from hardtack.cookies.attribute import Attribute, Ignored
from hardtack.cookies.cookie import Cookie
from hardtack.cookies.matching import PublicSuffixes, is_ip
from hardtack.cookies.prefixes import Prefix, prefix_of
from hardtack.cookies.profiles import DRAFT, Profile, SameSite
from hardtack.cookies.reject import Reject, Rejected
from hardtack.cookies.request import Context, Request, context_of
from hardtack.cookies.retrieve import Decision, decide
from hardtack.cookies.set_cookie import SetCookie, parse_set_cookie

__all__ = ["AttributeEffect", "CrossSite", "Explanation", "Lifetime", "Scope", "explain_set_cookie"]


@dataclass(frozen=True, slots=True)
class AttributeEffect:
    """What one attribute does.

    Attributes:
        attribute: As it stood in the line, marked if it is ignored.
        effect: One sentence: what it does, or why nothing.
        lost_to: Position (from 0) of the attribute that won over it, None if none did.
    """

    attribute: Attribute
    effect: str
    lost_to: int | None = None


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long the browser keeps the cookie.

    Attributes:
        seconds: From now; None = until the browser session ends; 0 or less = it is deleted at once.
        expires: Epoch seconds, None = until the browser session ends.
        source: "max-age", "expires" or "session".
        capped: It asked for more than the 400 days a browser grants.
    """

    seconds: int | None
    expires: int | None
    source: str
    capped: bool


@dataclass(frozen=True, slots=True)
class CrossSite:
    """Which cross-site requests the cookie goes with, each with the rule that decides.

    Attributes:
        navigation: A link followed to the site (top-level GET).
        form_post: A form sent to the site (top-level POST), the cookie just set.
        form_post_later: The same, the cookie older than two minutes.
        iframe: A page of the site in another site's page.
        subresource: An image, script or fetch in another site's page.
    """

    navigation: Decision
    form_post: Decision
    form_post_later: Decision
    iframe: Decision
    subresource: Decision


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a stored cookie goes.

    Attributes:
        domain: Canonical host or domain.
        subdomains: It goes to every host below the domain too.
        path: It goes to this path and those below it.
        secure_only: It goes over https, wss and to loopback only; else over plain http too.
        script_readable: Scripts of those pages see it.
        cross_site: Which cross-site requests it goes with; None for a cookie that is deleted at once.
    """

    domain: str
    subdomains: bool
    path: str
    secure_only: bool
    script_readable: bool
    cross_site: CrossSite | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a browser makes of a line.

    Attributes:
        profile: Whose rules.
        parsed: The parsed line, None if it could not be parsed.
        rejected: The first rule that drops it, None if it is stored (or deletes).
        prefix: The name prefix (of the value, if there is no name).
        attributes: Every attribute's effect, in order.
        lifetime: How long it is kept; None if the line could not be parsed.
        cookie: The cookie it becomes, None if it is dropped. An expired one deletes what is in its place.
        scope: Where the cookie goes, None if it is dropped.
    """

    profile: Profile
    parsed: SetCookie | None
    rejected: Reject | None
    prefix: Prefix | None
    attributes: tuple[AttributeEffect, ...]
    lifetime: Lifetime | None
    cookie: Cookie | None
    scope: Scope | None

    @property
    def stored(self) -> bool:
        """Whether the browser obeys the line."""
        return self.rejected is None


def explain_set_cookie(  # noqa: PLR0913 -- rules, clock and list are arguments, never globals
    line: str | bytes,
    url: str,
    context: Request | None = None,
    *,
    profile: Profile = DRAFT,
    now: int,
    suffixes: PublicSuffixes,
) -> Explanation:
    """Explain one set-cookie line, by itself: rules about cookies that are already stored have no say.

    Args:
        line: The field value, as bytes or latin-1 isomorphic text.
        url: URL of the response that carries it.
        context: The request, if it is not a user's own top-level navigation; its URL is replaced by ``url``.
        profile: Whose rules.
        now: Epoch seconds.
        suffixes: Public suffix list.

    Raises:
        InvalidURL: If ``url`` is no http(s) or ws(s) URL with a host.
    """
    request = Request(url) if context is None else replace(context, url=url)
    asked = context_of(request, suffixes, profile)
    parsed = parse_set_cookie(line, profile=profile)
    if isinstance(parsed, Rejected):
        return Explanation(profile, None, parsed.reason, None, (), None, None, None)
    outcome = admit(parsed, asked, now, profile=profile, suffixes=suffixes)
    cookie = outcome if isinstance(outcome, Cookie) else None
    lifetime = _lifetime(parsed, now)
    return Explanation(
        profile=profile,
        parsed=parsed,
        rejected=None if isinstance(outcome, Cookie) else outcome,
        prefix=prefix_of(parsed.name or parsed.value),
        attributes=_effects(parsed, cookie, lifetime),
        lifetime=lifetime,
        cookie=cookie,
        scope=None if cookie is None else _scope(cookie, asked, now, profile),
    )


def _lifetime(parsed: SetCookie, now: int) -> Lifetime:
    expires = expiry_of(parsed, now)
    if expires is None:
        return Lifetime(None, None, "session", capped=False)
    if parsed.max_age is None:
        return Lifetime(expires - now, expires, "expires", capped=expires != parsed.expires)
    return Lifetime(
        seconds=min(max(parsed.max_age, 0), MAX_LIFETIME),
        expires=expires,
        source="max-age",
        capped=parsed.max_age > MAX_LIFETIME,
    )


def _scope(cookie: Cookie, context: Context, now: int, profile: Profile) -> Scope:
    return Scope(
        domain=cookie.domain,
        # Nothing is below an address, whatever Domain says.
        subdomains=not cookie.host_only and not is_ip(cookie.domain),
        path=cookie.path,
        secure_only=cookie.secure,
        script_readable=not cookie.http_only,
        cross_site=None if cookie.expired(now) else _cross_site(cookie, context, now, profile),
    )


def _cross_site(cookie: Cookie, context: Context, now: int, profile: Profile) -> CrossSite:
    """Ask for requests from another site to where the cookie was set, within its path."""
    navigation = replace(
        context,
        target=replace(context.target, path=cookie.path),
        from_http=True,
        same_site=False,
        top_level=True,
        safe=True,
        third_party=False,
        partition=f"{context.target.scheme}://{context.registrable}",
    )
    post = replace(navigation, safe=False)
    embedded = replace(
        navigation,
        top_level=False,
        third_party=True,
        # Set by an embedded page, it is looked for in the same embedding site; else in any other ("null" is no site).
        partition=context.partition if context.third_party else "null",
    )
    # The question is how old the cookie is, not whether its time is over.
    lasting = replace(cookie, expires=None)
    later = now + profile.lax_unsafe_seconds + 1
    return CrossSite(
        navigation=decide(lasting, navigation, now, profile),
        form_post=decide(lasting, post, now, profile),
        form_post_later=decide(lasting, post, later, profile),
        iframe=decide(lasting, embedded, now, profile),
        subresource=decide(lasting, embedded, now, profile),
    )


def _effects(parsed: SetCookie, cookie: Cookie | None, lifetime: Lifetime) -> tuple[AttributeEffect, ...]:
    return tuple(
        AttributeEffect(attribute, _effect(attribute, parsed, cookie, lifetime), _lost_to(attribute, parsed.attributes))
        for attribute in parsed.attributes
    )


def _lost_to(loser: Attribute, attributes: tuple[Attribute, ...]) -> int | None:
    """Where the attribute stands that won over this one."""
    if loser.ignored is Ignored.OUTRANKED:
        name = "max-age"
    elif loser.ignored is Ignored.OVERRIDDEN:
        name = loser.name.lower()
    else:
        return None
    candidates = [at for at, attribute in enumerate(attributes) if attribute.name.lower() == name]
    # An invalid one wins only where the last occurrence does: then no other of its name is left.
    winning = (None, Ignored.OUTRANKED, Ignored.INVALID)
    return next(at for mark in winning for at in reversed(candidates) if attributes[at].ignored is mark)


def _effect(attribute: Attribute, parsed: SetCookie, cookie: Cookie | None, lifetime: Lifetime) -> str:
    """What an attribute does, in one sentence."""
    name = attribute.name.lower()
    if attribute.ignored is not None:
        return _USELESS.get((name, attribute.ignored), attribute.ignored.text)
    match name:
        case "domain":
            host_only = not parsed.domain or is_ip(parsed.domain) or (cookie is not None and cookie.host_only)
            return "it goes to this host alone" if host_only else f"it goes to {parsed.domain} and every host below it"
        case "path":
            return f"it goes to {parsed.path} and the paths below it"
        case "max-age" | "expires":
            return _kept(lifetime)
        case "samesite":
            return _SAME_SITE_EFFECTS[parsed.same_site]
        case _:
            return _FLAG_EFFECTS[name]


def _kept(lifetime: Lifetime) -> str:
    if lifetime.seconds is None or lifetime.seconds <= 0:
        return "it is deleted at once"
    capped = ", not the longer time it asks for" if lifetime.capped else ""
    return f"it is kept for {lifetime.seconds} seconds{capped}"


_USELESS = {
    ("path", Ignored.INVALID): "it does not begin with a slash: the default-path counts",
    ("samesite", Ignored.INVALID): "no browser knows this value: as if SameSite were absent",
}

_FLAG_EFFECTS = {
    "secure": "it goes to trustworthy origins only (https, wss, loopback)",
    "httponly": "scripts do not see it",
    "partitioned": "each top-level site has its own copy of it",
}

_SAME_SITE_EFFECTS = {
    SameSite.NONE: "it goes with cross-site requests, as far as the browser lets third-party cookies through",
    SameSite.LAX: "of the cross-site requests it goes with safe top-level navigations alone",
    SameSite.STRICT: "it goes with no cross-site request",
}
