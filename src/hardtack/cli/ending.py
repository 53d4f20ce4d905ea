"""How a command ends that can't go on: one line for what is outside hardtack, a file for a defect of its own."""

import os
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TextIO

import click

from hardtack.errors import ExitCode, HardtackError, HostError
from hardtack.report.phrases import printable


@contextmanager
def ended() -> Generator[None]:
    """Turn what is raised inside into words on stderr and an exit code.

    Raises:
        Exit: with that code; click ends on it.
    """
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except HardtackError as error:
        say_error(error)
    except KeyboardInterrupt:
        # One that has passed through a text being run (a dataclass in the making) makes Python end by the signal after
        # all, whoever has caught it: until the next text is run.
        exec("")  # noqa: S102 -- that text
        say("hardtack: interrupted")
    except OSError as error:
        if not _of_stdout(error):
            say(_defect(error))
        elif (lost := lost_stdout(error)) is None:
            raise click.exceptions.Exit(ExitCode.CLEAN) from None
        else:
            say_error(lost)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the user sees one line and not a traceback
        say(_defect(error))
    else:
        return
    raise click.exceptions.Exit(ExitCode.COULD_NOT_RUN)


def lost_stdout(error: OSError) -> HostError | None:
    """What is to be said where stdout took no more; None for a reader that has seen enough (head, less).

    Args:
        error: what writing it raised.
    """
    forget(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return None
    reason = error.strerror or type(error).__name__
    return HostError(
        f"stdout can't be written: {reason}.", "Give it room, or name a file where the command takes one (--output)."
    )


def _of_stdout(error: OSError) -> bool:
    """Whether a help page or the version, which click prints, could not be printed: what commands print is theirs."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code is click.echo.__code__


def say(text: str) -> None:
    """Print a remark on stderr; where nobody reads it any more, it is not missed."""
    try:
        click.echo(text, err=True)
    except OSError:
        forget(sys.stderr)


def say_error(error: HardtackError) -> None:
    """Print message and hint on stderr."""
    for prefix, text in (("hardtack: ", error.message), ("  hint: ", error.hint)):
        lines = [printable(line) for line in text.split("\n")]
        say(prefix + f"\n{' ' * len(prefix)}".join(lines))


def forget(stream: TextIO) -> None:
    """Send what is left to nowhere: whoever read the stream has gone, and Python's own flush at exit must not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _defect(error: Exception) -> str:
    """Write where the error arose into a file; the words to print."""
    what = f"hardtack: a defect of hardtack itself ({type(error).__name__})"
    try:
        descriptor, name = tempfile.mkstemp(prefix="hardtack-defect-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(_places(error)) + "\n")
    except OSError:
        return f"{what}, at {_places(error)[-1]}"
    return f"{what}. Where it arose is in {Path(name)}: please report it. The file holds no value of the site's."


def _places(error: BaseException) -> list[str]:
    """Each error of the chain with its places in the code.

    Neither messages nor local variables, since both may hold a cookie value or a password.
    """
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    return [line for one in reversed(chain) for line in (f"{type(one).__name__}", *_frames(one.__traceback__))]


def _frames(trace: TracebackType | None) -> list[str]:
    frames: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"  {Path(code.co_filename).name}, line {trace.tb_lineno}, in {code.co_qualname}")
        trace = trace.tb_next
    return frames
