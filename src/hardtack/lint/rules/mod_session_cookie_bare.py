"""The session cookie of mod_session lacks Secure or HttpOnly.

What it finds:
    `SessionCookieName` and `SessionCookieName2` with attributes that lack Secure or HttpOnly; also where they stand
    between quotes, which are written into the cookie as well. Nothing where no attribute is given: the module then
    writes both.

Why it matters:
    With any attribute of your own, the module writes these and no others. The cookie holds the session itself, and the
    login of mod_auth_form in it. A quote makes the first and the last attribute ones that no browser knows.

Remedy:
    Write them out, separated by `;`, without blanks and without quotes; or give none.

Example:
    bad (apache):
        Session On
        SessionCookieName session path=/
    good (apache):
        Session On
        SessionCookieName session path=/;httponly;secure
    bad (apache):
        Session On
        SessionCookieName session "path=/;httponly;secure"
    good (apache):
        Session On
        SessionCookieName session

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
        # The module takes what follows the name as it is written, quotes too.
        written = document.lines[one.line - 1].split(maxsplit=2)[2:]
        if one.name not in {"sessioncookiename", "sessioncookiename2"} or not one.args or not written:
            continue
        there = {name.lower() for name, _ in attributes_of(";" + written[0])}
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
    basis="measured on Apache httpd 2.4.71",
    page=__doc__ or "",
    find=find,
)
