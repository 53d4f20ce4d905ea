"""A policy that the user named: what is wrong with it is told with the name of its file."""

import re

from hardtack.cli.reading_text import read_text
from hardtack.errors import PolicyError
from hardtack.policy import Policy, from_toml

_SUBJECT = re.compile(r"^(?:The policy|policy)\b", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*(?:version[ \t]*=|\[(?:site|defaults|transport)\]|\[\[cookies\]\])", re.MULTILINE)


def read_policy(file: str, option: str) -> Policy:
    """Read a policy.

    Args:
        file: its place; `-` is stdin.
        option: what the user calls that place, for messages.

    Raises:
        HostError: it can't be read.
        PolicyError: it is no policy; the message says what it is instead, or names the file with each line.
    """
    text = read_text(file, option)
    if text.lstrip().startswith("{"):
        raise PolicyError(
            f"{option}: {file} is JSON, as recordings and reports are, and no policy.",
            "Plan a policy from it: hardtack plan RECORDING -o POLICY",
        )
    try:
        return from_toml(text)
    except PolicyError as error:
        name = "stdin" if file == "-" else file
        raise PolicyError(_SUBJECT.sub(lambda _: name, error.message), error.hint) from None


def is_policy(text: str) -> bool:
    """Whether a text that is no recording looks like a policy."""
    return not text.lstrip().startswith("{") and _KEY.search(text) is not None
