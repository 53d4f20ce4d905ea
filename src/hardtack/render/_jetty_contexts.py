"""A Jetty context file and the override of web.xml beside it, in the idiom of each generation of Jetty."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from hardtack.policy import HttpOnlyRule, Policy, SameSiteRule, SecureRule
from hardtack.render._session_config import SameSiteForm, session_config
from hardtack.render._session_cookie import DEFAULT_NAME, SessionCookie, minutes
from hardtack.render._xml import comment, quote
from hardtack.render.model import Version

__all__ = [
    "GENERATIONS",
    "SESSION_URL",
    "Generation",
    "Manager",
    "context_file",
    "doctype",
    "no_ids_in_urls",
    "override_file",
    "session_manager",
]


@unique
class Manager(Enum):
    """Where a generation is told of its session cookie: a manager's properties, or the `session-config` of web.xml."""

    MORTBAY = "mortbay"
    ECLIPSE = "eclipse"
    DESCRIPTOR = "descriptor"


@dataclass(frozen=True, slots=True)
class Generation:
    """Versions of Jetty that are configured alike.

    Attributes:
        since: the first of them.
        text: the version for `--version`.
        webapp: the class of a web application's context.
        dtd: the address of the DTD of context files, which Jetty has at hand and doesn't fetch.
        namespace: web.xml's.
        servlet: web.xml's version.
        manager: where the session cookie is set.
        same_site: how SameSite of the session cookie is said.
        base: where it is installed; Debian's places for 9.
        settings: where its configuration is.
        contexts: the folder of context files, below `base`.
        tested: it was run.
        environment: the Jakarta EE environment of `webapp`, from Jetty 12 on; None = there is but one.
    """

    since: Version
    text: str
    webapp: str
    dtd: str
    namespace: str
    servlet: str
    manager: Manager
    same_site: SameSiteForm
    base: str = "/opt/jetty"
    settings: str = "/opt/jetty/etc"
    contexts: str = "webapps"
    tested: bool = False
    environment: str | None = None

    @property
    def customizes(self) -> bool:
        """Whether what the server in front says of TLS, and HSTS, are set up here: by what 9.4 and newer have."""
        return self.since >= (9, 4)

    @property
    def asks_no_scheme(self) -> bool:
        """Whether what sends HSTS doesn't ask how the request came, as from Jetty 12 on."""
        return self.since >= (12,)

    @property
    def handles_sessions(self) -> bool:
        """Whether its session handler is its session manager; before 9.4 it has one."""
        return self.since >= (9, 4)


SESSION_URL: Final = "sessionURL"
"""The property of Jetty 6 for what session ids are called in URLs; none = they stand in none, from 6.1.7 on."""
_ECLIPSE: Final = "org.eclipse.jetty.webapp.WebAppContext"
_J2EE: Final = "http://java.sun.com/xml/ns/javaee"
_JAVAEE: Final = "http://xmlns.jcp.org/xml/ns/javaee"
_JAKARTA: Final = "https://jakarta.ee/xml/ns/jakartaee"
_OLD_DTD: Final = "http://www.eclipse.org/jetty/configure.dtd"
_DTD_9: Final = "http://www.eclipse.org/jetty/configure_9_3.dtd"
_DTD_10: Final = "https://www.eclipse.org/jetty/configure_10_0.dtd"
_NOT, _COMMENT = SameSiteForm.NOT, SameSiteForm.COMMENT

GENERATIONS: Final = (
    Generation(
        (6,),
        "6",
        "org.mortbay.jetty.webapp.WebAppContext",
        "http://jetty.mortbay.org/configure.dtd",
        _J2EE,
        "2.5",
        Manager.MORTBAY,
        _NOT,
        contexts="contexts",
    ),
    Generation((7,), "7", _ECLIPSE, _OLD_DTD, _J2EE, "2.5", Manager.ECLIPSE, _NOT, contexts="contexts"),
    Generation((8,), "8", _ECLIPSE, _OLD_DTD, _J2EE, "3.0", Manager.DESCRIPTOR, _NOT, contexts="contexts"),
    Generation((9,), "9.0", _ECLIPSE, _OLD_DTD, _JAVAEE, "3.1", Manager.DESCRIPTOR, _NOT),
    Generation(
        (9, 4),
        "9.4.26",
        _ECLIPSE,
        _DTD_9,
        _JAVAEE,
        "3.1",
        Manager.DESCRIPTOR,
        _NOT,
        base="/var/lib/jetty9",
        settings="/etc/jetty9",
    ),
    Generation(
        (9, 4, 27),
        "9.4",
        _ECLIPSE,
        _DTD_9,
        _JAVAEE,
        "3.1",
        Manager.DESCRIPTOR,
        _COMMENT,
        base="/var/lib/jetty9",
        settings="/etc/jetty9",
        tested=True,
    ),
    Generation((10,), "10", _ECLIPSE, _DTD_10, _JAVAEE, "4.0", Manager.DESCRIPTOR, _COMMENT),
    Generation((11,), "11", _ECLIPSE, _DTD_10, _JAKARTA, "5.0", Manager.DESCRIPTOR, _COMMENT),
    Generation(
        (12,),
        "12",
        "org.eclipse.jetty.ee10.webapp.WebAppContext",
        _DTD_10,
        _JAKARTA,
        "6.0",
        Manager.DESCRIPTOR,
        SameSiteForm.ATTRIBUTE,
        environment="ee10",
    ),
)
"""All generations, the oldest first."""


def doctype(generation: Generation) -> Iterator[str]:
    """How a configuration file of Jetty begins.

    Args:
        generation: Jetty's.
    """
    yield '<?xml version="1.0" encoding="US-ASCII"?>'
    owner = "-//Jetty//Configure//EN" if generation.since >= (9,) else "-//Mort Bay Consulting//DTD Configure//EN"
    yield f'<!DOCTYPE Configure PUBLIC "{owner}" "{generation.dtd}">'


def context_file(
    session: SessionCookie, generation: Generation, added: SameSiteRule | None, override: str | None
) -> Iterator[str]:
    """The element of a context file, without what stands before it.

    Args:
        session: The policy's session cookie.
        generation: Jetty's.
        added: The SameSite of all cookies that have none; None = not set.
        override: The path of the override of web.xml; None = there is none.
    """
    yield f'<Configure class="{generation.webapp}">'
    yield f'  <Set name="contextPath">{quote(session.context or "/")}</Set>'
    yield comment("The application: its .war or its folder.", "  ")
    yield f'  <Set name="war">{generation.base}/webapps/{quote(session.context[1:] or "root")}.war</Set>'
    if override is not None:
        yield comment("What is read after the application's own web.xml, and so wins over it.", "  ")
        yield f'  <Set name="overrideDescriptor">{override}</Set>'
    yield '  <Get name="sessionHandler">'
    if generation.handles_sessions:
        yield from no_ids_in_urls("sessionIdPathParameterName", "    ")
    else:
        yield '    <Get name="sessionManager">'
        yield from session_manager(session, generation.manager)
        yield "    </Get>"
    yield "  </Get>"
    if added is not None:
        yield comment(
            "SameSite of every cookie from addCookie that has none; raw Set-Cookie headers don't get it.", "  "
        )
        yield '  <Get name="servletContext">'
        value = added.value.value.upper()
        yield '    <Call name="setAttribute">'
        yield f"      <Arg>org.eclipse.jetty.cookie.sameSiteDefault</Arg><Arg>{value}</Arg>"
        yield "    </Call>"
        yield "  </Get>"
    yield "</Configure>"


def no_ids_in_urls(name: str, indent: str) -> Iterator[str]:
    """The property that keeps session ids out of URLs.

    Args:
        name: The property's.
        indent: Blanks before it.
    """
    yield comment("Session ids stand in no URL: they would get into logs, histories and Referer.", indent)
    if name == SESSION_URL:
        yield comment("Jetty before 6.1.7 doesn't heed this, and goes on writing them.", indent)
    yield f'{indent}<Set name="{name}">none</Set>'


def session_manager(session: SessionCookie, manager: Manager) -> Iterator[str]:
    """The properties of a session manager before Jetty 9.4, indented by six blanks.

    From Servlet 3 on the cookie is the override's of web.xml: only what stands in URLs is told here.

    Args:
        session: The policy's session cookie.
        manager: Which.
    """
    treatment, indent = session.treatment, "      "
    if manager is Manager.DESCRIPTOR:
        yield from no_ids_in_urls("sessionIdPathParameterName", indent)
        return
    if session.name != DEFAULT_NAME:
        yield f'{indent}<Set name="sessionCookie">{quote(session.name)}</Set>'
    if session.path is not None:
        yield f'{indent}<Set name="sessionPath">{quote(session.path)}</Set>'
    if treatment.http_only is not HttpOnlyRule.KEEP:
        yield f'{indent}<Set name="httpOnly">{"true" if treatment.http_only is HttpOnlyRule.REQUIRE else "false"}</Set>'
    if treatment.secure is not SecureRule.KEEP:
        yield comment("Secure, where Jetty itself knows that the request came by TLS.", indent)
        yield f'{indent}<Set name="secureCookies">true</Set>'
    yield from no_ids_in_urls(SESSION_URL if manager is Manager.MORTBAY else "sessionIdPathParameterName", indent)


def override_file(policy: Policy, session: SessionCookie, generation: Generation) -> Iterator[str]:
    """The element of an override of web.xml, without what stands before it; nothing if it would say nothing.

    Args:
        policy: The policy.
        session: Its session cookie.
        generation: Jetty's.
    """
    idle = None if policy.session is None else policy.session.idle
    root = f'<web-app xmlns="{generation.namespace}" version="{generation.servlet}">'
    if generation.manager is Manager.DESCRIPTOR:
        yield root
        yield from session_config(policy, session, generation.same_site)
        yield "</web-app>"
    elif idle is not None:
        yield root
        yield comment("Idle minutes after which a session ends.", "  ")
        yield f"  <session-config><session-timeout>{minutes(idle)}</session-timeout></session-config>"
        yield "</web-app>"
