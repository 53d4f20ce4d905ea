"""The exception tree and the exit codes."""

import pickle
import re
import traceback
from collections.abc import Iterator

import pytest

from hardtack import errors
from hardtack.errors import ExitCode, HardtackError, HostError, PolicyError


def family(root: type[HardtackError]) -> Iterator[type[HardtackError]]:
    """A class and all its descendants, as the docstring draws them: parents first, in order of definition."""
    yield root
    for child in root.__subclasses__():
        yield from family(child)


def test_the_docstring_draws_the_tree() -> None:
    """Every exception is drawn in the module's docstring, in the tree's order, and every drawn one exists."""
    drawn = re.findall(r"^[ │├└─]+(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    assert drawn == [kind.__name__ for kind in family(HardtackError)]


def test_the_public_names_are_the_tree_and_the_exit_codes() -> None:
    """`__all__` holds every exception and `ExitCode`, nothing else."""
    assert set(errors.__all__) == {kind.__name__ for kind in family(HardtackError)} | {"ExitCode"}


@pytest.mark.parametrize("kind", tuple(family(HardtackError)))
def test_an_error_says_its_message_and_keeps_its_hint(kind: type[HardtackError]) -> None:
    """The text of an error is its message; the hint stays apart, for a line of its own."""
    error = kind("policy.toml, line 3: lifetime is -5", "give seconds, 0 or more")
    assert str(error) == error.message == "policy.toml, line 3: lifetime is -5"
    assert error.hint == "give seconds, 0 or more"


def test_an_error_crosses_a_process_boundary() -> None:
    """An error pickled and read again is equal in kind, message and hint."""
    copy: object = pickle.loads(pickle.dumps(PolicyError("what", "remedy")))  # noqa: S301 - bytes made one call ago
    assert isinstance(copy, PolicyError)
    assert (copy.message, copy.hint) == ("what", "remedy")


def test_exit_codes_are_stable_and_explained() -> None:
    """The numbers are those that scripts rely on, and each has its sentence."""
    assert [code.value for code in ExitCode] == [0, 1, 2, 3]
    assert all(code.meaning.endswith(".") for code in ExitCode)
    assert "`render`: the target does not do what the policy says, and that was not" in ExitCode.FINDINGS.meaning
    assert all("`verify`: " in code.meaning for code in (ExitCode.CLEAN, ExitCode.FINDINGS, ExitCode.INCONCLUSIVE))


def test_a_traceback_shows_the_hint() -> None:
    """Programs that call hardtack, and pytest, print no hint by themselves: it is a note; copied, it is there once."""
    error = pickle.loads(pickle.dumps(HostError("The policy p.toml can't be read.", "Name a file.")))  # noqa: S301 -- ours

    assert "".join(traceback.format_exception_only(error)) == (
        "hardtack.errors.HostError: The policy p.toml can't be read.\nhint: Name a file.\n"
    )
