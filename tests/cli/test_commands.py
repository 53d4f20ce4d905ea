"""The commands beside audit: help, version, completion, explain, demo."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hardtack import __version__
from hardtack.checks import CHECKS
from hardtack.cli import main
from hardtack.cli.completion import advice
from hardtack.cli.grouped_help import AuditCommand
from hardtack.cli.program import program
from hardtack.errors import HardtackError

SRC = Path(__file__).resolve().parents[2] / "src"


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_help_lists_every_command() -> None:
    """`--help` names the commands with a line each."""
    code, stdout, _ = run("--help")

    assert code == 0
    assert re.findall(r"^  (\w+) +[A-Z]", stdout, re.MULTILINE) == [
        "audit", "completion", "demo", "explain", "lint", "plan", "render", "verify",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ("audit", "completion", "demo", "explain", "lint", "plan", "render", "verify"))
def test_every_command_has_help(name: str) -> None:
    """Each command explains itself, and its first line is no other than the list's."""
    code, stdout, _ = run(name, "--help")

    assert code == 0
    assert "--help" in stdout


@pytest.mark.parametrize("name", ("audit", "verify"))
def test_the_options_of_an_audit_stand_below_headings(name: str) -> None:
    """Each below one, none left over, and the two ways to name the way out are told apart."""
    _, stdout, _ = run(name, "--help")
    headings = re.findall(r"^([A-Z][a-z ]+):$", stdout, re.MULTILINE)
    audit = main.get_command(click.Context(main), name)
    assert audit is not None
    options = [max(one.opts, key=len) for one in audit.params if isinstance(one, click.Option)]

    assert len(headings) > 5
    assert "Others" not in headings
    assert [one for one in options if len(re.findall(rf"^  (?:-h, )?{one}(?: |$)", stdout, re.MULTILINE)) != 1] == []
    assert "when opened, as by a link (GET)" in " ".join(stdout.split())


def test_an_option_without_a_heading_is_listed_all_the_same() -> None:
    """Below a heading of its own, at the end."""
    lonely = AuditCommand("audit", params=[click.Option(["--lonely"], help="Alone.")])
    told = lonely.get_help(click.Context(lonely))

    assert re.search(r"Others:\n  --lonely TEXT +Alone\.$", told)


def test_help_answers_at_once() -> None:
    """`hardtack --help` takes less than 0.3 seconds (best of five, the machine may be busy)."""
    taken = []
    for _ in range(5):
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "hardtack", "--help"], env={"PYTHONPATH": str(SRC)}, check=True, capture_output=True
        )
        taken.append(time.monotonic() - began)

    assert min(taken) < 0.3


def test_an_unknown_command_is_a_usage_error() -> None:
    """Exit 2, said on stderr."""
    code, stdout, stderr = run("aduit")

    assert (code, stdout) == (2, "")
    assert stderr.startswith("hardtack: No such command 'aduit'.\n  hint: Did you mean audit? ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        (("audit", "--usrname", "x"), "hint: Did you mean --username? `"),
        (("audit", "--logou-url", "x"), "hint: Did you mean --logout-url or --login-url? `"),
        (("--frobnicate",), "No such option '--frobnicate'.\n  hint: `"),
        (("completion",), "Missing argument '{bash|zsh|fish}'. Choose from: bash, zsh, fish\n  hint: `"),
        (("audit", "--rate"), "Option '--rate' requires an argument.\n  hint: `hardtack --help`"),
    ),
)
def test_usage_errors_have_one_voice(arguments: tuple[str, ...], said: str) -> None:
    """What click finds is told as what hardtack finds; what is likest comes first."""
    code, stdout, stderr = run(*arguments)

    assert (code, stdout) == (2, "")
    assert stderr.startswith("hardtack: ")
    assert said in stderr


def test_without_a_command_the_help_is_printed() -> None:
    """It is no error that needs words of its own."""
    code, _, stderr = run()

    assert code == 2
    assert stderr.startswith("Usage: ")


def test_the_version() -> None:
    """`--version` is one line; with --verbose it tells what a bug report needs."""
    assert run("--version") == (0, f"hardtack {__version__}\n", "")
    code, stdout, _ = run("--verbose", "--version")

    assert code == 0
    assert re.search(r"^Python 3\.\d+\.\d+ ", stdout, re.MULTILINE)
    assert re.search(r"^public suffix list of \d{4}-\d\d-\d\d$", stdout, re.MULTILINE)
    assert run("--version", "--verbose")[1] == stdout


@pytest.mark.parametrize("shell", ("bash", "zsh", "fish"))
def test_completion_scripts(shell: str) -> None:
    """Each shell gets a script on stdout and a hint on stderr."""
    code, stdout, stderr = run("completion", shell)

    assert code == 0
    assert "_HARDTACK_COMPLETE" in stdout
    assert f"hardtack completion {shell}" in stderr


def completed(words: str) -> set[str]:
    """What the script gets when the last of the words is to be completed."""
    environment = {
        "PYTHONPATH": str(SRC),
        "_HARDTACK_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
    }
    done = subprocess.run(
        [sys.executable, "-c", "from hardtack.cli import main; main(prog_name='hardtack')"],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return set(done.stdout.split())


def test_completion_completes() -> None:
    """What the script calls answers with options, commands, codes, questions and names."""
    assert {"plain,--login-url", "plain,--logout", "plain,--logout-url"} <= completed("hardtack audit --lo")
    assert completed("hardtack explain HT30") == {"plain,HT301"}
    assert completed("hardtack explain ht70") == {"plain,ht701", "plain,ht702", "plain,ht703", "plain,ht704"}
    assert completed("hardtack explain Q1") == {"plain,Q1", "plain,Q10"}
    assert completed("hardtack explain session-kept-o") == {"plain,session-kept-over-login"}
    assert completed("hardtack explain HL90") >= {"plain,HL901"}
    assert completed("hardtack explain al") == {"plain,all"}


@pytest.mark.parametrize("shell", ("bash", "zsh", "fish"))
def test_the_advice_on_completion_can_be_run(shell: str, tmp_path: Path) -> None:
    """In a home where none of its folders is there yet."""
    _, script, _ = run("completion", shell)
    line = advice(shell).splitlines()[1]
    folder = tmp_path / "bin"
    folder.mkdir()
    stand_in = folder / "hardtack"
    stand_in.write_text(f'#!/bin/sh\n[ "$*" = "completion {shell}" ] && echo script\n', encoding="utf-8")
    stand_in.chmod(0o755)
    environment = {"HOME": str(tmp_path), "PATH": f"{folder}:{os.environ['PATH']}"}
    subprocess.run(["sh", "-c", line], env=environment, check=True)
    (file,) = (one for one in tmp_path.rglob("*hardtack*") if one.is_file() and one != stand_in)

    assert script != ""
    assert file.read_text(encoding="utf-8") == "script\n"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_each_check_is_explained(check: object) -> None:
    """By its code in any case, and by its name."""
    code, name = check.code, check.name  # type: ignore[attr-defined]
    first = run("explain", code.lower())

    assert first == run("explain", name)
    assert first[0] == 0
    assert first[1].startswith(f"{code} {name}\n")
    assert "\nRemedy" in first[1]


def test_the_checks_are_listed() -> None:
    """All of them, or those of a question."""
    code, stdout, _ = run("explain", "all")
    of_one = run("explain", "q3")[1]

    assert code == 0
    assert [line.split()[0] for line in stdout.splitlines()] == [check.code for check in CHECKS]
    assert of_one.startswith("Q3: Does the cookie have the attribute HttpOnly?\n")
    assert [line.split()[1] for line in of_one.splitlines()[2:]] == ["Q3"] * (len(of_one.splitlines()) - 2)


@pytest.mark.parametrize(
    ("what", "said"),
    (
        ("HT1O1", "No check is called 'HT1O1'.\n  hint: Did you mean HT101?"),
        ("ht999", "hint: The codes there are HT901, HT902, HT903, HT904, "),
        ("HT7777", "No check is called 'HT7777'.\n  hint: `hardtack explain all` lists"),
        ("session-kept-over-logn", "hint: Did you mean session-kept-over-login?"),
        (
            "???",
            "No check is called '???', and a set-cookie line would have a `name=value`.\n  hint: `hardtack explain",
        ),
        ("\x1b[2J", r"No check is called '\x1b[2J'"),
        ("Q11", "There is no question Q11; there are ten.\n  hint: Q1: Is the session cookie different"),
        ("HttpOnly", "HttpOnly is an attribute, not a whole line"),
        ("HttpOnly", "hint: Try `hardtack explain 'sid=1; HttpOnly'`. `hardtack explain Q3` says"),
        ("partitioned", "hint: Try `hardtack explain 'sid=1; Partitioned; Secure; SameSite=None'`.\n"),
    ),
)
def test_an_unknown_check_is_an_error_with_the_nearest(what: str, said: str) -> None:
    """Exit 2, and what was perhaps meant."""
    code, stdout, stderr = run("explain", what)

    assert (code, stdout) == (2, "")
    assert said in stderr


def test_the_demo_audits_itself() -> None:
    """`demo --audit` prints the report and exits as the audit does; by a host name, so that a wide Domain shows."""
    weak = run("demo", "--wrong", "q3,q4", "--audit", "--format", "json", "--quiet")
    right = run("demo", "--right", "all", "--audit", "--quiet", "--no-color")
    questions = {one["id"]: one["verdict"] for one in json.loads(weak[1])["questions"]}

    assert (weak[0], right[0]) == (1, 0), right[1]
    assert [name for name, verdict in questions.items() if verdict == "failed"] == ["Q3", "Q4"]
    assert right[1].startswith("hardtack ")


@contextmanager
def served_demo(folder: Path, *arguments: str) -> Generator[tuple[subprocess.Popen[str], list[str], list[str]]]:
    """A running `hardtack demo`, what it said on stdout and on stderr; its temporary files lie in the folder."""
    environment = {"PYTHONPATH": str(SRC), "PATH": os.environ["PATH"], "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "hardtack", "demo", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process, process.stdout, process.stderr:
        said = [process.stdout.readline() for _ in range(6)]
        yield process, said, [process.stderr.readline() for _ in range(3)]
        process.kill()


@pytest.mark.parametrize("number", (signal.SIGINT, signal.SIGTERM))
def test_the_demo_serves_until_it_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    """It prints addresses, account and the command to try; on either signal it ends with 0 and leaves no file."""
    with served_demo(tmp_path, "--right", "q8") as (process, said, tried):
        there = list(tmp_path.iterdir())
        process.send_signal(number)

        assert process.wait(20) == 0
    assert there != []
    assert list(tmp_path.iterdir()) == []
    assert [line.split(":")[0] for line in said] == [
        "http side", "https side", "login", "user name", "password", "authority",
    ]  # fmt: skip
    assert f" {sys.executable} -m hardtack audit https://app.demo.test:" in tried[2]
    assert tried[2].endswith(" --resolve app.demo.test:127.0.0.1\n")


def test_the_demo_without_https_says_why(tmp_path: Path) -> None:
    """In words that need no knowledge of the ten questions' numbers."""
    with served_demo(tmp_path) as (process, said, _):
        process.send_signal(signal.SIGTERM)
        process.wait(20)

    assert said[1] == "https side: none, since Q8 (HTTPS) is answered wrong; --right q8 opens it\n"
    assert said[5].startswith("authority:  none, since there is no https side")


def test_the_program_is_named_as_it_was_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name where the shell finds it so, else by its path."""
    script = tmp_path / "hardtack"
    script.touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", [str(script)])
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    by_path = program()
    monkeypatch.setenv("PATH", str(tmp_path))

    assert (by_path, program()) == (str(script), "hardtack")


@pytest.mark.parametrize(
    ("arguments", "said"),
    ((("--right", "q11"), "'q11' is no question"), (("--host", "192.0.2.1"), "weak on purpose")),
)
def test_the_demo_refuses(arguments: tuple[str, ...], said: str) -> None:
    """Unknown questions, and addresses that others can reach."""
    code, stdout, stderr = run("demo", *arguments)

    assert (code, stdout) == (2, "")
    assert said in stderr


def test_a_defect_leaves_a_file_without_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unexpected exception is one line and a file with its places, and neither holds messages or variables."""
    secret = "Canary-password-4711-oat"

    def broken(what: str) -> str:
        local = secret + what
        try:
            raise KeyError(local)  # noqa: TRY301 -- a chain of two errors is what is tried
        except KeyError as error:
            raise RuntimeError(f"no luck with {local}") from error

    monkeypatch.setattr("hardtack.cli.explain.explanation", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, stdout, stderr = run("explain", "HT101")
    (file,) = tmp_path.glob("hardtack-defect-*.txt")
    written = file.read_text(encoding="utf-8")

    assert (code, stdout) == (2, "")
    assert str(file) in stderr
    assert len(stderr.splitlines()) == 1
    assert "KeyError\n  test_commands.py, line" in written
    assert "RuntimeError\n" in written
    assert secret not in stderr + written
    assert file.stat().st_mode & 0o077 == 0


def test_a_defect_without_room_for_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file can be written the place stands in the line."""

    def broken(what: str) -> str:
        raise RuntimeError(what)

    monkeypatch.setattr("hardtack.cli.explain.explanation", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    code, _, stderr = run("explain", "HT101")

    assert code == 2
    assert "test_commands.py, line" in stderr


def test_an_interruption_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C outside of an audit is a word and exit 2."""

    def interrupted(what: str) -> str:
        raise KeyboardInterrupt(what)

    monkeypatch.setattr("hardtack.cli.explain.explanation", interrupted)

    assert run("explain", "HT101") == (2, "", "hardtack: interrupted\n")


def test_messages_are_printable(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an error quotes of a site can't move the cursor, and lines of a message stay lines."""

    def refused(what: str) -> str:
        raise HardtackError(f"{what} \x1b[2J\nsecond", "do\nthis")

    monkeypatch.setattr("hardtack.cli.explain.explanation", refused)

    assert run("explain", "x") == (2, "", "hardtack: x \\x1b[2J\n          second\n  hint: do\n        this\n")
