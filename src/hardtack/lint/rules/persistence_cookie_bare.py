"""The cookie that HAProxy itself inserts has no Secure or no HttpOnly.

What it finds:
    `cookie NAME insert` without `secure` or without `httponly`.

Why it matters:
    It goes over plain HTTP, and scripts read it; it names a server of the inside. Rules of `http-response` do not see
    it, so it stays bare where all others are hardened.

Remedy:
    `cookie NAME insert indirect nocache secure httponly attr "SameSite=Lax"`.

Example:
    bad (haproxy):
        backend application
            cookie SRV insert indirect nocache
            server a 127.0.0.1:8080 cookie a
    good (haproxy):
        backend application
            cookie SRV insert indirect nocache secure httponly
            server a 127.0.0.1:8080 cookie a

References:
    HAProxy configuration manual, `cookie`; haproxy/haproxy#361; CWE-614, CWE-1004
"""

from collections.abc import Iterator

from hardtack.lint.intended import for_cookie
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.policy import CookieRole
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Inserted cookies without the flags."""
    for one in walk(document.directives):
        if one.name != "cookie" or "insert" not in one.args:
            continue
        missing = [name for name in ("Secure", "HttpOnly") if name.lower() not in one.args]
        if missing:
            yield Found(
                one.line,
                f"HAProxy's own cookie {one.args[0]} goes out without {' and '.join(missing)}.",
                for_cookie(one.args[0], role=CookieRole.INFRASTRUCTURE),
            )


RULE = Rule(
    code="HL301",
    name="persistence-cookie-bare",
    severity=Severity.LOW,
    kinds=(Kind.HAPROXY,),
    basis="measured on HAProxy 2.6.12",
    page=__doc__ or "",
    find=find,
)
