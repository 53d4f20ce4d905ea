"""Files that a configuration takes in: which of them lint has read, as far as their names tell."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from hardtack.lint import Kind, Linted
from hardtack.report.linted import LintedFile

__all__ = ["taken_in", "unread"]

_QUOTES: Final = "\"';"


def taken_in(text: str, linted: Linted) -> tuple[str, ...]:
    """What each line that takes files in names: a path, a pattern or a module.

    Args:
        text: the file's.
        linted: what was found in it.
    """
    lines = text.split("\n")
    return tuple(_named(lines[number - 1], linted.kind) for number in linted.includes)


def _named(line: str, kind: Kind) -> str:
    """The second word; of a module its file."""
    words = line.split()
    name = words[1].strip(_QUOTES) if len(words) > 1 else ""
    return name.lstrip(".").replace(".", "/") + ".py" if kind in {Kind.DJANGO, Kind.FLASK} else name


def unread(files: Sequence[LintedFile]) -> list[str]:
    """Place and name of each of them that none of the files is.

    A server resolves names against folders that only it knows: what has the same name in a folder of the same name, or
    lies where the name leads from the file, is taken for it.

    Args:
        files: all that were read.
    """
    read = [Path(file.name).resolve().as_posix() for file in files if file.linted is not None]
    return [
        f"{file.name}:{line} ({name})" if name else f"{file.name}:{line}"
        for file in files
        if file.linted is not None
        for line, name in zip(file.linted.includes, file.taken_in, strict=True)
        if not any(_is_read(re.sub(r"^(?:\./)+", "", name), path) for path in read)
    ]


def _is_read(name: str, path: str) -> bool:
    wanted = "/".join(name.split("/")[-2:])
    # A folder stands for all in it.
    return bool(name) and (fnmatchcase(path, f"*/{wanted}") or fnmatchcase(path, f"*/{wanted.rstrip('/')}/*"))
