"""The `session-config` of a web.xml: what servlet containers from Servlet 3.0 on are told of their session cookie."""

from collections.abc import Iterator
from enum import Enum, unique

from hardtack.policy import HttpOnlyRule, Policy, Remove, SameSiteRule, SecureRule
from hardtack.render._session_cookie import DEFAULT_NAME, SessionCookie, minutes
from hardtack.render._xml import comment, quote

__all__ = ["SameSiteForm", "session_config"]


@unique
class SameSiteForm(Enum):
    """How a web.xml says SameSite: not at all, as Jetty before Servlet 6 reads it, or as Servlet 6 has it."""

    NOT = "not"
    COMMENT = "comment"
    ATTRIBUTE = "attribute"


def session_config(policy: Policy, session: SessionCookie, form: SameSiteForm) -> Iterator[str]:
    """The lines of the element, indented by two blanks.

    Args:
        policy: The policy.
        session: Its session cookie.
        form: How SameSite is said.
    """
    yield "  <session-config>"
    if policy.session is not None and policy.session.idle is not None:
        yield comment("Idle minutes after which a session ends.", "    ")
        yield f"    <session-timeout>{minutes(policy.session.idle)}</session-timeout>"
    lines = list(_cookie_config(session, form))
    if lines:
        yield "    <cookie-config>"
        yield from (f"      {line}" for line in lines)
        yield "    </cookie-config>"
    yield comment("Session ids stand in no URL: they would get into logs, histories and Referer.", "    ")
    yield "    <tracking-mode>COOKIE</tracking-mode>"
    yield "  </session-config>"


def _cookie_config(session: SessionCookie, form: SameSiteForm) -> Iterator[str]:
    """The children, in the order that the schema asks for."""
    treatment = session.treatment
    if session.name != DEFAULT_NAME:
        yield f"<name>{quote(session.name)}</name>"
    if session.path is not None:
        yield f"<path>{quote(session.path)}</path>"
    same_site = treatment.same_site
    if isinstance(same_site, SameSiteRule) and form is SameSiteForm.COMMENT:
        yield comment("Jetty makes SameSite of this, and sends no comment.")
        yield f"<comment>__SAME_SITE_{same_site.value.value.upper()}__</comment>"
    if treatment.http_only is not HttpOnlyRule.KEEP:
        yield f"<http-only>{'true' if treatment.http_only is HttpOnlyRule.REQUIRE else 'false'}</http-only>"
    if treatment.secure is SecureRule.REQUIRE:
        yield comment("Secure even where the container doesn't know that the browser came by TLS.")
        yield "<secure>true</secure>"
    if treatment.lifetime is Remove.REMOVE:
        yield comment("The cookie ends with the browser.")
        yield "<max-age>-1</max-age>"
    if isinstance(same_site, SameSiteRule) and form is SameSiteForm.ATTRIBUTE:
        value = same_site.value.value.capitalize()
        yield "<attribute>"
        yield f"  <attribute-name>SameSite</attribute-name><attribute-value>{value}</attribute-value>"
        yield "</attribute>"
