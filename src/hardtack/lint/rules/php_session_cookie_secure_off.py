"""PHP's session cookie goes out without Secure.

What it finds:
    `session.cookie_secure` off.

Why it matters:
    One request over plain HTTP, which an attacker on the network can cause, gives the session away.

Remedy:
    `session.cookie_secure = On`. Redirect plain HTTP first, or logins over it will fail.

Example:
    bad (php.ini):
        session.cookie_secure = 0
    good (php.ini):
        session.cookie_secure = 1
    bad (htaccess):
        php_flag session.cookie_secure off
    good (htaccess):
        php_flag session.cookie_secure on

References:
    PHP manual, session.cookie_secure; CWE-614; ASVS 5.0 3.3.1
"""

from collections.abc import Iterator

from hardtack.lint.intended import SECURE
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.php import decided, is_off
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Off."""
    one = decided(document, "session.cookie_secure")
    if one is not None and is_off(one):
        yield Found(one.line, "The session's cookie goes out without Secure.", for_session(document, SECURE))


RULE = Rule(
    code="HL701",
    name="php-session-cookie-secure-off",
    severity=Severity.MEDIUM,
    kinds=(Kind.PHP, Kind.HTACCESS, Kind.APACHE),
    basis="read in the manual of PHP",
    page=__doc__ or "",
    find=find,
    targets=("php",),
)
