"""The session's cookie goes out without Secure.

What it finds:
    `SESSION_COOKIE_SECURE = False`, or a settings module that does not say, where the default is False. Nothing where
    DEBUG is True beside it, or where the settings take names from another module.

Why it matters:
    One request over plain HTTP, which an attacker on the network can cause, gives the session away.

Remedy:
    `SESSION_COOKIE_SECURE = True`. Redirect plain HTTP first, or logins over it will fail.

Example:
    bad (django):
        INSTALLED_APPS = ["django.contrib.sessions"]
        MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
        SESSION_COOKIE_SECURE = False
    good (django):
        INSTALLED_APPS = ["django.contrib.sessions"]
        MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
        SESSION_COOKIE_SECURE = True
    bad (flask):
        SECRET_KEY = os.environ["SECRET_KEY"]
        SESSION_COOKIE_SAMESITE = "Lax"
    good (flask):
        SECRET_KEY = os.environ["SECRET_KEY"]
        SESSION_COOKIE_SAMESITE = "Lax"
        SESSION_COOKIE_SECURE = True

References:
    Django, Settings, SESSION_COOKIE_SECURE; Flask, Configuration Handling; CWE-614; ASVS 5.0 3.3.1
"""

from collections.abc import Iterator

from hardtack.lint.application import absent, counting, is_off
from hardtack.lint.intended import SECURE
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.verdict import Severity

_NAME = "SESSION_COOKIE_SECURE"


def find(document: Document) -> Iterator[Found]:
    """False, or nothing."""
    for one in counting(document, _NAME):
        if is_off(one):
            yield Found(one.line, "The session's cookie goes out without Secure.", for_session(document, SECURE))
    line = absent(document, _NAME)
    if line is not None:
        yield Found(
            line, f"{_NAME} is not set, and False by default: no Secure.", for_session(document, SECURE), Severity.LOW
        )


RULE = Rule(
    code="HL601",
    name="session-cookie-secure-off",
    severity=Severity.MEDIUM,
    kinds=(Kind.DJANGO, Kind.FLASK),
    basis="read in the documentation of Django and Flask",
    page=__doc__ or "",
    find=find,
)
