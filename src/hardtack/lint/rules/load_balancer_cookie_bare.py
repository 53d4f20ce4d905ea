"""The cookie by which Caddy keeps clients on one server goes out bare.

What it finds:
    `lb_policy cookie`.

Why it matters:
    The cookie is Caddy's own and has a Path and nothing else: it goes over plain HTTP, and scripts read it. Who sets it
    chooses the server.

Remedy:
    Let the client's address choose the server (`lb_policy client_ip_hash`), where the addresses are many. Nothing is
    written instead: no policy changes a cookie that Caddy itself sets.

Example:
    bad (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 127.0.0.1:8081 {
                lb_policy cookie route
            }
        }
    good (caddy):
        www.example.com {
            reverse_proxy 127.0.0.1:8080 127.0.0.1:8081 {
                lb_policy client_ip_hash
            }
        }

References:
    Caddyfile directives, `reverse_proxy` (lb_policy cookie); CWE-614, CWE-1004
"""

from collections.abc import Iterator

from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Cookies of the load balancer's."""
    for one in walk(document.directives):
        if one.name == "lb_policy" and one.arg(0) == "cookie":
            name = one.arg(1) or "lb"
            message = f"Caddy's own cookie {name} goes out without Secure and HttpOnly."
            yield Found(one.line, message)


RULE = Rule(
    code="HL403",
    name="load-balancer-cookie-bare",
    severity=Severity.LOW,
    kinds=(Kind.CADDY,),
    basis="measured on Caddy 2.6.2",
    page=__doc__ or "",
    find=find,
)
