"""SameSite=None is written without Secure, and browsers refuse the cookie.

What it finds:
    SameSite=None appended, set or chosen where nothing beside it gives Secure.

Why it matters:
    The standard and Chromium refuse the whole cookie: the login fails there, and works in a browser that does not.

Remedy:
    Secure as well; or Lax, unless other sites have to send the cookie along.

Example:
    bad (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags room samesite=none;
        }
    good (nginx):
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_cookie_flags room secure samesite=none;
        }
    bad (apache):
        Header onsuccess edit Set-Cookie "^(?!.*samesite)(.*)$" "$1; SameSite=None"
        Header always edit Set-Cookie "^(?!.*samesite)(.*)$" "$1; SameSite=None"
    good (apache):
        Header onsuccess edit Set-Cookie "^(?!.*samesite)(.*)$" "$1; SameSite=None; Secure"
        Header always edit Set-Cookie "^(?!.*samesite)(.*)$" "$1; SameSite=None; Secure"
    bad (flask):
        SESSION_COOKIE_SAMESITE = "None"
        SESSION_COOKIE_SECURE = False
    bad (php.ini):
        session.cookie_samesite = "None"
        session.cookie_secure = 0

References:
    rfc6265bis-22 5.6.7; CWE-1275
"""

from collections.abc import Iterator

from hardtack.lint import application
from hardtack.lint.application import counting, is_none_text
from hardtack.lint.fields import set_cookie_ops
from hardtack.lint.intended import NONE_AND_SECURE
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.nginx_flags import cookie_flags
from hardtack.lint.own_cookies import for_session
from hardtack.lint.php import is_off
from hardtack.lint.set_cookie_text import appended, own_line
from hardtack.verdict import Severity

_MESSAGE = "SameSite=None without Secure: the standard and Chromium refuse the cookie."


def find(document: Document) -> Iterator[Found]:
    """None without Secure."""
    for line in _in_lines(document):
        yield Found(line, _MESSAGE, NONE_AND_SECURE)
    for line in (*_in_settings(document), *_in_php(document)):
        yield Found(line, _MESSAGE, for_session(document, NONE_AND_SECURE))


def _in_lines(document: Document) -> Iterator[int]:
    ops = set_cookie_ops(document)
    securing = any(name.lower() == "secure" for op in ops for name, _ in appended(op))
    for op in ops:
        own = own_line(op)
        attributes = own[1] if own is not None else appended(op)
        written = {(name.lower(), value.lower()) for name, value in attributes}
        secured = "secure" in {name for name, _ in written} or (own is None and securing)
        if ("samesite", "none") in written and not secured:
            yield op.line
    for flags in cookie_flags(document):
        if "samesite=none" in flags.flags and "secure" not in flags.flags:
            yield flags.line


def _in_settings(document: Document) -> Iterator[int]:
    for same_site in counting(document, "SESSION_COOKIE_SAMESITE"):
        for secure in counting(document, "SESSION_COOKIE_SECURE"):
            if is_none_text(same_site) and application.is_off(secure) and same_site.where == secure.where:
                yield same_site.line


def _in_php(document: Document) -> Iterator[int]:
    same_site, secure = document.setting("session.cookie_samesite"), document.setting("session.cookie_secure")
    bare = secure is None or is_off(secure)
    if document.kind is Kind.PHP and same_site is not None and is_none_text(same_site) and bare:
        yield same_site.line


RULE = Rule(
    code="HL901",
    name="samesite-none-without-secure",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS, Kind.NGINX, Kind.HAPROXY, Kind.CADDY, Kind.DJANGO, Kind.FLASK, Kind.PHP),
    basis="read in rfc6265bis-22 5.6.7; Chromium refuses such cookies",
    page=__doc__ or "",
    find=find,
)
