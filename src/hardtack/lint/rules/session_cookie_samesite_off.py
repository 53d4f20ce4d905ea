"""The session's cookie has no SameSite, or None.

What it finds:
    `SESSION_COOKIE_SAMESITE` set to None, False or `"None"`.

Why it matters:
    Every other site can make a browser send the session along. Where the attribute is missing, browsers differ in what
    they take for it.

Remedy:
    `"Lax"`. Does another site have to post with the session (single sign-on, payment), give that its own cookie.

Example:
    bad (django):
        SESSION_COOKIE_SAMESITE = None
    good (django):
        SESSION_COOKIE_SAMESITE = "Lax"
    bad (flask):
        SESSION_COOKIE_SAMESITE = "None"
    good (flask):
        SESSION_COOKIE_SAMESITE = "Lax"

References:
    Django, Settings, SESSION_COOKIE_SAMESITE; Flask, Configuration Handling; CWE-1275, CWE-352; ASVS 5.0 3.3.2
"""

from collections.abc import Iterator

from hardtack.lint.application import counting, is_none_text
from hardtack.lint.intended import LAX_ALWAYS
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """None in its three spellings."""
    for one in counting(document, "SESSION_COOKIE_SAMESITE"):
        if is_none_text(one):
            yield Found(
                one.line, "The session's cookie goes out with SameSite=None.", for_session(document, LAX_ALWAYS)
            )
        elif one.value is None or one.value is False:
            yield Found(one.line, "The session's cookie goes out without SameSite.", for_session(document, LAX_ALWAYS))


RULE = Rule(
    code="HL604",
    name="session-cookie-samesite-off",
    severity=Severity.LOW,
    kinds=(Kind.DJANGO, Kind.FLASK),
    basis="read in the documentation of Django and Flask",
    page=__doc__ or "",
    find=find,
)
