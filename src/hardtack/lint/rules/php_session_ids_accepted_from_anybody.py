"""PHP opens a session under whatever id a browser sends.

What it finds:
    `session.use_strict_mode` off. Not in the php.ini that PHP ships, which has it so.

Why it matters:
    An attacker plants an id in a victim's browser; where the application doesn't change it at login, the attacker knows
    the session that the victim logs into.

Remedy:
    `session.use_strict_mode = On`, and `session_regenerate_id(true)` at login.

Example:
    bad (php.ini):
        session.use_strict_mode = 0
    good (php.ini):
        session.use_strict_mode = 1

References:
    PHP manual, session.use_strict_mode; CWE-384; ASVS 5.0 7.2.4
"""

from collections.abc import Iterator

from hardtack.lint.intended import NOTHING
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.php import decided, is_off
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Off."""
    one = decided(document, "session.use_strict_mode")
    if one is not None and is_off(one):
        yield Found(one.line, "An id that an attacker has planted in a browser opens a session.", NOTHING)


RULE = Rule(
    code="HL704",
    name="php-session-ids-accepted-from-anybody",
    severity=Severity.MEDIUM,
    kinds=(Kind.PHP, Kind.HTACCESS, Kind.APACHE),
    basis="read in the manual of PHP",
    page=__doc__ or "",
    find=find,
    targets=("php",),
)
