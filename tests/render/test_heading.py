"""How a file begins: where it comes from, and how it is checked, comes into force and is undone."""

import pytest

from hardtack.render._heading import with_instructions

TOLD = {"Check": "a --check", "Undo": "delete it"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    (
        ("# Do not edit; run\nx\n", "# Do not edit; run\n# Check: a --check\n# Undo: delete it\nx\n"),
        ("<?php\n// Do not edit; run", "<?php\n// Do not edit; run\n// Check: a --check\n// Undo: delete it"),
        (
            "<!-- Do not edit; run -->\n<a/>",
            "<!-- Do not edit; run -->\n<!-- Check: a - -check -->\n<!-- Undo: delete it -->\n<a/>",
        ),
        (
            "<!--\n  Do not edit; run\n-->\n<a/>",
            "<!--\n  Do not edit; run\n  Check: a - -check\n  Undo: delete it\n-->\n<a/>",
        ),
        ('{"a": [\n "Do not edit; run"\n]}', '{"a": [\n "Do not edit; run"\n]}'),
        ("# Do not edit; run\n# Undo: never\n", "# Do not edit; run\n# Undo: never\n"),
        ("nothing of the kind", "nothing of the kind"),
    ),
)
def test_instructions_follow_the_heading(text: str, wanted: str) -> None:
    """They stand below it as comments of the file's own kind, once; JSON has none, and XML's hold no two hyphens."""
    assert with_instructions(text, TOLD) == wanted
