"""A location with a cookie directive of its own loses those of the level around it.

What it finds:
    `proxy_cookie_flags`, `proxy_cookie_path` or `proxy_cookie_domain` in a location, while a level around it has the
    same directive.

Why it matters:
    The directive is inherited only where the inner level has none. One line in a location for one cookie takes Secure
    and HttpOnly from all the others there.

Remedy:
    Repeat the outer lines in the location, after its own.

Example:
    bad (nginx):
        server {
            proxy_cookie_flags ~ secure;
            location /chat {
                proxy_pass http://127.0.0.1:8080;
                proxy_cookie_flags room samesite=strict;
            }
        }
    good (nginx):
        server {
            proxy_cookie_flags ~ secure;
            location /chat {
                proxy_pass http://127.0.0.1:8080;
                proxy_cookie_flags room secure samesite=strict;
                proxy_cookie_flags ~ secure;
            }
        }

References:
    ngx_http_proxy_module, `proxy_cookie_flags`, `proxy_cookie_path`, `proxy_cookie_domain`
"""

from collections.abc import Iterator

from hardtack.lint.intended import flagged
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import levels
from hardtack.verdict import Severity

_DIRECTIVES = ("proxy_cookie_flags", "proxy_cookie_path", "proxy_cookie_domain")


def find(document: Document) -> Iterator[Found]:
    """Inner levels that don't repeat the outer lines."""
    for level in levels(document.directives):
        for name in _DIRECTIVES:
            mine = level.named(name)
            outer = level.inherited(name) if mine else ()
            lost = [one for one in outer if one.args not in {inner.args for inner in mine}]
            if mine and lost:
                yield Found(
                    mine[0].line,
                    f"The lines of {name} here put those of the level around out of force (line {lost[0].line}:"
                    f" {' '.join(lost[0].args)}).",
                    flagged(tuple(word for one in lost for word in one.args[1:])) if name == _DIRECTIVES[0] else None,
                )


RULE = Rule(
    code="HL206",
    name="inner-location-discards-cookie-directives",
    severity=Severity.MEDIUM,
    kinds=(Kind.NGINX,),
    basis="measured on nginx 1.22.1 for proxy_cookie_flags; read in the documentation for the others",
    page=__doc__ or "",
    find=find,
)
