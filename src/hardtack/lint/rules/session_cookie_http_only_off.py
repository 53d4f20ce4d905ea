"""Scripts can read the session's cookie.

What it finds:
    `SESSION_COOKIE_HTTPONLY = False`. (True is the default of both.)

Why it matters:
    A script that somebody gets into a page reads the session and sends it away.

Remedy:
    Take the line out. What a script of your own needs belongs in another cookie, or in the page.

Example:
    bad (django):
        SESSION_COOKIE_HTTPONLY = False
    good (django):
        SESSION_COOKIE_HTTPONLY = True
    bad (flask):
        app.config["SESSION_COOKIE_HTTPONLY"] = False

References:
    Django, Settings, SESSION_COOKIE_HTTPONLY; Flask, Configuration Handling; CWE-1004; ASVS 5.0 3.3.4
"""

from collections.abc import Iterator

from hardtack.lint.application import counting, is_off
from hardtack.lint.intended import HTTP_ONLY
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """False."""
    for one in counting(document, "SESSION_COOKIE_HTTPONLY"):
        if is_off(one):
            yield Found(one.line, "The session's cookie goes out without HttpOnly.", for_session(document, HTTP_ONLY))


RULE = Rule(
    code="HL603",
    name="session-cookie-http-only-off",
    severity=Severity.MEDIUM,
    kinds=(Kind.DJANGO, Kind.FLASK),
    basis="read in the documentation of Django and Flask",
    page=__doc__ or "",
    find=find,
)
