"""The file that a policy is written to: what in it stays, and when it may be written over."""

import tomllib
from pathlib import Path
from typing import cast

from hardtack.cli.reading_text import read_text
from hardtack.errors import UsageError
from hardtack.policy.codec import AUDIT_KEY
from hardtack.toml_lines import table_text

__all__ = ["options_kept"]


def options_kept(place: str | None, *, force: bool) -> str:
    """The `[audit]` table that stands in the file already, as its text, to be put below the policy; empty if none does.

    Args:
        place: the file; None and `-` are stdout.
        force: whether what else is in it may be written over. A file of that table alone loses nothing, and needs none.

    Raises:
        UsageError: it holds more and may not be written over, or its options can't be carried over.
        HostError: it can't be read.
    """
    if place is None or place == "-" or not _is_there(place):
        return ""
    text = read_text(place, "--output")
    document = _document(text)
    alone = set(document) == {AUDIT_KEY}
    if not force and not alone:
        raise UsageError(f"{place} is there already.", "Name another file and compare them, or add --force.")
    if AUDIT_KEY not in document:
        return ""
    kept = text.strip() if alone else table_text(text, AUDIT_KEY)
    if _document(f"[site]\n{kept}") != {"site": {}, AUDIT_KEY: document[AUDIT_KEY]}:
        raise UsageError(
            f"{place} holds options of audits that can't be carried over as they are written.",
            "Put them below a line that says [audit], or name another file.",
        )
    return kept


def _is_there(place: str) -> bool:
    """Whether it is a file; of what can't be looked at, writing it will tell."""
    try:
        return Path(place).is_file()
    except OSError:
        return False


def _document(text: str) -> dict[str, object]:
    try:
        return cast("dict[str, object]", tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
