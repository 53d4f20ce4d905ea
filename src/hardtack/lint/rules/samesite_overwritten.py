"""proxy_cookie_flags writes a SameSite over whatever the application chose, a stronger one too.

What it finds:
    `samesite=lax` or `samesite=none` for every cookie, or for all that an expression matches.

Why it matters:
    The flag does not mean "where there is none": Strict becomes Lax, and a None that a cross-site login needs becomes
    Lax as well, after which that login fails. With `samesite=none` every protection of the application's is taken away.

Remedy:
    Name the cookies that are meant. "Where it is absent" needs njs or Lua in nginx.

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags ~ secure samesite=lax;
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags sid secure samesite=lax;
            proxy_cookie_flags ~ secure;
        }

References:
    ngx_http_proxy_module, `proxy_cookie_flags`; rfc6265bis-22 4.1.2.7; CWE-1275
"""

from collections.abc import Iterator

from hardtack.lint.intended import flagged
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.nginx_flags import cookie_flags
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Expressions with a SameSite that may be the weaker one."""
    for one in cookie_flags(document):
        if not one.cookie.startswith("~"):
            continue
        if "samesite=none" in one.flags:
            yield Found(one.line, "Strict and Lax of the application's become None.", flagged(one.flags))
        elif "samesite=lax" in one.flags:
            message = "Strict of the application's becomes Lax, and a None that something cross-site needs does too."
            yield Found(one.line, message, flagged(one.flags), Severity.LOW)


RULE = Rule(
    code="HL202",
    name="samesite-overwritten",
    severity=Severity.MEDIUM,
    kinds=(Kind.NGINX,),
    basis="measured on nginx 1.22.1 and 1.31.3",
    page=__doc__ or "",
    find=find,
)
