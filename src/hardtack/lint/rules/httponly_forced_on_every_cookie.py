r"""HttpOnly is put on every cookie, also on those that scripts must read.

What it finds:
    HttpOnly for all set-cookie lines, with no exception for any name.

Why it matters:
    A script that copies a token from a cookie into its requests (XSRF-TOKEN, csrftoken and others) finds none: every
    POST is answered 403 or 419. It is the commonest way in which hardening at the server breaks an application.

Remedy:
    Name the cookies that scripts read and leave them out, or name those that carry the session and let the others be.
    An audit with a browser says which are read. Is none, then nothing is wrong here.

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags ~ secure httponly;
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags XSRF-TOKEN secure;
            proxy_cookie_flags ~ secure httponly;
        }
    bad (apache):
        Header onsuccess edit Set-Cookie "^(?!.*;\s*httponly)(.*)$" "$1; HttpOnly"
        Header always edit Set-Cookie "^(?!.*;\s*httponly)(.*)$" "$1; HttpOnly"
    good (apache):
        Header onsuccess edit Set-Cookie "^(?!XSRF-TOKEN=)(?!.*;\s*httponly)(.*)$" "$1; HttpOnly"
        Header always edit Set-Cookie "^(?!XSRF-TOKEN=)(?!.*;\s*httponly)(.*)$" "$1; HttpOnly"

References:
    rfc6265bis-22 4.1.2.6; CWE-1004; ASVS 5.0 3.3.4 (unless scripts must read it)
"""

import re
from collections.abc import Iterator

from hardtack.lint.fields import Operation, set_cookie_ops
from hardtack.lint.intended import readable
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.nginx_flags import cookie_flags
from hardtack.lint.set_cookie_text import appended, is_blanket, last_looks
from hardtack.verdict import Severity

_LOOKING = re.compile(r"\(\?!(?P<inner>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_ATTRIBUTE = re.compile(r";|^(?:\(\?i\)|\.\*)*(?:httponly|secure|samesite)", re.IGNORECASE)
_MESSAGE = "Every cookie gets HttpOnly, also one that a script must read, such as XSRF-TOKEN: the script finds none."


def find(document: Document) -> Iterator[Found]:
    """HttpOnly on all lines, without exception."""
    ops = set_cookie_ops(document, Operation.EDIT)
    mended = last_looks(ops).get("httponly", 0)
    for op in ops:
        names = {name.lower() for name, _ in appended(op)}
        if "httponly" in names and _all_names(op.pattern) and mended <= op.line:
            yield Found(op.line, _MESSAGE, readable("XSRF-TOKEN", secure="secure" in names))
    for flags in cookie_flags(document):
        if flags.everything and flags.first and "httponly" in flags.flags:
            yield Found(flags.line, _MESSAGE, readable("XSRF-TOKEN", secure="secure" in flags.flags))


def _all_names(pattern: str) -> bool:
    """Whether it matches whatever the cookie's name is: looking ahead for an attribute excludes no name."""
    looked = _LOOKING.sub(lambda found: "" if _ATTRIBUTE.search(found["inner"]) else found[0], pattern)
    return is_blanket(looked)


RULE = Rule(
    code="HL102",
    name="httponly-forced-on-every-cookie",
    severity=Severity.LOW,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.NGINX, Kind.HAPROXY, Kind.CADDY),
    basis="read in reports of applications that broke; the edits were measured on Apache httpd 2.4.71, nginx 1.22.1",
    page=__doc__ or "",
    find=find,
)
