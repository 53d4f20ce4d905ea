"""`hardtack render`: what is printed, what is written, and when it ends with 1."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from hardtack.cli import main
from hardtack.render import RENDERERS

POLICY = """version = 1
on_error = "ON_ERROR"
[site]
origin = "https://app.example.test"
upstream = "http://127.0.0.1:8080"
"""


def run(*arguments: str, policy: str = "refuse", more: str = "") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `hardtack render`, the policy on stdin."""
    result = CliRunner().invoke(main, ("render", *arguments), input=POLICY.replace("ON_ERROR", policy) + more)
    return result.exit_code, result.stdout, result.stderr


def test_what_is_exact_ends_with_0() -> None:
    """One file goes to stdout as it is, and how to install and undo it to stderr."""
    code, out, err = run("envoy", "-")
    assert code == 0
    assert json.loads(out)["node"]["id"] == "hardtack"
    told = [line.partition(":")[0] for line in err.splitlines()]
    assert told == ["tested", "install", "validate", "reload", "undo", "hardtack"]


def test_what_is_not_exact_ends_with_1() -> None:
    """What the server does otherwise is said with the words that accept it; the text is printed all the same."""
    code, out, err = run("envoy", "-", policy="drop-cookie")
    assert code == 1
    assert json.loads(out)
    assert "approximate: on_error: " in err
    assert "--accept on_error" in err


def test_a_sentence_is_said_once() -> None:
    """What several fields and rules have in common stands in one line, with all of them."""
    rules = "".join(
        f'\n[[cookies]]\nmatch = {{ name = "{name}" }}\npath = [{{ from = "/", to = "/x" }}]' for name in "ab"
    )
    code, _, err = run("php", "-", more=f'[defaults]\nsecure = "require"\nhttponly = "require"{rules}')
    assert code == 1
    (line,) = (line for line in err.splitlines() if "a server in front does the rest" in line)
    assert line.startswith(
        "unsupported: secure, httponly, path of 'a'; secure, httponly, path of 'b'; secure, httponly, on_error: These"
    )
    assert err.rstrip().endswith("--accept secure --accept httponly --accept path --accept on_error")


def test_quiet_says_only_what_is_not_exact(tmp_path: Path) -> None:
    """With --quiet nothing is said of what was written, what comes next and what was accepted; the rest is."""
    assert run("envoy", "-", "--quiet")[2] == ""
    assert run("envoy", "-", "--quiet", "--write", str(tmp_path)) == (0, "", "")
    assert len(list(tmp_path.rglob("*.json"))) == 1
    code, _, err = run("envoy", "-", "--quiet", policy="drop-cookie")
    assert (code, "approximate: on_error: " in err) == (1, True)


def test_what_is_accepted_ends_with_0() -> None:
    """A field that is named may be other than exact."""
    assert run("envoy", "-", "--accept", "on_error", policy="drop-cookie")[0] == 0


@pytest.mark.parametrize("target", [renderer.target for renderer in RENDERERS])
def test_the_command_in_a_file_writes_it_again(target: str, tmp_path: Path) -> None:
    """It names what was accepted; where two hyphens can't stand, the options are told by their names alone."""
    policy = 'drop-cookie"\nunknown = "drop'
    fields = re.findall(r"--accept (\S+)", run(target, "-", policy=policy)[2])
    assert fields or target == "haproxy-lua"
    accepts = [word for field in fields for word in ("--accept", field)]
    assert run(target, "-", *accepts, "--write", str(tmp_path), policy=policy)[0] == 0
    files = {str(file): file.read_text() for file in tmp_path.rglob("*") if file.is_file()}
    told = {name: re.search(r"run: hardtack (render [^\n\"]* DIR\)?)", text) for name, text in files.items()}
    for command in (found[1] for found in told.values() if found):
        options = re.sub(r"\(options: (.*)\)", lambda found: f"--{found[1]}".replace(", ", " --"), command)
        again = options.replace("POLICY", "-").replace("DIR", str(tmp_path / "again")).split()[1:]
        assert run(*again, policy=policy)[0] == 0, command
        written = {file.read_text() for file in (tmp_path / "again").rglob("*") if file.is_file()}
        assert written == set(files.values())
    assert any(told.values())


def test_a_field_that_does_not_exist_cannot_be_accepted() -> None:
    """A slip in --accept is an error that names the fields."""
    code, _, err = run("envoy", "-", "--accept", "onerror")
    assert code == 2
    assert "on_error" in err


def test_several_files_are_told_apart() -> None:
    """Each file stands below a line with its path."""
    out = run("haproxy-lua", "-")[1]
    heads = [line for line in out.splitlines() if line.startswith("==>")]
    assert heads == ["==> /etc/haproxy/hardtack_policy.lua <==", "==> /etc/haproxy/hardtack.cfg <=="]


def test_files_are_written_with_their_differences(tmp_path: Path) -> None:
    """Files go below the folder; what changes in those that are there is shown, and written once more nothing does."""
    code, out, err = run("haproxy-lua", "-", "--write", str(tmp_path))
    place = tmp_path / "etc/haproxy/hardtack.cfg"
    assert (code, out) == (0, "")
    assert f"{place}: new, {len(place.read_text(encoding='ascii').splitlines())} lines" in err
    assert "verify RECORDING https://app.example.test --username NAME --policy POLICY" in err
    assert "frontend hardtack\n" in place.read_text(encoding="ascii")
    assert place.stat().st_mode & 0o777 == 0o644
    assert f"{place}: as it was" in run("haproxy-lua", "-", "--write", str(tmp_path))[2]
    place.write_text(place.read_text(encoding="ascii").replace("frontend hardtack", "frontend mine"), encoding="ascii")
    assert "-frontend mine\n+frontend hardtack" in run("haproxy-lua", "-", "--write", str(tmp_path))[2]


def test_nothing_is_written_that_was_not_accepted(tmp_path: Path) -> None:
    """With --write, a field that is not exact and not accepted keeps every file from being written."""
    code, _, err = run("envoy", "-", "--write", str(tmp_path), policy="drop-cookie")
    assert code == 1
    assert "Nothing was written." in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file in the place of a folder is an error with the path, and no traceback."""
    (tmp_path / "etc").write_text("")
    code, _, err = run("envoy", "-", "--write", str(tmp_path))
    assert code == 2
    assert "etc" in err


def test_what_hardtack_did_not_write_stays(tmp_path: Path) -> None:
    """A file of another's, even one with lines of ours further down, ends with 2, and not one file is written."""
    ours = tmp_path / "etc/haproxy/hardtack_policy.lua"
    theirs = tmp_path / "etc/haproxy/hardtack.cfg"
    theirs.parent.mkdir(parents=True)
    for text in ("# mine", "# mine\n# Generated by hardtack 1 from a policy\n"):
        theirs.write_text(text, encoding="ascii")
        code, out, err = run("haproxy-lua", "-", "--write", str(tmp_path))
        assert (code, out) == (2, "")
        assert str(theirs) in err
        assert "--force" in err
        assert "new," not in err
        assert theirs.read_text(encoding="ascii") == text
        assert not ours.exists()


def test_force_replaces_what_hardtack_did_not_write(tmp_path: Path) -> None:
    """With --force it is replaced, and what was there is shown."""
    theirs = tmp_path / "etc/haproxy/hardtack.cfg"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("# mine", encoding="ascii")
    code, _, err = run("haproxy-lua", "-", "--write", str(tmp_path), "--force")
    assert code == 0
    assert "-# mine\n" in err
    assert "Generated by hardtack" in theirs.read_text(encoding="ascii")


def test_nothing_is_said_to_be_new_that_could_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without the right to write, and a disk that fails later, end with 2 before any file is called new."""
    with monkeypatch.context() as patch:
        patch.setattr("os.access", lambda *_: False)
        code, _, err = run("haproxy-lua", "-", "--write", str(tmp_path / "new"))
        assert (code, "new," in err, list(tmp_path.iterdir())) == (2, False, [])

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", full)
        code, _, err = run("haproxy-lua", "-", "--write", str(tmp_path / "new"))
    assert (code, "new," in err) == (2, False)
    assert "No space left on device" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        (("envoi", "-"), "Did you mean envoy?"),
        (("word", "-"), "The targets are"),
        (("envoy", "-", "--version", "1.2"), "needs 1.30 or newer"),
        (("envoy", "-", "--version", "new"), "is no version"),
        (("envoy", "-", "--write", ""), "a shell variable that is not set"),
        (("envoy", "-", "--write", "x" * 300), "File name too long"),
    ),
)
def test_what_is_asked_wrongly_is_said(arguments: tuple[str, ...], said: str) -> None:
    """An unknown target and an unfit version end with 2 and the remedy."""
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_versions_that_are_new_enough() -> None:
    """The oldest version, a newer one and a major version alone are taken; so is an alias of the target."""
    for version in ("1.30", "1.40.1", "1", "2"):
        assert run("envoy", "-", "--version", version)[0] == 0
    assert run("openresty", "-", "--accept", "cookies")[0] == 0


def test_targets_are_listed() -> None:
    """--list needs no policy."""
    code, out, _ = run("--list")
    assert code == 0
    assert "nginx-lua" in out
