"""What to do about a cookie that a browser drops, and where the rule stands: for people who did not expect it."""

from hardtack.cookies import Prefix, Reject, SetCookie, prefix_of

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
    Reject.NAMELESS_PREFIX: "give the cookie a name that is not empty",
    Reject.HTTP_ONLY_EXISTS: "set it by a Set-Cookie field",
    Reject.PARTITIONED_INSECURE: "add Secure",
    Reject.THIRD_PARTY_BLOCKED: "set it as a first party",
}


def remedy_for(rule: Reject, parsed: SetCookie | None) -> str:
    """What makes the browser store the cookie, as an imperative without a full stop.

    Args:
        rule: what the line breaks.
        parsed: the line; None if the browser could not parse it.
    """
    remedy = _REMEDIES.get(rule)
    if remedy is not None:
        return remedy
    # What is left are the rules of the name prefixes.
    return "take the prefix off the name" if parsed is None else _prefix_remedy(parsed)


def _prefix_remedy(parsed: SetCookie) -> str:
    """What the line lacks of what its name prefix asks for."""
    prefix = prefix_of(parsed.name)
    lacking: list[str] = []
    if not parsed.secure:
        lacking.append("Secure")
    if prefix in {Prefix.HTTP, Prefix.HOST_HTTP} and not parsed.http_only:
        lacking.append("HttpOnly")
    host = prefix in {Prefix.HOST, Prefix.HOST_HTTP}
    if host and parsed.path != "/":
        lacking.append("Path=/")
    steps = [f"add {' and '.join(lacking)}"] if lacking else []
    if host and parsed.domain:
        steps.append("leave Domain out")
    return ", ".join(steps) or "take the prefix off the name"


def source_of(section: str) -> str:
    """Where a rule is stated, in full: `rfc6265bis-22 5.7 step 19`, `CHIPS 2.1`, `Firefox`."""
    return f"rfc6265bis-22 {section}" if section[:1].isdigit() else section
