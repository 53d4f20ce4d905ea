"""Cookie name prefixes (rfc6265bis-22 5.4; layered-cookies for the two of HTTP), matched without regard to case."""

from enum import Enum
from typing import assert_never

from hardtack.cookies.reject import Reject

__all__ = ["Prefix", "prefix_of", "prefix_violation"]


class Prefix(Enum):
    """A name prefix, in its canonical spelling."""

    SECURE = "__Secure-"
    HOST = "__Host-"
    HTTP = "__Http-"
    HOST_HTTP = "__Host-Http-"


# __Host-Http- before __Host-, which it begins with.
_BY_START = tuple(
    (prefix.value.lower(), prefix) for prefix in (Prefix.HOST_HTTP, Prefix.HOST, Prefix.HTTP, Prefix.SECURE)
)


def prefix_of(name: str) -> Prefix | None:
    """The prefix a cookie name begins with, in any case, None if there is none."""
    if name[:2] != "__":
        return None
    start = name[:12].lower()
    for text, prefix in _BY_START:
        if start.startswith(text):
            return prefix
    return None


def prefix_violation(
    prefix: Prefix, *, secure: bool, http_only: bool, from_http: bool, host_path: bool
) -> Reject | None:
    """The rule a cookie with this prefix breaks, if any.

    Args:
        prefix: From `prefix_of`.
        secure: Secure was given.
        http_only: HttpOnly was given.
        from_http: It came by HTTP, not through a script API.
        host_path: It is host-only and its Path is "/".
    """
    http = secure and http_only and from_http
    match prefix:
        case Prefix.SECURE:
            return None if secure else Reject.SECURE_PREFIX
        case Prefix.HOST:
            return None if secure and host_path else Reject.HOST_PREFIX
        case Prefix.HTTP:
            return None if http else Reject.HTTP_PREFIX
        case Prefix.HOST_HTTP:
            return None if http and host_path else Reject.HOST_HTTP_PREFIX
    assert_never(prefix)
