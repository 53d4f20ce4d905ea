"""The configuration file and files of targets, as a user meets them: real processes, the bundled demo."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hardtack.demo import RunningDemo, Switches, start_demo
from hardtack.report.summary import SUMMARY_SCHEMA
from tests.cli.test_audit import DEADLINE, environment
from tests.probe.loopback import Peer, serving


@pytest.fixture(scope="module")
def weak() -> Iterator[RunningDemo]:
    """A demo that gets everything wrong but https."""
    with start_demo(Switches.parse(right="q8")) as running:
        yield running


@pytest.fixture(scope="module")
def right() -> Iterator[RunningDemo]:
    """A demo that gets everything right."""
    with start_demo(Switches.parse(right="all")) as running:
        yield running


def hardtack(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, which is also its home, with these variables set."""
    return subprocess.run(
        [sys.executable, "-m", "hardtack", *arguments],
        env=environment(folder, **more), cwd=folder, input="", capture_output=True, encoding="utf-8",
        timeout=DEADLINE, check=False,
    )  # fmt: skip


def configured(folder: Path, text: str, name: str = "hardtack.toml") -> str:
    """Write a configuration file; its path."""
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def rows(shown: str) -> dict[str, tuple[str, str]]:
    """Value and source of each option that `--show-config` prints."""
    table = (line.split("  ") for line in shown.partition("\n\n")[0].splitlines())
    cut = ([cell.strip() for cell in cells if cell.strip()] for cells in table)
    return {name: (value, source) for name, value, source in cut}


def test_who_wins(tmp_path: Path) -> None:
    """The command line, then the file, then the default; dashes and underscores are one."""
    configured(tmp_path, '[audit]\nmax-requests = 50\nfail_on = "high"\nalso = ["/a", "/b"]\nstrict = true\nrate = 3\n')
    done = hardtack(tmp_path, "audit", "--show-config", "--max-requests", "60", "https://a.example/")
    said = rows(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert said["max-requests"] == ("60", "command line")
    assert said["fail-on"] == ("high", "configuration file")
    assert said["also"] == ("/a, /b", "configuration file")
    assert said["strict"] == ("true", "configuration file")
    assert said["rate"] == ("3.0", "configuration file")
    assert said["settle"] == ("2.0", "default")
    assert said["url"] == ("https://a.example/", "command line")
    assert done.stdout.endswith("configuration file: hardtack.toml\n")


def test_no_file(tmp_path: Path) -> None:
    """All is default, and the password's variable is named without its value."""
    done = hardtack(tmp_path, "audit", "--show-config", HARDTACK_PASSWORD="a-password-of-some-length")
    said = rows(done.stdout)
    assert said["max-requests"] == ("200", "default")
    assert said["password"] == ("(set, not shown)", "environment (HARDTACK_PASSWORD)")
    assert "a-password-of-some-length" not in done.stdout
    assert done.stdout.endswith("configuration file: none (no hardtack.toml here)\n")


def test_secrets_on_the_command_line_are_not_shown(tmp_path: Path) -> None:
    """Of a header the name alone, of a proxy no password."""
    done = hardtack(
        tmp_path, "audit", "--show-config", "--header", "X-Key: a-secret-of-some-length",
        "--proxy", "http://me:a-secret-of-some-length@127.0.0.1:3128",
    )  # fmt: skip
    said = rows(done.stdout)
    assert said["header"] == ("X-Key: …", "command line")
    assert said["proxy"] == ("http://…@127.0.0.1:3128", "command line")


def test_a_policy_may_be_the_same_file(tmp_path: Path) -> None:
    """A policy called hardtack.toml is no mistake of the options, and options in a policy are none of the policy's."""
    policy = 'version = 1\n[site]\norigin = "https://a.test"\n'
    configured(tmp_path, policy)
    alone = hardtack(tmp_path, "audit", "http://127.0.0.1:1/", "--dry-run")
    assert (alone.returncode, alone.stderr) == (0, "")
    configured(tmp_path, f"{policy}[audit]\nrate = 3.0\n")
    both = hardtack(tmp_path, "audit", "http://127.0.0.1:1/", "--show-config")
    assert rows(both.stdout)["rate"] == ("3.0", "configuration file")
    told = hardtack(tmp_path, "explain", "a=1", "--policy", "hardtack.toml")
    assert told.returncode == 0


def test_another_file(tmp_path: Path) -> None:
    """`--config` names it, and the one in the folder is not read."""
    configured(tmp_path, "[audit]\nbroken")
    other = configured(tmp_path, '[audit]\nurl = "https://b.example/"\n', "other.toml")
    done = hardtack(tmp_path, "audit", "--config", other, "--show-config")
    assert rows(done.stdout)["url"] == ("https://b.example/", "configuration file")


def test_the_file_is_told_of(tmp_path: Path) -> None:
    """An audit says that a file gave options, unless it is to be quiet: the file may lie there unremembered."""
    configured(tmp_path, "[audit]\ninsecure = true\n")
    loud = hardtack(tmp_path, "audit", "http://127.0.0.1:1/")
    quiet = hardtack(tmp_path, "audit", "http://127.0.0.1:1/", "--quiet")
    assert ["hardtack.toml gives further options" in one.stderr for one in (loud, quiet)] == [True, False]


def test_an_audit_with_options_of_the_file(tmp_path: Path, weak: RunningDemo) -> None:
    """URL, user and the rest come from the file; the audit is the one that options would give."""
    (tmp_path / "password").write_text(weak.password)
    configured(
        tmp_path,
        f'[audit]\nurl = "{weak.login_url}"\nusername = "{weak.username}"\npassword-file = "password"\n'
        f'ca = "{weak.ca_file}"\nsettle = 0\nformat = "json"\nquiet = true\n',
    )
    done = hardtack(tmp_path, "audit")
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["session_cookies"] == ["demo_session"]


@pytest.mark.parametrize(
    ("text", "says", "hint"),
    (
        ("[audit]\nmax-request = 1\n", "line 2: 'max-request' is not understood.", "Did you mean 'max-requests'?"),
        ("[audit]\nquark = 1\n", "line 2: 'quark' is not understood.", "The keys here are"),
        ("\n[audti]\nurl = 1\n", "line 2: 'audti' is not understood.", "[audit]"),
        ("audit = 1\n", "line 1: 'audit' is not understood.", "[audit]"),
        ("[audit]\npassword = 'x'\n", "line 2: a password can't stand in this file.", "password-file"),
        ("[audit]\nheader = ['Cookie: a=b']\n", "line 2: a header that may be a secret", "--header"),
        ("[audit]\nproxy = 'http://a:b@c'\n", "line 2: a proxy's password can't stand", "--proxy"),
        ("[audit]\nproxy = 'a:b@c'\n", "line 2: a proxy's password can't stand", "--proxy"),
        ("[audit]\nstrict = 1\n", "line 2: 'strict' must be true or false.", "strict = true"),
        ("[audit]\nmax-requests = '9'\n", "line 2: 'max-requests' must be integer range.", "without quotes"),
        ("[audit]\nmax-requests = 0\n", "line 2: 'max-requests': 0 is not in the range", "--help"),
        ("[audit]\nurl = 7\n", "line 2: 'url' must be text.", "text in them"),
        ("[audit]\nurl = ['a']\n", "line 2: 'url' must be text.", "configuration.md"),
        ("[audit]\nalso = [1979-05-27]\n", "line 2: 'also' must be an array of strings.", "configuration.md"),
        ("[audit]\nfail-on = 'worst'\n", "line 2: 'fail-on': 'worst' is not one of", "--help"),
        ("[audit]\nlogin-url = 'a'\nlogin_url = 'b'\n", "'login_url' is given twice", "Leave one"),
        ("[audit]\ntargets = 'x'\n", "line 2: 'targets' is not understood.", ""),
        ("[audit\n", "hardtack.toml is not TOML", "configuration.md"),
    ),
)
def test_what_cannot_stand_there(text: str, says: str, hint: str, tmp_path: Path) -> None:
    """The message names file and line, the hint the nearest key or the remedy; nothing is sent."""
    configured(tmp_path, text)
    done = hardtack(tmp_path, "audit", "https://a.example/")
    assert (done.returncode, done.stdout) == (2, "")
    assert "hardtack.toml" in done.stderr
    assert says in done.stderr
    assert hint in done.stderr


def targets_of(weak: RunningDemo, right: RunningDemo, folder: Path) -> str:
    """A file with a weak target, a right one, and one that does not answer."""
    (folder / "password").write_text(weak.password)
    return configured(
        folder,
        f"""
[[target]]
name = "the weak one"
url = "{weak.login_url}"
username = "{weak.username}"
password_file = "password"
ca = "{weak.ca_file}"

[[target]]
url = "{right.login_url}"
username = "{right.username}"
password-env = "RIGHT_PASSWORD"
ca = "{right.ca_file}"
http-url = "{right.http_url}portal/login"

[[target]]
name = "nobody"
url = "http://127.0.0.1:1/?secret=a-value-of-some-length"
""",
        "targets.toml",
    )


def test_several_targets(weak: RunningDemo, right: RunningDemo, tmp_path: Path) -> None:
    """One summary by its schema, a report each, one exit code; who does not answer stops nobody."""
    file = targets_of(weak, right, tmp_path)
    done = hardtack(
        tmp_path, "audit", "--targets", file, "--output", "reports", "--format", "json", "--settle", "0",
        "--jobs", "2", RIGHT_PASSWORD=right.password,
    )  # fmt: skip
    summary: list[dict[str, Any]] = json.loads(done.stdout)
    assert done.returncode == 2, done.stderr
    assert [error.message for error in Draft202012Validator(SUMMARY_SCHEMA).iter_errors(summary)] == []
    assert [one["name"] for one in summary] == ["the weak one", right.login_url.partition("://")[2], "nobody"]
    assert [one["exit_code"] for one in summary] == [1, 0, 2]
    assert summary[0]["questions"]["Q3"] == "failed"
    assert summary[1]["questions"]["Q3"] == "passed"
    assert "did not answer" in summary[2]["error"]
    assert json.loads((tmp_path / summary[0]["report"]).read_text())["session_cookies"] == ["demo_session"]
    assert done.stderr.count("hardtack: [") == 3
    assert weak.password not in done.stdout + done.stderr
    assert "a-value-of-some-length" not in done.stdout + done.stderr


def test_the_summary_as_text(weak: RunningDemo, tmp_path: Path) -> None:
    """A table with a mark for each question, and text reports with their probes where wanted."""
    file = configured(tmp_path, f'[[target]]\nname = "weak"\nurl = "{weak.login_url}"\n', "targets.toml")
    done = hardtack(
        tmp_path, "audit", "--targets", file, "--ca", str(weak.ca_file), "--output", "out", "--explain", "--quiet"
    )
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert lines[0].split() == ["target", *(f"Q{number}" for number in range(1, 11)), "worst", "exit"]
    assert lines[1].split()[0] == "weak"
    assert (lines[1].split()[1], lines[1].split()[-1]) == ("?", "1")
    assert "Q1" in (tmp_path / "out" / "weak.txt").read_text()


def test_a_password_is_one_target_s(weak: RunningDemo, tmp_path: Path) -> None:
    """HARDTACK_PASSWORD is nobody's unless a target names it: else one site would get another's password."""
    file = configured(tmp_path, f'[[target]]\nurl = "{weak.login_url}"\nca = "{weak.ca_file}"\n', "targets.toml")
    done = hardtack(tmp_path, "audit", "--targets", file, "--output", "out", "--format", "json", HARDTACK_PASSWORD="x")
    (one,) = json.loads(done.stdout)
    report = json.loads((tmp_path / one["report"]).read_text())
    assert "login" not in {step["step"].lower() for step in report["walk"]}


@pytest.mark.parametrize(
    ("text", "says"),
    (
        ("[[target]]\nurl = 'https://a.example'\npassword = 'x'\n", "line 3: a password can't stand in this file."),
        ("[[target]]\nurl = 'https://a.example'\n[[target]]\nurll = 'b'\n", "line 4: 'urll' is not understood."),
        ("[[target]]\nurl = 'https://a.example'\nfail-on = 'low'\n", "line 3: 'fail-on' is not understood."),
        ("[[target]]\nurl = 'a.example'\n", "line 2: url:"),
        ("[[target]]\nname = 'a'\n", "target number 1 has no url."),
        ("[[target]]\nname = ''\n", "line 2: 'name' must be a string."),
        (
            "[[target]]\nurl = 'https://a.example'\npassword-env = 'A'\npassword-file = 'b'\n",
            "there are two passwords.",
        ),
        ("[[targets]]\nurl = 'https://a.example'\n", "line 1: 'targets' is not understood."),
        ("target = []\n", "holds no [[target]]."),
        ("target = [1]\n", "a target must be a table."),
        ("", "holds no [[target]]."),
        ("[", "is not TOML"),
    ),
)
def test_what_is_no_file_of_targets(text: str, says: str, tmp_path: Path) -> None:
    """The message names the line and the remedy; nothing is sent to any target."""
    done = hardtack(tmp_path, "audit", "--targets", configured(tmp_path, text, "targets.toml"))
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "hint:" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    (
        (("https://a.example/",), "--targets names the addresses."),
        (("--dry-run",), "--targets and --dry-run don't go together."),
        (("--from", "x"), "--targets and --from don't go together."),
        (("--output", "targets.toml"), "--output: targets.toml can't be made"),
    ),
)
def test_what_does_not_go_with_targets(arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    """Options of one audit are refused."""
    configured(tmp_path, "[[target]]\nurl = 'http://127.0.0.1:1/'\n", "targets.toml")
    done = hardtack(tmp_path, "audit", "--targets", "targets.toml", *arguments)
    assert (done.returncode, says in done.stderr) == (2, True), done.stderr


def test_a_variable_that_is_not_set(tmp_path: Path) -> None:
    """The target could not run and says which variable is missing; a name that is taken gets a number."""
    text = "[[target]]\nurl = 'http://127.0.0.1:1/'\npassword_env = 'NOBODY_SET_THIS'\n" * 2
    done = hardtack(tmp_path, "audit", "--targets", configured(tmp_path, text, "targets.toml"))
    assert done.returncode == 2
    assert done.stdout.count("The variable NOBODY_SET_THIS is not set.") == 2


def test_ctrl_c_reports_what_is_known(tmp_path: Path) -> None:
    """Audits under way end with what they know, those that wait are not begun, and the summary is printed."""

    def silent(peer: Peer) -> None:
        while peer.read():
            pass

    with serving(silent) as server:
        text = f"[[target]]\nurl = '{server.url()}'\n" * 3
        configured(tmp_path, text, "targets.toml")
        process = subprocess.Popen(
            [sys.executable, "-m", "hardtack", "audit", "--targets", "targets.toml", "--jobs", "1"],
            env=environment(tmp_path), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until = time.monotonic() + DEADLINE
        while not server.requests and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=DEADLINE)
    assert process.returncode == 2
    assert said.count("interrupted before its turn") == 2
    assert len(server.requests) == 1
