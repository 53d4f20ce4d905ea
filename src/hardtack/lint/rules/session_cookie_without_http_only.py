"""Scripts can read the session's cookie.

What it finds:
    `<http-only>false</http-only>`, or a cookie-config that does not say.

Why it matters:
    A script that somebody gets into a page reads the session and sends it away. Where nothing is said, Tomcat sets
    HttpOnly and Jetty does not.

Remedy:
    `<http-only>true</http-only>`.

Example:
    bad (web.xml):
        <web-app>
          <session-config>
            <cookie-config><secure>true</secure><http-only>false</http-only></cookie-config>
          </session-config>
        </web-app>
    good (web.xml):
        <web-app>
          <session-config>
            <cookie-config><http-only>true</http-only><secure>true</secure></cookie-config>
          </session-config>
        </web-app>

References:
    Servlet 3.0, 14.4 (session-config); CWE-1004; ASVS 5.0 3.3.4
"""

from collections.abc import Iterator

from hardtack.lint.intended import HTTP_ONLY
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.servlet import cookie_config, session_configs
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Cookie-configs without the attribute."""
    for config in session_configs(document):
        cookie = config.child("cookie-config")
        said = cookie_config(config, "http-only")
        if cookie is not None and said is None:
            message = "Whether the session's cookie gets HttpOnly is left to the container: Jetty sets none."
            yield Found(cookie.line, message, for_session(document, HTTP_ONLY), Severity.LOW)
        elif said is not None and said.text.lower() == "false":
            yield Found(said.line, "The session's cookie goes out without HttpOnly.", for_session(document, HTTP_ONLY))


RULE = Rule(
    code="HL502",
    name="session-cookie-without-http-only",
    severity=Severity.MEDIUM,
    kinds=(Kind.WEB_XML,),
    basis="measured on Tomcat 10.1.60 and Jetty 9.4.57",
    page=__doc__ or "",
    find=find,
)
