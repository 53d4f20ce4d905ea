"""Patterns of names, and which rules can count."""

import re

import pytest
from hypothesis import given, strategies

from hardtack.policy import CookieMatch, MatchKind, PatternError, parse_pattern, rule_for
from hardtack.policy.pattern import ANY, matcher, matches_all
from hardtack.policy.shadow import can_match
from tests.policy.making import policy_of

BAD = (
    ("", "empty"),
    ("a|b", "no alternatives"),
    ("(ab)+", "no groups"),
    ("^a", "no anchors"),
    ("a$", "no anchors"),
    ("*a", "nothing to repeat"),
    ("a**", "nothing to repeat"),
    ("a{2", "count without end"),
    ("a{,3}", "count without least"),
    ("a{2,}", "count without most"),
    ("a{3,2}", "count upside down"),
    ("a{0}", "count of nothing"),
    ("a{256}", "count too high"),
    ("a]", "class without beginning"),
    ("[a", "class without end"),
    ("[]", "empty class"),
    ("[^a]", "negated class"),
    ("[a-]z]", "rest of a class"),
    ("[a-Z]", "range between kinds"),
    ("[z-a]", "range upside down"),
    ("[0-z]", "range between kinds"),
    ("[a-c-e]", "range of a range"),
    ("[\\d]", "escape within a class"),
    ("[ ]", "blank in a class"),
    ("\\d", "escape by letter"),
    ("\\", "escape of nothing"),
    ("\\\t", "escape of a tab"),
    ("\\\xe9", "escape beyond ASCII"),
    ("a b", "blank"),
    ("a;b", "semicolon"),
    ("a=b", "equals sign"),
    ("\xe9", "beyond ASCII"),
    (".*.*.*.*", "too many ways"),
)


@pytest.mark.parametrize("pattern", [row[0] for row in BAD], ids=[f"{row[0]!r}: {row[1]}" for row in BAD])
def test_the_subset_ends_somewhere(pattern: str) -> None:
    """What some server's expressions can't say, or say differently, is refused."""
    with pytest.raises(PatternError):
        parse_pattern(pattern)


def test_a_pattern_is_a_row_of_atoms() -> None:
    """Each with its characters, its spelling, and how often it stands."""
    atoms = parse_pattern(r"a\.[b-d_-]+.{2}x{1,3}y?[a-]*")

    assert [(atom.text, atom.low, atom.high) for atom in atoms] == [
        ("a", 1, 1),
        (r"\.", 1, 1),
        ("[b-d_-]", 1, None),
        (".", 2, 2),
        ("x", 1, 3),
        ("y", 0, 1),
        ("[a-]", 0, None),
    ]
    assert [atoms[1].chars, atoms[2].chars, atoms[3].chars] == [{"."}, {"b", "c", "d", "_", "-"}, ANY]


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    (
        ("wp_[0-9a-f]{4}", "wp_09af", True),
        ("wp_[0-9a-f]{4}", "wp_09afx", False),
        ("[a-a][B-B][1-1]", "aB1", True),
        ("wp_[0-9a-f]{4}", "xwp_09af", False),
        ("WP", "wp", False),
        ("a.c", "abc", True),
        (r"a\.c", "abc", False),
        (".", "\n", True),
        ("a*", "", True),
    ),
)
def test_a_pattern_matches_the_whole_name(pattern: str, name: str, expected: bool) -> None:  # noqa: FBT001 -- a column
    """From its first character to its last, with regard to case."""
    assert expected is (matcher(pattern).fullmatch(name) is not None)
    assert expected is matches_all(parse_pattern(pattern), name)


@pytest.mark.parametrize("pattern", ("x*x*x*", ".*x.*y.*", "x+x{0,255}.*z"))
def test_a_long_name_costs_no_more_than_its_length(pattern: str) -> None:
    """Browsers may send names of thousands of characters; to try all ways would take minutes."""
    policy = policy_of(f'[[cookies]]\nmatch = {{ re = "{pattern}" }}')

    assert rule_for(policy, "x" * 8000 + "Y") is None
    assert (rule_for(policy, "x" * 8000 + "yz") is None) is (pattern == "x*x*x*")


def name(text: str) -> CookieMatch:
    """A match by name."""
    return CookieMatch(MatchKind.NAME, text)


def prefix(text: str) -> CookieMatch:
    """A match by the beginning."""
    return CookieMatch(MatchKind.PREFIX, text)


def pattern(text: str) -> CookieMatch:
    """A match by pattern."""
    return CookieMatch(MatchKind.PATTERN, text)


SHADOWS = (
    (name("a"), (), True),
    (name("a"), (name("a"),), False),
    (name("a"), (name("A"), name("ab"), name("")), True),
    (name("ab"), (prefix("a"),), False),
    (name("a.b"), (pattern(r"a\.[a-c]"),), False),
    (name("b"), (pattern("a?b+"),), False),
    (prefix("ab"), (prefix("a"),), False),
    (prefix("a"), (prefix("ab"),), True),
    (prefix("a"), (name("a"), pattern("a.+")), False),
    (prefix("a"), (name("a"), pattern("a.{2,9}")), True),
    (pattern("[ab]"), (name("a"), name("b")), False),
    (pattern("[abc]"), (name("a"), name("b")), True),
    (pattern("a{2,3}"), (name("aa"), name("aaa")), False),
    (pattern("a{2,3}b?"), (name("aa"), name("aaa")), True),
    (pattern("a+"), (name("a"), pattern("aa+")), False),
    (pattern("a*"), (pattern("a+"),), True),
    (pattern("x[0-9]+"), (pattern("x[0-4].*"), pattern("x[5-9][0-9]*")), False),
    (pattern("x[0-9]+y"), (pattern("x[0-4].*"), pattern("x[5-9][0-9]*")), True),
)


@pytest.mark.parametrize(("match", "earlier", "expected"), SHADOWS)
def test_a_rule_is_shadowed_by_all_before_it(
    match: CookieMatch,
    earlier: tuple[CookieMatch, ...],
    expected: bool,  # noqa: FBT001 -- a column
) -> None:
    """It can count if some name is its own."""
    assert expected is can_match(match, earlier)


def test_a_question_without_end_is_answered_kindly() -> None:
    """What takes too long to decide is no error."""
    wide = pattern(".*a.{200}")

    assert can_match(wide, [pattern(".*a.{199}b"), pattern(".*a.{200}")])


_atoms = strategies.tuples(
    strategies.sampled_from(("a", "b", "[ab]", ".")), strategies.sampled_from(("", "?", "*", "+", "{2}", "{1,2}"))
).map("".join)
_rows = strategies.lists(_atoms, min_size=1, max_size=3).map("".join)
_NAMES = [
    f"{x}{y}{z}{w}" for x in ("", "a", "b") for y in ("", "a", "b") for z in ("", "a", "b", "c") for w in ("", "a")
]


@given(_rows, strategies.lists(_rows, max_size=3))
def test_shadows_agree_with_matching(row: str, earlier: list[str]) -> None:
    """If a name is found that only the later pattern takes, it can match; else, among short names, none is found."""
    own = [one for one in _NAMES if re.fullmatch(row, one) and not any(re.fullmatch(text, one) for text in earlier)]

    assert not own or can_match(pattern(row), [pattern(text) for text in earlier])
    if not earlier:
        assert can_match(pattern(row), [])
    assert not can_match(pattern(row), [*map(pattern, earlier), pattern(row)])
