"""proxy_cookie_flags takes away what the application has set.

What it finds:
    `nosecure`, `nohttponly` and `nosamesite`.

Why it matters:
    The application asked for the protection, and the server in front removes it. It is usually left over from a test
    without TLS.

Remedy:
    Take the words out. A cookie that scripts must read is named on a line of its own.

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags ~ nosecure;
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags ~ secure;
        }

References:
    ngx_http_proxy_module, `proxy_cookie_flags`; CWE-614, CWE-1004, CWE-1275
"""

from collections.abc import Iterator

from hardtack.lint.intended import flagged
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.nginx_flags import cookie_flags
from hardtack.verdict import Severity

_TAKING = {"nosecure": "Secure", "nohttponly": "HttpOnly", "nosamesite": "SameSite"}


def find(document: Document) -> Iterator[Found]:
    """Lines that remove."""
    for one in cookie_flags(document):
        taken = [name for word, name in _TAKING.items() if word in one.flags]
        if taken:
            meant = tuple(word.removeprefix("no") for word in one.flags)
            yield Found(
                one.line,
                f"{' and '.join(taken)} of the application's {'is' if len(taken) == 1 else 'are'} taken away from"
                f" {one.cookie if not one.everything else 'every cookie'}.",
                flagged(meant),
            )


RULE = Rule(
    code="HL203",
    name="cookie-flags-taken-away",
    severity=Severity.MEDIUM,
    kinds=(Kind.NGINX,),
    basis="measured on nginx 1.22.1",
    page=__doc__ or "",
    find=find,
)
