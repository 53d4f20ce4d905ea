"""proxy_cookie_path compares letters, not segments.

What it finds:
    `proxy_cookie_path` with a plain path that does not end in `/`.

Why it matters:
    With `/app /`, a cookie of /app2 gets `Path=/2`, which no request matches, and one of /app/sub gets
    `Path=//sub`. With `/app/ /` instead, a cookie with `Path=/app` is left as it is: one line can't do it.

Remedy:
    Two expressions: one for the path itself, one for what is below it.

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080/app/;
            proxy_cookie_path /app /;
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080/app/;
            proxy_cookie_path ~^/app$ /;
            proxy_cookie_path ~^/app(/.*)$ $1;
        }

References:
    ngx_http_proxy_module, `proxy_cookie_path`; rfc6265bis-22 5.1.4
"""

from collections.abc import Iterator

from hardtack.lint.intended import paths
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Plain paths that end within a segment."""
    for one in walk(document.directives):
        old, new = one.arg(0), one.arg(1)
        plain = one.name == "proxy_cookie_path" and len(old) > 1 and old.startswith("/") and ";" not in new
        if plain and not old.endswith("/") and "$" not in old:
            yield Found(
                one.line,
                f"{old}2 gets Path={new}2, and {old}/sub gets Path={new}/sub: letters are replaced, not segments.",
                paths(old, new),
            )


RULE = Rule(
    code="HL205",
    name="cookie-path-cut-within-a-segment",
    severity=Severity.LOW,
    kinds=(Kind.NGINX,),
    basis="measured on nginx 1.22.1",
    page=__doc__ or "",
    find=find,
)
