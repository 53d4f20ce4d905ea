"""Attributes without a cookie are added: browsers take them for a cookie, and no other cookie is hardened.

What it finds:
    `add_header Set-Cookie "Path=/; HttpOnly; Secure"` and the like: a set-cookie line that begins with an attribute.

Why it matters:
    A set-cookie line is one cookie, and its first part is that cookie's name and value. What is meant for all cookies
    becomes one more cookie, called Path or without a name; those of the application leave as they came, while the file
    looks as if they were hardened.

Remedy:
    Edit the lines that are there: `Header edit Set-Cookie`, `proxy_cookie_flags`, `http-after-response replace-header`,
    `header_down Set-Cookie FIND REPLACE`.

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            add_header Set-Cookie "Path=/; HttpOnly; Secure";
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags XSRF-TOKEN secure;
            proxy_cookie_flags ~ secure httponly;
        }
    bad (apache):
        Header always add Set-Cookie "HttpOnly; Secure"
    bad (caddy):
        www.example.com {
            header Set-Cookie "SameSite=Lax; Secure; HttpOnly"
            reverse_proxy 127.0.0.1:8080
        }

References:
    rfc6265bis-22 4.1.1, 5.6; CWE-614, CWE-1004
"""

from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import flags_in
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import attributes_alone
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Lines that begin with an attribute."""
    for op in set_cookie_ops(document, Operation.SET, Operation.ADD):
        attributes = attributes_alone(op)
        if attributes:
            name, value = attributes[0]
            called = f"a cookie called {name}" if value else f"a cookie without a name and with the value {name}"
            yield Found(op.line, f"Browsers read {called}; no other cookie is hardened.", flags_in(attributes))


RULE = Rule(
    code="HL910",
    name="attributes-set-as-a-cookie",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.NGINX, Kind.HAPROXY, Kind.CADDY),
    basis="measured on Apache httpd 2.4.71, nginx 1.22.1, HAProxy 2.6.12 and Caddy 2.6.2",
    page=__doc__ or "",
    find=find,
)
