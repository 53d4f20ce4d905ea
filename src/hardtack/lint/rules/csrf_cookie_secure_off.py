"""The cookie with the CSRF token goes out without Secure.

What it finds:
    `CSRF_COOKIE_SECURE = False`, or a settings module that does not say, where the default is False.

Why it matters:
    Who reads or sets the token over plain HTTP can forge requests of the user's.

Remedy:
    `CSRF_COOKIE_SECURE = True`.

Example:
    bad (django):
        INSTALLED_APPS = ["django.contrib.sessions"]
        MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
        CSRF_COOKIE_SECURE = False
    good (django):
        INSTALLED_APPS = ["django.contrib.sessions"]
        MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
        CSRF_COOKIE_SECURE = True

References:
    Django, Settings, CSRF_COOKIE_SECURE; CWE-614, CWE-352
"""

from collections.abc import Iterator

from hardtack.lint.application import absent, counting, is_off
from hardtack.lint.intended import SECURE
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_csrf
from hardtack.verdict import Severity

_NAME = "CSRF_COOKIE_SECURE"


def find(document: Document) -> Iterator[Found]:
    """False, or nothing."""
    for one in counting(document, _NAME):
        if is_off(one):
            yield Found(one.line, "The cookie with the CSRF token goes out without Secure.", for_csrf(document, SECURE))
    line = absent(document, _NAME)
    if line is not None:
        yield Found(line, f"{_NAME} is not set, and False by default: no Secure.", for_csrf(document, SECURE))


RULE = Rule(
    code="HL602",
    name="csrf-cookie-secure-off",
    severity=Severity.LOW,
    kinds=(Kind.DJANGO,),
    basis="read in the documentation of Django",
    page=__doc__ or "",
    find=find,
)
