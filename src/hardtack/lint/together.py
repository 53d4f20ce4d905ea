"""One policy for one line of configuration: what several findings say was meant by it."""

from collections.abc import Iterable
from functools import reduce

from hardtack.lint.intended import SITE
from hardtack.policy import (
    CookieRule,
    Hsts,
    HttpOnlyRule,
    Keep,
    PartialTreatment,
    Policy,
    SecureRule,
    Transport,
    Treatment,
)

__all__ = ["together"]


def together(policies: Iterable[Policy]) -> Policy:
    """A policy that asks for all that several ask for; where two contradict each other, the first counts.

    Args:
        policies: as `hardtack.lint.intended` makes them: defaults, rules, HSTS and sessions of one site.
    """
    return reduce(_both, policies, Policy(SITE))


def _both(one: Policy, other: Policy) -> Policy:
    hsts = _hsts(one.transport.hsts, other.transport.hsts)
    session = one.session or other.session
    return Policy(
        SITE,
        transport=Transport(hsts=hsts),
        defaults=_treatment(one.defaults, other.defaults),
        cookies=_rules((*one.cookies, *other.cookies)),
        session=session,
    )


def _hsts(one: Hsts | None, other: Hsts | None) -> Hsts | None:
    """The longer span, every sub-domain that one of them asks for, and preload only where both do."""
    if one is None or other is None:
        return one or other
    subdomains = one.subdomains or other.subdomains
    return Hsts(max(one.max_age, other.max_age), subdomains=subdomains, preload=one.preload and other.preload)


def _treatment(one: Treatment, other: Treatment) -> Treatment:
    return Treatment(
        secure=other.secure if one.secure is SecureRule.KEEP else one.secure,
        http_only=other.http_only if one.http_only is HttpOnlyRule.KEEP else one.http_only,
        same_site=other.same_site if one.same_site is Keep.KEEP else one.same_site,
        domain=other.domain if one.domain is Keep.KEEP else one.domain,
        path=tuple(dict.fromkeys((*one.path, *other.path))),
        lifetime=other.lifetime if one.lifetime is Keep.KEEP else one.lifetime,
    )


def _rules(rules: tuple[CookieRule, ...]) -> tuple[CookieRule, ...]:
    """One rule for each cookie, in order."""
    found: dict[object, CookieRule] = {}
    for rule in rules:
        there = found.get(rule.match)
        found[rule.match] = rule if there is None else _rule(there, rule)
    return tuple(found.values())


def _rule(one: CookieRule, other: CookieRule) -> CookieRule:
    mine, more = one.treatment, other.treatment
    treatment = PartialTreatment(
        secure=mine.secure or more.secure,
        http_only=mine.http_only or more.http_only,
        same_site=mine.same_site or more.same_site,
        domain=mine.domain or more.domain,
        lifetime=mine.lifetime or more.lifetime,
    )
    return CookieRule(one.match, role=one.role or other.role, treatment=treatment)
