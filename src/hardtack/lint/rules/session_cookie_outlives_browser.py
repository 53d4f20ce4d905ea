"""The session's cookie is kept on disk when the browser is closed.

What it finds:
    A `max-age` above 0 for the session's cookie.

Why it matters:
    It is there for the next one at the computer. And the age counts from the login, so the cookie ends in the midst of
    work, whatever the session does.

Remedy:
    Leave it out: the cookie then ends with the browser, and the session with its timeout.

Example:
    bad (web.xml):
        <web-app>
          <session-config>
            <cookie-config><http-only>true</http-only><secure>true</secure><max-age>2592000</max-age></cookie-config>
          </session-config>
        </web-app>
    good (web.xml):
        <web-app>
          <session-config>
            <cookie-config><http-only>true</http-only><secure>true</secure></cookie-config>
          </session-config>
        </web-app>

References:
    rfc6265bis-22 4.1.2.2; CWE-539, CWE-613; ASVS 5.0 7.3.1
"""

from collections.abc import Iterator

from hardtack.lint.intended import SHORT_LIVED
from hardtack.lint.model import Document, Element, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.servlet import cookie_config, jetty_sets, session_configs
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Ages of the session's cookie."""
    for one in (*_of_web_xml(document), *jetty_sets(document, "maxAge")):
        if one.text.isascii() and one.text.isdigit() and int(one.text[:12]) > 0:
            yield Found(
                one.line, "The session's cookie is kept when the browser is closed.", for_session(document, SHORT_LIVED)
            )


def _of_web_xml(document: Document) -> Iterator[Element]:
    for config in session_configs(document):
        age = cookie_config(config, "max-age")
        if age is not None:
            yield age


RULE = Rule(
    code="HL505",
    name="session-cookie-outlives-browser",
    severity=Severity.LOW,
    kinds=(Kind.WEB_XML, Kind.JETTY),
    basis="read in the Servlet specification",
    page=__doc__ or "",
    find=find,
)
