"""What Jetty answers for each field of a policy, generation by generation."""

from typing import Final, assert_never

from hardtack.policy import Policy, SameSiteRule, SecureRule, Tls
from hardtack.render._container_answers import Container, container_answers
from hardtack.render._jetty_contexts import Generation, Manager
from hardtack.render._session_config import SameSiteForm
from hardtack.render._session_cookie import SessionCookie, added_same_site
from hardtack.render.model import Exactness, FieldAnswer

__all__ = ["added", "asks_the_front", "jetty_answers"]

_REDIRECT: Final = (
    "A transport guarantee would open what the application's own constraints on /* protect: leave the redirect to the "
    "server in front, or close the plain port."
)
_HSTS: Final = (
    "On every answer to a request by TLS, errors too, but without preload; not on what Jetty refuses unread, and an "
    "application that sends a field of its own replaces it or sends two."
)
_HSTS_ANYHOW: Final = (
    "On every answer, by plain HTTP too, where browsers ignore it, but without preload; not on what Jetty refuses "
    "unread, and an application that sends a field of its own replaces it or sends two."
)
_NO_HSTS: Final = "Jetty before 9.4 is not configured for it here: leave it to the server in front."
_SECURE: Final = "This Jetty adds Secure only where it knows itself that the request came by TLS."


def added(policy: Policy, session: SessionCookie, generation: Generation) -> SameSiteRule | None:
    """The SameSite of cookies from addCookie that have none; None = not set.

    Args:
        policy: The policy.
        session: Its session cookie.
        generation: Jetty's.
    """
    return added_same_site(policy, session, own=True) if generation.same_site is not SameSiteForm.NOT else None


def asks_the_front(policy: Policy, session: SessionCookie, generation: Generation) -> bool:
    """Whether Jetty has to be told how the browser came, and is told what the server in front says.

    Args:
        policy: The policy.
        session: Its session cookie.
        generation: Jetty's.
    """
    needs = session.treatment.secure is SecureRule.IF_TLS or policy.transport.hsts is not None
    return generation.customizes and policy.site.tls is Tls.FRONT and needs


def jetty_answers(policy: Policy, session: SessionCookie, generation: Generation) -> tuple[FieldAnswer, ...]:
    """Every field that a policy uses.

    Args:
        policy: The policy.
        session: Its session cookie.
        generation: Jetty's.
    """
    container = Container(
        title="Jetty",
        session_same_site=generation.same_site is not SameSiteForm.NOT,
        added_same_site=added(policy, session, generation),
        redirect=(Exactness.UNSUPPORTED, _REDIRECT),
        hsts=_hsts(policy, generation),
        any_case=True,
    )
    answers = container_answers(policy, session, container, told_of_tls=asks_the_front(policy, session, generation))
    if not _leaves_secure_out(policy, session, generation):
        return answers
    inexact = FieldAnswer("secure", session.said_of, Exactness.APPROXIMATE, _SECURE)
    return tuple(inexact if (one.field, one.rule) == ("secure", session.said_of) else one for one in answers)


def _hsts(policy: Policy, generation: Generation) -> tuple[Exactness, str]:
    if not generation.customizes:
        return Exactness.UNSUPPORTED, _NO_HSTS
    anyhow = generation.asks_no_scheme and policy.site.tls is Tls.FRONT
    return Exactness.APPROXIMATE, _HSTS_ANYHOW if anyhow else _HSTS


def _leaves_secure_out(policy: Policy, session: SessionCookie, generation: Generation) -> bool:
    """Whether Secure stands only where Jetty itself sees TLS, and the policy means it elsewhere too."""
    match session.treatment.secure:
        case SecureRule.REQUIRE:
            return generation.manager is not Manager.DESCRIPTOR
        case SecureRule.IF_TLS:
            return policy.site.tls is Tls.FRONT and not generation.customizes
        case SecureRule.KEEP:
            return False
    assert_never(session.treatment.secure)
