"""What holds of every plan: it is sound, it is read back as it was, and it never weakens what the site sends."""

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies

from hardtack.audit import audit
from hardtack.cookies import Rejected, parse_set_cookie
from hardtack.policy import (
    Keep,
    Plan,
    PlanTerms,
    RequestFacts,
    Tls,
    check_policy,
    enforce,
    from_toml,
    inbound,
    plan,
    plan_toml,
)
from hardtack.policy.attributes import RANK, is_deletion, split_attributes
from hardtack.recording.model import Profile, Recording
from tests.checks.case_files import Case, load_cases
from tests.policy.making import NOW
from tests.policy.planning import ASKED, BOTH, PLAIN, Site
from tests.recording.recordings import answered

TERMS = (
    PlanTerms(),
    PlanTerms(origin="https://new.example", upstream="http://127.0.0.1:8080/app"),
    PlanTerms(plain_closed=True),
)


def hold(seen: Recording) -> None:
    """The plans of a recording are sound, their texts give them back, and each line is as strong as it was."""
    report = audit(seen)
    for terms in TERMS:
        _hold(seen, plan(report, terms))


def _hold(seen: Recording, made: Plan) -> None:
    check_policy(made.policy)
    assert from_toml(plan_toml(made, "Planned.")) == made.policy
    https = made.policy.site.tls is not Tls.NONE
    for exchange in seen.exchanges:
        for line in exchange.response.values("set-cookie") if exchange.response else ():
            before, after = parse_set_cookie(line), enforce(made.policy, line, RequestFacts(https=https, now=NOW))
            if isinstance(before, Rejected) or any(char < " " and char != "\t" for char in line):
                continue
            assert after is not None
            assert after.secure >= before.secure
            assert after.http_only >= before.http_only
            assert RANK[after.same_site] >= RANK[before.same_site]
            assert after.name.removeprefix("__Host-").removeprefix("__Secure-") == before.name.removeprefix(
                "__Host-"
            ).removeprefix("__Secure-")
            assert not after.domain or after.domain == before.domain
            deletes = is_deletion(split_attributes(line.partition(";")[2]), NOW)
            assert is_deletion(split_attributes(_rest(after.attributes)), NOW) is deletes
            if after.name:
                assert inbound(made.policy, f"{after.name}=v") == f"{before.name}=v"


def _rest(attributes: object) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in attributes)  # type: ignore[attr-defined]


CASES = load_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}/{case.title}".replace(" ", "-"))
def test_every_recorded_case_is_planned_for(case: Case) -> None:
    """The recordings that the checks are tested by, whatever they hold."""
    hold(case.recording)


_names = strategies.sampled_from(
    (
        "sid",
        "sid.sig",
        "PHPSESSID",
        "remember_me",
        "csrftoken",
        "__Host-a",
        "__Secure-b",
        "n8443",
        "h0123456789abcdef0",
        "",
    )
)
_attributes = strategies.lists(
    strategies.sampled_from(
        (
            "Path=/", "Path=/a", "Path=/a/b", "Path=x", "Secure", "HttpOnly", "Domain=shop.example", "Domain=example",
            "Domain=www.shop.example", "SameSite=None", "SameSite=Lax", "SameSite=Strict", "SameSite=x", "Max-Age=0",
            "Max-Age=99999999", "Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Expires=Fri, 31 Dec 2032 23:59:59 GMT",
        )
    ),
    max_size=5,
)  # fmt: skip
_values = strategies.sampled_from(("~1111111111111111", "~2222222222222222", ""))
_lines = strategies.builds(
    lambda name, value, rest: "; ".join((f"{name}={value}", *rest)), _names, _values, _attributes
)
_urls = strategies.sampled_from(
    ("https://shop.example/", "https://shop.example/a/x", "http://shop.example/", "https://www.shop.example/")
)
_more = strategies.lists(
    strategies.builds(
        lambda url, lines: answered(*(f"Set-Cookie: {line}" for line in lines), url=url),
        _urls,
        strategies.lists(_lines, max_size=3),
    ),
    max_size=3,
)
_targets = strategies.builds(
    lambda target, profile, also, embedded: replace(target, profile=profile, also=also, embedded=embedded),
    strategies.sampled_from((ASKED, BOTH, PLAIN)),
    strategies.sampled_from(Profile),
    strategies.sampled_from(((), ("https://shop.example/wiki",))),
    strategies.booleans(),
)


_names_of_some = strategies.lists(_names.filter(bool), max_size=2, unique=True).map(tuple)
_sites = strategies.builds(
    lambda lines, more, target, session, scripts: Site(lines, more, target, session, scripts=scripts),
    strategies.lists(_lines, max_size=4).map(tuple),
    _more.map(tuple),
    _targets,
    _names_of_some,
    _names_of_some,
)


@settings(max_examples=100)
@given(_sites)
def test_any_site_is_planned_for(site: Site) -> None:
    """Whatever cookies it sets, whichever of them carry the session."""
    hold(site.recording())


def test_nothing_is_kept_back_that_was_not_there() -> None:
    """A site without cookies gets the defaults alone."""
    made = plan(audit(Site((), (), ASKED, ()).recording()), PlanTerms())

    assert made.policy.cookies == ()
    assert made.policy.defaults.domain is Keep.KEEP
