"""What is likely meant by a line that browsers take for something else."""

import json

import pytest

from hardtack.report.explain_hints import line_hints
from hardtack.report.explain_json import explain_json
from hardtack.report.explain_text import explain_text
from tests.report.explaining import SECRET, explained


@pytest.mark.parametrize(
    ("line", "said"),
    (
        ("Secure; HttpOnly", "This sets a cookie holding Secure, which protects no other"),
        ("SameSite=Lax; Secure", "This sets a cookie named SameSite, which protects no other"),
        ("Path=/; sid=1", "This sets a cookie named Path: "),
        ("sid; Path=/", "There is no name before the first `=`"),
        ("=sid; Path=/", "There is no name before the first `=`"),
        ("sid=1; Path=/app, b=2; HttpOnly", "After the comma stands a second cookie"),
        ('"sid=1; Path=/"', "The quotes around the line"),
        ("'sid=1'", "The quotes around the line"),
    ),
)
def test_a_slip_gets_one_sentence(line: str, said: str) -> None:
    """It says what browsers take the line for, and what to write."""
    (hint,) = line_hints(line)

    assert hint.startswith(said)


@pytest.mark.parametrize(
    "line",
    (
        "sid=1; Path=/; Secure; HttpOnly; SameSite=Lax",
        "sid=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT; Path=/",
        "sid=1,b=2; Path=/",
        'sid="1"; Path=/',
        'sid="',
        '"',
        "sid=\x00",
        "",
    ),
)
def test_a_line_that_is_meant_so_gets_none(line: str) -> None:
    """Dates, quoted values and commas in a value are as they should be; what can't be parsed has its own rule."""
    assert [hint for hint in line_hints(line) if "no name" not in hint] == []


def test_a_hint_holds_no_value() -> None:
    """Whatever stands in the line."""
    lines = (f"{SECRET}; Path=/", f"Path={SECRET}", f'"sid={SECRET}"', f"a=1; Path=/, b={SECRET}")

    assert all(line_hints(line) for line in lines)
    assert SECRET not in "".join(hint for line in lines for hint in line_hints(line))


def test_every_format_tells_it() -> None:
    """Below the fate, and as a field."""
    told = explained("Secure; HttpOnly")
    (hint,) = line_hints("Secure; HttpOnly")

    assert f"  hint:     {hint.split(' an attribute')[0]}" in " ".join(explain_text(told).split("\n            "))
    assert json.loads(explain_json(told))["lines"][0]["hints"] == [hint]
