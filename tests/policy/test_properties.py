"""What holds of every policy and every line."""

from collections import Counter

from hypothesis import given, settings, strategies

from hardtack.cookies import Rejected, SameSite, SetCookie, parse_set_cookie
from hardtack.policy import (
    Action,
    CookieMatch,
    CookieRule,
    DomainChange,
    HttpOnlyRule,
    Keep,
    Limits,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    PartialTreatment,
    PathChange,
    Policy,
    Remove,
    RequestFacts,
    SameSiteRule,
    SecureRule,
    Site,
    Treatment,
    Unknown,
    When,
    enforce,
    enforce_line,
    enforce_response,
    inbound,
)
from hardtack.policy.attributes import RANK, is_deletion, split_attributes
from tests.policy.making import NOW

_paths = strategies.lists(strategies.sampled_from(("a", "b", "ax")), max_size=3).map(
    lambda names: "/" + "/".join(names)
)
_domains = strategies.sampled_from(("a.test", ".a.test", "b.test", "x.a.test"))
_same_sites = strategies.builds(
    SameSiteRule, strategies.sampled_from((SameSite.NONE, SameSite.LAX, SameSite.STRICT)), strategies.sampled_from(When)
)
_changes = strategies.lists(strategies.builds(PathChange, _paths, _paths), max_size=3).map(tuple)
_lifetimes = (
    strategies.just(Keep.KEEP)
    | strategies.just(Remove.REMOVE)
    | strategies.builds(MaxLifetime, strategies.integers(1, 10**7))
)
_fields = {
    "secure": strategies.sampled_from(SecureRule),
    "http_only": strategies.sampled_from(HttpOnlyRule),
    "same_site": strategies.just(Keep.KEEP) | _same_sites,
    "domain": strategies.just(Keep.KEEP)
    | strategies.just(Remove.REMOVE)
    | strategies.builds(DomainChange, _domains, _domains),
    "path": _changes,
    "lifetime": _lifetimes,
    "prefix": strategies.sampled_from(NamePrefix),
    "action": strategies.sampled_from(Action),
}
_names = strategies.sampled_from(("a", "b", "ab", "__Host-a", "__Secure-a", "__Host-__Secure-a", "__host-b", ""))
_matches = strategies.builds(CookieMatch, strategies.just(MatchKind.NAME), _names) | strategies.builds(
    CookieMatch, strategies.just(MatchKind.PATTERN), strategies.sampled_from(("a.?", "[ab]+", "__.*"))
)
_rules = strategies.builds(
    CookieRule,
    match=_matches,
    treatment=strategies.builds(
        PartialTreatment, **{name: strategies.none() | field for name, field in _fields.items()}
    ),
)
policies = strategies.builds(
    Policy,
    site=strategies.just(Site("https://a.test")),
    defaults=strategies.builds(Treatment, **_fields),
    cookies=strategies.lists(_rules, max_size=3).map(tuple),
    unknown=strategies.sampled_from(Unknown),
    limits=strategies.builds(Limits, set_cookie_bytes=strategies.none() | strategies.integers(1, 80)),
)
requests = strategies.builds(RequestFacts, https=strategies.booleans(), now=strategies.just(NOW))

_blanks = strategies.sampled_from(("", " ", "\t", "  "))
_attributes = strategies.one_of(
    _paths.map("Path={}".format),
    _domains.map("Domain={}".format),
    strategies.sampled_from(
        ("Secure", "secure=x", "HttpOnly", "HTTPONLY=", "Partitioned", "Foo=bar; Baz", "=x", "", "Path")
    ),
    strategies.sampled_from(("SameSite=Lax", "samesite = none", "SameSite=Strict", "SameSite=x", "SameSite")),
    strategies.sampled_from(("Max-Age=0", "Max-Age=-5", "max-age = 99", "Max-Age=x", "Max-Age=" + "9" * 30)),
    strategies.sampled_from(
        (
            "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "expires=Fri, 31 Dec 2099 23:59:59 GMT",
            "Expires=Sun, 22 Nov 2026 00:00:01 GMT",
            "Expires=0",
        )
    ),
)
_parts = strategies.tuples(_blanks, _attributes, _blanks).map("".join)
_pairs = strategies.tuples(
    _blanks, _names, _blanks, strategies.sampled_from(("=", "", "= ")), strategies.text('ab=\xe9" ')
).map("".join)
_bytes = strategies.text(strategies.characters(max_codepoint=255))
lines = (
    strategies.tuples(_pairs, strategies.lists(_parts, max_size=5)).map(lambda line: ";".join((line[0], *line[1])))
    | _bytes
)


def keys_of(line: str) -> Counter[str]:
    """How often each attribute stands in a line."""
    return Counter(key for key, _ in split_attributes(line.partition(";")[2]))


@settings(max_examples=400)
@given(policies, lines, requests)
def test_to_enforce_twice_is_to_enforce_once(policy: Policy, line: str, request: RequestFacts) -> None:
    """Two servers with one policy do no more than one."""
    once = enforce_line(policy, line, request)

    assert once is None or enforce_line(policy, once, request) == once


@settings(max_examples=300)
@given(policies, lines, requests)
def test_name_and_value_leave_as_they_came(policy: Policy, line: str, request: RequestFacts) -> None:
    """Byte for byte, but for a prefix before the name."""
    out = enforce_line(policy, line, request)
    if out is not None:
        pair = line.partition(";")[0].strip(" \t")
        assert out.partition(";")[0] in {pair, f"__Host-{pair}", f"__Secure-{pair}"}


@settings(max_examples=300)
@given(policies, lines, requests)
def test_no_attribute_is_repeated_more_often_than_it_was(policy: Policy, line: str, request: RequestFacts) -> None:
    """What is added was not there; what was there is not doubled; what is unknown stays."""
    out = enforce_line(policy, line, request)
    if out is not None:
        before, after = keys_of(line), keys_of(out)
        assert all(count <= max(before[key], 1) for key, count in after.items())
        known = {"secure", "httponly", "samesite", "domain", "path", "max-age", "expires"}
        assert {key: count for key, count in before.items() if key not in known} == {
            key: count for key, count in after.items() if key not in known
        }


@settings(max_examples=300)
@given(policies, lines, requests)
def test_a_deletion_stays_one_and_is_never_stopped(policy: Policy, line: str, request: RequestFacts) -> None:
    """Unless it holds a control character; and what is no deletion does not become one."""
    out = enforce_line(policy, line, request)
    deletes = is_deletion(split_attributes(line.partition(";")[2]), request.now)
    if out is not None:
        assert deletes is is_deletion(split_attributes(out.partition(";")[2]), request.now)
    elif deletes:
        assert any(char < " " or char == "\x7f" for char in line)


@settings(max_examples=300)
@given(policies, lines, requests)
def test_nothing_is_loosened_but_by_force(policy: Policy, line: str, request: RequestFacts) -> None:
    """Secure and SameSite only grow, unless the policy says `always`; HttpOnly unless it says `forbid`."""
    before, after = parse_set_cookie(line), enforce(policy, line, request)
    if isinstance(before, SetCookie) and after is not None:
        treatments = [policy.treatment(rule) for rule in (None, *policy.cookies)]
        assert after.secure >= before.secure
        if all(treatment.http_only is not HttpOnlyRule.FORBID for treatment in treatments):
            assert after.http_only >= before.http_only
        rules = [treatment.same_site for treatment in treatments]
        if all(isinstance(rule, Keep) or rule.when is not When.ALWAYS for rule in rules):
            assert RANK[after.same_site] >= RANK[before.same_site]


@settings(max_examples=200)
@given(policies, lines, requests)
def test_the_cookie_is_the_line_parsed(policy: Policy, line: str, request: RequestFacts) -> None:
    """`enforce` and `enforce_line` say the same."""
    cookie, out = enforce(policy, line, request), enforce_line(policy, line, request)

    assert (cookie is None) is (out is None)
    if out is not None and not isinstance(parsed := parse_set_cookie(out), Rejected):
        assert cookie == parsed


@settings(max_examples=200)
@given(policies, _names.filter(bool), strategies.booleans())
def test_what_goes_out_comes_back(policy: Policy, name: str, https: bool) -> None:  # noqa: FBT001 -- drawn
    """A browser that holds the enforced cookie sends it, and upstream gets the name it gave, unless names collide."""
    cookie = enforce(policy, f"{name}=v", RequestFacts(https=https, now=NOW))
    if cookie is not None:
        back = inbound(policy, f"{cookie.name}=v")
        assert back in {f"{name}=v", f"{name.removeprefix('__Host-').removeprefix('__Secure-')}=v"}
        if cookie.name != name:
            assert back == f"{name}=v"
            assert inbound(policy, f"{name}=v") == ""


@given(policies, _bytes)
def test_the_way_in_never_fails(policy: Policy, field: str) -> None:
    """Whatever a client sends; nothing is added but blanks."""
    out = inbound(policy, field)

    assert not Counter(out.replace(" ", "")) - Counter(field.replace(" ", ""))


@given(policies, strategies.lists(lines, max_size=4), requests)
def test_a_response_is_its_lines(policy: Policy, lines: list[str], request: RequestFacts) -> None:
    """Without limits over the whole and old identities, each line goes its own way."""
    enforced = enforce_response(policy, lines, request)
    alone = [enforce_line(policy, line, request) for line in lines]

    assert list(enforced.lines) == [out for out in alone if out is not None]
