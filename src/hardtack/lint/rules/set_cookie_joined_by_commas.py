"""A cookie is appended to another's line with a comma, and browsers read one cookie.

What it finds:
    `Header append Set-Cookie` and `Header merge Set-Cookie`.

Why it matters:
    They put the new value after the first set-cookie line that is there, with a comma between. To a browser that is one
    line: the new cookie is lost, and its text becomes a part of the other cookie's last attribute, which is lost too.

Remedy:
    `Header add Set-Cookie` writes a line of its own.

Example:
    bad (apache):
        Header append Set-Cookie "route=a; Path=/; Secure; HttpOnly"
    good (apache):
        Header add Set-Cookie "route=a; Path=/; Secure; HttpOnly"

References:
    RFC 9110 5.3; mod_headers, `Header append`
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import SECURE, for_cookie
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import own_line
from hardtack.policy import CookieRole
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Where lines are joined."""
    for op in set_cookie_ops(document, Operation.ADD):
        if op.how.endswith((" append", " merge")):
            own = own_line(op)
            meant = SECURE if own is None else for_cookie(own[0], role=CookieRole.OTHER)
            yield Found(op.line, f"{op.how} Set-Cookie joins this cookie to another's line: browsers read one.", meant)


RULE = Rule(
    code="HL105",
    name="set-cookie-joined-by-commas",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS),
    basis="measured on Apache httpd 2.4.71",
    page=__doc__ or "",
    find=find,
)
