"""What a recording keeps of the cookies that a user brought along: their attributes, and masks for their values."""

from hardtack.cookies import Cookie, SameSite, domain_match, parse_target
from hardtack.recording.model import BroughtCookie, CookieId
from hardtack.recording.own_session import OwnSession
from hardtack.recording.redact import Redactor


def recorded(own: OwnSession, url: str, redactor: Redactor, now: int) -> tuple[BroughtCookie, ...]:
    """The cookies that the audited host gets; what a browser holds for other sites is nobody's business here.

    Args:
        own: the session.
        url: the audit's URL.
        redactor: masks values, and learns all of them so that none is seen elsewhere.
        now: epoch seconds.
    """
    for secret in own.secrets:
        redactor.secret(secret)
    host = parse_target(url).host
    return tuple(
        BroughtCookie(
            CookieId(cookie.name, cookie.domain, cookie.host_only, cookie.path),
            _line(cookie, redactor, now),
            own.telling,
        )
        for cookie in own.cookies
        if (cookie.domain == host if cookie.host_only else domain_match(host, cookie.domain))
        if not cookie.expired(now)
    )


def _line(cookie: Cookie, redactor: Redactor, now: int) -> str:
    """The set-cookie line that would make this cookie, its value masked."""
    mask = redactor.cookie_value(cookie.value)
    parts = [f"{redactor.scrub(cookie.name)}={mask}" if cookie.name else mask, f"Path={redactor.scrub(cookie.path)}"]
    if not cookie.host_only:
        parts.append(f"Domain={cookie.domain}")
    if cookie.expires is not None:
        parts.append(f"Max-Age={cookie.expires - now}")
    if cookie.secure:
        parts.append("Secure")
    if cookie.http_only:
        parts.append("HttpOnly")
    if cookie.same_site is not SameSite.UNSET:
        parts.append(f"SameSite={cookie.same_site.value.capitalize()}")
    return "; ".join(parts)
