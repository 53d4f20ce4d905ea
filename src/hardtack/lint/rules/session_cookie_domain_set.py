"""The session's cookie has a Domain, and every host below it gets it.

What it finds:
    `SESSION_COOKIE_DOMAIN` with a name.

Why it matters:
    Each of those hosts can read the session and set one: an old server, a test, a blog of somebody else's.

Remedy:
    Take it out, unless several hosts share the login.

Example:
    bad (django):
        SESSION_COOKIE_DOMAIN = ".example.com"
    good (django):
        SESSION_COOKIE_DOMAIN = None
    bad (flask):
        app.config.update(SESSION_COOKIE_DOMAIN="example.com")

References:
    rfc6265bis-22 4.1.2.3; Django, Settings, SESSION_COOKIE_DOMAIN; CWE-668; ASVS 5.0 3.3.3
"""

from collections.abc import Iterator

from hardtack.lint.application import counting
from hardtack.lint.intended import NO_DOMAIN
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Names."""
    for one in counting(document, "SESSION_COOKIE_DOMAIN"):
        if isinstance(one.value, str) and one.value:
            yield Found(
                one.line,
                f"The session's cookie goes to every host below {one.value.lstrip('.')}.",
                for_session(document, NO_DOMAIN),
            )


RULE = Rule(
    code="HL605",
    name="session-cookie-domain-set",
    severity=Severity.LOW,
    kinds=(Kind.DJANGO, Kind.FLASK),
    basis="read in the documentation of Django and Flask",
    page=__doc__ or "",
    find=find,
)
