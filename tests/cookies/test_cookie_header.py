"""The Cookie field."""

import pytest

from hardtack.cookies.cookie_header import parse_cookie_header


@pytest.mark.parametrize(
    ("text", "expected"),
    (
        pytest.param("a=1; b=2", (("a", "1"), ("b", "2")), id="order kept"),
        pytest.param("a=1; a=2", (("a", "1"), ("a", "2")), id="repeats kept"),
        pytest.param('a="1; b=2"', (("a", '"1'), ("b", '2"')), id="quotes mean nothing"),
        pytest.param("a=x=y", (("a", "x=y"),), id="first equals sign"),
        pytest.param("foo; =bar; a=", (("", "foo"), ("", "bar"), ("a", "")), id="nameless and empty"),
        pytest.param(";; \t;a = 1 ", (("a", "1"),), id="nothing between semicolons"),
        pytest.param(r"a=x\073y; b=%3B", (("a", r"x\073y"), ("b", "%3B")), id="nothing decoded"),
        pytest.param("", (), id="nothing"),
    ),
)
def test_the_field_is_taken_apart_as_it_was_put_together(text: str, expected: tuple[tuple[str, str], ...]) -> None:
    """Order and repeats are kept, nothing is unquoted or decoded."""
    assert parse_cookie_header(text) == expected
