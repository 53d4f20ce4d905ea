"""Every row of the edge cases, walked: over scripted sites, and over real connections where hosts and schemes count."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from hardtack.audit import audit
from tests.edge_cases.loopback import serving, walked
from tests.edge_cases.page import page
from tests.edge_cases.row import Row, disagreements
from tests.edge_cases.scene import staged
from tests.edge_cases.table import NUMBERS, ROWS
from tests.probe.certificates import Authority, new_authority
from tests.recording.site import play

INPUTS = tuple(each for row in ROWS for each in (row, *row.more))
REAL = tuple(row for row in INPUTS if row.real)
COMMANDS = tuple(row for row in INPUTS if row.exit_code is not None)
FEW, MANY = 80, 200
"""Requests of a walk at most: with up to 8 cookies, and with more."""
SRC = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Who vouches for the hosts of the rows."""
    return new_authority(tmp_path_factory.mktemp("authority"))


def name(row: Row) -> str:
    """The row's number and input, for the test's name."""
    return f"{row.number}: {row.input}"


def test_every_row_is_there_once() -> None:
    """All 96 numbers, each once, in their order."""
    counted = Counter(row.number for row in ROWS)

    assert set(counted) == set(NUMBERS)
    assert set(counted.values()) == {1}
    assert len(NUMBERS) == 96


def test_further_inputs_are_of_their_row() -> None:
    """What stands under a row bears its number."""
    assert [(row.number, one.number) for row in ROWS for one in row.more if one.number != row.number] == []


def test_rows_on_hosts_and_schemes_are_real() -> None:
    """Rows 38 to 47, 69 to 81 and 90d go over real connections."""
    wanted = {"42b", "90d", *map(str, range(38, 48)), *map(str, range(69, 82))}

    assert wanted <= {row.number for row in ROWS if row.real}


@pytest.mark.parametrize("row", INPUTS, ids=name)
def test_the_row_is_judged_right(row: Row) -> None:
    """The whole walk of the scripted site says what the row wants where it wants it, and blames nothing else."""
    recording = play(staged(row.scene), row.brief)

    assert disagreements(row, audit(recording)) == []
    assert len(recording.exchanges) <= (MANY if row.number == "92" else FEW)


@pytest.mark.parametrize("row", REAL, ids=name)
def test_the_row_is_judged_right_over_connections(row: Row, authority: Authority) -> None:
    """The same over TLS and plain HTTP, by the real client, under the row's host name."""
    assert disagreements(row, audit(walked(row, authority))) == []


@pytest.mark.parametrize("row", COMMANDS, ids=name)
def test_the_command_ends_as_the_row_says(row: Row, authority: Authority, tmp_path: Path) -> None:
    """The command line, as a user has it, with the row's exit code and the row's verdicts in its report."""
    with serving(row, authority) as brief:
        who = ["--username", brief.username] if brief.username else []
        arguments = ["--http-url", brief.http_url or "", "--ca", str(authority.file), "--resolve", _resolved(brief.url)]
        done = subprocess.run(
            [sys.executable, "-m", "hardtack", "audit", brief.url, *who, *arguments, "--format", "json", "--no-input"],
            env=_environment(tmp_path, brief.password),
            capture_output=True,
            encoding="utf-8",
            timeout=90,
            check=False,
        )
    report: dict[str, Any] = json.loads(done.stdout)
    verdicts = {one["id"]: one["verdict"] for one in report["questions"]}

    assert done.returncode == row.exit_code, done.stdout
    assert {says.where: verdicts[says.where] for says in row.says} == {
        says.where: says.outcome.replace(" ", "-") for says in row.says
    }


def _resolved(url: str) -> str:
    return f"{url.split('/')[2].rpartition(':')[0]}:127.0.0.1"


def _environment(home: Path, password: str | None) -> dict[str, str]:
    known = {"HARDTACK_PASSWORD": password} if password is not None else {}
    return {"PYTHONPATH": str(SRC), "PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), **known}


def test_a_wrong_report_is_told() -> None:
    """A row holds nothing but its own site's report: that of another one disagrees, and so does a further fault."""
    rows = {row.number: row for row in ROWS}
    fine = audit(play(staged(rows["15"].scene), rows["15"].brief))
    worse = audit(play(staged(rows["25"].scene), rows["25"].brief))

    assert disagreements(rows["13"], fine)
    assert [line.split()[0] for line in disagreements(rows["15"], worse)] == ["HT301"]


def test_the_page_names_every_row() -> None:
    """The document has a line for each input, and one for each correction."""
    lines = page().splitlines()

    assert sum(line.startswith("| ") for line in lines) == len(INPUTS) + sum(bool(row.correction) for row in ROWS) + 4
