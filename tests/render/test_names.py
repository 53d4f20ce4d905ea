"""Names as expressions: the first rule that matches counts, however rules of the three kinds overlap."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from hardtack.policy import CookieMatch, CookieRule, MatchKind, NamePrefix, PartialTreatment, Policy, Site, Treatment
from hardtack.policy.resolve import rule_for
from hardtack.render._names import names_where

PATTERNS = ("a*", "[ab]+", ".*", "a.?", "b{2}", "ab?a?", ".b.*")
MATCHES = st.one_of(
    st.builds(CookieMatch, st.sampled_from((MatchKind.NAME, MatchKind.PREFIX)), st.text("ab", min_size=1, max_size=3)),
    st.builds(CookieMatch, st.just(MatchKind.PATTERN), st.sampled_from(PATTERNS)),
)
RULES = st.builds(
    lambda match, prefix: CookieRule(match, treatment=PartialTreatment(prefix=prefix)),
    MATCHES,
    st.sampled_from((NamePrefix.NONE, NamePrefix.SECURE)),
)
SITE = Site("https://app.example.test")


def _is_wanted(treatment: Treatment) -> bool:
    return treatment.prefix is NamePrefix.SECURE


@settings(max_examples=300)
@given(st.lists(RULES, max_size=5), st.booleans(), st.text("abc", min_size=1, max_size=4))
def test_names_are_those_of_the_first_rule_that_matches(
    rules: list[CookieRule],
    by_default: bool,  # noqa: FBT001 -- hypothesis gives it
    name: str,
) -> None:
    """Also where earlier rules are left out of the expression, since no name falls to both."""
    defaults = Treatment(prefix=NamePrefix.SECURE if by_default else NamePrefix.NONE)
    policy = Policy(SITE, defaults=defaults, cookies=tuple(rules))

    found = re.fullmatch(names_where(policy, _is_wanted), f"{name} =")

    assert bool(found) is _is_wanted(policy.treatment(rule_for(policy, name)))


def test_an_expression_grows_with_the_names_and_no_faster() -> None:
    """Servers bound the length of an expression, and a policy may have a rule for each of many cookies."""
    prefixes = (NamePrefix.NONE, NamePrefix.SECURE)
    rules = tuple(
        CookieRule(
            CookieMatch(MatchKind.NAME, f"cookie-number-{number}"),
            treatment=PartialTreatment(prefix=prefixes[number % 2]),
        )
        for number in range(100)
    )

    assert len(names_where(Policy(SITE, cookies=rules), _is_wanted)) < 2_000
