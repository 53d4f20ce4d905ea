"""The way in."""

import pytest

from hardtack.policy import RequestFacts, inbound, renamed, rule_for
from hardtack.policy.enforce import enforce_line
from hardtack.policy.model import NamePrefix
from hardtack.policy.resolve import Resolver, resolver
from tests.policy.making import policy_of

POLICY = policy_of(
    """
    [[cookies]]
    match = { name = "JSESSIONID" }
    prefix = "__Host-"
    [[cookies]]
    match = { re = "app[0-9]" }
    prefix = "__Secure-"
    [inbound]
    drop = ["_ga", "JSESSIONIDSSO"]
    """
)

FIELDS = (
    # The attack of a neighbour that sets the bare name.
    (
        "a=1; __Host-JSESSIONID=good; x__Host-JSESSIONID=2; v=__Host-JSESSIONID=3; JSESSIONID=evil; XJSESSIONID=z",
        "a=1; JSESSIONID=good; x__Host-JSESSIONID=2; v=__Host-JSESSIONID=3; XJSESSIONID=z",
    ),
    ("JSESSIONID=evil", ""),
    ("JSESSIONID=evil; JSESSIONID=evil2;JSESSIONID =evil3;\tJSESSIONID\t=evil4", ""),
    ("jsessionid=1; __host-JSESSIONID=2", "jsessionid=1; __host-JSESSIONID=2"),
    ("__Secure-JSESSIONID=1", "__Secure-JSESSIONID=1"),
    ("__Host-app1=1; __Secure-app1=2; app1=3; app=4", "__Host-app1=1; app1=2; app=4"),
    ("__Host-JSESSIONID = a==b ", "JSESSIONID = a==b"),
    ('__Host-JSESSIONID="q,\\"; b=\xe9', 'JSESSIONID="q,\\"; b=\xe9'),
    ("_ga=1; a=2; JSESSIONIDSSO=3", "a=2"),
    ("a=1;;b=2; ;", "a=1; b=2"),
    ("JSESSIONID", "JSESSIONID"),
    ("=x; noname", "=x; noname"),
    ("", ""),
)


@pytest.mark.parametrize(("field", "expected"), FIELDS)
def test_names_come_back_and_bare_names_do_not_pass(field: str, expected: str) -> None:
    """Renamed cookies get their own names back; what was never renamed by this policy is left."""
    assert expected == inbound(POLICY, field)


def test_bare_names_pass_if_the_policy_says_so() -> None:
    """For the days in which browsers still hold them."""
    policy = policy_of(
        '[[cookies]]\nmatch = { name = "sid" }\nprefix = "__Host-"\n[inbound]\nstrip_bare_renamed = false\ndrop = ["x"]'
    )

    assert inbound(policy, "sid=1; __Host-sid=2; x=3") == "sid=1; sid=2"


def test_a_dropped_name_is_upstreams() -> None:
    """A name to be dropped is dropped under its prefix too."""
    policy = policy_of('[[cookies]]\nmatch = { name = "sid" }\nprefix = "__Host-"\n[inbound]\ndrop = ["sid"]')

    assert inbound(policy, "__Host-sid=1; sid=2; a=3") == "a=3"


def test_a_rule_is_found_from_either_side() -> None:
    """By upstream's name and by the browser's."""
    rules = [rule_for(POLICY, name) for name in ("JSESSIONID", "__Host-JSESSIONID", "__Secure-JSESSIONID")]

    assert rules == [POLICY.cookies[0], POLICY.cookies[0], None]


@pytest.mark.parametrize(
    ("name", "prefix", "expected"),
    (
        ("a", NamePrefix.NONE, "a"),
        ("a", NamePrefix.HOST, "__Host-a"),
        ("", NamePrefix.HOST, ""),
        ("__http-a", NamePrefix.SECURE, "__http-a"),
    ),
)
def test_a_name_gets_one_prefix(name: str, prefix: NamePrefix, expected: str) -> None:
    """None for nameless cookies, none on top of another."""
    assert expected == renamed(name, prefix)


def test_resolvers_are_remembered_for_some_policies() -> None:
    """The same policy has the same resolver; that of another is never taken for it."""
    others = [policy_of(f'[[cookies]]\nmatch = {{ name = "n{number}" }}') for number in range(70)]

    assert resolver(POLICY) is resolver(POLICY)
    assert [resolver(policy).policy for policy in others] == others


def test_a_resolver_remembers_some_names_only() -> None:
    """A site with names without end is answered, and takes no memory without end."""
    resolve = Resolver(POLICY)
    names = [f"n{number}" for number in range(5000)]

    assert [resolve(name).browser for name in names] == names


def test_no_name_is_made_of_one_that_begins_with_a_blank() -> None:
    """There is none, so a blank behind the prefix is the browser's own name: both ways leave it."""
    policy = policy_of('[[cookies]]\nmatch = { re = ".{2}" }\nprefix = "__Host-"')

    assert inbound(policy, "__Host- x=1; __Host-\tx=2; __Host-xy=3") == "__Host- x=1; __Host-\tx=2; xy=3"
    assert enforce_line(policy, "__Host- x=1", RequestFacts(https=True, now=0)) == "__Host- x=1"
    assert enforce_line(policy, "__Host-xy=1", RequestFacts(https=True, now=0)) == "__Host-xy=1; Path=/; Secure"
