"""Does a walk that is repeated answer the same? ``python -m benchmarks.flips [--runs N] [APPLICATION …]``.

Each run audits a real application of the shared documents (environment variable HARDTACK_SHARED, ``../shared`` if
unset) through the command line, as `tests.targets.ground_truth` does; applications that run already are used as they
are, and none is stopped. All ten verdicts and the session cookies of each run are held against those of the first; a
flip makes the exit code 1.

The wrong password is tried by at most one run in 15 minutes (the command line keeps count), so most runs lack that
control: their verdicts have to be the same nevertheless. roundup, which limits logins, is not among the defaults.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.targets import ground_truth
from tests.targets.ground_truth import Json, Started

DEFAULT = ("tomcat-form", "dokuwiki", "phpmyadmin", "trac", "pgadmin4")
RUNS = 10
HEADER = ("application", "runs", "verdicts of the first", "requests", "wrong password", "median s", "flips")


@dataclass(frozen=True, slots=True)
class Answers:
    """What must be equal in every run.

    Attributes:
        verdicts: question and verdict, in order.
        session_cookies: the names the audit found to carry the session.
    """

    verdicts: tuple[tuple[str, str], ...]
    session_cookies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One audit.

    Attributes:
        answers: what must be equal in every run.
        seconds: wall time of the whole process.
        requests: sent.
        wrong_password: whether this run tried it.
    """

    answers: Answers
    seconds: float
    requests: int
    wrong_password: bool


def main() -> int:
    """Repeat, compare, print; 1 on a flip."""
    reader = argparse.ArgumentParser(description="Repeats walks of real applications and compares their verdicts.")
    reader.add_argument("applications", nargs="*", metavar="APPLICATION", default=DEFAULT)
    reader.add_argument("--runs", type=int, default=RUNS, metavar="N")
    given = reader.parse_args()
    if given.runs < 2:
        reader.error("--runs: one run has nothing to be compared with; give 2 or more")
    started = [ground_truth.start(name) for name in given.applications]
    runs: dict[str, list[Run]] = {application.name: [] for application in started}
    # Round after round, so that the runs of one application lie as far apart as the time allows.
    for _ in range(given.runs):
        for application in started:
            runs[application.name].append(one_run(application))
    told = {name: flips(of_one) for name, of_one in runs.items()}
    print_table(row(name, of_one, told[name]) for name, of_one in runs.items())
    for name, lines in told.items():
        for line in lines:
            sys.stdout.write(f"{name}: {line}\n")
    return 1 if any(told.values()) else 0


def one_run(application: Started) -> Run:
    """Audit the application once, keeping what was seen long enough to tell whether a wrong password was tried."""
    with tempfile.TemporaryDirectory(prefix="hardtack-flips-") as folder:
        record = Path(folder) / "seen.json"
        begun = time.monotonic()
        report = ground_truth.audit(application, "--record", str(record))
        seconds = time.monotonic() - begun
        seen: Json = json.loads(record.read_text(encoding="utf-8"))
    answers = Answers(
        tuple((entry["id"], entry["verdict"]) for entry in report["questions"]), tuple(report["session_cookies"])
    )
    tried = any(exchange["step"] == "FAILED_LOGIN" for exchange in seen["exchanges"])
    return Run(answers, seconds, int(str(report["requests"])), wrong_password=tried)


def flips(runs: list[Run]) -> list[str]:
    """Where a run departs from the first, one line each."""
    first, *others = (run.answers for run in runs)
    told: list[str] = []
    for number, answers in enumerate(others, start=2):
        for (question, was), (_, now) in zip(first.verdicts, answers.verdicts, strict=True):
            if was != now:
                told.append(f"run {number}: {question} is {now}, was {was}")
        if answers.session_cookies != first.session_cookies:
            was, now = (", ".join(one.session_cookies) or "none" for one in (first, answers))
            told.append(f"run {number}: session cookies are {now}, were {was}")
    return told


def row(name: str, runs: list[Run], told: list[str]) -> tuple[str, ...]:
    """One line of the table."""
    marks = {"passed": "+", "failed": "-", "not-applicable": "n", "inconclusive": "?"}
    requests = sorted(run.requests for run in runs)
    return (
        name,
        str(len(runs)),
        " ".join(marks[verdict] for _, verdict in runs[0].answers.verdicts),
        str(requests[0]) if requests[0] == requests[-1] else f"{requests[0]} to {requests[-1]}",
        f"in {sum(run.wrong_password for run in runs)} of {len(runs)}",
        f"{statistics.median(run.seconds for run in runs):.1f}",
        str(len(told)),
    )


def print_table(rows: Iterable[tuple[str, ...]]) -> None:
    """A table as Markdown has it; verdicts from Q1 to Q10: + passed, - failed, n not applicable, ? inconclusive."""
    for cells in (HEADER, ("---",) * len(HEADER), *rows):
        sys.stdout.write("| " + " | ".join(cells) + " |\n")


if __name__ == "__main__":
    sys.exit(main())
