"""The cookies that frameworks and containers set by themselves: what is meant by a setting is meant for one of them."""

from typing import Final

from hardtack.lint.intended import only
from hardtack.lint.model import Document, Kind
from hardtack.lint.walking import elements
from hardtack.policy import CookieRole, Policy

__all__ = ["for_csrf", "for_session"]

_SETTINGS: Final = {
    Kind.DJANGO: ("SESSION_COOKIE_NAME", "sessionid"),
    Kind.FLASK: ("SESSION_COOKIE_NAME", "session"),
}
"""The setting that names the session's cookie, and its name where that is not set."""
_OF_PHP: Final = ("session.name", "PHPSESSID")
"""As above; they stand in files of Apache httpd's too."""


def for_session(document: Document, meant: Policy) -> Policy:
    """What is meant for every cookie, for the session's alone.

    Args:
        document: of an application or a container; what it says of the cookie's name counts.
        meant: a policy whose defaults say it.
    """
    return only(meant, _session_name(document), CookieRole.SESSION)


def for_csrf(document: Document, meant: Policy) -> Policy:
    """What is meant for every cookie, for the one with Django's CSRF token alone; arguments as for the session's."""
    return only(meant, _named(document, "CSRF_COOKIE_NAME", "csrftoken"), CookieRole.CSRF)


def _session_name(document: Document) -> str:
    if document.root is None:
        return _named(document, *_SETTINGS.get(document.kind, _OF_PHP))
    names = (one.child("name") for one in elements(document.root, "cookie-config"))
    return next((one.text for one in names if one is not None and one.text), "JSESSIONID")


def _named(document: Document, setting: str, usual: str) -> str:
    said = document.setting(setting)
    return said.value if said is not None and isinstance(said.value, str) and said.value else usual
