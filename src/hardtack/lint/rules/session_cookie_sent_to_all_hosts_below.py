"""The session's cookie has a Domain, and every host below it gets it.

What it finds:
    A `domain` in cookie-config, `sessionCookieDomain` of a Tomcat Context, `domain` of Jetty's sessionCookieConfig.

Why it matters:
    Each of those hosts can read the session and set one: an old server, a test, a blog of somebody else's.

Remedy:
    Leave it out: the cookie belongs to the host that set it. Keep it only if several hosts share the login. Nothing is
    written instead: the setting goes, and nothing takes its place.

Example:
    bad (tomcat):
        <Context sessionCookieDomain=".example.com" />
    good (tomcat):
        <Context sessionCookieName="sid" />
    bad (web.xml):
        <web-app>
          <session-config>
            <cookie-config><domain>.example.com</domain><http-only>true</http-only><secure>true</secure></cookie-config>
          </session-config>
        </web-app>
    bad (jetty):
        <Configure class="org.eclipse.jetty.webapp.WebAppContext">
          <Get name="sessionHandler"><Get name="sessionCookieConfig"><Set name="domain">example.com</Set></Get></Get>
        </Configure>

References:
    rfc6265bis-22 4.1.2.3; CWE-668; ASVS 5.0 3.3.3
"""

from collections.abc import Iterator

from hardtack.lint.intended import NO_DOMAIN
from hardtack.lint.model import Document, Element, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.servlet import cookie_config, jetty_sets, session_configs
from hardtack.lint.walking import elements
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Domains of the session's cookie."""
    for one in _places(document):
        yield Found(
            one.line, "The session's cookie goes to every host below the Domain.", for_session(document, NO_DOMAIN)
        )


def _places(document: Document) -> Iterator[Element]:
    for config in session_configs(document):
        domain = cookie_config(config, "domain")
        if domain is not None and domain.text:
            yield domain
    yield from (one for one in elements(document.root, "Context") if one.attribute("sessionCookieDomain"))
    yield from (one for one in jetty_sets(document, "domain") if one.text)


RULE = Rule(
    code="HL506",
    name="session-cookie-sent-to-all-hosts-below",
    severity=Severity.LOW,
    kinds=(Kind.WEB_XML, Kind.TOMCAT, Kind.JETTY),
    basis="read in the Servlet specification and in the documentation of Tomcat and Jetty",
    page=__doc__ or "",
    find=find,
)
