"""The configurations that Debian ships: somebody else's decisions, about which lint has nothing to say."""

import os
from pathlib import Path

import pytest

from hardtack.errors import LintError
from hardtack.lint import Linted, kind_of, lint
from tests.absence import absent

FOLDERS = ("apache2", "nginx", "haproxy", "caddy", "tomcat10", "jetty9", "php")


def read(path: Path) -> Linted | None:
    """What lint says of a file, None where its kind can't be told."""
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        kind = kind_of(str(path), text)
    except LintError:
        return None
    return lint(text, kind)


def shipped(folder: Path) -> list[Path]:
    """The files that are there; what was put there by hardtack's own tests or by an application's package is not."""
    found = [Path(place) / name for place, _, names in os.walk(folder, followlinks=True) for name in sorted(names)]
    return [path for path in found if path.is_file() and "hardtack" not in path.name]


@pytest.mark.server
@pytest.mark.parametrize("name", FOLDERS)
def test_silent_on_what_debian_ships(name: str) -> None:
    """Every file of the server's folder whose kind is known is read, and none has a finding, not even a note."""
    folder = Path("/etc") / name
    if not folder.is_dir():
        absent(f"Debian's package with {folder} is not installed")
    linted = {path: said for path in shipped(folder) if (said := read(path)) is not None}

    assert linted
    assert {path: said.findings for path, said in linted.items() if said.findings} == {}
