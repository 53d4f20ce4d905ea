"""A check's page folded to a terminal's width."""

from inspect import cleandoc

import pytest

from hardtack.checks import CHECKS
from hardtack.cli.wrapped_page import wrapped_page
from hardtack.verdict import Check

PAGE = """A first sentence that runs on
over two lines.

What it asks:
    Is there anything, and what is the limit of it:
    is it one?

Example:
    bad: one
    good: two

References:
    - one that is longer than the rest
    - two
"""


def test_a_paragraph_is_folded_and_a_line_of_an_example_is_not_joined() -> None:
    """Each heading, example and item keeps a line of its own, and its indentation."""
    assert wrapped_page(PAGE, 30) == (
        "A first sentence that runs on\nover two lines.\n\nWhat it asks:\n    Is there anything, and\n"
        "    what is the limit of it:\n    is it one?\n\nExample:\n    bad: one\n    good: two\n\n"
        "References:\n    - one that is longer than\n      the rest\n    - two\n"
    )


@pytest.mark.parametrize("width", (60, 100))
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_no_line_of_a_page_is_too_long(check: Check, width: int) -> None:
    """And no word of it is lost."""
    page = cleandoc(check.page)
    folded = wrapped_page(page, width)

    assert folded.split() == page.split()
    assert [line for line in folded.split("\n") if len(line) > width and " " in line.strip()] == []
