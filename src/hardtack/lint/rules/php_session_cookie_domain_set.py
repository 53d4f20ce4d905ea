"""PHP's session cookie has a Domain, and every host below it gets it.

What it finds:
    `session.cookie_domain` with a name.

Why it matters:
    Each of those hosts can read the session and set one: an old server, a test, a blog of somebody else's.

Remedy:
    Leave it empty, unless several hosts share the login.

Example:
    bad (php.ini):
        session.cookie_domain = ".example.com"
    good (php.ini):
        session.cookie_domain =

References:
    PHP manual, session.cookie_domain; rfc6265bis-22 4.1.2.3; CWE-668; ASVS 5.0 3.3.3
"""

from collections.abc import Iterator

from hardtack.lint.intended import NO_DOMAIN
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.php import decided
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Names."""
    one = decided(document, "session.cookie_domain")
    if one is not None and isinstance(one.value, str) and one.value:
        yield Found(
            one.line,
            f"The session's cookie goes to every host below {one.value.lstrip('.')}.",
            for_session(document, NO_DOMAIN),
        )


RULE = Rule(
    code="HL707",
    name="php-session-cookie-domain-set",
    severity=Severity.LOW,
    kinds=(Kind.PHP, Kind.HTACCESS, Kind.APACHE),
    basis="read in the manual of PHP",
    page=__doc__ or "",
    find=find,
    targets=("php",),
)
