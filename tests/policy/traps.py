"""A trap of hardening: a site, and what is planned for its session cookie."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from hardtack.cookies import SameSite
from hardtack.policy import HttpOnlyRule, NamePrefix, PlanTerms, SameSiteRule, When
from hardtack.recording.model import Step
from tests.policy.planning import ASKED, HTTPS, SID, Site, answered_as, planned, rule, why
from tests.recording.recordings import answered

LAX = SameSiteRule(SameSite.LAX, When.ABSENT)
SAFE = Site(target=ASKED)
"""A session cookie with nothing to be careful of."""
SECURE = {"http_only": HttpOnlyRule.REQUIRE, "prefix": NamePrefix.SECURE}
HIDDEN = {"http_only": HttpOnlyRule.REQUIRE, "prefix": None}
HOST = HIDDEN | {"prefix": NamePrefix.HOST}
LEFT: dict[str, object] = {"http_only": None, "prefix": None, "domain": None, "path": None, "lifetime": None}
SIBLING = answered(url="https://www.shop.example/")
DOMAIN = Site((f"{SID}; Path=/; Secure; Domain=shop.example",), target=ASKED, host_only=False)
"""A session cookie for its own host and all below it."""
BELOW = "/shop/login"
ROOT = (
    answered_as(answered("Server: one", url=f"{HTTPS}/nothing"), 404, step=Step.NEIGHBOUR),
    answered_as(answered("Server: two", url=f"{HTTPS}/shop/nothing"), 404, step=Step.NEIGHBOUR),
)
"""Pages that are not there, written by two programs: the root belongs to another one."""
BESIDE = Site(target=replace(ASKED, url=f"{HTTPS}/shop/", https=f"{HTTPS}/shop/"), more=ROOT, login=BELOW)
"""An application in a folder, where the root is another program's."""
YEAR = "Max-Age=31536000"


@dataclass(frozen=True, slots=True)
class Row:
    """A site and what is planned for its session cookie.

    Attributes:
        why: what the row shows.
        site: the site.
        wants: fields of the rule's treatment.
        key: the key whose reason is looked at; empty = none is.
        says: what stands in that reason.
        terms: what the user said.
        name: the cookie.
    """

    why: str
    site: Site
    wants: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    says: str = ""
    terms: PlanTerms = field(default_factory=PlanTerms)
    name: str = "sid"


def lines(*attributes: str, name: str = "sid") -> tuple[str, ...]:
    """A login's line for the session cookie with these attributes."""
    return ("; ".join((f"{name}=~1111111111111111", *attributes)),)


def check(row: Row) -> None:
    """Hold the plan of a row's site to the row."""
    made = planned(row.site.recording(), row.terms)
    treatment = rule(made, row.name).treatment

    assert {name: getattr(treatment, name) for name in row.wants} == row.wants
    assert not row.key or row.says in why(made, row.name, row.key)
