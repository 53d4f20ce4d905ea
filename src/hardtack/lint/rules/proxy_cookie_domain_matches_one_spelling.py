r"""ProxyPassReverseCookieDomain changes one spelling of a Domain and leaves the others.

What it finds:
    `ProxyPassReverseCookieDomain`.

Why it matters:
    It compares the whole Domain: `.internal.example` and `www.internal.example` are not `internal.example` and stay
    as they are; browsers refuse a cookie with the Domain of another site. And what it changes still has a Domain:
    every host below the public name gets the cookie.

Remedy:
    Take the Domain out: the cookie then belongs to the public host alone, which is what it needs unless several hosts
    share it.

Example:
    bad (apache):
        ProxyPassReverseCookieDomain internal.example www.example.com
    good (apache):
        Header onsuccess edit* Set-Cookie "(?i);\s*domain\s*(?:=[^;]*)?(?=;|$)" ""
        Header always edit* Set-Cookie "(?i);\s*domain\s*(?:=[^;]*)?(?=;|$)" ""

References:
    mod_proxy, `ProxyPassReverseCookieDomain`; rfc6265bis-22 4.1.2.3; CWE-668; ASVS 5.0 3.3.3
"""

from collections.abc import Iterator

from hardtack.lint.intended import NO_DOMAIN
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Every use."""
    for one in walk(document.directives):
        if one.name == "proxypassreversecookiedomain" and len(one.args) > 1:
            inner, outer = one.args[:2]
            yield Found(
                one.line,
                f"Only Domain={inner} is changed, neither .{inner} nor names below it; and what becomes {outer} is"
                " sent to every host below that.",
                NO_DOMAIN,
            )


RULE = Rule(
    code="HL107",
    name="proxy-cookie-domain-matches-one-spelling",
    severity=Severity.LOW,
    kinds=(Kind.APACHE, Kind.HTACCESS),
    basis="measured on Apache httpd 2.4.71",
    page=__doc__ or "",
    find=find,
)
