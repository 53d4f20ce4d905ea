"""What the plain side answers, and the HSTS field that the TLS side sends."""

from enum import Enum, unique

from hardtack.policy.model import Hsts, Transport

__all__ = ["PlainAnswer", "hsts_field", "is_exempt", "plain_answer"]


@unique
class PlainAnswer(Enum):
    """What becomes of a request that came by plain HTTP."""

    SERVE = "serve"
    REDIRECT = "redirect"
    FORBID = "forbid"


def plain_answer(transport: Transport, method: str, path: str) -> PlainAnswer:
    """What becomes of a request that came by plain HTTP.

    Only GET and HEAD are redirected: what else was sent in clear is sent already, a browser would repeat it without a
    word, and whoever wrote the client would never learn of it. So it is answered 403.

    Args:
        transport: The policy's.
        method: Of the request; case counts (RFC 9110 9.1).
        path: Of the request, without the query.
    """
    if transport.redirect is None or is_exempt(transport, path):
        return PlainAnswer.SERVE
    return PlainAnswer.REDIRECT if method in {"GET", "HEAD"} else PlainAnswer.FORBID


def is_exempt(transport: Transport, path: str) -> bool:
    """Whether a path stays on plain HTTP: it is one of the exempt, or lies below one that ends in "/".

    A path with "." or ".." segments, escaped ones too, never is: servers disagree on where it leads.

    Args:
        transport: The policy's.
        path: Of the request, without the query.
    """
    plain = path.lower().replace("%2e", ".").replace("%2f", "/").replace("%5c", "/").replace("\\", "/")
    if any(segment in {".", ".."} for segment in plain.split("/")):
        return False
    return any(path.startswith(exempt) if exempt.endswith("/") else path == exempt for exempt in transport.exempt)


def hsts_field(hsts: Hsts) -> str:
    """The value of Strict-Transport-Security (RFC 6797 6.1).

    Args:
        hsts: The policy's.
    """
    parts = [f"max-age={hsts.max_age}"]
    if hsts.subdomains:
        parts.append("includeSubDomains")
    if hsts.preload:
        parts.append("preload")
    return "; ".join(parts)
