"""The set-cookie lines that delete what a cookie was, as texts for a table."""

from hardtack.policy import CookieMatch, CookieRule, Identity, MatchKind, Policy, RequestFacts, farewells

__all__ = ["farewell_lines"]


def farewell_lines(policy: Policy, was: tuple[Identity, ...]) -> tuple[str, ...]:
    """The lines that delete old identities: those of a policy that says nothing else.

    Args:
        policy: Whose site it is.
        was: The identities.
    """
    rule = CookieRule(CookieMatch(MatchKind.NAME, "-"), was=was)
    return farewells(Policy(policy.site, cookies=(rule,)), "-=", RequestFacts(https=True, now=0))
