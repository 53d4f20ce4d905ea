"""Where results go: stdout, or a file that is there whole or not at all."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import click

from hardtack.cli.ending import lost_stdout
from hardtack.errors import HostError, UsageError


def on_terminal() -> bool:
    """Whether a person reads stdout; one that was closed from the start is None to Python."""
    return cast("object", sys.stdout) is not None and sys.stdout.isatty()


def write_output(text: str, place: str | None) -> None:
    """Write to a file, or to stdout for None and `-`.

    Raises:
        HostError: the file can't be written, and what was there before is still there; or stdout can't.
    """
    if place is not None and place != "-":
        write_file(text, Path(place))
        return
    if cast("object", sys.stdout) is None:
        raise HostError("stdout is closed.", "Give it a place, such as > FILE or > /dev/null.")
    try:
        encoding = sys.stdout.encoding or "utf-8"
        click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)
        sys.stdout.flush()
    except OSError as error:
        # A reader that has seen enough is no reason to end otherwise.
        if (lost := lost_stdout(error)) is not None:
            raise lost from None


def refuse_to_write_over(read: Mapping[str, str | None], written: Mapping[str, str | None]) -> None:
    """Hold what a command writes to be none of the files that it reads.

    Args:
        read: places, by what their user calls them; None and `-` are no files.
        written: likewise.

    Raises:
        UsageError: one is, by whatever name.
    """
    for option, place in written.items():
        for name, source in read.items():
            if place is not None and source is not None and same_file(Path(place), Path(source)):
                raise UsageError(f"{option} would write over {name}.", "Give it another file.")


def same_file(one: Path, other: Path) -> bool:
    """Whether both are there and are one regular file; a device (a terminal) may be read and written."""
    try:
        return one.samefile(other) and one.is_file()
    except OSError:
        return False


def write_file(text: str, path: Path) -> None:
    """Write a file beside its place and rename it, so that nobody ever reads half of it.

    What is there and no regular file (a device, a pipe) is written to as it is; a symbolic link stays one.

    Raises:
        HostError: it can't be written.
    """
    try:
        place = path.resolve()
        if place.exists() and not place.is_file():
            place.write_text(text, encoding="utf-8")
        else:
            _replace(text, place)
    except (OSError, RuntimeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise HostError(
            f"{path} can't be written: {reason}.",
            "Give a file in a folder that is there and that you may write to.",
        ) from None


def _replace(text: str, place: Path) -> None:
    # mkstemp makes it readable for its owner alone, which is right for what an audit found.
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:32]}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
