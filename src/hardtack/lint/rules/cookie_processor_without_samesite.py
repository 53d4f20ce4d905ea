"""Tomcat writes SameSite=None, or none at all.

What it finds:
    `sameSiteCookies="none"`; as a note, a CookieProcessor with `unset` or without the attribute.

Why it matters:
    With None, every other site can make a browser send the session along. Without the attribute browsers differ:
    Chromium takes Lax (and lets a POST through for two minutes), Firefox and Safari take None.

Remedy:
    `sameSiteCookies="lax"`. It holds for all cookies made with addCookie, so look for those that other sites need.

Example:
    bad (tomcat):
        <Context>
          <CookieProcessor sameSiteCookies="none" />
        </Context>
    good (tomcat):
        <Context>
          <CookieProcessor sameSiteCookies="lax" />
        </Context>

References:
    Tomcat, The Cookie Processor Component; rfc6265bis-22 4.1.2.7; CWE-1275, CWE-352; ASVS 5.0 3.3.2
"""

from collections.abc import Iterator

from hardtack.lint.intended import LAX
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import elements
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Processors without a SameSite that protects."""
    for one in elements(document.root, "CookieProcessor"):
        said = (one.attribute("sameSiteCookies") or "unset").lower()
        if said == "none":
            yield Found(one.line, "Cookies go out with SameSite=None: every other site can have them sent along.", LAX)
        elif said == "unset":
            message = "Cookies go out without SameSite: browsers differ in what that means."
            yield Found(one.line, message, LAX, Severity.INFO)


RULE = Rule(
    code="HL513",
    name="cookie-processor-without-samesite",
    severity=Severity.LOW,
    kinds=(Kind.TOMCAT,),
    basis="read in the documentation of Tomcat; that the attribute works was measured on Tomcat 10.1.60",
    page=__doc__ or "",
    find=find,
)
