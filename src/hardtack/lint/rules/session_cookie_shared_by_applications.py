"""The session's cookie has the Path of the whole host, so every application on it gets it.

What it finds:
    `sessionCookiePath="/"` of a Context, unless the cookie's name begins with __Host-, which asks for it.

Why it matters:
    Two applications that do so overwrite each other's session under the name JSESSIONID, and each reads the other's.
    It is a note: with one application on the host nothing is wrong.

Remedy:
    Leave it out: the Path is then that of the application; or give each application a name of its own. Nothing is
    written instead: the setting goes; a name of its own is for the application to choose.

Example:
    bad (tomcat):
        <Context sessionCookiePath="/" />
    good (tomcat):
        <Context sessionCookiePath="/" sessionCookieName="__Host-shop" />

References:
    Tomcat, The Context Container; rfc6265bis-22 4.1.2.4, 4.1.3.2
"""

from collections.abc import Iterator

from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import elements
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Contexts with the whole host's path."""
    for one in elements(document.root, "Context"):
        named = (one.attribute("sessionCookieName") or "").lower()
        if one.attribute("sessionCookiePath") == "/" and not named.startswith("__host-"):
            yield Found(one.line, "Every application on the host gets this session's cookie.")


RULE = Rule(
    code="HL507",
    name="session-cookie-shared-by-applications",
    severity=Severity.INFO,
    kinds=(Kind.TOMCAT,),
    basis="read in the documentation of Tomcat",
    page=__doc__ or "",
    find=find,
)
