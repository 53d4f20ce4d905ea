"""Set-Cookie is set: all cookies of the application are gone, and one stands in their place.

What it finds:
    `Header set Set-Cookie` (Apache), `set-header Set-Cookie` (HAProxy), `header_down Set-Cookie VALUE` (Caddy).

Why it matters:
    To set a field is to take all its lines away and write one. A response with four cookies leaves with this one:
    logins fail, and not everywhere alike.

Remedy:
    Add a cookie with `Header add`, `add-header` or `header +Set-Cookie`; change cookies with an edit of each line.

Example:
    bad (apache):
        Header set Set-Cookie "route=a; Path=/; Secure; HttpOnly"
    good (apache):
        Header add Set-Cookie "route=a; Path=/; Secure; HttpOnly"
    bad (haproxy):
        backend application
            http-response set-header Set-Cookie "route=a; Path=/; Secure; HttpOnly"
    good (haproxy):
        backend application
            http-response add-header Set-Cookie "route=a; Path=/; Secure; HttpOnly"
    bad (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 {
                header_down Set-Cookie "route=a; Path=/; Secure; HttpOnly"
            }
        }
    good (caddy):
        www.example.com {
            header +Set-Cookie "route=a; Path=/; Secure; HttpOnly"
            reverse_proxy 127.0.0.1:8080
        }

References:
    RFC 9110 5.3 (Set-Cookie may stand several times, each its own); rfc6265bis-22 3
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import SECURE, for_cookie
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import own_line
from hardtack.policy import CookieRole
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Where the field is set."""
    for op in set_cookie_ops(document, Operation.SET):
        # Before the application has answered there is nothing that could be replaced.
        if document.kind is Kind.CADDY and op.own_errors:
            continue
        own = own_line(op)
        meant = SECURE if own is None else for_cookie(own[0], role=CookieRole.OTHER)
        table = " of its table" if document.kind in {Kind.APACHE, Kind.HTACCESS} else ""
        yield Found(
            op.line, f"{op.how} Set-Cookie takes every set-cookie line{table} away and writes this one instead.", meant
        )


RULE = Rule(
    code="HL104",
    name="set-cookie-replaced-whole",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.HAPROXY, Kind.CADDY),
    basis="measured on Apache httpd 2.4.71, HAProxy 2.6.12 and Caddy 2.6.2",
    page=__doc__ or "",
    find=find,
)
