"""Jetty sends a session cookie without Secure.

What it finds:
    A context file that configures sessions without `secure` in their sessionCookieConfig.

Why it matters:
    Behind a server that speaks TLS, Jetty sees plain HTTP; without Secure, one request over plain HTTP gives the
    session away. (With the module http-forwarded and X-Forwarded-Proto, Jetty sets it by itself: that is in order.)

Remedy:
    `<Get name="sessionCookieConfig"><Set name="secure">true</Set></Get>` within the sessionHandler.

Example:
    bad (jetty):
        <Configure class="org.eclipse.jetty.webapp.WebAppContext">
          <Get name="sessionHandler">
            <Set name="httpOnly">true</Set>
          </Get>
        </Configure>
    good (jetty):
        <Configure class="org.eclipse.jetty.webapp.WebAppContext">
          <Get name="sessionHandler">
            <Set name="httpOnly">true</Set>
            <Get name="sessionCookieConfig"><Set name="secure">true</Set></Get>
          </Get>
        </Configure>

References:
    Jetty, session management; CWE-614; ASVS 5.0 3.3.1
"""

from collections.abc import Iterator

from hardtack.lint.intended import SECURE
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.servlet import jetty_sets, touches_sessions
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Session settings without the attribute."""
    begin = touches_sessions(document)
    said = tuple(jetty_sets(document, "secure"))
    for one in said:
        if one.text.lower() == "false":
            yield Found(one.line, "The session's cookie goes out without Secure.", for_session(document, SECURE))
    if begin is not None and not said:
        message = "Sessions are configured here, and Secure is not among it: Jetty sets it only if it sees TLS itself."
        yield Found(begin.line, message, for_session(document, SECURE), Severity.LOW)


RULE = Rule(
    code="HL522",
    name="jetty-session-without-secure",
    severity=Severity.MEDIUM,
    kinds=(Kind.JETTY,),
    basis="measured on Jetty 9.4.57",
    page=__doc__ or "",
    find=find,
)
