"""Sessions never end by themselves.

What it finds:
    A `session-timeout` of 0 or less.

Why it matters:
    Whoever finds an old cookie, in a backup or on a computer that was sold, is in. And every session stays in memory.

Remedy:
    Minutes without a request after which a session ends: 30 for most, 15 where much is at stake.

Example:
    bad (web.xml):
        <web-app>
          <session-config><session-timeout>-1</session-timeout></session-config>
        </web-app>
    good (web.xml):
        <web-app>
          <session-config><session-timeout>30</session-timeout></session-config>
        </web-app>

References:
    Servlet 3.0, 7.5 and 14.4 (session-timeout); CWE-613; ASVS 5.0 7.3.1
"""

import re
from collections.abc import Iterator

from hardtack.lint.intended import IDLE_HALF_AN_HOUR
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import elements
from hardtack.verdict import Severity

_NEVER = re.compile(r"-[0-9]+|0+")


def find(document: Document) -> Iterator[Found]:
    """Timeouts that are none."""
    for one in elements(document.root, "session-timeout"):
        if _NEVER.fullmatch(one.text):
            yield Found(one.line, "A session-timeout of 0 or less means that sessions never end.", IDLE_HALF_AN_HOUR)


RULE = Rule(
    code="HL504",
    name="session-never-times-out",
    severity=Severity.LOW,
    kinds=(Kind.WEB_XML,),
    basis="read in the Servlet specification",
    page=__doc__ or "",
    find=find,
)
