"""Scripts can read PHP's session cookie.

What it finds:
    `session.cookie_httponly` off or empty. Not in the php.ini that PHP ships, where nobody has decided anything.

Why it matters:
    A script that somebody gets into a page reads the session and sends it away.

Remedy:
    `session.cookie_httponly = On`.

Example:
    bad (php.ini):
        session.cookie_httponly = 0
    good (php.ini):
        session.cookie_httponly = 1
    bad (htaccess):
        php_flag session.cookie_httponly off

References:
    PHP manual, session.cookie_httponly; CWE-1004; ASVS 5.0 3.3.4
"""

from collections.abc import Iterator

from hardtack.lint.intended import HTTP_ONLY
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.php import decided, is_off
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Off."""
    one = decided(document, "session.cookie_httponly")
    if one is not None and is_off(one):
        yield Found(one.line, "The session's cookie goes out without HttpOnly.", for_session(document, HTTP_ONLY))


RULE = Rule(
    code="HL702",
    name="php-session-cookie-http-only-off",
    severity=Severity.MEDIUM,
    kinds=(Kind.PHP, Kind.HTACCESS, Kind.APACHE),
    basis="read in the manual of PHP",
    page=__doc__ or "",
    find=find,
    targets=("php",),
)
