"""The rules of the house that no linter holds."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import hardtack

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
LONGEST_FILE = 400

# Put together from parts, so that this file obeys the rule it holds.
MACHINE_PATHS = tuple(f"/{folder}/" for folder in ("work", "root", "tmp/hb", "tmp/bash_jobs"))
REGISTRY_HOSTS = tuple(
    ".".join(labels)
    for labels in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("golang", "org"),
        ("crates", "io"),
    )
)
TARGETS = re.compile(
    r"calibre-?web|django-admin|dokuwiki|jupyter|node-red|octoprint|parse-dashboard|pgadmin|phpmyadmin|roundup"
    r"|tomcat-form|tomcat-manager|wordpress|\btrac\b",
    re.IGNORECASE,
)
# One of them is also what settings are written for, by its own name: that renderer and the list of renderers say it.
RENDERED_FOR = {
    "hardtack/render/__init__.py": ("wordpress",),
    "hardtack/render/wordpress.py": ("wordpress",),
}
NOT_FOR_HELP = {"cryptography", "h11", "rich", "selectolax"}


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file that is, or could be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield path.relative_to(ROOT), content.decode("utf-8", errors="replace")


def order(name: str) -> tuple[int, str]:
    """The order ruff sorts public names in: CONSTANTS, Classes, then the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


def test_public_names_are_sorted() -> None:
    """`hardtack.__all__` is sorted and names nothing twice."""
    assert list(hardtack.__all__) == sorted(set(hardtack.__all__), key=order)


def test_public_names_are_true() -> None:
    """Whatever `hardtack/__init__.py` binds by import or assignment is in `__all__`, and all of that is bound."""
    tree = ast.parse((SRC / "hardtack" / "__init__.py").read_text(encoding="utf-8"))
    imported = {
        name.asname or name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names
    }
    assigned = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert imported | assigned - {"__all__"} == set(hardtack.__all__)


def test_every_test_says_its_behaviour() -> None:
    """Each test function has a docstring of one line."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        if len((ast.get_docstring(node) or "").splitlines()) != 1
    ]
    assert silent == []


def test_no_source_file_is_long() -> None:
    """A module that grows past the limit is two modules."""
    lengths = {path.relative_to(ROOT): len(path.read_bytes().splitlines()) for path in SRC.rglob("*.py")}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    """The project stands in any folder and installs through any mirror."""
    named = [
        f"{path}: {word}"
        for path, text in texts()
        for word in (*MACHINE_PATHS, *REGISTRY_HOSTS)
        if word in text.lower()
    ]
    assert named == []


def test_the_source_knows_no_target() -> None:
    """The applications hardtack is tried on are not named in its source: it is not fitted to them."""
    named = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in sorted(SRC.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
        for match in TARGETS.finditer(path.read_text(encoding="utf-8", errors="replace"))
        if match.group().lower() not in RENDERED_FOR.get(path.relative_to(SRC).as_posix(), ())
    ]
    assert named == []


def test_help_imports_nothing_heavy() -> None:
    """`hardtack --help` answers at once: no terminal, parser or cryptography library is loaded for it."""
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "hardtack", "--help"],
        cwd=ROOT,
        env={"PYTHONPATH": str(SRC)},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert "Usage:" in loaded.stdout
    modules = {line.rpartition("|")[2].strip().partition(".")[0] for line in loaded.stderr.splitlines()}
    assert "click" in modules
    assert modules & NOT_FOR_HELP == set()
