"""proxy_cookie_domain with an empty text leaves `Domain=` behind.

What it finds:
    `proxy_cookie_domain` that writes an empty text, in order to take the attribute out.

Why it matters:
    The attribute stays, with nothing after it. The older standard says to ignore it, so that a second Domain would
    count; proxies and libraries read it as they like. And the prefix __Host- allows no Domain at all.

Remedy:
    What takes an attribute out of the line is njs or Lua in nginx.

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_domain ~.* "";
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_domain internal.example www.example.com;
        }

References:
    ngx_http_proxy_module, `proxy_cookie_domain`; RFC 6265 5.2.3; rfc6265bis-22 5.6.3
"""

from collections.abc import Iterator

from hardtack.lint.intended import NO_DOMAIN
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Empty texts."""
    for one in walk(document.directives):
        if one.name == "proxy_cookie_domain" and len(one.args) > 1 and not one.args[1]:
            yield Found(one.line, "Domain is not taken out: `Domain=` stays, with nothing after it.", NO_DOMAIN)


RULE = Rule(
    code="HL208",
    name="cookie-domain-left-empty",
    severity=Severity.LOW,
    kinds=(Kind.NGINX,),
    basis="measured on nginx 1.22.1 and 1.31.3",
    page=__doc__ or "",
    find=find,
)
