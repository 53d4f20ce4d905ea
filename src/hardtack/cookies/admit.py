"""Whether a parsed set-cookie line becomes a cookie, and which (rfc6265bis-22 5.7; layered-cookies 5.4.3)."""

from hardtack.cookies.cookie import Cookie
from hardtack.cookies.matching import PublicSuffixes, canonical_host, default_path, domain_match, is_ip
from hardtack.cookies.prefixes import prefix_of, prefix_violation
from hardtack.cookies.profiles import Profile, SameSite, ThirdParty
from hardtack.cookies.reject import Reject
from hardtack.cookies.request import Context
from hardtack.cookies.retrieve import effective_same_site
from hardtack.cookies.set_cookie import MAX_ATTRIBUTE, SetCookie

__all__ = ["EARLIEST", "MAX_LIFETIME", "admit", "expiry_of"]

MAX_LIFETIME = 34_560_000
"""The longest a cookie may live, in seconds: 400 days (rfc6265bis-22 5.5)."""

EARLIEST = -62_135_596_800
"""The earliest representable date, when a cookie expires whose Max-Age is 0 or less: 1 January of the year 1."""


def expiry_of(set_cookie: SetCookie, now: int) -> int | None:
    """When a cookie set at ``now`` expires (rfc6265bis-22 5.5, 5.7 step 4): epoch seconds, None = with the session."""
    if set_cookie.max_age is not None:
        return EARLIEST if set_cookie.max_age <= 0 else now + min(set_cookie.max_age, MAX_LIFETIME)
    if set_cookie.expires is not None:
        return min(set_cookie.expires, now + MAX_LIFETIME)
    return None


def admit(
    set_cookie: SetCookie, context: Context, now: int, *, profile: Profile, suffixes: PublicSuffixes
) -> Cookie | Reject:
    """Make a cookie of a parsed line, or say which rule drops it; the rules in the draft's order.

    The rules that look at other cookies (leave Secure cookies alone, HttpOnly ones cannot be replaced by script) are
    the store's.

    Args:
        set_cookie: The parsed line.
        context: The request it came with.
        now: Epoch seconds.
        profile: Whose rules.
        suffixes: Public suffix list.
    """
    scope = _scope(set_cookie, context, profile, suffixes)
    if isinstance(scope, Reject):
        return scope
    domain, host_only = scope
    path = set_cookie.path or default_path(context.target.path)
    if profile.rejects_path_tab and "\t" in path:
        return Reject.TAB
    if set_cookie.path is None and profile.limits_default_path and len(path) > MAX_ATTRIBUTE:
        return Reject.DEFAULT_PATH_TOO_LONG
    host_path = host_only and (path if profile.host_prefix_takes_default_path else set_cookie.path) == "/"
    broken = (
        _origin_rule(set_cookie, context)
        or _same_site_rule(set_cookie, context, profile)
        or _prefix_rule(set_cookie, context, host_path=host_path)
        or _third_party_rule(set_cookie, context, profile)
    )
    if broken is not None:
        return broken
    partitioned = set_cookie.partitioned or (context.third_party and profile.third_party is ThirdParty.PARTITION)
    return Cookie(
        name=set_cookie.name,
        value=set_cookie.value,
        domain=domain,
        host_only=host_only,
        path=path,
        secure=set_cookie.secure,
        http_only=set_cookie.http_only,
        same_site=set_cookie.same_site,
        partition=context.partition if partitioned else None,
        expires=expiry_of(set_cookie, now),
        created=now,
        last_access=now,
    )


def _scope(
    set_cookie: SetCookie, context: Context, profile: Profile, suffixes: PublicSuffixes
) -> tuple[str, bool] | Reject:
    """The cookie's domain, and whether it is host-only (5.7 steps 7 to 11)."""
    host = context.target.host
    if not set_cookie.domain:
        return host, True
    domain = set_cookie.domain
    if not domain.isascii():
        if not profile.maps_domain:
            return Reject.DOMAIN_NOT_ASCII
        mapped = canonical_host(domain.encode("latin-1", "replace").decode("utf-8", "replace"))
        if mapped is None:
            return Reject.DOMAIN_MISMATCH
        domain = mapped
    if domain == host:
        # A domain that is a public suffix is dropped; if it is the host itself, only the attribute is (step 9).
        return host, not is_ip(host) and suffixes.is_public_suffix(host)
    if suffixes.is_public_suffix(domain):
        return Reject.PUBLIC_SUFFIX
    return (domain, False) if domain_match(host, domain) else Reject.DOMAIN_MISMATCH


def _origin_rule(set_cookie: SetCookie, context: Context) -> Reject | None:
    if set_cookie.secure and not context.trustworthy:
        return Reject.SECURE_FROM_INSECURE
    if set_cookie.http_only and not context.from_http:
        return Reject.HTTP_ONLY_FROM_SCRIPT
    return None


def _same_site_rule(set_cookie: SetCookie, context: Context, profile: Profile) -> Reject | None:
    if (
        not context.sets_same_site
        and not (context.from_http and context.top_level)
        and effective_same_site(set_cookie.same_site, profile) is not SameSite.NONE
    ):
        return Reject.SAME_SITE_CROSS_SITE
    if set_cookie.same_site is SameSite.NONE and not set_cookie.secure:
        return Reject.SAME_SITE_NONE_INSECURE
    return None


def _prefix_rule(set_cookie: SetCookie, context: Context, *, host_path: bool) -> Reject | None:
    if not set_cookie.name:
        return Reject.NAMELESS_PREFIX if prefix_of(set_cookie.value) is not None else None
    prefix = prefix_of(set_cookie.name)
    if prefix is None:
        return None
    return prefix_violation(
        prefix,
        secure=set_cookie.secure,
        http_only=set_cookie.http_only,
        from_http=context.from_http,
        host_path=host_path,
    )


def _third_party_rule(set_cookie: SetCookie, context: Context, profile: Profile) -> Reject | None:
    if set_cookie.partitioned:
        return None if set_cookie.secure else Reject.PARTITIONED_INSECURE
    if context.third_party and profile.third_party is ThirdParty.BLOCK:
        return Reject.THIRD_PARTY_BLOCKED
    return None
