"""Usage errors of the command line in the house's own voice: what is wrong, then a hint with what was likely meant."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import IO

import click

_LIKE_ENOUGH = 0.7
_AT_MOST = 2


class ToldUsageError(click.ClickException):
    """A usage error with its hint; click shows it and ends with exit code 2."""

    exit_code = 2

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint

    def show(self, file: IO[str] | None = None) -> None:
        """Print message and hint on stderr."""
        del file
        from hardtack.cli.ending import say_error
        from hardtack.errors import UsageError

        say_error(UsageError(self.message, self.hint))


@contextmanager
def told_in_one_voice() -> Generator[None]:
    """Turn click's usage errors into the house's; a group without a command still prints its help."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx is not None else "hardtack"
        hint = f"`{path} --help` says how it is called."
        message = " ".join(error.format_message().split())
        if isinstance(error, click.NoSuchOption) and error.ctx is not None:
            known = [one for param in error.ctx.command.params for one in param.opts if one.startswith("--")]
            message = error.message
            hint = f"{did_you_mean(error.option_name, known)}{hint}"
        raise ToldUsageError(message, hint) from None


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """`Did you mean audit? `, the likest first; empty where nothing is like it.

    Args:
        given: what was typed.
        known: what there is.
    """
    from difflib import get_close_matches

    words = {one.lstrip("-"): one for one in known}
    near = get_close_matches(given.lstrip("-").lower(), words, n=_AT_MOST, cutoff=_LIKE_ENOUGH)
    return f"Did you mean {' or '.join(words[one] for one in near)}? " if near else ""
