"""Sessions live for more than a month.

What it finds:
    `SESSION_COOKIE_AGE` (Django) or `PERMANENT_SESSION_LIFETIME` (Flask) of more than 31 days.

Why it matters:
    Whoever finds the cookie, in a backup or on a computer that was sold, is in.

Remedy:
    Hours for most applications; days only where "remember me" was asked for.

Example:
    bad (django):
        SESSION_COOKIE_AGE = 60 * 60 * 24 * 365
    good (django):
        SESSION_COOKIE_AGE = 60 * 60 * 8
    bad (flask):
        PERMANENT_SESSION_LIFETIME = timedelta(days=365)
    good (flask):
        PERMANENT_SESSION_LIFETIME = timedelta(hours=8)

References:
    Django, Settings, SESSION_COOKIE_AGE; Flask, Configuration Handling; CWE-613; ASVS 5.0 7.3.2
"""

from collections.abc import Iterator

from hardtack.lint.application import counting
from hardtack.lint.intended import EIGHT_HOURS
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.verdict import Severity

_DAY = 86_400
_MONTH = 31 * _DAY


def find(document: Document) -> Iterator[Found]:
    """Spans beyond a month."""
    for one in counting(document, "SESSION_COOKIE_AGE", "PERMANENT_SESSION_LIFETIME"):
        if isinstance(one.value, int) and one.value > _MONTH:
            yield Found(one.line, f"Sessions live for {one.value // _DAY} days.", for_session(document, EIGHT_HOURS))


RULE = Rule(
    code="HL606",
    name="session-kept-for-months",
    severity=Severity.LOW,
    kinds=(Kind.DJANGO, Kind.FLASK),
    basis="read in the documentation of Django and Flask",
    page=__doc__ or "",
    find=find,
)
