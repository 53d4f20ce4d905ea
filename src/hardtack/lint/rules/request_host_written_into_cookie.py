"""The Host that a client sends is written into a set-cookie line.

What it finds:
    `$host` or `$http_host` as the Domain of `sticky cookie`, of `proxy_cookie_domain`, or in an added Set-Cookie.

Why it matters:
    The name comes from the request, and a `;` in it ends the attribute: whoever makes a browser or a cache send such a
    request writes attributes of their own. And a Domain that is the host's own name sends the cookie to all below it.

Remedy:
    Leave Domain out: the cookie then belongs to the host it came from. Where several hosts share it, write the name.

Example:
    bad (nginx):
        upstream application {
            sticky cookie route domain=$host secure httponly;
            server 127.0.0.1:8080;
        }
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_domain internal.example $host;
        }
    good (nginx):
        upstream application {
            sticky cookie route secure httponly;
            server 127.0.0.1:8080;
        }

References:
    nginx/nginx#1741; rfc6265bis-22 4.1.2.3; CWE-113, CWE-668
"""

import re
from collections.abc import Iterator

from hardtack.lint.intended import NO_DOMAIN
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity

_HOST = re.compile(r"\$\{?(?:http_)?host\b")


def find(document: Document) -> Iterator[Found]:
    """The request's host within cookies."""
    for one in walk(document.directives):
        match one.name:
            case "sticky" if one.arg(0) == "cookie":
                written = any(word.startswith("domain=") and _HOST.search(word) for word in one.args)
            case "proxy_cookie_domain":
                written = _HOST.search(one.arg(1)) is not None
            case "add_header" if one.arg(0).lower() == "set-cookie":
                written = _HOST.search(one.arg(1)) is not None
            case _:
                written = False
        if written:
            message = "What the client calls the host is written into the cookie; a `;` in it ends the attribute."
            yield Found(one.line, message, NO_DOMAIN if one.name == "proxy_cookie_domain" else None)


RULE = Rule(
    code="HL209",
    name="request-host-written-into-cookie",
    severity=Severity.MEDIUM,
    kinds=(Kind.NGINX,),
    basis="read in nginx/nginx#1741 (nginx 1.31.5)",
    page=__doc__ or "",
    find=find,
)
