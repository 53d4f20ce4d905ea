"""The edits of set-cookie lines and Cookie fields, tried with Python's own expressions against the policy's meaning."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtack.cookies import SameSite
from hardtack.policy import (
    Action,
    CookieMatch,
    CookieRole,
    CookieRule,
    DomainChange,
    HttpOnlyRule,
    Identity,
    Inbound,
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
    enforce_line,
    inbound,
)
from hardtack.policy.attributes import change_path
from hardtack.policy.validate import problems_of
from hardtack.render._cookie_edits import cookie_edits
from hardtack.render._line_edits import line_edits
from hardtack.render._marks import COPIES, LineEdit, first_edits
from hardtack.render._names import literal, matches_nameless, name_of
from hardtack.render._path_patterns import path_patterns
from tests.differences import same
from tests.equivalence import COOKIE_FIELDS
from tests.policy_corpus import policy_files, read_lines, read_policy

NOW = 1_790_000_000
SITE = Site("https://app.example.test", "http://127.0.0.1:8080")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
MANY = Policy(
    SITE,
    defaults=Treatment(
        SecureRule.IF_TLS,
        HttpOnlyRule.REQUIRE,
        SameSiteRule(SameSite.LAX, When.WEAKER),
        DomainChange(".example.test", "app.example.test"),
        (PathChange("/a", "/a/b"), PathChange("/c/d", "/"), PathChange("/c", "/e")),
        MaxLifetime(99),
    ),
    cookies=(
        CookieRule(CookieMatch(MatchKind.NAME, "drop"), treatment=PartialTreatment(action=Action.DROP)),
        CookieRule(
            CookieMatch(MatchKind.PATTERN, "s[i]*d?"),
            CookieRole.SESSION,
            PartialTreatment(prefix=NamePrefix.HOST, lifetime=Remove.REMOVE),
        ),
        CookieRule(
            CookieMatch(MatchKind.PREFIX, "t"),
            treatment=PartialTreatment(prefix=NamePrefix.SECURE, http_only=HttpOnlyRule.FORBID),
        ),
        CookieRule(CookieMatch(MatchKind.PATTERN, ".{2}"), treatment=PartialTreatment(domain=Remove.REMOVE)),
        CookieRule(CookieMatch(MatchKind.PATTERN, "z*"), treatment=PartialTreatment(secure=SecureRule.KEEP)),
    ),
    unknown=Unknown.KEEP,
    inbound=Inbound(drop=("gone", "sid", "__Host-x")),
    limits=Limits(set_cookie_bytes=300),
)
PIECES = (
    *(
        "; ",
        ";",
        ";\t",
        " ",
        "=",
        "a",
        "x",
        "/",
        "secure",
        "Secure=no",
        "HttpOnly",
        "Path=/a",
        "Path=/a/b/c",
        "Path=/c/d",
    ),
    *(
        "path = /c/x",
        "Path=/cc",
        "Domain=example.test",
        "domain=.EXAMPLE.test",
        "Domain",
        "SameSite=Lax",
        "samesite=none",
    ),
    *("SameSite=odd", "SameSite", "Max-Age=100", "max-age=0099", "Max-Age=0", "Max-Age=-1", "Max-Age=x", "XPath=/a"),
    *(
        "sid=1",
        "drop=1",
        "tt=1",
        "__Host-sid=1",
        "__Secure-t=1",
        "__host-t=1",
        "t=",
        "s =1",
        "",
        "\xe9",
        "?;",
        "0;",
        ";0;",
    ),
)
# Lines, and what of their dates is left; "" = nothing.
DATES = (
    ("sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
    ("sid=gone; expires=Thu, 01-Jan-70 00:00:01 GMT", "expires=Thu, 01-Jan-70 00:00:01 GMT"),
    ("sid=gone; expires=Sun Nov  6 08:49:37 1994", "expires=Sun Nov  6 08:49:37 1994"),
    ("sid=gone; Expires=Wed, 31 Dec 2025 23:59:59 GMT", "Expires=Wed, 31 Dec 2025 23:59:59 GMT"),
    ("sid=; Expires=Sat, 02 May 2026 00:00:00 GMT", "Expires=Sat, 02 May 2026 00:00:00 GMT"),
    ("sid=gone; Expires=01 Jan 1601 00:00:00", "Expires=01 Jan 1601 00:00:00"),
    ("sid=1; Expires=Sat, 02 May 2099 00:00:00 GMT", ""),
    ("sid=1; Expires=2099 May 02 00:00:00", ""),
    ("sid=1; Expires=Sun, 31 Dec 1600 23:59:59 GMT", ""),
    ("sid=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", ""),
)


@cache
def edits_of(policy: Policy) -> tuple[LineEdit, ...]:
    """A policy's edits, made once."""
    return line_edits(policy)


def edited(edits: Sequence[LineEdit], line: str, *, https: bool) -> str | None:
    """What the edits make of a line; None = it is empty."""
    for edit in edits:
        found = re.search(edit.pattern, line) if https or not edit.https_only else None
        if found:
            line = "".join(part if isinstance(part, str) else found[part] or "" for part in edit.parts)
    return line or None


def differs(policy: Policy, line: str, *, https: bool) -> str | None:
    """How the edits and the meaning differ; None if they don't."""
    wanted = enforce_line(policy, line, RequestFacts(https=https, now=NOW))
    got = edited(edits_of(policy), line.strip(" \t"), https=https)
    right = (wanted or None) == got if not wanted or not got else same(wanted, got)
    return None if right else f"{line!r}: {wanted!r} came as {got!r}"


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
def test_corpus_is_edited_as_the_policy_means(file: Path) -> None:
    """Every line of the corpus without an Expires comes out as `enforce` says, by TLS and without."""
    policy = read_policy(file)
    lines = [line for line in read_lines() if not CONTROL.search(line) and "expires" not in line.lower()]
    differences = [text for line in lines for https in (True, False) if (text := differs(policy, line, https=https))]
    # A line of blanks that is only too long with them is what the renderers declare.
    assert [text for text in differences if policy.limits.set_cookie_bytes is None or "big=" not in text] == []


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.booleans())
def test_any_line_is_edited_as_the_policy_means(line: str, https: bool) -> None:  # noqa: FBT001 -- hypothesis gives it
    """Lines of any pieces come out as `enforce` says, whatever looks like a mark among them."""
    repeated = any(
        len(re.findall(rf"(?i);[ \t]*{key}[ \t]*(?=[=;]|$)", line)) > COPIES
        for key in ("domain", "path", "max-age", "httponly", "samesite")
    )
    if repeated:
        assert edited(edits_of(MANY), line, https=https) is None
    else:
        assert differs(MANY, line, https=https) is None


def test_old_identities_and_roles_tell_rules_apart_that_treat_alike() -> None:
    """A cookie that has its prefix already gets the mark of its own rule, as one without it does."""
    prefixed = PartialTreatment(prefix=NamePrefix.SECURE)
    rules = (
        CookieRule(CookieMatch(MatchKind.NAME, "sid"), CookieRole.SESSION, prefixed, (Identity("old"),)),
        CookieRule(CookieMatch(MatchKind.NAME, "b"), None, prefixed),
    )
    policy = Policy(SITE, defaults=Treatment(prefix=NamePrefix.SECURE), cookies=rules)
    for bare in ("sid", "b", "other"):
        marks = {
            (edited(tuple(first_edits(policy)), f"{name}=1", https=True) or "")[:3]
            for name in (bare, f"__Secure-{bare}")
        }
        assert marks == {";0;" if bare == "sid" else ";1;"}


@pytest.mark.parametrize("char", [chr(byte) for byte in (*range(9), *range(11, 32), 127)])
def test_control_characters_are_for_engines_that_let_them_pass(char: str) -> None:
    """A line with one is taken out where that is asked for, a deletion too; a tab is none."""
    edits = line_edits(MANY, controls=True)
    for line in (f"a=1{char}", f"sid=; Max-Age=0; x{char}x=", f"{char}"):
        assert edited(edits, line, https=True) is None
        assert edited(edits_of(MANY), line, https=True) is not None
    assert edited(edits, "a=1\t2", https=True) == edited(edits_of(MANY), "a=1\t2", https=True)


RESPELT = (("example.test", ".example.test"), (".A-1.Example.Test", "a-1.example.test"), ("10.0.0.1", "10.0.0.1"))
"""Changes of Domain that lead to the same name."""


@pytest.mark.parametrize(("old", "new"), RESPELT)
def test_domain_that_is_only_spelt_otherwise(old: str, new: str) -> None:
    """Every copy of a Domain is changed, though what it is changed to is what the change looks for."""
    policy = Policy(SITE, defaults=Treatment(domain=DomainChange(old, new)))
    name = old.removeprefix(".")
    values = (name, f".{name}", name.upper(), f".{name.lower()}", new, new.swapcase(), f"x{name}", f"{new}.x")
    lines = [f"a=1; Domain={one}; DOMAIN = {two} ; domain={three}" for one, two, three in permutations(values, 3)]
    assert [text for line in lines if (text := differs(policy, line, https=True))] == []


@pytest.mark.parametrize(("line", "wanted"), DATES)
def test_deletions_by_date_keep_their_date(line: str, wanted: str) -> None:
    """A date of a year that is over, or any date with an empty value, is a deletion, which a lifetime rule spares."""
    got = edited(edits_of(MANY), line, https=True) or ""
    assert wanted in got if wanted else "xpires" not in got


def test_date_without_max_age_becomes_the_cap() -> None:
    """Where dates can't be compared a cookie with an Expires alone gets the cap, never more."""
    assert edited(edits_of(MANY), "a=1; Expires=Sat, 02 May 2099 00:00:00 GMT", https=False) == (
        "a=1; Max-Age=99; HttpOnly; SameSite=Lax"
    )


SEGMENTS = st.lists(st.sampled_from(("a", "b", "ab")), max_size=3).map(lambda parts: "/" + "/".join(parts))
CHANGES = st.lists(st.builds(PathChange, SEGMENTS, SEGMENTS), min_size=1, max_size=3).map(tuple)


@settings(max_examples=1000)
@given(CHANGES, st.one_of(SEGMENTS, SEGMENTS.map(lambda path: f"{path}/"), st.sampled_from(("", "a", "/aa/b", "/A"))))
def test_paths_are_changed_as_the_policy_means(changes: tuple[PathChange, ...], path: str) -> None:
    """Any row of changes does to any path what `change_path` does, the second time too."""
    line = f"P={path} ; x"
    for pattern, parts in path_patterns(changes):
        for _ in range(2):
            found = re.search(f"^(P=){pattern}", line)
            if found:
                line = found[1] + "".join(part if isinstance(part, str) else found[part] for part in parts)
    assert line == f"P={change_path(changes, path)} ; x"


NAMES = st.text(st.sampled_from("ab_-.$ "), max_size=4).map(str.strip)


@settings(max_examples=300)
@given(
    NAMES,
    st.one_of(
        st.builds(CookieMatch, st.just(MatchKind.NAME), NAMES.filter(bool)),
        st.builds(CookieMatch, st.just(MatchKind.PREFIX), st.sampled_from(("a", "b_", "-.", "$"))),
        st.builds(
            CookieMatch,
            st.just(MatchKind.PATTERN),
            st.sampled_from(("a*", ".", "[ab]{2}", r"a\.b?", "b+.*", "[_.-]+a{0,1}", ".{2,3}", "[=]a*")),
        ),
    ),
)
def test_names_match_as_rules_do(name: str, match: CookieMatch) -> None:
    """A rule's expression matches the names that its rule is for, blanks around them aside."""
    policy = Policy(SITE, cookies=(CookieRule(match, treatment=PartialTreatment(action=Action.DROP)),))
    dropped = enforce_line(policy, f" {name}\t=v", RequestFacts(https=True, now=NOW)) is None
    named = re.search(rf"^[ \t]*{name_of(match)}[ \t]*=", f" {name}\t=v") is not None
    assert dropped == (named if name else matches_nameless(match))


def cookies_edited(policy: Policy, field: str) -> list[str]:
    """The pairs of a Cookie field after the edits."""
    for edit in cookie_edits(policy):
        field = re.sub(edit.pattern, "".join(f"\\{group}" for group in edit.groups), field)
    return [pair.strip(" \t") for pair in field.split(";") if pair.strip(" \t")]


@pytest.mark.parametrize("field", COOKIE_FIELDS)
def test_cookie_fields_are_edited_as_the_policy_means(field: str) -> None:
    """The edits of Cookie fields leave the pairs that `inbound` leaves, under every policy."""
    for policy in (MANY, *map(read_policy, policy_files())):
        assert cookies_edited(policy, field) == [pair for pair in inbound(policy, field).split("; ") if pair]


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            ("sid=1", "__Host-sid=2", "t=3", "__Secure-t=__Secure-t=4", "gone=5", "__Host-x=6", "ss", "x", "=")
        ),
        max_size=6,
    ).map(";".join)
)
def test_any_cookie_field_is_edited_as_the_policy_means(field: str) -> None:
    """So they do for any row of pairs."""
    assert cookies_edited(MANY, field) == [pair for pair in inbound(MANY, field).split("; ") if pair]


HOSTILE = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters=";="), min_size=1, max_size=12
)


@settings(max_examples=200)
@given(HOSTILE, HOSTILE)
def test_no_text_of_a_policy_gets_out_of_a_pattern(name: str, path: str) -> None:
    """Whatever names and paths hold, patterns hold nothing that a quote, a variable or a line's end is made of."""
    policy = Policy(
        SITE,
        defaults=Treatment(path=(PathChange(f"/{path}", "/new"),)),
        cookies=(CookieRule(CookieMatch(MatchKind.NAME, name), treatment=PartialTreatment(prefix=NamePrefix.SECURE)),),
        inbound=Inbound(drop=(name,)),
    )
    patterns = [edit.pattern for edit in line_edits(policy)] + [edit.pattern for edit in cookie_edits(policy)]
    for text in patterns:
        assert text.isascii()
        assert text.isprintable()
        assert not re.search(r"""['"`%]|\$\{|\\\\|\\$""", text)
    assert not any(set(edit.why) & set("\\\n\r") for edit in line_edits(policy))
    assert re.fullmatch(literal(name), name)


def test_policies_here_are_sound() -> None:
    """What is tried here could stand in a file."""
    assert [problem for problem in problems_of(MANY) if "taken" not in problem.message] == []
