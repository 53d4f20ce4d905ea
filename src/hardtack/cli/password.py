"""The test user's password: from a file, the environment or a prompt, and never from an argument, which others see."""

import os

import click

from hardtack.cli.reading_text import read_text, typed
from hardtack.errors import UsageError

VARIABLE = "HARDTACK_PASSWORD"


def find_password(file: str | None, *, wanted: str | None, no_input: bool) -> str | None:
    """The password, or None where none was given and none is wanted.

    Args:
        file: `--password-file`, or None.
        wanted: whose password is missing if there is none, in words; None if an audit without one makes sense.
        no_input: whether never to prompt.

    Raises:
        UsageError: one is wanted and there is none, or the one given is empty.
        HostError: the file can't be read.
    """
    if file is not None:
        return _not_empty(read_text(file, "--password-file").partition("\n")[0].removesuffix("\r"), file)
    if VARIABLE in os.environ:
        return _not_empty(os.environ[VARIABLE], VARIABLE)
    if wanted is None:
        return None
    if no_input or not typed():
        raise UsageError(
            f"The password of {wanted} is missing.",
            f"Give --password-file FILE, or set {VARIABLE}; at a terminal you will be asked for it.",
        )
    return _not_empty(str(click.prompt(f"Password of {wanted}", hide_input=True, err=True)), "the prompt")


def _not_empty(password: str, source: str) -> str:
    if not password:
        raise UsageError(f"The password from {source} is empty.", "Put the test user's password there.")
    return password
