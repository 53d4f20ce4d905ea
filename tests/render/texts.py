"""What a renderer writes, as one text, and policies that hold a text wherever they may hold one."""

from hardtack.policy import (
    CookieMatch,
    CookieRole,
    CookieRule,
    DomainChange,
    Hsts,
    Identity,
    Inbound,
    MatchKind,
    PartialTreatment,
    PathChange,
    Policy,
    Redirect,
    Site,
    Transport,
)
from hardtack.render import Renderer

__all__ = ["policy_with", "text_of"]


def text_of(renderer: Renderer, policy: Policy) -> str:
    """All files of a policy, one after another."""
    return "".join(file.text for file in renderer.render(policy, None).files)


def policy_with(text: str, site: Site) -> Policy:
    """A policy that holds a text wherever a policy may hold one."""
    rule = CookieRule(
        CookieMatch(MatchKind.NAME, text),
        CookieRole.SESSION,
        PartialTreatment(domain=DomainChange(text, text), path=(PathChange(f"/{text}", f"/{text}"),)),
        (Identity(text, text, f"/{text}"),),
        (text,),
    )
    start = CookieRule(CookieMatch(MatchKind.PREFIX, text))
    transport = Transport(Redirect.PERMANENT, (f"/{text}",), Hsts(300))
    return Policy(site, transport, cookies=(rule, start), inbound=Inbound(drop=(text,)))
