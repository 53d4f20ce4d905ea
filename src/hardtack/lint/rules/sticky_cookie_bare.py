"""The cookie that nginx itself sets to keep clients on one server has no Secure or no HttpOnly.

What it finds:
    `sticky cookie NAME` without `secure` or without `httponly`.

Why it matters:
    It goes over plain HTTP, and scripts read it. It names a server of the inside, and who sets it chooses the server;
    proxy_cookie_flags does not see it.

Remedy:
    `sticky cookie NAME secure httponly path=/;` Nothing is written instead: no policy changes a cookie that nginx
    itself sets, so the line is the remedy.

Example:
    bad (nginx):
        upstream application {
            sticky cookie route expires=1h path=/;
            server 127.0.0.1:8080;
        }
    good (nginx):
        upstream application {
            sticky cookie route expires=1h path=/ secure httponly;
            server 127.0.0.1:8080;
        }

References:
    ngx_http_upstream_module, `sticky`; CWE-614, CWE-1004
"""

from collections.abc import Iterator

from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Sticky cookies without the flags."""
    for one in walk(document.directives):
        if one.name != "sticky" or one.arg(0) != "cookie" or len(one.args) < 2:
            continue
        missing = [name for name in ("Secure", "HttpOnly") if name.lower() not in one.args]
        if missing:
            yield Found(
                one.line,
                f"nginx's own cookie {one.args[1]} goes out without {' and '.join(missing)}.",
            )


RULE = Rule(
    code="HL210",
    name="sticky-cookie-bare",
    severity=Severity.LOW,
    kinds=(Kind.NGINX,),
    basis="read in the documentation of ngx_http_upstream_module",
    page=__doc__ or "",
    find=find,
)
