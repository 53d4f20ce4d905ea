"""What is said of a file that is no policy, or of a policy where something else belongs."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from hardtack.cli import main

SOUND = 'version = 1\n[site]\norigin = "https://a.example"\n'


def run(*arguments: str, stdin: str | None = None) -> tuple[int, str]:
    """Exit code and stderr."""
    result = CliRunner().invoke(main, arguments, input=stdin)
    return result.exit_code, result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    (
        ("version = \n", "p.toml is not TOML: "),
        (SOUND + "[defaults]\nsecure = 7\n", "p.toml, line 5, defaults.secure"),
        ("[site]\n", "p.toml, version: "),
        ('{"schema_version": 1}', "p.toml is JSON, as recordings and reports are, and no policy."),
    ),
)
@pytest.mark.parametrize(
    "command",
    (
        ("render", "nginx-lua", "p.toml"),
        ("explain", "a=b", "--policy", "p.toml"),
        ("verify", "before", "--policy", "p.toml"),
    ),
)
def test_what_is_wrong_with_a_policy_is_told_with_its_file(
    text: str, said: str, command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it was named; each line of the message."""
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, err = run(*command)

    assert code == 2
    assert said in err
    assert "policy, " not in err.partition("hint")[0]


def test_a_policy_from_stdin_has_no_file() -> None:
    """It is called what it is."""
    code, err = run("render", "nginx-lua", "-", stdin="version = \n")

    assert code == 2
    assert err.startswith("hardtack: stdin is not TOML: ")


@pytest.mark.parametrize("command", (("plan",), ("verify",), ("audit", "--from")))
def test_a_policy_is_no_recording(command: tuple[str, ...], tmp_path: Path) -> None:
    """The commands that take one are named."""
    file = tmp_path / "p.toml"
    file.write_text(SOUND, encoding="utf-8")
    code, err = run(*command, str(file))

    assert code == 2
    assert f"{file} is a policy, and no recording." in err
    assert "hardtack render TARGET POLICY" in err


@pytest.mark.parametrize("command", (("plan",), ("verify",), ("render", "nginx-lua")))
def test_a_folder_is_refused_in_the_same_words(command: tuple[str, ...]) -> None:
    """Wherever a file belongs."""
    code, err = run(*command, ".")

    assert code == 2
    assert ": File '.' is a directory." in err
