r"""ProxyPassReverseCookiePath puts cookies of different paths on one.

What it finds:
    `ProxyPassReverseCookiePath` with an inner path that more than one Path begins with: `/` always, any other one as
    soon as the application uses a path below it or beside it.

Why it matters:
    The directive takes every Path that begins with the inner path, letter by letter, and writes the outer path instead
    of all of it. With `/app /`, the paths /app, /app/admin and /application all become `/`. Two cookies of one name
    become one in the browser; with an inner `/` and another outer path, a cookie with the prefix __Host-, whose Path
    has to be `/`, is refused.

Remedy:
    Two edits, one for the path itself and one for what is below it, both ending at a segment.

Example:
    bad (apache):
        ProxyPass /app http://127.0.0.1:8080/
        ProxyPassReverseCookiePath / /app/
    good (apache):
        ProxyPass /app http://127.0.0.1:8080/
        Header onsuccess edit Set-Cookie "(?i)(;\s*path\s*=\s*)/(?=\s*(?:;|$))" "$1/app"
        Header always edit Set-Cookie "(?i)(;\s*path\s*=\s*)/(?=\s*(?:;|$))" "$1/app"
    bad (apache):
        ProxyPassReverseCookiePath /app /

References:
    mod_proxy, `ProxyPassReverseCookiePath`; rfc6265bis-22 5.1.4, 4.1.3.2
"""

from collections.abc import Iterator

from hardtack.lint.intended import paths
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Every use: there is none that keeps paths apart."""
    for one in walk(document.directives):
        if one.name != "proxypassreversecookiepath" or len(one.args) < 2:
            continue
        inner, outer = one.args[:2]
        if inner == "/":
            message = f"Every Path becomes {outer}, whatever it was: cookies of different paths become one."
            yield Found(one.line, message, paths(inner, outer))
        else:
            message = (
                f"Every Path that begins with the letters {inner} becomes {outer} whole: {inner}/below and"
                f" {inner}beside lose what tells them apart."
            )
            yield Found(one.line, message, paths(inner.rstrip("/"), outer), Severity.LOW)


RULE = Rule(
    code="HL106",
    name="proxy-cookie-path-collapses-paths",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS),
    basis="measured on Apache httpd 2.4.71",
    page=__doc__ or "",
    find=find,
)
