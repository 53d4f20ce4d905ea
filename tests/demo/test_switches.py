"""Reading the switches from the command line's text."""

import pytest

from hardtack.demo import Switches
from hardtack.errors import UsageError


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    (
        ("", "", set[int]()),  # nothing said: weak
        ("all", "", set(range(1, 11))),
        ("", "all", set[int]()),
        ("q1,q2", "", {1, 2}),  # the rest stays weak
        ("", "q3", set(range(1, 11)) - {3}),  # only this is wrong
        ("all", "q3", set(range(1, 11)) - {3}),  # the same, said in full
        ("q10", "all", {10}),  # a named question wins over all
        ("q1", "q2", {1}),  # both named: the rest is weak
        (" Q1 , q10,", "", {1, 10}),  # case, spaces and a last comma don't matter
    ),
)
def test_parse(right: str, wrong: str, expected: set[int]) -> None:
    """What is named gets its answer, and the rest follows the rule."""
    switches = Switches.parse(right=right, wrong=wrong)
    assert {int(name[1:]) for name in Switches.questions() if getattr(switches, name)} == expected


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    (
        ("q11", "", "--right: 'q11' is no question"),
        ("", "q1 q2", "--wrong: 'q1 q2' is no question"),
        ("q1,q2", "q2", "q2 stands in both"),
        ("all", "all", "all stands in both"),
    ),
)
def test_parse_refuses(right: str, wrong: str, message: str) -> None:
    """An unknown name or a contradiction is named, with what to do."""
    with pytest.raises(UsageError, match=message) as refused:
        Switches.parse(right=right, wrong=wrong)
    assert refused.value.hint


def test_effective_without_https() -> None:
    """Without an https side Q9 and Q10 can't be right; with one nothing changes."""
    without = Switches.parse(wrong="q8").effective
    assert (without.q1, without.q8, without.q9, without.q10) == (True, False, False, False)
    assert Switches.parse(right="all").effective == Switches.parse(right="all")
