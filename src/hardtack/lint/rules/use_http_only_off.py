"""Tomcat is told to send session cookies that scripts can read.

What it finds:
    `useHttpOnly="false"` of a Context.

Why it matters:
    True is the default: somebody has switched it off, mostly for an applet or a script that is long gone. In
    conf/context.xml it holds for every application.

Remedy:
    Take the attribute out.

Example:
    bad (tomcat):
        <Context useHttpOnly="false" />
    good (tomcat):
        <Context useHttpOnly="true" />

References:
    Tomcat, The Context Container; CWE-1004; ASVS 5.0 3.3.4
"""

from collections.abc import Iterator

from hardtack.lint.intended import HTTP_ONLY
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.walking import elements
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Contexts where it is off."""
    for one in elements(document.root, "Context"):
        if (one.attribute("useHttpOnly") or "").lower() == "false":
            yield Found(one.line, "Session cookies go out without HttpOnly.", for_session(document, HTTP_ONLY))


RULE = Rule(
    code="HL511",
    name="use-http-only-off",
    severity=Severity.MEDIUM,
    kinds=(Kind.TOMCAT,),
    basis="read in the documentation of Tomcat",
    page=__doc__ or "",
    find=find,
)
