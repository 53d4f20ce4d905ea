"""The generator of the documents that come from the code."""

from pathlib import Path

import click
import pytest

from hardtack.cli import failed_logins, main
from scripts import generate_docs

PAGE = """A cookie is readable by script.

What it asks
    Is there HttpOnly?

Example
    Set-Cookie: sid=1
      ; Path=/

References
    - CWE-1004
"""


@click.group()
def ship() -> None:
    """A ship."""


@ship.command()
def bake() -> None:
    """Bake a biscuit."""


@ship.command(hidden=True)
def sink() -> None:
    """Not for the documents."""


def test_fixed_headings_become_headings() -> None:
    """Headings are marked, bodies lose their own indentation, examples are fenced with their inner indentation."""
    assert generate_docs.sections(PAGE) == (
        "A cookie is readable by script.\n\n"
        "## What it asks\n\nIs there HttpOnly?\n\n"
        "## Example\n\n```text\nSet-Cookie: sid=1\n  ; Path=/\n```\n\n"
        "## References\n\n- CWE-1004\n"
    )


def test_every_visible_command_has_its_help() -> None:
    """The command itself comes first, then those below it, hidden ones left out."""
    texts = dict(generate_docs.help_texts(ship, "ship", None))
    assert list(texts) == ["ship", "ship bake"]
    assert texts["ship bake"].startswith("Usage: ship bake")


def test_help_is_shown_as_it_is_printed() -> None:
    """With the names of the help option that the command line really has, in every command."""
    texts = dict(generate_docs.help_texts(main, "hardtack", None))

    assert len(texts) > 4
    assert [name for name, text in texts.items() if "-h, --help" not in text] == []


def test_the_words_of_the_command_line_are_explained_beside_it() -> None:
    """The page links to the glossary, which has them all and the place of the state file as the program has it."""
    ((_, page),) = generate_docs.command_documents()
    words = (generate_docs.DOCS / "words.md").read_text(encoding="utf-8")

    assert "(words.md)" in page
    for word in ("inside, outside", "jar frozen before login", "control", "authenticating set", "gain"):
        assert f"| {word} |" in words
    assert f"once in {failed_logins.PAUSE // 60}" in " ".join(words.split())
    assert "hardtack/failed-logins.json" in words


def test_check_tells_a_stale_a_missing_and_an_orphaned_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` changes nothing and fails until the documents are written, orphans removed."""
    monkeypatch.setattr(generate_docs, "DOCS", tmp_path)
    (tmp_path / "checks").mkdir()
    orphan = tmp_path / "checks" / "HT999.md"
    orphan.write_text("retired\n", encoding="utf-8")
    (tmp_path / "exit-codes.md").write_text("stale\n", encoding="utf-8")

    assert generate_docs.main(["--check"]) == 1
    told = capsys.readouterr().out
    assert "-retired" in told
    assert "-stale" in told
    assert orphan.exists()

    assert generate_docs.main([]) == 0
    assert not orphan.exists()
    assert generate_docs.main(["--check"]) == 0
