"""The container writes session ids into addresses.

What it finds:
    `<tracking-mode>URL</tracking-mode>`; as a note, a cookie-config without a tracking-mode, where the containers'
    default has URL in it.

Why it matters:
    An id in an address is in logs, in the Referer field, in bookmarks and in mails; and whoever sends a victim a link
    with an id of their own knows the session that the victim logs into.

Remedy:
    `<tracking-mode>COOKIE</tracking-mode>` and no other.

Example:
    bad (web.xml):
        <web-app>
          <session-config>
            <cookie-config><http-only>true</http-only><secure>true</secure></cookie-config>
            <tracking-mode>COOKIE</tracking-mode>
            <tracking-mode>URL</tracking-mode>
          </session-config>
        </web-app>
    good (web.xml):
        <web-app>
          <session-config>
            <cookie-config><http-only>true</http-only><secure>true</secure></cookie-config>
            <tracking-mode>COOKIE</tracking-mode>
          </session-config>
        </web-app>

References:
    Servlet 3.0, 7.1 and 14.4 (tracking-mode); CWE-384, CWE-598
"""

from collections.abc import Iterator

from hardtack.lint.intended import NOTHING
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.servlet import session_configs
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Ids in addresses."""
    for config in session_configs(document):
        modes = [one for one in config.children if one.name == "tracking-mode"]
        urls = [one for one in modes if one.text.upper() == "URL"]
        if urls:
            yield Found(urls[0].line, "Session ids are written into addresses and taken from them.", NOTHING)
        elif not modes and config.child("cookie-config") is not None:
            message = "No tracking-mode is named: by default a container may write session ids into addresses too."
            yield Found(config.line, message, NOTHING, Severity.INFO)


RULE = Rule(
    code="HL503",
    name="session-id-tracked-in-url",
    severity=Severity.MEDIUM,
    kinds=(Kind.WEB_XML,),
    basis="measured on Jetty 9.4.57; read in the Servlet specification for others",
    page=__doc__ or "",
    find=find,
)
