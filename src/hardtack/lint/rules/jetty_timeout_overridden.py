"""The session's timeout in a context file is overridden by webdefault.xml.

What it finds:
    `<Set name="maxInactiveInterval">` in a context file.

Why it matters:
    webdefault.xml is read after the context file and says 30 minutes: 900 seconds written here were 1800 at run time.

Remedy:
    `<session-timeout>` in web.xml, or in an override descriptor.

Example:
    bad (jetty):
        <Configure class="org.eclipse.jetty.webapp.WebAppContext">
          <Get name="sessionHandler">
            <Set name="maxInactiveInterval">900</Set>
          </Get>
        </Configure>
    good (jetty):
        <Configure class="org.eclipse.jetty.webapp.WebAppContext">
          <Set name="overrideDescriptor">/etc/jetty9/override-web.xml</Set>
        </Configure>

References:
    Jetty, webdefault.xml and override-web.xml; CWE-613; ASVS 5.0 7.3.1
"""

from collections.abc import Iterator

from hardtack.lint.intended import IDLE_HALF_AN_HOUR
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.servlet import jetty_sets
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Timeouts that are not kept."""
    for one in jetty_sets(document, "maxInactiveInterval"):
        yield Found(one.line, "webdefault.xml overrides this: its session-timeout counts.", IDLE_HALF_AN_HOUR)


RULE = Rule(
    code="HL523",
    name="jetty-timeout-overridden",
    severity=Severity.LOW,
    kinds=(Kind.JETTY,),
    basis="measured on Jetty 9.4.57",
    page=__doc__ or "",
    find=find,
)
