"""An audit that is ended from outside: what was known is reported, the exit code is true, nothing is half written."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardtack.recording.codec import from_json
from tests.hostile.audits import aimed
from tests.hostile.bakery import PASSWORD, Bakery
from tests.hostile.command import environment, run, start
from tests.hostile.server import Answer, Asked, Server, serving

pytestmark = pytest.mark.slow

SIGNALS = (signal.SIGINT, signal.SIGTERM)
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")


def slow(bakery: Bakery, after: int) -> Callable[[Asked], Answer]:
    """The bakery, which answers no more after some requests."""

    def answering(asked: Asked) -> Answer:
        return waiting() if asked.number >= after else bakery(asked)

    return answering


def waiting() -> Iterator[bytes]:
    """Nothing, for long."""
    for _ in range(100):
        time.sleep(0.1)
        yield b""


def until(server: Server, asked: int) -> None:
    """Wait until the site was asked so often."""
    end = time.monotonic() + 20
    while len(server.asked) < asked:
        assert time.monotonic() < end, "the audit didn't come so far"
        time.sleep(0.02)


def interrupted(home: Path, after: int, number: signal.Signals, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Audit a site that falls silent, and send a signal then."""
    bakery = Bakery()
    with serving(slow(bakery, after)) as server:
        child = start(home, *aimed(server), "--timeout", "30", *arguments, HARDTACK_PASSWORD=PASSWORD)
        until(server, after + 1)
        child.send_signal(number)
        out, err = child.communicate(timeout=30)
    return subprocess.CompletedProcess((), child.returncode, out.decode(), err.decode())


@pytest.mark.parametrize("number", SIGNALS)
def test_an_interrupted_walk_reports_what_it_knows(tmp_path: Path, number: signal.Signals) -> None:
    """Findings made by then are a 1, the rest stays open, the recording is whole and judged alike."""
    record, output = tmp_path / "record.json", tmp_path / "report.json"
    done = interrupted(tmp_path, 14, number, "--record", str(record), "--output", str(output), "--format", "json")
    report = json.loads(output.read_text(encoding="utf-8"))
    again = run(tmp_path, "--from", str(record), "--format", "json")

    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert "interrupted; the report holds what was known by then" in done.stderr
    assert any(step["detail"] == "cut short: interrupted" for step in report["walk"])
    assert len(from_json(record.read_text(encoding="utf-8")).exchanges) >= 14
    assert json.loads(again.out) == report
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("number", SIGNALS)
def test_an_interrupted_walk_without_findings_is_no_clean_bill(tmp_path: Path, number: signal.Signals) -> None:
    """Nothing found by then is a 2, with the report on stdout; under --strict it is a 3."""
    first = interrupted(tmp_path, 6, number, "--fail-on", "critical")
    strict = interrupted(tmp_path, 6, number, "--fail-on", "critical", "--strict")

    assert (first.returncode, strict.returncode) == (2, 3)
    assert "The ten questions" in first.stdout
    assert "interrupted" in first.stdout


@pytest.mark.parametrize("number", SIGNALS)
def test_interrupted_before_the_first_answer(tmp_path: Path, number: signal.Signals) -> None:
    """There is nothing to report: one line says so, exit 2."""
    done = interrupted(tmp_path, 0, number)

    assert (done.returncode, done.stdout) == (2, "")
    assert "had not answered when the audit was interrupted" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("option", ("--output", "--record"))
@needs_full
def test_a_full_disk_loses_no_report(tmp_path: Path, option: str) -> None:
    """What can't be written is exit 2 with its reason; the report stands on stdout all the same."""
    with serving(Bakery()) as server:
        ran = run(tmp_path, *aimed(server), option, str(FULL), HARDTACK_PASSWORD=PASSWORD)

    assert ran.code == 2
    assert "/dev/full can't be written: No space left on device" in ran.err
    assert "The ten questions" in ran.out
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("option", ("--output", "--record"))
def test_a_disk_that_fills_up_leaves_the_file_before(tmp_path: Path, option: str) -> None:
    """A file that can't grow so far (its limit is a full disk to it) is left as it was, with nothing beside it."""
    place = tmp_path / "kept"
    place.write_text("what was there before", encoding="utf-8")
    limited = (
        "import resource, os, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512)); "
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    with serving(Bakery()) as server:
        done = subprocess.run(
            [
                sys.executable, "-c", limited, sys.executable, "-m", "hardtack", "audit", *aimed(server),
                option, str(place),
            ],
            env=environment(tmp_path, HARDTACK_PASSWORD=PASSWORD),
            capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip

    assert done.returncode == 2, done.stderr
    assert "can't be written: File too large" in done.stderr
    assert place.read_text(encoding="utf-8") == "what was there before"
    assert leftovers(tmp_path) == []
    assert "The ten questions" in done.stdout


def leftovers(folder: Path) -> list[str]:
    """Temporary files that an audit left behind."""
    return [file.name for file in folder.rglob(".*") if file.is_file()]


@pytest.mark.parametrize(
    ("redirection", "code"),
    (
        ("| head -1", 1),
        ("2>&1 | head -1", 1),
        (">&-", 2),
        ("2>&-", 1),
        (">&- 2>&-", 2),
        pytest.param("> /dev/full", 2, marks=needs_full),
        pytest.param("2> /dev/full", 1, marks=needs_full),
    ),
)
def test_outputs_that_nobody_reads(tmp_path: Path, redirection: str, code: int) -> None:
    """A reader that leaves changes nothing, a full or closed stdout is exit 2; never a traceback or a crash report."""
    script = f'{{ {sys.executable} -m hardtack audit "$@"; echo "$?" > "$HOME/code"; }} {redirection}'
    with serving(Bakery()) as server:
        done = subprocess.run(
            ["bash", "-c", script, "bash", *aimed(server)],
            env=environment(tmp_path, HARDTACK_PASSWORD=PASSWORD),
            capture_output=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip

    assert (tmp_path / "code").read_text(encoding="utf-8").strip() == str(code), done.stderr
    assert not re.search("Traceback|Exception ignored|defect", done.stdout + done.stderr)
    assert not list(tmp_path.glob("hardtack-defect-*"))
    if code == 2 and "2>&-" not in redirection:
        assert re.search("stdout (?:can't be written: No space left on device|is closed)", done.stderr)


def test_a_signal_while_nothing_is_walked(tmp_path: Path) -> None:
    """While it reads a pipe that never ends, a signal is one line and exit 2."""
    pipe = _endless_pipe(tmp_path)
    child = start(tmp_path, "--from", str(pipe))
    writer = _opened_by_both(pipe)
    child.send_signal(signal.SIGTERM)
    _, err = child.communicate(timeout=30)
    os.close(writer)

    assert (child.returncode, err.decode()) == (2, "hardtack: interrupted\n")


def _opened_by_both(pipe: Path) -> int:
    """The end of a pipe that is written to, once somebody reads the other."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.02)
    raise AssertionError("nobody reads the pipe")


def _endless_pipe(folder: Path) -> Path:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    return pipe


def test_a_site_may_end_while_it_is_asked(tmp_path: Path) -> None:
    """A server that dies amid the walk leaves a report of what was known."""
    bakery = Bakery()

    def answering(asked: Asked) -> Answer:
        return b"" if asked.number >= 10 else bakery(asked)

    with serving(answering) as server:
        ran = run(tmp_path, *aimed(server), HARDTACK_PASSWORD=PASSWORD)

    assert ran.code == 1
    assert "closed the connection without an answer" in ran.said or "no page was found" in ran.said, ran.out
