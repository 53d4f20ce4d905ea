"""The edits for engines without look-around, tried with Python's own expressions against the policy's meaning."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtack.policy import (
    Action,
    CookieMatch,
    CookieRule,
    DomainChange,
    MatchKind,
    NamePrefix,
    PartialTreatment,
    PathChange,
    Policy,
    RequestFacts,
    SecureRule,
    Site,
    Treatment,
    enforce_line,
    inbound,
)
from hardtack.policy.attributes import change_path
from hardtack.render._cookie_edits_re2 import cookie_edits
from hardtack.render._line_edits_re2 import line_edits
from hardtack.render._marks import COPIES, LineEdit
from hardtack.render._own_location import own_location, own_location_re2
from hardtack.render._path_regions import region_patterns
from hardtack.render._re2 import above, caseless, times
from hardtack.render._site import front
from tests.differences import same
from tests.equivalence import COOKIE_FIELDS
from tests.policy_corpus import policy_files, read_lines, read_policy
from tests.render.test_line_edits import CHANGES, DATES, MANY, NOW, PIECES, RESPELT, SEGMENTS, SITE


@cache
def edits_of(policy: Policy) -> tuple[LineEdit, ...]:
    """A policy's edits of lines, made once."""
    return line_edits(policy)


def edited(edits: Sequence[LineEdit], text: str, *, https: bool = True) -> str:
    """What the edits make of a text, each at every match."""
    for edit in edits:
        if https or not edit.https_only:
            text = re.sub(edit.pattern, partial(_replaced, edit.parts), text)
    return text


def _replaced(parts: tuple[str | int, ...], found: "re.Match[str]") -> str:
    return "".join(part if isinstance(part, str) else found[part] or "" for part in parts)


def differs(policy: Policy, line: str, *, https: bool) -> str | None:
    """How the edits and the meaning differ; None if they don't."""
    wanted = enforce_line(policy, line, RequestFacts(https=https, now=NOW)) or ""
    got = edited(edits_of(policy), line.strip(" \t"), https=https)
    right = wanted == got if not wanted or not got else same(wanted, got)
    return None if right else f"{line!r}: {wanted!r} came as {got!r}"


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
def test_corpus_is_edited_as_the_policy_means(file: Path) -> None:
    """Every line of the corpus without an Expires comes out as `enforce` says, by TLS and without."""
    policy = read_policy(file)
    lines = [line for line in read_lines() if "expires" not in line.lower()]
    assert [text for line in lines for https in (True, False) if (text := differs(policy, line, https=https))] == []


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.booleans())
def test_any_line_is_edited_as_the_policy_means(line: str, https: bool) -> None:  # noqa: FBT001 -- hypothesis gives it
    """Lines of any pieces come out as `enforce` says, whatever looks like a mark among them."""
    keys = ("domain", "path", "max-age", "httponly", "samesite")
    if any(len(re.findall(rf"(?i);[ \t]*{key}[ \t]*(?=[=;]|$)", line)) > COPIES for key in keys):
        assert edited(edits_of(MANY), line, https=https) == ""
    else:
        assert differs(MANY, line, https=https) is None


@pytest.mark.parametrize(
    ("line", "wanted"),
    (
        *DATES,
        ("a=1; Expires=Sat, 02 May 2099 00:00:00 GMT", "a=1; Max-Age=99; HttpOnly; SameSite=Lax"),
        ("a=1\x02; Path=/", ""),
    ),
)
def test_dates_and_control_characters(line: str, wanted: str) -> None:
    """A past or empty date is a deletion, another becomes the cap; a line with a control character is emptied."""
    got = edited(edits_of(MANY), line, https=line.startswith("sid"))
    assert wanted in got if wanted else "xpires" not in got and "\x02" not in got


@pytest.mark.parametrize(("old", "new"), RESPELT)
def test_domain_that_is_only_spelt_otherwise(old: str, new: str) -> None:
    """Every copy of a Domain is changed, though what it is changed to is what the change looks for."""
    policy = Policy(SITE, defaults=Treatment(domain=DomainChange(old, new)))
    name = old.removeprefix(".")
    values = (name, f".{name}", name.upper(), f".{name.lower()}", new, new.swapcase(), f"x{name}", f"{new}.x")
    lines = [f"a=1; Domain={one}; DOMAIN = {two} ; domain={three}" for one, two, three in permutations(values, 3)]
    assert [text for line in lines if (text := differs(policy, line, https=True))] == []


def test_long_s_is_no_s() -> None:
    """U+017F, which RE2 takes for an s without regard to case, makes no Secure of a name."""
    line = "a=1; \xc5\xbfecure; \xc5\xbfame\xc5\xbfite=Strict"
    policy = read_policy(policy_files()[0])
    assert differs(policy, line, https=True) is None
    assert not any("(?i" in edit.pattern for edit in edits_of(policy))


@settings(max_examples=1000)
@given(CHANGES, st.one_of(SEGMENTS, SEGMENTS.map(lambda path: f"{path}/"), st.sampled_from(("", "a", "/aa/b", "/A"))))
def test_paths_are_changed_as_the_policy_means(changes: tuple[PathChange, ...], path: str) -> None:
    """Any row of changes does to any path what `change_path` does, the second time too."""
    line = f"P={path};x"
    for pattern, parts in region_patterns(changes):
        for _ in range(2):
            found = re.search(f"^(P=){pattern}", line)
            if found:
                line = found[1] + "".join(part if isinstance(part, str) else found[part] for part in parts)
    assert line == f"P={change_path(changes, path)};x"


@pytest.mark.parametrize("most", (0, 1, 9, 10, 59, 99, 100, 86400, 99999))
def test_numbers_above(most: int) -> None:
    """The expression matches the numbers above one, and no other."""
    pattern = re.compile(above(most))
    assert [number for number in range(110_000) if pattern.fullmatch(str(number))] == list(range(most + 1, 110_000))


@pytest.mark.parametrize(("low", "high"), ((0, None), (1, None), (3, None), (0, 1), (2, 2), (1, 3)))
def test_counts_are_written_out(low: int, high: int | None) -> None:
    """As often as at least, and no more than at most."""
    pattern = re.compile(times("[ab]", low, high))
    found = [count for count in range(6) if pattern.fullmatch("b" * count)]
    assert found == list(range(low, 6 if high is None else high + 1))


NAMES = st.text(st.sampled_from("ab_-.$ "), max_size=4).map(str.strip)
PATTERNS = ("a*", ".", "[ab]{2}", r"a\.b?", "b+.*", "[_.-]+a{0,1}", ".{2,3}", "[=]a*", "[=]?a", "a{2}[ab]+")


@settings(max_examples=300)
@given(
    NAMES,
    st.one_of(
        st.builds(CookieMatch, st.just(MatchKind.NAME), NAMES.filter(bool)),
        st.builds(CookieMatch, st.just(MatchKind.PREFIX), st.sampled_from(("a", "b_", "-.", "$"))),
        st.builds(CookieMatch, st.just(MatchKind.PATTERN), st.sampled_from(PATTERNS)),
    ),
)
def test_names_match_as_rules_do(name: str, match: CookieMatch) -> None:
    """A rule is for the names that its match is for, blanks around them aside, and for nameless cookies likewise."""
    policy = Policy(SITE, cookies=(CookieRule(match, treatment=PartialTreatment(action=Action.DROP)),))
    assert differs(policy, f" {name}\t=v", https=True) is None
    assert differs(policy, f"{name}; x", https=True) is None


def pairs_edited(policy: Policy, field: str) -> list[str]:
    """The pairs of a Cookie field after the edits."""
    return [pair.strip(" \t") for pair in edited(cookie_edits(policy), field).split(";") if pair.strip(" \t")]


@pytest.mark.parametrize("field", COOKIE_FIELDS)
def test_cookie_fields_are_edited_as_the_policy_means(field: str) -> None:
    """The edits of Cookie fields leave the pairs that `inbound` leaves, under every policy."""
    for policy in (MANY, *map(read_policy, policy_files())):
        assert pairs_edited(policy, field) == [pair for pair in inbound(policy, field).split("; ") if pair]


PAIRS = (
    *("sid=1", "__Host-sid=2", "t=3", "__Secure-t=__Secure-t=4", "gone=5", "__Host-x=6", "ss", "x", "=", " a b = c "),
    *("?sid=1", ">?h=2", "!a=3", ">hh=__Host-q", "?__Host-__Host-x", "h=1", "hsid=1", "e=1", "zz=2", " "),
    *("__Host-__Host-sid=1", "__host-sid=1", "__Http-t=1", "__Host-=1"),
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PAIRS), max_size=6).map(";".join))
def test_any_cookie_field_is_edited_as_the_policy_means(field: str) -> None:
    """So they do for any row of pairs, whatever looks like a mark among them."""
    assert pairs_edited(MANY, field) == [pair for pair in inbound(MANY, field).split("; ") if pair]


def test_a_rule_for_no_name_changes_nothing() -> None:
    """A pattern that only separators could match has no edit of its own."""
    rule = CookieRule(CookieMatch(MatchKind.PATTERN, "[=]"), treatment=PartialTreatment(prefix=NamePrefix.SECURE))
    never = replace(MANY, cookies=(*MANY.cookies, rule))
    assert [edit.pattern for edit in cookie_edits(never)] == [edit.pattern for edit in cookie_edits(MANY)]
    assert len([edit for edit in line_edits(never) if "[=]" in edit.why]) == 0
    assert differs(never, "sid==; Path=/", https=True) is None


def test_all_cookies_under_one_prefix() -> None:
    """Where every name is given the same prefix there is nothing left to look for whole."""
    policy = Policy(SITE, defaults=Treatment(SecureRule.REQUIRE, prefix=NamePrefix.HOST))
    lines = ("a=1; Path=/x", "__Host-a=1; Path=/; Secure", "__Secure-a=1", "__Host-=1", "__Host-__Host-a=1", "a")
    assert [text for line in lines if (text := differs(policy, line, https=True))] == []


def test_nothing_that_re2_or_a_configuration_would_read_otherwise() -> None:
    """Patterns are printable ASCII without look-around, counts, quotes or a change of case."""
    for policy in (MANY, *map(read_policy, policy_files())):
        for edit in (*line_edits(policy), *cookie_edits(policy)):
            assert edit.pattern.isascii()
            assert edit.pattern.isprintable()
            assert not re.search(r"[{}`'\"%]|\(\?[^:]", edit.pattern)


@pytest.mark.parametrize("upstream", ("http://Host-1:8080", "http://127.0.0.1/base", "http://h/a/b"))
def test_own_location_is_the_same_without_look_around(upstream: str) -> None:
    """What an application calls its own address is found by both expressions alike."""
    site = front(Policy(Site("https://app.example.test", upstream)))
    address = f"http://{site.upstream}"
    bases = ("", "/base", "/a/b", "/basement", "/a")
    for begin in (address, address.upper(), "", "http://other", "https://h"):
        for location in (f"{begin}{base}{end}" for base in bases for end in ("", "/", "/x?y", "?q", "#f", "x")):
            one = re.sub(own_location(site), r"/\1", location)
            two = re.sub(own_location_re2(site), lambda found: f"/{found[1] or ''}{found[2] or ''}", location)
            assert one == two, location


def test_case_is_written_out() -> None:
    """Letters in both cases, all else as it is."""
    assert re.fullmatch(caseless("Max-Age=1"), "mAX-aGE=1")
    assert not re.fullmatch(caseless("a.b"), "axb")
