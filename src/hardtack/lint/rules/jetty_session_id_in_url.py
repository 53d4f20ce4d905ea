"""Jetty writes session ids into addresses and takes them from there.

What it finds:
    A context file that configures sessions without `sessionIdPathParameterName` none.

Why it matters:
    An id in an address is in logs, in the Referer field and in bookmarks; and whoever sends a victim a link with a live
    id of their own has the victim in their session. Jetty does both by default.

Remedy:
    `<Set name="sessionIdPathParameterName">none</Set>` in the sessionHandler, or tracking-mode COOKIE in web.xml.

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
            <Set name="sessionIdPathParameterName">none</Set>
          </Get>
        </Configure>

References:
    Jetty, session management; CWE-384, CWE-598
"""

from collections.abc import Iterator

from hardtack.lint.intended import NOTHING
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.servlet import jetty_sets, touches_sessions
from hardtack.lint.walking import elements
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Session settings that leave ids in addresses."""
    begin = touches_sessions(document)
    said = tuple(jetty_sets(document, "sessionIdPathParameterName"))
    # An init parameter of the context says it as well.
    if any(one.text.endswith(".SessionIdPathParameterName") for one in elements(document.root, "Arg")):
        return
    if begin is not None and not any(one.text.lower() == "none" or not one.text for one in said):
        place = said[0] if said else begin
        yield Found(place.line, "Session ids are written into addresses and taken from them.", NOTHING)


RULE = Rule(
    code="HL524",
    name="jetty-session-id-in-url",
    severity=Severity.LOW,
    kinds=(Kind.JETTY,),
    basis="measured on Jetty 9.4.57",
    page=__doc__ or "",
    find=find,
)
