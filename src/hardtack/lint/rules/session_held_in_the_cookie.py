"""The session itself is in the cookie, so a logout ends nothing.

What it finds:
    `SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"`.

Why it matters:
    The server keeps no session that it could end: a cookie that was copied before the logout opens the account after
    it, until its age is over. What is in it can be read by whoever has it: it is signed and not encrypted.

Remedy:
    A back end that keeps sessions: `db`, `cached_db` or `cache`. Nothing is written instead: where sessions are kept is
    no matter of a cookie policy.

Example:
    bad (django):
        SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    good (django):
        SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

References:
    Django, How to use sessions, Using cookie-based sessions; CWE-613, CWE-315; ASVS 5.0 7.4.1
"""

from collections.abc import Iterator

from hardtack.lint.application import counting
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """The back end of signed cookies."""
    for one in counting(document, "SESSION_ENGINE"):
        if isinstance(one.value, str) and one.value.endswith(".signed_cookies"):
            yield Found(one.line, "A logout ends nothing: a copied cookie opens the account until its age is over.")


RULE = Rule(
    code="HL608",
    name="session-held-in-the-cookie",
    severity=Severity.LOW,
    kinds=(Kind.DJANGO,),
    basis="read in the documentation of Django",
    page=__doc__ or "",
    find=find,
)
