"""All rows of the edge cases, in their order."""

import re

from tests.edge_cases import rows_contents, rows_hosts, rows_lines, rows_login, rows_logout, rows_schemes, rows_walk
from tests.edge_cases.row import Row

NUMBERS = (*map(str, range(1, 93)), "42b", "90b", "90c", "90d")
"""The numbers there have to be."""


def _place(row: Row) -> tuple[int, str]:
    match = re.fullmatch(r"(\d+)(\w?)", row.number)
    return (int(match[1]), match[2]) if match else (0, row.number)


ROWS = tuple(
    sorted(
        (
            *rows_login.ROWS, *rows_logout.ROWS, *rows_lines.ROWS, *rows_hosts.ROWS, *rows_contents.ROWS,
            *rows_schemes.ROWS, *rows_walk.ROWS,
        ),
        key=_place,
    )
)  # fmt: skip
"""Each row once; what a row has further inputs of stands in its `more`."""
