"""The page of the edge cases, docs/edge-cases.md, written from the rows."""

from collections.abc import Iterator

from tests.edge_cases.row import Row, Says
from tests.edge_cases.table import ROWS

_INTRODUCTION = """# Edge cases

What sites do that audits often judge wrongly, and what is right. Each row is a scripted site (`tests/edge_cases/`) that
is walked whole, by every test run; nothing else may be blamed there than the row says. Rows marked *real* go over TLS
and plain HTTP as well, by the client and under the host name, and those marked *command* through the command line.
Severities: info never fails a question.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION, *_table(), "", *_corrections(), ""])


def _table() -> Iterator[str]:
    yield "| row | the site | right verdict | why | reported as | walked |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for row in ROWS:
        for index, one in enumerate((row, *row.more)):
            number = row.number if index == 0 else f"{row.number} ({'abcdefgh'[index]})"
            places = ", ".join(dict.fromkeys(map(_place, one.says)))
            cells = (number, one.input, one.verdict, one.reason, places, _walked(one))
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _place(says: Says) -> str:
    where = f"[{says.where}](checks/{says.where}.md)" if says.where.startswith("HT") else says.where
    return f"{where} {says.outcome}" + (f" ({says.severity})" if says.severity else "")


def _walked(row: Row) -> str:
    ways = ("scripted", *(["real"] if row.real else []), *(["command"] if row.exit_code is not None else []))
    return ", ".join(ways)


def _corrections() -> Iterator[str]:
    yield "## Corrections"
    yield ""
    yield "Where the table that these rows were taken from was wrong, or could not be decided from outside."
    yield ""
    yield "| row | what was shown |"
    yield "| --- | --- |"
    yield from (f"| {row.number} | {row.correction} |" for row in ROWS if row.correction)
