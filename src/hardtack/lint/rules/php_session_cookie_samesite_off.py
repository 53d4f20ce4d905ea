"""PHP's session cookie has no SameSite, or None, or a word that browsers don't know.

What it finds:
    `session.cookie_samesite` empty, None, or other than Lax and Strict. Not in the php.ini that PHP ships.

Why it matters:
    Every other site can make a browser send the session along. PHP writes whatever stands there; a word that is none of
    the three counts as none.

Remedy:
    `session.cookie_samesite = "Lax"`.

Example:
    bad (php.ini):
        session.cookie_samesite = "None"
    good (php.ini):
        session.cookie_samesite = "Lax"

References:
    PHP manual, session.cookie_samesite; rfc6265bis-22 4.1.2.7; CWE-1275, CWE-352; ASVS 5.0 3.3.2
"""

from collections.abc import Iterator

from hardtack.lint.intended import LAX
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.php import decided
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """What is neither Lax nor Strict."""
    one = decided(document, "session.cookie_samesite")
    if one is not None and str(one.value).lower() not in {"lax", "strict"}:
        # PHP takes the bare word None for an empty text; between quotes it is sent.
        said = "SameSite=None" if str(one.value).lower() == "none" else "no SameSite that browsers know"
        yield Found(one.line, f"The session's cookie goes out with {said}.", for_session(document, LAX))


RULE = Rule(
    code="HL703",
    name="php-session-cookie-samesite-off",
    severity=Severity.LOW,
    kinds=(Kind.PHP, Kind.HTACCESS, Kind.APACHE),
    basis="read in the manual of PHP",
    page=__doc__ or "",
    find=find,
    targets=("php",),
)
