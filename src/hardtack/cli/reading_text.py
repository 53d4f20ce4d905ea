"""What the user hands over as text: a file, or stdin."""

import sys
from pathlib import Path
from typing import cast

from hardtack.errors import HostError

__all__ = ["read_stdin", "read_text", "typed"]


def typed() -> bool:
    """Whether stdin is a person's; one that was closed from the start is None to Python."""
    return cast("object", sys.stdin) is not None and sys.stdin.isatty()


def read_stdin(what: str, most: int = -1) -> bytes:
    """What comes from stdin, to its end.

    Args:
        what: what the user calls what is read, for messages.
        most: octets that are read of it; -1 for all.

    Raises:
        HostError: stdin is closed, or can't be read.
    """
    if cast("object", sys.stdin) is None:
        raise HostError(f"{what}: stdin is closed.", "Give it something to read, such as < FILE, or name a file.")
    try:
        return sys.stdin.buffer.read(most)
    except OSError as error:
        raise HostError(
            f"{what}: stdin can't be read: {_reason(error)}.", "Give it a file or a pipe, or name a file."
        ) from None


def read_text(path: str, option: str) -> str:
    """The text of a file that the user named; `-` is stdin.

    Args:
        path: its place.
        option: what the user calls that place, for messages.

    Raises:
        HostError: it can't be read, or is no UTF-8.
    """
    try:
        return (read_stdin(option) if path == "-" else Path(path).read_bytes()).decode("utf-8-sig")
    except OSError as error:
        raise HostError(f"{option}: {path} can't be read: {_reason(error)}.", "Name a file that is there.") from None
    except UnicodeDecodeError as error:
        raise HostError(
            f"{option}: {path} is not UTF-8 text (octet {error.start}).", "Save it as UTF-8, or name another file."
        ) from None


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
