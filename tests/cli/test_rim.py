"""The parts of the command line that touch the machine: password, state file, terminal, files."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from hardtack.cli.failed_logins import PAUSE, may_fail, note_failed
from hardtack.cli.output import refuse_to_write_over, write_file
from hardtack.cli.password import VARIABLE, find_password
from hardtack.cli.progress import Progress
from hardtack.cli.reading_text import read_text
from hardtack.demo import Switches, start_demo
from hardtack.errors import HostError, UsageError
from hardtack.recording.model import Step

SRC = Path(__file__).resolve().parents[2] / "src"
ORIGIN = "https://shop.example"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state file, in a folder of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "hardtack" / "failed-logins.json"


def test_one_failed_login_bars_the_next(state: Path) -> None:
    """For a quarter of an hour, for that user at that site alone, and the file names neither."""
    assert may_fail(ORIGIN, "baker", 1000.0)
    note_failed(ORIGIN, "baker", 1000.0)

    assert not may_fail(ORIGIN, "baker", 1000.0 + PAUSE - 1)
    assert may_fail(ORIGIN, "baker", 1000.0 + PAUSE)
    assert may_fail(ORIGIN, "miller", 1001.0)
    assert may_fail("https://other.example", "baker", 1001.0)
    assert may_fail(ORIGIN, None, 1001.0)
    assert "baker" not in state.read_text(encoding="utf-8")
    assert "shop.example" not in state.read_text(encoding="utf-8")
    assert state.stat().st_mode & 0o077 == 0


def test_a_clock_set_back_bars_nobody(state: Path) -> None:
    """A failed login in the future says nothing."""
    note_failed(ORIGIN, "baker", 5000.0)

    assert state.exists()
    assert may_fail(ORIGIN, "baker", 4000.0)


def test_the_file_stays_small(state: Path) -> None:
    """Old entries go, and of the recent at most a thousand stay."""
    state.parent.mkdir()
    state.write_text(json.dumps({"old": 0.0} | {f"k{number}": 9000.0 + number / 1000 for number in range(3000)}))
    note_failed(ORIGIN, "baker", 9010.0)
    kept = json.loads(state.read_text(encoding="utf-8"))

    assert len(kept) == 1000
    assert "old" not in kept
    assert not may_fail(ORIGIN, "baker", 9011.0)


@pytest.mark.parametrize("content", (b"", b"[1]", b"{", b'{"a": "b", "c": null}', b"\xff\xfe", b"[" * 100_000))
def test_a_broken_file_bars_nobody(state: Path, content: bytes) -> None:
    """What can't be read is as if it weren't there, and is written anew."""
    state.parent.mkdir()
    state.write_bytes(content)

    assert may_fail(ORIGIN, "baker", 1000.0)
    note_failed(ORIGIN, "baker", 1000.0)
    assert not may_fail(ORIGIN, "baker", 1001.0)


def test_no_room_for_the_file_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written the audit goes on."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    note_failed(ORIGIN, "baker", 1000.0)

    assert may_fail(ORIGIN, "baker", 1001.0)


def test_a_relative_state_folder_is_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the base directory specification says; the home's own place is used then."""
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    note_failed(ORIGIN, "baker", 1000.0)

    assert (tmp_path / ".local" / "state" / "hardtack" / "failed-logins.json").exists()


def test_nobody_at_home_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no home is known nothing is kept."""

    def unknown(_path: Path) -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(Path, "expanduser", unknown)
    note_failed(ORIGIN, "baker", 1000.0)

    assert may_fail(ORIGIN, "baker", 1001.0)


def test_the_file_goes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is the file's first line, its spaces kept, else the variable, else nothing if none is wanted."""
    file = tmp_path / "password"
    file.write_bytes("\ufeffpä ss \r\nsecond\n".encode())
    monkeypatch.setenv(VARIABLE, "from the environment")

    assert find_password(str(file), wanted="baker", no_input=True) == "pä ss "
    assert find_password(None, wanted="baker", no_input=True) == "from the environment"
    monkeypatch.delenv(VARIABLE)
    assert find_password(None, wanted=None, no_input=True) is None


@pytest.mark.parametrize(("content", "error"), ((b"", UsageError), (b"\nx", UsageError), (b"\xff", HostError)))
def test_a_useless_password_file_is_refused(tmp_path: Path, content: bytes, error: type[Exception]) -> None:
    """Empty, or no text."""
    file = tmp_path / "password"
    file.write_bytes(content)

    with pytest.raises(error):
        find_password(str(file), wanted="baker", no_input=True)


def test_an_empty_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a mistake, and no wish for an audit from outside."""
    monkeypatch.setenv(VARIABLE, "")

    with pytest.raises(UsageError):
        find_password(None, wanted=None, no_input=True)


def test_at_a_terminal_the_password_is_asked_for(tmp_path: Path) -> None:
    """The prompt doesn't echo, progress is a rewritten line, the report has colours; NO_COLOR takes them off."""
    with start_demo(Switches.parse(right="all")) as demo:
        plain = demo.http_url + demo.login_url.split("/", 3)[3]
        arguments = ["audit", demo.login_url, "--username", demo.username, "--ca", str(demo.ca_file)]
        arguments += ["--http-url", plain, "--settle", "0"]
        code, seen = at_terminal(tmp_path, arguments, typed=demo.password + "\n")
        _, uncolored = at_terminal(
            tmp_path, [*arguments, "--no-input", "--quiet"], NO_COLOR="1", HARDTACK_PASSWORD=demo.password
        )

    assert code == 0, seen
    assert "Password of baker: " in seen
    assert demo.password not in seen
    assert "\r\x1b[2Klogin … (request " in seen
    assert "\x1b[32mpassed" in seen
    assert "\x1b[" not in uncolored
    assert "Q1   passed" in uncolored


def at_terminal(home: Path, arguments: list[str], typed: str = "", **more: str) -> tuple[int, str]:
    """Run the command with a terminal of its own for all three streams."""
    leader, follower = pty.openpty()
    environment = {"PYTHONPATH": str(SRC), "PATH": os.environ["PATH"], "TERM": "xterm", "HOME": str(home), **more}
    process = subprocess.Popen(
        [sys.executable, "-m", "hardtack", *arguments],
        env=environment,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    )
    os.close(follower)
    seen = b""
    while True:
        try:
            piece = os.read(leader, 65536)
        except OSError:
            break
        if not piece:
            break
        if typed and b"Password" in seen + piece:
            os.write(leader, typed.encode())
            typed = ""
        seen += piece
    os.close(leader)
    return process.wait(60), seen.decode("utf-8", "replace")


def test_off_a_terminal_progress_is_told_only_if_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the first ten seconds, then a line a step; nothing at all with --quiet."""
    now = [100.0]
    stderr = io.StringIO()
    monkeypatch.setattr("sys.stderr", stderr)
    told = Progress(quiet=False, monotonic=lambda: now[0])
    hushed = Progress(quiet=True, monotonic=lambda: now[0])
    for later, step in ((0.0, Step.VISIT), (5.0, Step.LOGIN), (6.0, Step.ORACLE), (9.0, Step.ORACLE)):
        now[0] += later
        told(step, 7)
        hushed(step, 7)
    told.clear()
    hushed.clear()

    assert stderr.getvalue() == "hardtack: inside or outside … (request 8)\n"


def test_files_are_read_and_refused(tmp_path: Path) -> None:
    """A mark at the beginning is no text; a folder is no file."""
    (tmp_path / "text").write_bytes("\ufeffhä".encode())

    assert read_text(str(tmp_path / "text"), "--from") == "hä"
    with pytest.raises(HostError):
        read_text(str(tmp_path), "--from")


def test_a_stdin_that_fails_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what was to be read from it; one that is closed is nobody's who could be asked for a password."""
    with Path(os.devnull).open("w", encoding="utf-8") as unreadable:
        monkeypatch.setattr("sys.stdin", unreadable)
        with pytest.raises(HostError, match="POLICY: stdin can't be read: UnsupportedOperation"):
            read_text("-", "POLICY")
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(UsageError, match="The password of baker is missing"):
        find_password(None, wanted="baker", no_input=False)


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    """By whatever name; what is not there yet, stdin and a device that is both are no loss."""
    seen, link = tmp_path / "seen", tmp_path / "link"
    seen.write_text("all that was seen")
    link.symlink_to(seen)

    with pytest.raises(UsageError, match="--output would write over BEFORE"):
        refuse_to_write_over({"--from": None, "BEFORE": str(seen)}, {"--record": None, "--output": str(link)})
    refuse_to_write_over({"BEFORE": "-", "--from": str(seen)}, {"--record": "-", "--output": str(tmp_path / "new")})
    refuse_to_write_over({"FILE": "/dev/null"}, {"--output": "/dev/null"})


def test_a_device_stays_a_device(tmp_path: Path) -> None:
    """What is no regular file is written to, not replaced; a symbolic link goes on pointing."""
    (tmp_path / "target").write_text("before")
    (tmp_path / "link").symlink_to("target")
    write_file("text", Path("/dev/null"))
    write_file("text", tmp_path / "link")

    assert Path("/dev/null").is_char_device()
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "text"


def test_a_file_that_cannot_be_renamed_leaves_nothing(tmp_path: Path) -> None:
    """Where the place is a folder, the temporary file goes away again."""
    (tmp_path / "place" / "inner").mkdir(parents=True)

    with pytest.raises(HostError):
        write_file("text", tmp_path / "place")
    assert [one.name for one in tmp_path.iterdir()] == ["place"]
