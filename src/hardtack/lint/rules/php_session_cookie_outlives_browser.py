"""PHP's session cookie is kept on disk when the browser is closed.

What it finds:
    `session.cookie_lifetime` above 0.

Why it matters:
    It is there for the next one at the computer. PHP does not renew it, so it ends in the midst of work; and the
    session's data may be gone long before (session.gc_maxlifetime).

Remedy:
    `session.cookie_lifetime = 0`. Nothing is written instead: 0 is PHP's default, so the line may go as well.

Example:
    bad (php.ini):
        session.cookie_lifetime = 2592000
    good (php.ini):
        session.cookie_lifetime = 0

References:
    PHP manual, session.cookie_lifetime; CWE-539, CWE-613; ASVS 5.0 7.3.2
"""

from collections.abc import Iterator

from hardtack.lint.intended import SHORT_LIVED
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.php import decided
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Seconds."""
    one = decided(document, "session.cookie_lifetime")
    if one is not None and isinstance(one.value, int) and one.value > 0:
        yield Found(
            one.line, "The session's cookie is kept when the browser is closed.", for_session(document, SHORT_LIVED)
        )


RULE = Rule(
    code="HL706",
    name="php-session-cookie-outlives-browser",
    severity=Severity.LOW,
    kinds=(Kind.PHP, Kind.HTACCESS, Kind.APACHE),
    basis="read in the manual of PHP",
    page=__doc__ or "",
    find=find,
    targets=("php",),
)
