"""Each of the demo's ten answers, wrong and right, is found as it is: real processes, real sockets, both schemes."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hardtack.demo import RunningDemo, Switches, start_demo

pytestmark = pytest.mark.slow

SRC = Path(__file__).resolve().parents[2] / "src"
DEADLINE = 90
ADDRESS = "127.0.0.1"
NAME = "app.demo.test"
"""A host with a parent to widen a Domain to: on an address the weak answer to Q4 can't be shown."""
RIGHT = {f"Q{number}": "passed" for number in range(1, 11)}
NO_HTTPS = {"Q8": "failed", "Q9": "not-applicable", "Q10": "failed"}
"""Without an https side nothing can be kept apart from it, and neither Secure nor HSTS can be sent."""
AT_MOST = 80
"""Requests that a walk may take where the jar holds 8 cookies or fewer."""


@dataclass(frozen=True, slots=True)
class Case:
    """The demo set up in one way, and what must be found.

    Attributes:
        why: what the row shows.
        right: as the command line's --right.
        wrong: as the command line's --wrong.
        differs: verdicts other than passed.
        codes: the findings of low and more, by question.
        host: the host asked.
        plain: whether the URL given is the plain side's, with the https side as --https-url.
    """

    why: str
    right: str = ""
    wrong: str = ""
    differs: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    host: str = NAME
    plain: bool = False


CODES = {
    "Q1": frozenset({"HT101", "HT102"}),
    "Q2": frozenset({"HT201"}),
    "Q3": frozenset({"HT301"}),
    "Q4": frozenset({"HT401"}),
    "Q5": frozenset({"HT501"}),
    "Q6": frozenset({"HT601"}),
    "Q7": frozenset({"HT702", "HT703"}),
    "Q8": frozenset({"HT801"}),
    "Q9": frozenset({"HT901", "HT903", "HT905"}),
    "Q10": frozenset({"HT1001"}),
}
"""What each wrong answer is found by."""
# With Secure gone as well, the https session is replayed over http, and opens the account there.
ACCEPTED_IN_CLEAR = CODES["Q9"] | {"HT902"}


def wrong_alone(number: int) -> Case:
    """Only this question is wrong; Q8 takes Q9 and Q10 with it, as the demo says."""
    question = f"Q{number}"
    differs = NO_HTTPS if number == 8 else {question: "failed"}
    failing = [one for one, verdict in differs.items() if verdict == "failed"]
    return Case(
        f"only {question} wrong", wrong=f"q{number}", differs=differs, codes={one: CODES[one] for one in failing}
    )


def failing(*questions: int) -> dict[str, str]:
    """These questions fail."""
    return {f"Q{number}": "failed" for number in questions}


def found(*questions: int) -> dict[str, frozenset[str]]:
    """What these questions fail by."""
    return {f"Q{number}": CODES[f"Q{number}"] for number in questions}


ALONE = tuple(wrong_alone(number) for number in range(1, 11))
TOGETHER = (
    Case("all right", right="all"),
    Case("all right, asked by address", right="all", host=ADDRESS),
    Case("all right, begun at the plain side", right="all", plain=True),
    Case("Q4 wrong can't be shown on an address", wrong="q4", host=ADDRESS),
    Case("Q9 wrong, begun at the plain side", wrong="q9", differs=failing(9), codes=found(9), plain=True),
    Case("Q10 wrong, begun at the plain side", wrong="q10", differs=failing(10), codes=found(10), plain=True),
    Case(
        "all wrong: no https side, so Q9 does not apply",
        wrong="all",
        differs=failing(1, 2, 3, 4, 5, 6, 7) | NO_HTTPS,
        codes=found(1, 2, 3, 4, 5, 6, 7, 8, 10),
    ),
    Case(
        "all wrong, asked by address: Q4 can't be shown either",
        wrong="all",
        differs=failing(1, 2, 3, 5, 6, 7) | NO_HTTPS,
        codes=found(1, 2, 3, 5, 6, 7, 8, 10),
        host=ADDRESS,
    ),
    Case(
        "all wrong that can be wrong beside https",
        right="q8",
        differs=failing(1, 2, 3, 4, 5, 6, 7, 9, 10),
        codes=found(1, 2, 3, 4, 5, 6, 7, 10) | {"Q9": ACCEPTED_IN_CLEAR},
    ),
)


@pytest.mark.parametrize("case", ALONE + TOGETHER, ids=lambda case: case.why.replace(" ", "-"))
def test_the_demo_is_found_as_it_was_switched(case: Case, tmp_path: Path) -> None:
    """What was switched fails by the findings that prove it, the rest passes, and the exit code says which it was."""
    with start_demo(Switches.parse(right=case.right, wrong=case.wrong)) as demo:
        done = audited(demo, case, tmp_path)
    assert done.returncode == (1 if case.differs else 0), done.stderr
    report = json.loads(done.stdout)
    verdicts = {one["id"]: one["verdict"] for one in report["questions"]}
    codes = {one["id"]: frozenset(serious(one["findings"])) for one in report["questions"]}

    assert verdicts == RIGHT | dict(case.differs)
    assert {question: those for question, those in codes.items() if those} == dict(case.codes)
    assert report["session_cookies"] == ["demo_session"]
    assert report["requests"] <= AT_MOST


def serious(findings: list[dict[str, str]]) -> list[str]:
    """The codes of those findings that fail a question: notes have the severity info."""
    return [one["code"] for one in findings if one["severity"] != "info"]


def audited(demo: RunningDemo, case: Case, home: Path) -> subprocess.CompletedProcess[str]:
    """Audit the demo as a user would."""
    https, path = demo.login_url, demo.login_url.split("/", 3)[3]
    plain = demo.http_url + path
    options = ["--username", demo.username, "--also", demo.shop_url, "--settle", "0"]
    if demo.https_url is not None:
        twin = ["--https-url", https] if case.plain else ["--http-url", plain]
        options += ["--ca", str(demo.ca_file), *twin]
    command = ["audit", plain if case.plain else https, *options]
    if case.host != ADDRESS:
        command = [one.replace(f"//{ADDRESS}:", f"//{case.host}:") for one in command]
        command += ["--resolve", f"{case.host}:{ADDRESS}"]
    return subprocess.run(
        [sys.executable, "-m", "hardtack", *command, "--no-input", "--quiet", "--format", "json"],
        env={
            "PYTHONPATH": str(SRC),
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "HARDTACK_PASSWORD": demo.password,
        },
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE,
        check=False,
    )
