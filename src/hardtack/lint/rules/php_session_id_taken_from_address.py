"""PHP takes session ids from addresses, or writes them there.

What it finds:
    `session.use_only_cookies` off, or `session.use_trans_sid` on.

Why it matters:
    An id in an address is in logs, in the Referer field and in bookmarks; and whoever sends a victim a link with an id
    of their own knows the session that the victim logs into.

Remedy:
    `session.use_only_cookies = On`, `session.use_trans_sid = Off`: the defaults.

Example:
    bad (php.ini):
        session.use_only_cookies = 0
    good (php.ini):
        session.use_only_cookies = 1
    bad (php.ini):
        session.use_trans_sid = 1

References:
    PHP manual, session.use_only_cookies, session.use_trans_sid; CWE-384, CWE-598
"""

from collections.abc import Iterator

from hardtack.lint.intended import NOTHING
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.php import decided, is_off, is_on
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Ids in addresses."""
    only = decided(document, "session.use_only_cookies")
    if only is not None and is_off(only):
        yield Found(only.line, "A session id in an address opens the session.", NOTHING)
    written = decided(document, "session.use_trans_sid")
    if written is not None and is_on(written):
        yield Found(written.line, "Session ids are written into the addresses of every page.", NOTHING)


RULE = Rule(
    code="HL705",
    name="php-session-id-taken-from-address",
    severity=Severity.MEDIUM,
    kinds=(Kind.PHP, Kind.HTACCESS, Kind.APACHE),
    basis="read in the manual of PHP",
    page=__doc__ or "",
    find=find,
    targets=("php",),
)
