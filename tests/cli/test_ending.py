"""How commands end whose output nobody takes, or that somebody interrupts while they read."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = f"{sys.executable} -m hardtack"
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
PRINTING = ("explain HT301", "render --list", "completion bash", "--help", "plan --help", "--version")


def ended(script: str, folder: Path) -> tuple[int, str]:
    """Exit code and stderr of a shell's script."""
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


@needs_full
@pytest.mark.parametrize("arguments", PRINTING)
def test_a_full_stdout_is_no_defect(arguments: str, tmp_path: Path) -> None:
    """Exit 2 with the reason in one voice, whatever was to be printed."""
    code, err = ended(f"{PROGRAM} {arguments} > {FULL}", tmp_path)

    assert code == 2
    assert err.startswith("hardtack: stdout can't be written: No space left on device.\n  hint: ")
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize("arguments", PRINTING)
def test_a_reader_that_has_seen_enough_is_none_either(arguments: str, tmp_path: Path) -> None:
    """The command ends as it would have, without a word about it."""
    code, err = ended(f"{PROGRAM} {arguments} | true", tmp_path)

    assert code == 0
    assert "hardtack:" not in err


def test_what_nobody_can_get_is_not_called_written(tmp_path: Path) -> None:
    """With stdout closed the policy's configuration would be lost: exit 2."""
    (tmp_path / "p.toml").write_text(
        'version = 1\n[site]\norigin = "https://a.example"\nupstream = "http://127.0.0.1:1"\n', encoding="utf-8"
    )

    assert ended(f"{PROGRAM} render nginx-lua p.toml > /dev/null", tmp_path)[0] != 2
    code, err = ended(f"{PROGRAM} render nginx-lua p.toml >&-", tmp_path)

    assert code == 2
    assert err.endswith("hardtack: stdout is closed.\n  hint: Give it a place, such as > FILE or > /dev/null.\n")


@pytest.mark.parametrize(
    ("arguments", "named"),
    (
        ("render nginx -", "POLICY"),
        ("plan -", "RECORDING"),
        ("verify -", "BEFORE"),
        ("explain", "LINE"),
        ("lint - --kind nginx", "FILE"),
    ),
)
def test_a_closed_stdin_is_no_defect(arguments: str, named: str, tmp_path: Path) -> None:
    """Exit 2, with what was to be read from it and the remedy."""
    code, err = ended(f"{PROGRAM} {arguments} <&-", tmp_path)

    assert code == 2
    assert err.startswith(f"hardtack: {named}: stdin is closed.\n  hint: ")


def test_an_interruption_ends_one_way_wherever_it_comes(tmp_path: Path) -> None:
    """Also where Python was running a text, as it does for each dataclass: exit 2, and not the signal."""
    (tmp_path / "interrupted.py").write_text(
        "import sys\n"
        "from hardtack.cli import main, reading_text\n"
        "def read_text(*_):\n"
        "    exec('raise KeyboardInterrupt')\n"
        "reading_text.read_text = read_text\n"
        "sys.argv = ['hardtack', 'render', 'nginx', '-']\n"
        "main()\n",
        encoding="utf-8",
    )

    assert ended(f"{sys.executable} -m interrupted", tmp_path) == (2, "hardtack: interrupted\n")


def test_only_one_place_prints_by_itself() -> None:
    """What commands print goes through `write_output` and `say`, which know how a stream ends."""
    printing = [
        file.name
        for file in sorted((ROOT / "src" / "hardtack" / "cli").glob("*.py"))
        if "click.echo(" in file.read_text("utf-8")
    ]

    assert printing == ["__init__.py", "ending.py", "output.py"]
