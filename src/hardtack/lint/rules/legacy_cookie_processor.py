"""Tomcat reads cookies by rules of its own.

What it finds:
    `LegacyCookieProcessor`.

Why it matters:
    It reads names and values otherwise than browsers and other servers do, so that one cookie is two things on the way.
    Tomcat 10.1 has it no more.

Remedy:
    `org.apache.tomcat.util.http.Rfc6265CookieProcessor`, which is the default.

Example:
    bad (tomcat):
        <Context>
          <CookieProcessor className="org.apache.tomcat.util.http.LegacyCookieProcessor" />
        </Context>
    good (tomcat):
        <Context>
          <CookieProcessor className="org.apache.tomcat.util.http.Rfc6265CookieProcessor" sameSiteCookies="lax" />
        </Context>

References:
    Tomcat, The Cookie Processor Component; CWE-436
"""

from collections.abc import Iterator

from hardtack.lint.intended import LAX
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import elements
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """The old processor."""
    for one in elements(document.root, "CookieProcessor"):
        if (one.attribute("className") or "").endswith("LegacyCookieProcessor"):
            yield Found(one.line, "Cookies are read by rules that no browser has; Tomcat 10.1 has it no more.", LAX)


RULE = Rule(
    code="HL512",
    name="legacy-cookie-processor",
    severity=Severity.LOW,
    kinds=(Kind.TOMCAT,),
    basis="read in the documentation of Tomcat; that 10.1 has it no more was seen in 10.1.60",
    page=__doc__ or "",
    find=find,
)
