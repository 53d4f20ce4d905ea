"""The session cookie of mod_session has neither Secure nor HttpOnly unless they are written out.

What it finds:
    `SessionCookieName` and `SessionCookieName2` whose attributes lack Secure or HttpOnly.

Why it matters:
    The module writes exactly the attributes that stand there. It holds the session itself, and the login of
    mod_auth_form in it.

Remedy:
    Write them out; the words are separated by `;` and stand in one quoted word.

Example:
    bad (apache):
        Session On
        SessionCookieName session path=/
    good (apache):
        Session On
        SessionCookieName session "path=/;secure;httponly;samesite=lax"

References:
    mod_session_cookie, `SessionCookieName`; CWE-614, CWE-1004; ASVS 5.0 3.3.1, 3.3.4
"""

from collections.abc import Iterator

from hardtack.lint.intended import for_cookie
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import attributes_of
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Names without the attributes."""
    for one in walk(document.directives):
        if one.name not in {"sessioncookiename", "sessioncookiename2"} or not one.args:
            continue
        there = {name.lower() for name, _ in attributes_of(";" + ";".join(one.args[1:]))}
        missing = [name for name in ("Secure", "HttpOnly") if name.lower() not in there]
        if missing:
            yield Found(
                one.line,
                f"The session cookie {one.args[0]} goes out without {' and '.join(missing)}.",
                for_cookie(one.args[0]),
            )


RULE = Rule(
    code="HL109",
    name="mod-session-cookie-bare",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS),
    basis="read in the documentation of mod_session_cookie",
    page=__doc__ or "",
    find=find,
)
