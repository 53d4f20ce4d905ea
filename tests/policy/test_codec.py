"""A policy as TOML, and back."""

import tomllib
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies
from jsonschema import Draft202012Validator

from hardtack.errors import PolicyError
from hardtack.policy import (
    CookieMatch,
    CookieRule,
    Keep,
    MatchKind,
    PartialTreatment,
    Policy,
    Site,
    digest,
    from_toml,
    schema,
    schema_text,
    to_toml,
)
from tests.policy.making import defaults_of, policy_of, text_of
from tests.policy_corpus import policy_files, read_policy

ROOT = Path(__file__).resolve().parents[2]

REFUSED = (
    ('onn_error = "keep"', "line 5, onn_error", "did you mean 'on_error'?"),
    ("[zzz]", "line 5, zzz", "the keys here are version"),
    ('[defaults]\nhttp_only = "keep"', "line 6, defaults.http_only", "did you mean 'httponly'?"),
    ('[defaults]\nsecure = "yes"', "line 6, defaults.secure", '"require", "if_tls", "keep", not "yes"'),
    ("[defaults]\nsecure = true", "line 6, defaults.secure", "not true"),
    ('[defaults]\nsamesite = "Lax"', "line 6, defaults.samesite", '"keep" or a table { value'),
    ('[defaults]\nsamesite = { value = "lax" }', "line 6, defaults.samesite.value", "None, Lax, Strict"),
    ('[defaults]\nsamesite = { value = "Lax", when = 1 }', "line 6, defaults.samesite.when", "not 1"),
    ("[defaults]\nlifetime = 5", "line 6, defaults.lifetime", "{ max = seconds }, not 5"),
    ("[defaults]\nlifetime = {}", "line 6, defaults.lifetime.max", "missing"),
    ('[defaults]\npath = "/a"', "line 6, defaults.path", "array of tables"),
    ('[defaults]\npath = ["/a"]', "line 6, defaults.path", "array of tables"),
    ("[defaults]\nrole = 1", "line 6, defaults.role", "not understood"),
    ("[transport]\nredirect = 300", "line 6, transport.redirect", "301, 302, 307, 308, not 300"),
    ("[transport]\nredirect = 308.0", "line 6, transport.redirect", "not 308.0"),
    ("[transport]\nhsts = {}", "line 6, transport.hsts.max_age", "missing"),
    ('[transport]\nhsts = { max_age = "1" }', "line 6, transport.hsts.max_age", "whole number"),
    ("[transport]\nhsts = { max_age = true }", "line 6, transport.hsts.max_age", "whole number"),
    ("[transport]\nhsts = { max_age = 1, preload = 0 }", "line 6, transport.hsts.preload", "true or false"),
    ("[transport]\nhsts = { max_age = 1, ramp = [true] }", "line 6, transport.hsts.ramp", "array of whole numbers"),
    ('[transport]\nexempt = "/x"', "line 6, transport.exempt", "array of strings"),
    ("transport = 1", "line 5, transport", "must be a table"),
    ("cookies = 1", "line 5, cookies", "array of tables"),
    ("[[cookies]]", "line 5, cookies[1].match", "with one of name, prefix, re"),
    ('[[cookies]]\nmatch = "a"', "line 6, cookies[1].match", "must be a table"),
    ('[[cookies]]\nmatch = { name = "a", re = "b" }', "line 6, cookies[1].match", "with one of"),
    ("[[cookies]]\nmatch = { name = 1 }", "line 6, cookies[1].match.name", "must be a string"),
    ('[[cookies]]\nmatch = { name = "a" }\nwas = [{}]', "line 7, cookies[1].was[1]", "'name' is missing"),
    ('[site]\ntls = "here"', "line 3, site", "'origin' is missing"),
)


@pytest.mark.parametrize(("body", "place", "why"), REFUSED, ids=[f"{row[1]}: {row[2]}" for row in REFUSED])
def test_what_is_not_understood_is_refused(body: str, place: str, why: str) -> None:
    """With its line, its place and what could stand there; nothing else is said."""
    text = text_of(body).replace("[transport]\n\n", "[transport]\n")
    # These lines are no keys of the top level to `text_of`.
    if body.startswith(("onn_error", "transport = ", "cookies = ")):
        text = f'version = 1\nsite = {{ origin = "https://a.test" }}\n\n\n{body}\n'
    with pytest.raises(PolicyError) as caught:
        from_toml(text)

    message = caught.value.message
    assert message.count("\n") == 0
    assert message.startswith(f"policy, {place}: ")
    assert why in message


@pytest.mark.parametrize("text", ("version = ", "a = 1\na = 2", "x = " + "[" * 5000))
def test_what_is_no_toml_is_refused(text: str) -> None:
    """As that."""
    with pytest.raises(PolicyError, match=r"^The policy is not TOML: "):
        from_toml(text)


@pytest.mark.parametrize("first", ("", "version = 2", "version = true", 'version = "1"'))
def test_another_version_is_refused(first: str) -> None:
    """Alone: what its keys mean is not known here."""
    with pytest.raises(PolicyError) as caught:
        from_toml(f"{first}\nfuture_key = 1")

    assert "understands version = 1" in caught.value.message
    assert "future_key" not in caught.value.message


def test_a_policy_needs_a_site() -> None:
    """Nothing can be said of an application that is nowhere."""
    with pytest.raises(PolicyError, match=r"a policy needs \[site\] with its origin"):
        from_toml("version = 1")


def test_what_is_not_said_is_as_it_came() -> None:
    """A policy of a version and a site does nothing; an explicit word is the same as none."""
    words = 'secure = "keep"\nhttponly = "keep"\nsamesite = "keep"\ndomain = "keep"\npath = []\nlifetime = "keep"'
    spelt = f'unknown = "keep"\n[transport]\nredirect = "none"\nhsts = "none"\n[defaults]\n{words}\naction = "keep"'

    assert Policy(Site("https://app.example.test")) == policy_of("") == policy_of(spelt)


def test_an_identity_is_at_the_root_unless_it_says_more() -> None:
    """Path "/", host-only."""
    policy = policy_of('[[cookies]]\nmatch = { name = "a" }\nwas = [{ name = "b" }]')

    assert (policy.cookies[0].was[0].domain, policy.cookies[0].was[0].path) == (None, "/")


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
def test_a_written_policy_reads_back(file: Path) -> None:
    """As the same policy, from the same text each time."""
    policy = read_policy(file)
    written = to_toml(policy)

    assert from_toml(written) == policy
    assert to_toml(from_toml(written)) == written


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
def test_policies_obey_the_schema(file: Path) -> None:
    """As they were written by hand, and as they are written here."""
    policy = read_policy(file)
    validator = Draft202012Validator(schema())

    for text in (file.read_text(encoding="utf-8"), to_toml(policy)):
        assert [error.message for error in validator.iter_errors(tomllib.loads(text))] == []


def test_the_schema_is_published() -> None:
    """docs/schema/policy-1.json is what the code says, and it is a schema."""
    Draft202012Validator.check_schema(schema())

    assert (ROOT / "docs" / "schema" / "policy-1.json").read_text(encoding="utf-8") == schema_text()


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    """Unknown keys, words and kinds."""
    validator = Draft202012Validator(schema())
    site = {"origin": "https://a.test"}
    bad: list[dict[str, Any]] = [
        {},
        {"version": 2, "site": site},
        {"version": 1, "site": site, "onn_error": "keep"},
        {"version": 1, "site": site, "defaults": {"secure": "yes"}},
        {"version": 1, "site": site, "cookies": [{}]},
        {"version": 1, "site": site, "cookies": [{"match": {"name": "a", "re": "b"}}]},
        {"version": 1, "site": site, "defaults": {"path": [{"from": "/a"}]}},
    ]

    assert [validator.is_valid(policy) for policy in bad] == [False] * len(bad)


COMMENTED = """\
# made by hand
#
# second paragraph
# said of nothing that is written

version = 1
# unknown stays keep

[site]
origin = "https://a.test"
tls = "here"

# all cookies
[defaults]
# answers HT301
secure = "require"
# samesite: not chosen,
# since forms post here

# the session
[[cookies]]
# by name
match = { name = "sid" }
# path stays

[limits]
# none needed
"""


def test_comments_stand_where_they_belong() -> None:
    """Above what they are about, or in its place; nothing in them ends the comment."""
    policy = replace(
        defaults_of('secure = "require"'),
        site=Site("https://a.test"),
        cookies=(CookieRule(CookieMatch(MatchKind.NAME, "sid")),),
    )
    written = to_toml(
        policy,
        {
            (): "made by hand\n\nsecond paragraph",
            ("unknown",): "unknown stays keep",
            ("defaults",): "all cookies",
            ("defaults", "secure"): "answers HT301",
            ("defaults", "samesite"): "samesite: not chosen,\nsince forms post here",
            ("cookies", 0): "the session",
            ("cookies", 0, "match"): "by name",
            ("cookies", 0, "path"): "path stays",
            ("limits", "set_cookies"): "none needed",
            ("vault",): "said of nothing that is written",
        },
    )

    assert written == COMMENTED
    assert from_toml(written) == policy


@given(strategies.text())
def test_no_comment_and_no_text_breaks_out(text: str) -> None:
    """Whatever a comment, a name or a file's name holds, the text says the same policy."""
    policy = Policy(Site("https://a.test"), cookies=(CookieRule(CookieMatch(MatchKind.NAME, text)),), waivers=text)
    try:
        written = to_toml(policy, {(): text, ("site", "origin"): text, ("cookies", 0): text})
        content = tomllib.loads(written)
    except UnicodeEncodeError:
        return

    assert content["cookies"] == [{"match": {"name": text}}]
    assert content["waivers"] == text
    assert content["site"] == {"origin": "https://a.test", "tls": "here"}


def test_a_rule_may_put_back_what_the_defaults_change() -> None:
    """Words like keep, and an empty path, are said and not left out."""
    rule = CookieRule(
        CookieMatch(MatchKind.PREFIX, "a"),
        treatment=PartialTreatment(same_site=Keep.KEEP, domain=Keep.KEEP, lifetime=Keep.KEEP, path=()),
    )
    policy = Policy(Site("https://a.test"), cookies=(rule,))

    assert from_toml(to_toml(policy)) == policy


def test_the_digest_is_of_what_is_meant() -> None:
    """Comments do not change it, a field does; it is the same for ever."""
    plain = policy_of('[defaults]\nsecure = "require"')
    commented = policy_of('# said\n[defaults] # more\nsecure="require"')

    assert digest(plain) == digest(commented) == "3f09aae4b71971c8"
    assert digest(plain) != digest(policy_of('[defaults]\nsecure = "if_tls"'))


def used(value: object) -> set[str]:
    """Every field and word that a value of the model uses."""
    if isinstance(value, Enum):
        return {f"{type(value).__name__}.{value.name}"}
    if isinstance(value, tuple):
        return {word for item in value for word in used(item)}
    if is_dataclass(value) and not isinstance(value, type):
        name = type(value).__name__
        pairs = [(field, getattr(value, field.name)) for field in fields(value)]
        own = {f"{name}.{field.name}" for field, one in pairs if one not in (None, (), False, Keep.KEEP)}
        return own.union(*(used(one) for _, one in pairs))
    return set()


def test_the_policies_use_every_field_and_word() -> None:
    """What servers are tried with leaves nothing of the model out."""
    policies = [read_policy(file) for file in policy_files()]
    seen = set().union(*map(used, policies))
    model = vars(__import__("hardtack.policy.model", fromlist=["model"]))
    words = {
        f"{name}.{word.name}"
        for name, enum in model.items()
        if isinstance(enum, type) and issubclass(enum, Enum) and name not in {"SameSite", "Enum", "CookieRole"}
        for word in enum
    }
    named = {
        f"{name}.{field.name}"
        for name, cls in model.items()
        if isinstance(cls, type) and is_dataclass(cls)
        for field in fields(cls)
    }

    assert (words | named) - seen - {"OnDeath.FORGET", "Redirect.FOUND"} == set()
