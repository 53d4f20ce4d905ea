"""Jetty sends a session cookie that scripts can read.

What it finds:
    A context file that configures sessions without `<Set name="httpOnly">true</Set>`.

Why it matters:
    HttpOnly is not Jetty's default. A script that somebody gets into a page reads the session.

Remedy:
    `<Set name="httpOnly">true</Set>` within the sessionHandler, or `<http-only>` in web.xml.

Example:
    bad (jetty):
        <Configure class="org.eclipse.jetty.webapp.WebAppContext">
          <Get name="sessionHandler">
            <Set name="sessionIdPathParameterName">none</Set>
          </Get>
        </Configure>
    good (jetty):
        <Configure class="org.eclipse.jetty.webapp.WebAppContext">
          <Get name="sessionHandler">
            <Set name="httpOnly">true</Set>
            <Set name="sessionIdPathParameterName">none</Set>
          </Get>
        </Configure>

References:
    Jetty, session management; CWE-1004; ASVS 5.0 3.3.4
"""

from collections.abc import Iterator

from hardtack.lint.intended import HTTP_ONLY
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.own_cookies import for_session
from hardtack.lint.servlet import jetty_sets, touches_sessions
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Session settings without the attribute."""
    begin = touches_sessions(document)
    said = tuple(jetty_sets(document, "httpOnly"))
    for one in said:
        if one.text.lower() == "false":
            yield Found(one.line, "The session's cookie goes out without HttpOnly.", for_session(document, HTTP_ONLY))
    if begin is not None and not said:
        message = "Sessions are configured here, and HttpOnly, which is not Jetty's default, is not among it."
        yield Found(begin.line, message, for_session(document, HTTP_ONLY), Severity.LOW)


RULE = Rule(
    code="HL521",
    name="jetty-session-without-http-only",
    severity=Severity.MEDIUM,
    kinds=(Kind.JETTY,),
    basis="measured on Jetty 9.4.57",
    page=__doc__ or "",
    find=find,
)
