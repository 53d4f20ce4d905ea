"""The server sets a cookie of its own without Secure or HttpOnly.

What it finds:
    `Header add Set-Cookie`, `add_header Set-Cookie`, `add-header Set-Cookie` or `header +Set-Cookie` with a cookie that
    lacks either attribute.

Why it matters:
    What hardens the application's cookies mostly does not see this one: nginx's proxy_cookie_flags doesn't, HAProxy's
    http-response doesn't. It is a route to a server of the inside, or more.

Remedy:
    Write the attributes out. A cookie that scripts must read goes without HttpOnly.

Example:
    bad (nginx):
        location / {
            add_header Set-Cookie "route=$upstream_addr; Path=/" always;
        }
    good (nginx):
        location / {
            add_header Set-Cookie "route=$upstream_addr; Path=/; Secure; HttpOnly" always;
        }
    bad (apache):
        Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED
    good (apache):
        Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/; Secure; HttpOnly" env=BALANCER_ROUTE_CHANGED

References:
    CWE-614, CWE-1004; ASVS 5.0 3.3.1, 3.3.4
"""

from collections.abc import Iterator

from hardtack.lint.fields import set_cookie_ops
from hardtack.lint.intended import for_cookie
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import is_deletion, own_line
from hardtack.policy import CookieRole
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Cookies that lack either."""
    for op in set_cookie_ops(document):
        own = own_line(op)
        if own is None or is_deletion(own[1]):
            continue
        name, attributes = own
        there = {one.lower() for one, _ in attributes}
        missing = [one for one in ("Secure", "HttpOnly") if one.lower() not in there]
        if missing:
            message = f"The server's own cookie {name} goes out without {' and '.join(missing)}."
            # Whether what nginx and Caddy add passes their own edits is not known: the remedy is the line itself.
            seen = document.kind not in {Kind.NGINX, Kind.CADDY}
            yield Found(op.line, message, for_cookie(name, role=CookieRole.INFRASTRUCTURE) if seen else None)


RULE = Rule(
    code="HL908",
    name="own-cookie-set-bare",
    severity=Severity.LOW,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.NGINX, Kind.HAPROXY, Kind.CADDY),
    basis="measured on nginx 1.22.1 (proxy_cookie_* doesn't touch added cookies) and HAProxy 2.6.12",
    page=__doc__ or "",
    find=find,
)
