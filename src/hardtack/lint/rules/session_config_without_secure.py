"""The session's cookie has Secure only where the container takes the connection for a secure one.

What it finds:
    A `session-config` without `<secure>true</secure>` in its cookie-config. False is written there on purpose, so it
    weighs more than nothing.

Why it matters:
    Behind a server that speaks TLS, the container sees plain HTTP. Unless it is told otherwise, the cookie leaves
    without Secure, and one request over plain HTTP gives the session away.

Remedy:
    `<cookie-config><secure>true</secure></cookie-config>`. For plain HTTP on a developer's machine use another file.

Example:
    bad (web.xml):
        <web-app>
          <session-config>
            <session-timeout>30</session-timeout>
          </session-config>
        </web-app>
    good (web.xml):
        <web-app>
          <session-config>
            <session-timeout>30</session-timeout>
            <cookie-config><http-only>true</http-only><secure>true</secure></cookie-config>
            <tracking-mode>COOKIE</tracking-mode>
          </session-config>
        </web-app>

References:
    Servlet 3.0, 14.4 (session-config); CWE-614; ASVS 5.0 3.3.1
"""

from collections.abc import Iterator

from hardtack.lint.intended import SECURE
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.servlet import cookie_config, session_configs
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Session-configs without the attribute."""
    for config in session_configs(document):
        secure = cookie_config(config, "secure")
        if secure is None:
            message = "The session's cookie gets Secure only if the container itself sees TLS, which it doesn't behind"
            yield Found(config.line, f"{message} a server that speaks it.", for_session(document, SECURE), Severity.LOW)
        elif secure.text.lower() == "false":
            yield Found(secure.line, "The session's cookie goes out without Secure.", for_session(document, SECURE))


RULE = Rule(
    code="HL501",
    name="session-config-without-secure",
    severity=Severity.MEDIUM,
    kinds=(Kind.WEB_XML,),
    basis="measured on Tomcat 10.1.60 and Jetty 9.4.57",
    page=__doc__ or "",
    find=find,
)
