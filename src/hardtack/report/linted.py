"""What `hardtack lint` has to tell: files, their findings, and what a renderer would write instead."""

from dataclasses import dataclass

from hardtack.lint import Linted

__all__ = ["LintedFile", "Replacement"]


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a renderer writes for what a line was meant to do.

    Attributes:
        target: the renderer's name.
        policy: what was meant, TOML.
        lines: the lines of its output that are about cookies and HSTS.
        notes: what the target does otherwise than the policy says, a sentence each.
        tested: whether the renderer's output has been run on the real server.
    """

    target: str
    policy: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    tested: bool


@dataclass(frozen=True, slots=True)
class LintedFile:
    """One file.

    Attributes:
        name: as it was named.
        linted: what was found; None where it couldn't be read.
        replacements: one for each finding, None where there is none.
        error: what went wrong, naming the line; empty where nothing did.
        hint: the remedy for the error.
        taken_in: what each of the lines that take in other files names; empty where that can't be told.
    """

    name: str
    linted: Linted | None = None
    replacements: tuple[Replacement | None, ...] = ()
    error: str = ""
    hint: str = ""
    taken_in: tuple[str, ...] = ()
