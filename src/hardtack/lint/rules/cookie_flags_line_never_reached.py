"""A proxy_cookie_flags line stands after one that matches all its cookies, so it does nothing.

What it finds:
    A line after one for every cookie (`~`, `~.*`), or after one for the same name.

Why it matters:
    nginx takes the first line that matches a cookie, and that one alone: lines do not add up. Three lines `~ secure`,
    `~ httponly`, `~ samesite=strict`, as they are often advised, set Secure and nothing else.

Remedy:
    All flags of a cookie on one line; names first, the line for all the others last.

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags ~ secure;
            proxy_cookie_flags ~ samesite=strict;
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags ~ secure samesite=strict;
        }

References:
    ngx_http_proxy_module, `proxy_cookie_flags`
"""

from collections.abc import Iterator

from hardtack.lint.intended import flagged
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.nginx_flags import cookie_flags
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Lines that no cookie gets to."""
    for one in cookie_flags(document):
        hiding = one.hidden_by
        if hiding is not None:
            yield Found(
                one.line,
                f"Line {hiding.line} matches every cookie that this line does, and nginx takes the first line alone:"
                f" nobody gets {' '.join(one.flags)}.",
                flagged((*hiding.flags, *one.flags)),
            )


RULE = Rule(
    code="HL201",
    name="cookie-flags-line-never-reached",
    severity=Severity.MEDIUM,
    kinds=(Kind.NGINX,),
    basis="measured on nginx 1.22.1 and 1.31.3",
    page=__doc__ or "",
    find=find,
)
