"""Whether a stored cookie goes with a request, and by which rule (rfc6265bis-22 5.8.3, 5.6.7)."""

from dataclasses import dataclass
from enum import Enum
from typing import Self, assert_never

from hardtack.cookies.cookie import Cookie
from hardtack.cookies.matching import domain_match, path_match
from hardtack.cookies.profiles import Profile, SameSite, ThirdParty
from hardtack.cookies.request import Context

__all__ = ["Decision", "SendRule", "decide", "effective_same_site"]


class SendRule(Enum):
    """The rule that decided; ``value`` is the stable code, ``section`` states it, ``text`` says it in one sentence."""

    section: str
    text: str

    MATCHES = "matches", "5.8.3", "host, path and scheme match, and the request is same-site"
    SAME_SITE_NONE = "same-site-none", "5.8.3", "SameSite=None goes with cross-site requests"
    LAX_NAVIGATION = "lax-navigation", "5.8.3", "SameSite=Lax goes with safe cross-site top-level navigations"
    LAX_UNSAFE = "lax-unsafe", "5.6.7.2", "a young cookie without SameSite goes with unsafe cross-site navigations too"
    UNSET_AS_NONE = "unset-as-none", "Firefox", "a cookie without SameSite is treated as SameSite=None"
    EXPIRED = "expired", "5.8.3", "its lifetime is over"
    HOST = "host", "5.8.3", "it is for another host"
    PUBLIC_SUFFIX = "public-suffix", "5.8.3 step 3", "its domain has become a public suffix"
    PATH = "path", "5.8.3", "its path does not match"
    SECURE = "secure", "5.8.3", "a Secure cookie does not go over an insecure connection"
    HTTP_ONLY = "http-only", "5.8.3", "a script does not see an HttpOnly cookie"
    STRICT = "strict", "5.8.3", "SameSite=Strict does not go with cross-site requests"
    LAX = "lax", "5.8.3", "SameSite=Lax goes with no cross-site request but a safe top-level navigation"
    UNSET_AS_LAX = "unset-as-lax", "5.6.7", "a cookie without SameSite is treated as SameSite=Lax"
    THIRD_PARTY_BLOCKED = "third-party-blocked", "browser policy", "third-party cookies are blocked"
    OTHER_PARTITION = "other-partition", "CHIPS 2.3", "it belongs to another top-level site's partition"

    def __new__(cls, code: str, section: str = "", text: str = "") -> Self:
        """Make the code the member's value; a member is looked up by it alone, hence the defaults."""
        member = object.__new__(cls)
        member._value_ = code
        member.section = section
        member.text = text
        return member


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a cookie goes with a request.

    Attributes:
        sent: It does.
        reason: The rule that decided.
    """

    sent: bool
    reason: SendRule


def effective_same_site(same_site: SameSite, profile: Profile) -> SameSite:
    """The enforcement of a SameSite value: the profile's default if it is unset."""
    return profile.unset_same_site if same_site is SameSite.UNSET else same_site


def decide(cookie: Cookie, context: Context, now: int, profile: Profile) -> Decision:
    """Decide whether a cookie goes with a request.

    Args:
        cookie: The cookie.
        context: The request.
        now: Epoch seconds.
        profile: Whose rules.
    """
    withheld = _withheld(cookie, context, now) or _other_jar(cookie, context, profile)
    if withheld is not None:
        return Decision(sent=False, reason=withheld)
    if context.same_site:
        return Decision(sent=True, reason=SendRule.MATCHES)
    return _cross_site(cookie, context, now, profile)


def _withheld(cookie: Cookie, context: Context, now: int) -> SendRule | None:
    target = context.target
    if cookie.expired(now):
        return SendRule.EXPIRED
    if not (target.host == cookie.domain if cookie.host_only else domain_match(target.host, cookie.domain)):
        return SendRule.HOST
    # The host is below the domain: a domain shorter than the registrable one is a public suffix. It was none when the
    # cookie was set, or the cookie was planted.
    if not cookie.host_only and len(cookie.domain) < len(context.registrable):
        return SendRule.PUBLIC_SUFFIX
    if not path_match(target.path, cookie.path):
        return SendRule.PATH
    if cookie.secure and not context.trustworthy:
        return SendRule.SECURE
    if cookie.http_only and not context.from_http:
        return SendRule.HTTP_ONLY
    return None


def _other_jar(cookie: Cookie, context: Context, profile: Profile) -> SendRule | None:
    """Keep apart the partitions, and third-party requests from the unpartitioned cookies."""
    if cookie.partition is not None:
        return None if cookie.partition == context.partition else SendRule.OTHER_PARTITION
    if not context.third_party:
        return None
    match profile.third_party:
        case ThirdParty.ALLOW:
            return None
        case ThirdParty.BLOCK:
            return SendRule.THIRD_PARTY_BLOCKED
        case ThirdParty.PARTITION:
            return SendRule.OTHER_PARTITION
    assert_never(profile.third_party)


def _cross_site(cookie: Cookie, context: Context, now: int, profile: Profile) -> Decision:
    unset = cookie.same_site is SameSite.UNSET
    same_site = effective_same_site(cookie.same_site, profile)
    if same_site is SameSite.NONE:
        return Decision(sent=True, reason=SendRule.UNSET_AS_NONE if unset else SendRule.SAME_SITE_NONE)
    if same_site is SameSite.STRICT:
        return Decision(sent=False, reason=SendRule.STRICT)
    if context.from_http and context.top_level:
        if context.safe:
            return Decision(sent=True, reason=SendRule.LAX_NAVIGATION)
        if unset and now - cookie.created <= profile.lax_unsafe_seconds and profile.lax_unsafe_seconds:
            return Decision(sent=True, reason=SendRule.LAX_UNSAFE)
    return Decision(sent=False, reason=SendRule.UNSET_AS_LAX if unset else SendRule.LAX)
