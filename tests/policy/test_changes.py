"""What a policy changes in a line, and which of its words ask for it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from hardtack.policy import (
    Asking,
    Change,
    Fault,
    OnError,
    Policy,
    RequestFacts,
    changes_in,
    enforce_line,
    farewells,
)
from hardtack.policy.attributes import is_deletion, split_attributes, value_of
from tests.policy.making import HTTP, HTTPS, policy_of
from tests.policy.test_properties import lines, policies, requests

DEFAULTS = """
[defaults]
secure = "if_tls"
httponly = "require"
samesite = { value = "Lax", when = "weaker" }
lifetime = { max = 60 }
path = [{ from = "/app", to = "/" }, { from = "/b", to = "/c" }, { from = "/d", to = "/e" }]
domain = "remove"
"""
RULES = """
[[cookies]]
match = { name = "sid" }
prefix = "__Host-"
was = [{ name = "sid" }]

[[cookies]]
match = { name = "open" }
httponly = "forbid"
domain = { from = "a.test", to = "b.test" }
lifetime = "session"
path = []

[[cookies]]
match = { name = "own" }
secure = "require"
prefix = "__Secure-"
"""
POLICY = policy_of(DEFAULTS + RULES)
SECURE = Asking("secure", 'secure = "if_tls"', None)
HTTP_ONLY = Asking("httponly", 'httponly = "require"', None)
SAME_SITE = Asking("samesite", 'samesite = { value = "Lax", when = "weaker" }', None)
CAP = Asking("lifetime", "lifetime = { max = 60 }", None)
PATHS = Asking(
    "path",
    'path = [ { from = "/app", to = "/" }, { from = "/b", to = "/c" }, { from = "/d", to = "/e" }, ]',
    None,
)
MOVED = 'domain = { from = "a.test", to = "b.test" }'
HOST = Asking("prefix", 'prefix = "__Host-"', 0)
FLAGS = (
    Change("secure", None, "Secure", SECURE),
    Change("httponly", None, "HttpOnly", HTTP_ONLY),
    Change("samesite", None, "SameSite=Lax", SAME_SITE),
)


@pytest.mark.parametrize(
    ("line", "request_facts", "rule", "changes"),
    (
        ("a=1", HTTPS, None, FLAGS),
        ("a=1", HTTP, None, FLAGS[1:]),
        (
            "a=1; secure; HTTPONLY=x; samesite=None; Path=/app/x; path=/y; Max-Age=99; Domain=a.test",
            HTTPS,
            None,
            (
                Change("samesite", "samesite=None", "SameSite=Lax", SAME_SITE),
                Change("path", "Path=/app/x", "Path=/x", PATHS),
                Change("max-age", "Max-Age=99", "Max-Age=60", CAP),
                Change("domain", "Domain=a.test", None, Asking("domain", 'domain = "remove"', None)),
            ),
        ),
        (
            "sid=1; path = / ; Path=/x; Domain=a.test; SameSite=Strict; HttpOnly",
            HTTP,
            0,
            (
                Change("name", "sid", "__Host-sid", HOST),
                Change("path", "Path=/x", "Path=/", HOST),
                Change("domain", "Domain=a.test", None, Asking("domain", 'domain = "remove"', None)),
                Change("secure", None, "Secure", HOST),
            ),
        ),
        ("__Host-sid=1; Path=/; SameSite=Lax; HttpOnly", HTTP, 0, (Change("secure", None, "Secure", HOST),)),
        ("__Host-sid=1; Path=/; SameSite=Lax; HttpOnly", HTTPS, 0, (Change("secure", None, "Secure", SECURE),)),
        (
            "open=1; HttpOnly; Secure; SameSite=Lax; Max-Age=9; Expires=Fri, 31 Dec 2099 23:59:59 GMT; Domain=A.test",
            HTTPS,
            1,
            (
                Change("httponly", "HttpOnly", None, Asking("httponly", 'httponly = "forbid"', 1)),
                Change("max-age", "Max-Age=9", None, Asking("lifetime", 'lifetime = "session"', 1)),
                Change(
                    "expires",
                    "Expires=Fri, 31 Dec 2099 23:59:59 GMT",
                    None,
                    Asking("lifetime", 'lifetime = "session"', 1),
                ),
                Change("domain", "Domain=A.test", "Domain=b.test", Asking("domain", MOVED, 1)),
            ),
        ),
        (
            "own=1; HttpOnly; SameSite=Lax",
            HTTP,
            2,
            (
                Change("name", "own", "__Secure-own", Asking("prefix", 'prefix = "__Secure-"', 2)),
                Change("secure", None, "Secure", Asking("secure", 'secure = "require"', 2)),
            ),
        ),
    ),
)
def test_each_change_has_its_words(
    line: str, request_facts: RequestFacts, rule: int | None, changes: tuple[Change, ...]
) -> None:
    """Of the rule where it says something, or else of the defaults; of the prefix where that brings it."""
    told = changes_in(POLICY, line, request_facts)

    assert (told.rule, told.changes) == (rule, changes)
    assert told.line == enforce_line(POLICY, line, request_facts)


def test_a_prefix_takes_the_domain_out() -> None:
    """Where nothing else does."""
    policy = policy_of('[defaults]\nprefix = "__Host-"')
    prefix = Asking("prefix", 'prefix = "__Host-"', None)
    assert changes_in(policy, "__Host-a=1; Path=/; Secure; Domain=a.test", HTTPS).changes == (
        Change("domain", "Domain=a.test", None, prefix),
    )


def test_a_line_that_is_dropped_says_why() -> None:
    """By the rule, the defaults, or because no rule names it; a deletion isn't."""
    policy = policy_of(
        'unknown = "drop"\n[[cookies]]\nmatch = { name = "a" }\n[[cookies]]\nmatch = { name = "b" }\naction = "drop"'
    )
    by_default = policy_of('unknown = "drop"\n[defaults]\naction = "drop"\n[[cookies]]\nmatch = { name = "a" }')
    drop = 'action = "drop"'

    assert changes_in(policy, "x=1", HTTPS).dropped == Asking("unknown", 'unknown = "drop"', None)
    assert changes_in(policy, "b=1", HTTPS).dropped == Asking("action", drop, 1)
    assert changes_in(by_default, "a=1", HTTPS).dropped == Asking("action", drop, None)
    assert changes_in(by_default, "x=1", HTTPS).dropped == Asking("action", drop, None)
    assert changes_in(policy, "a=1", HTTPS).dropped is None
    assert changes_in(policy, "x=; Max-Age=0", HTTPS).unchanged
    assert changes_in(policy, "x=; Max-Age=0", HTTPS).deletion
    assert not changes_in(policy, "x=1", HTTPS).unchanged


def test_a_line_that_cannot_be_enforced_says_why() -> None:
    """And whether the whole response is refused for it."""
    rules = '[[cookies]]\nmatch = { name = "s" }\nrole = "session"\n[[cookies]]\nmatch = { name = "o" }'
    policy = policy_of(f"[limits]\nset_cookie_bytes = 9\n{rules}")
    told = changes_in(policy, "s=123456789", HTTPS)

    assert (told.line, told.changes, told.fault, told.refuses, told.rule) == (None, (), Fault.LINE_TOO_LONG, True, 0)
    assert not changes_in(policy, "o=123456789", HTTPS).refuses
    assert not changes_in(policy, "x=\x01", HTTPS).refuses
    assert changes_in(replace(policy, on_error=OnError.REFUSE), "x=\x01", HTTPS).refuses


def test_what_goes_before_a_line_is_told() -> None:
    """The deletions of what the cookie was."""
    assert changes_in(POLICY, "sid=1", HTTPS).farewells == farewells(POLICY, "sid=1", HTTPS) != ()
    assert changes_in(POLICY, "a=1", HTTPS).farewells == ()


@settings(max_examples=300)
@given(policies, lines, requests)
def test_changes_are_what_is_different(policy: Policy, line: str, request: RequestFacts) -> None:
    """Made in the line that came, they give the one that goes out; and a line that is enforced already has none."""
    told = changes_in(policy, line, request)
    out = enforce_line(policy, line, request)

    assert told.line == out
    assert (out is None) is (told.fault is not None or told.dropped is not None)
    if out is not None:
        assert changes_in(policy, out, request).unchanged
        given_ones = [(key, value_of(text)) for key, text in split_attributes(line.partition(";")[2])]
        sent = [(key, value_of(text)) for key, text in split_attributes(out.partition(";")[2])]
        for change in told.changes:
            if change.part == "name":
                assert out.startswith(change.after or "")
                continue
            if change.before is not None:
                given_ones.remove((change.part, value_of(change.before)))
            if change.after is not None:
                given_ones.append((change.part, value_of(change.after)))
        assert sorted(given_ones) == sorted(sent)
    assert told.deletion is is_deletion(split_attributes(line.partition(";")[2]), request.now)
