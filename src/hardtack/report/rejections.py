"""What to do about a cookie that a browser drops, and where the rule stands: for people who did not expect it."""

from hardtack.cookies import Reject

__all__ = ["remedy_for", "source_of"]

_REMEDIES = {
    Reject.CONTROL_CHARACTER: "take the control character out, or percent-encode it",
    Reject.TAB: "take the tab out, or percent-encode it",
    Reject.EMPTY: "give the cookie a name",
    Reject.TOO_LARGE: "keep the content at the server and send an identifier of it",
    Reject.NAMELESS: "give the cookie a name",
    Reject.NAMELESS_WITH_EQUALS: "give the cookie a name",
    Reject.DOMAIN_NOT_ASCII: "write the Domain in its ASCII form (xn--…), or leave Domain out",
    Reject.PUBLIC_SUFFIX: "leave Domain out: the cookie then goes to the host that sets it",
    Reject.DOMAIN_MISMATCH: "leave Domain out, or name the host that sends the line or a domain above it",
    Reject.DEFAULT_PATH_TOO_LONG: "add Path=/",
    Reject.SECURE_FROM_INSECURE: "send the line over https",
    Reject.HTTP_ONLY_FROM_SCRIPT: "set it by a Set-Cookie field",
    Reject.OVERLAYS_SECURE: "send the line over https, with Secure",
    Reject.SAME_SITE_CROSS_SITE: "set it in an answer to a request of its own site",
    Reject.SAME_SITE_NONE_INSECURE: "add Secure, or ask for SameSite=Lax",
    Reject.SECURE_PREFIX: "add Secure",
    Reject.HOST_PREFIX: "let Secure and Path=/ stand in the line, and no Domain",
    Reject.HTTP_PREFIX: "add Secure and HttpOnly",
    Reject.HOST_HTTP_PREFIX: "let Secure, HttpOnly and Path=/ stand in the line, and no Domain",
    Reject.NAMELESS_PREFIX: "give the cookie a name that is not empty",
    Reject.HTTP_ONLY_EXISTS: "set it by a Set-Cookie field",
    Reject.PARTITIONED_INSECURE: "add Secure",
    Reject.THIRD_PARTY_BLOCKED: "set it as a first party",
}


def remedy_for(rule: Reject) -> str:
    """What makes the browser store the cookie, as an imperative without a full stop."""
    return _REMEDIES[rule]


def source_of(section: str) -> str:
    """Where a rule is stated, in full: `rfc6265bis-22 5.7 step 19`, `CHIPS 2.1`, `Firefox`."""
    return f"rfc6265bis-22 {section}" if section[:1].isdigit() else section
