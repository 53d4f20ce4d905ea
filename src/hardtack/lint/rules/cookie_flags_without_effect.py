"""`secure`, `httponly` and `attr` stand on a cookie line whose mode makes no use of them.

What it finds:
    These words beside `prefix` or `rewrite`.

Why it matters:
    In these modes HAProxy changes the value of the application's cookie and nothing else: the flags are read and
    ignored. The application's session cookie, which is usually the one named there, stays as bare as it came.

Remedy:
    Edit the line with `http-after-response replace-header`, or have the application set the attributes.

Example:
    bad (haproxy):
        backend application
            cookie JSESSIONID prefix nocache secure httponly
            server a 127.0.0.1:8080 cookie a
    good (haproxy):
        backend application
            cookie JSESSIONID prefix nocache
            server a 127.0.0.1:8080 cookie a

References:
    HAProxy configuration manual, `cookie`; haproxy/haproxy#831; CWE-614, CWE-1004
"""

from collections.abc import Iterator

from hardtack.lint.intended import for_cookie
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Flags in modes that ignore them."""
    for one in walk(document.directives):
        if one.name != "cookie" or not {"prefix", "rewrite"} & set(one.args):
            continue
        ignored = [word for word in ("secure", "httponly", "attr") if word in one.args]
        if ignored:
            yield Found(
                one.line,
                f"{', '.join(ignored)}: without effect in this mode; {one.args[0]} keeps what the application gave it.",
                for_cookie(one.args[0]),
            )


RULE = Rule(
    code="HL302",
    name="cookie-flags-without-effect",
    severity=Severity.MEDIUM,
    kinds=(Kind.HAPROXY,),
    basis="measured on HAProxy 2.6.12",
    page=__doc__ or "",
    find=find,
)
