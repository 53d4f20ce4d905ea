"""proxy_cookie_path is used to write attributes, and damages paths.

What it finds:
    `proxy_cookie_path` with a `;` in what it writes, such as `proxy_cookie_path / "/; Secure; HttpOnly"`.

Why it matters:
    The directive replaces the beginning of a Path. A cookie with `Path=/app` leaves as `Path=/; Secure; HttpOnlyapp`:
    its path is another, and the last attribute is broken. What has the attribute gets it twice, and a cookie without a
    Path gets nothing.

Remedy:
    `proxy_cookie_flags` (nginx 1.19.3).

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_path / "/; Secure; HttpOnly";
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags XSRF-TOKEN secure;
            proxy_cookie_flags ~ secure httponly;
        }

References:
    ngx_http_proxy_module, `proxy_cookie_path`
"""

from collections.abc import Iterator

from hardtack.lint.intended import appending
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import attributes_of
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Paths with attributes after them."""
    for one in walk(document.directives):
        if one.name == "proxy_cookie_path" and ";" in one.arg(1):
            yield Found(
                one.line,
                f"Path=/app leaves as {_changed(one.arg(0), one.arg(1))}: another path and a broken attribute; a cookie"
                " without a Path gets nothing.",
                appending(attributes_of(one.arg(1))),
            )


def _changed(old: str, new: str) -> str:
    return f"Path={new}app" if old == "/" else f"Path={new} and what follows {old}"


RULE = Rule(
    code="HL204",
    name="cookie-path-used-to-add-flags",
    severity=Severity.MEDIUM,
    kinds=(Kind.NGINX,),
    basis="measured on nginx 1.22.1",
    page=__doc__ or "",
    find=find,
)
