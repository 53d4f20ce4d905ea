"""A connector behind TLS does not say so, and the session's cookie gets no Secure.

What it finds:
    A Connector with `scheme="https"` or `proxyPort="443"`, without `secure="true"` and without TLS of its own.

Why it matters:
    `scheme` changes the addresses that the application writes, not what Tomcat thinks of the connection: it is still
    not a secure one, so Secure is left out unless web.xml asks for it.

Remedy:
    `secure="true"` beside `scheme="https"`; or a RemoteIpValve, which goes by X-Forwarded-Proto.

Example:
    bad (tomcat):
        <Server><Service name="Catalina">
          <Connector port="8080" scheme="https" proxyPort="443" />
        </Service></Server>
    good (tomcat):
        <Server><Service name="Catalina">
          <Connector port="8080" scheme="https" secure="true" proxyPort="443" />
        </Service></Server>

References:
    Tomcat, The HTTP Connector; CWE-614; ASVS 5.0 3.3.1
"""

from collections.abc import Iterator

from hardtack.lint.intended import SECURE
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.walking import elements
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Connectors that half say it."""
    if any((one.attribute("className") or "").endswith("RemoteIpValve") for one in elements(document.root, "Valve")):
        return
    for one in elements(document.root, "Connector"):
        meant = one.attribute("scheme") == "https" or one.attribute("proxyPort") == "443"
        if meant and one.attribute("secure") is None and one.attribute("SSLEnabled") != "true":
            yield Found(
                one.line,
                "Tomcat takes the connection for a plain one: session cookies get no Secure.",
                for_session(document, SECURE),
            )


RULE = Rule(
    code="HL514",
    name="connector-not-marked-secure",
    severity=Severity.MEDIUM,
    kinds=(Kind.TOMCAT,),
    basis='measured on Tomcat 10.1.60 (secure="true" makes Tomcat set Secure)',
    page=__doc__ or "",
    find=find,
)
