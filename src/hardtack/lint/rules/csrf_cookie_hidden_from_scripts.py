"""The CSRF token's cookie has HttpOnly, which protects nothing and breaks scripts that send the token.

What it finds:
    `CSRF_COOKIE_HTTPONLY = True`.

Why it matters:
    A script that could read the cookie can read the token from the page as well, so nothing is gained. A script that
    takes the token from the cookie, as Django's documentation has it, is answered 403.

Remedy:
    Take the line out, or have all scripts take the token from the page.

Example:
    bad (django):
        CSRF_COOKIE_HTTPONLY = True
    good (django):
        CSRF_COOKIE_HTTPONLY = False

References:
    Django, Settings, CSRF_COOKIE_HTTPONLY
"""

from collections.abc import Iterator

from hardtack.lint.application import counting
from hardtack.lint.intended import READABLE
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_csrf
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """True."""
    for one in counting(document, "CSRF_COOKIE_HTTPONLY"):
        if one.value is True:
            yield Found(one.line, "Scripts that take the token from it are answered 403.", for_csrf(document, READABLE))


RULE = Rule(
    code="HL609",
    name="csrf-cookie-hidden-from-scripts",
    severity=Severity.INFO,
    kinds=(Kind.DJANGO,),
    basis="read in the documentation of Django",
    page=__doc__ or "",
    find=find,
)
