"""A site behind a server that speaks TLS, rules for one cookie of it, and what a renderer answers."""

from hardtack.cookies import SameSite
from hardtack.policy import (
    CookieMatch,
    CookieRole,
    CookieRule,
    HttpOnlyRule,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    PartialTreatment,
    Policy,
    SameSiteRule,
    Site,
    Tls,
    When,
)
from hardtack.render import Exactness, Renderer

__all__ = ["HOST", "SITE", "exactness", "rule"]

SITE = Site("https://app.example.test", "http://127.0.0.1:8080", Tls.FRONT)
HOST = PartialTreatment(
    http_only=HttpOnlyRule.REQUIRE,
    same_site=SameSiteRule(SameSite.STRICT, When.ALWAYS),
    lifetime=MaxLifetime(600),
    prefix=NamePrefix.HOST,
)


def rule(name: str, treatment: PartialTreatment, role: CookieRole | None = CookieRole.SESSION) -> CookieRule:
    """A rule for one cookie."""
    return CookieRule(CookieMatch(MatchKind.NAME, name), role, treatment)


def exactness(renderer: Renderer, policy: Policy) -> dict[tuple[str, str | None], Exactness]:
    """The answers by field and rule."""
    return {(one.field, one.rule): one.exactness for one in renderer.answers(policy)}
