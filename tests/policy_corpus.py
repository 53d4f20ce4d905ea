"""The policies that every server is tried with, and the nasty set-cookie lines that go through them."""

from pathlib import Path

from hardtack.policy import Policy, from_toml

FOLDER = Path(__file__).resolve().parent / "policies"
CORPUS = FOLDER / "corpus.txt"


def read_lines(file: Path = CORPUS) -> tuple[str, ...]:
    """The set-cookie lines of a file, one a line, bytes as latin-1 isomorphic text; empty lines are left out."""
    text = file.read_bytes().decode("latin-1")
    return tuple(line for line in text.split("\n") if line)


def read_policy(file: Path) -> Policy:
    """The policy of a file."""
    return from_toml(file.read_text(encoding="utf-8"))


def policy_files() -> tuple[Path, ...]:
    """The files of the policies, in order."""
    return tuple(sorted(FOLDER.glob("*.toml")))
