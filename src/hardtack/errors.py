"""What can go wrong because of something outside hardtack, and how the command ends.

    HardtackError            message + hint; the command line prints both and exits with ExitCode.COULD_NOT_RUN
    ├── UsageError           the command line: an option, or options that contradict each other
    ├── InputError           a file or value of the user's is not what it should be
    │   ├── PolicyError      … a policy (TOML)
    │   ├── RecordingError   … a recording or a HAR file
    │   ├── RecipeError      … a login recipe
    │   └── LintError        … an existing configuration
    ├── TargetError          the site under audit
    │   └── UnreachableError … no name, no connection, no TLS, no HTTP
    └── HostError            this machine: a port taken, a program missing, a file that can't be read or written

A message names the thing and the place ("policy.toml, line 12: lifetime is -5"), a hint names the remedy ("give
seconds, 0 or more"). The user never sees a traceback of these; any other exception is a bug of hardtack's.

What a site sends is data and raises nothing; "could not log in" is a verdict (`Inconclusive`), no error.
Neither message nor hint ever holds a cookie's value, a token or a password.
"""

from enum import IntEnum, unique

__all__ = [
    "ExitCode",
    "HardtackError",
    "HostError",
    "InputError",
    "LintError",
    "PolicyError",
    "RecipeError",
    "RecordingError",
    "TargetError",
    "UnreachableError",
    "UsageError",
]


@unique
class ExitCode(IntEnum):
    """How the command ends; the same for every output format."""

    CLEAN = 0
    FINDINGS = 1
    COULD_NOT_RUN = 2
    INCONCLUSIVE = 3

    @property
    def meaning(self) -> str:
        """What the code says, in one sentence for the documentation."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.CLEAN: (
        "It ran, and nothing at or above `--fail-on` was found. For `verify`: nor did anything break. For `render`: "
        "the target does what the policy says, or what it does otherwise was accepted. For `explain`: every browser "
        "stores the line."
    ),
    ExitCode.FINDINGS: (
        "It ran, and something at or above `--fail-on` was found. For `verify`: or something broke that worked before, "
        "or a response breaks the policy. For `render`: the target does not do what the policy says, and that was not "
        "accepted. For `explain`: a browser rejects the line, or the policy can't be enforced on it."
    ),
    ExitCode.COULD_NOT_RUN: (
        "It could not run: usage, a file, the site or this machine; the last lines say what to do. Or it was "
        "interrupted (Ctrl-C, SIGTERM) before it found anything; what it found by then is reported, and is a 1."
    ),
    ExitCode.INCONCLUSIVE: (
        "It ran under `--strict`, and a question stayed open: the report says what to supply. For `verify`: or "
        "something that was known before no longer is."
    ),
}


class HardtackError(Exception):
    """Something outside hardtack is not as it must be; the user can put it right.

    Attributes:
        message: What is wrong, naming the thing and the place; one or more lines, no secrets.
        hint: What to do about it; one or more lines, no secrets.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint
        # Where no command line prints it: in the traceback of a program that calls hardtack, and in pytest.
        self.add_note(f"hint: {hint}")

    def __str__(self) -> str:
        """The message alone: the hint is printed on its own line."""
        return self.message


class UsageError(HardtackError):
    """The command line asks for something that can't be, or contradicts itself."""


class InputError(HardtackError):
    """A file or a value of the user's can't be read as what it should be."""


class PolicyError(InputError):
    """A policy isn't one; the message lists every problem with its field, its value and what is allowed."""


class RecordingError(InputError):
    """A file isn't a recording or a HAR file, or is one of a version that isn't understood."""


class RecipeError(InputError):
    """A login recipe isn't one, or names a step that doesn't exist."""


class LintError(InputError):
    """A configuration can't be read as what it should be: a quote or a section isn't closed, XML isn't well-formed."""


class TargetError(HardtackError):
    """The site under audit can't be asked at all."""


class UnreachableError(TargetError):
    """No answer from the site: its name, the connection, TLS or HTTP failed; the message says which."""


class HostError(HardtackError):
    """This machine lacks something: a port is taken, a program is missing, a file can't be read or written."""
