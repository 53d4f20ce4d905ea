"""What a renderer is, and what it hands back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum, unique

from hardtack.policy import Policy
from hardtack.render._heading import with_accepted, with_instructions

__all__ = [
    "Exactness",
    "FieldAnswer",
    "Rendered",
    "RenderedFile",
    "Renderer",
    "Version",
]

Version = tuple[int, ...]
"""A server's version, as far as it was said: (2, 4)."""


@unique
class Exactness(Enum):
    """How a target does what a field of the policy says."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    NEEDS = "needs"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class FieldAnswer:
    """What a target makes of one field of a policy.

    Attributes:
        field: as the policy's text names it: ``samesite``, ``transport.redirect``.
        rule: the text of the cookie rule's match; None = defaults, or a field that no cookie has.
        exactness: how well.
        sentence: what happens, one sentence for the operator.
    """

    field: str
    rule: str | None
    exactness: Exactness
    sentence: str


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file of a configuration.

    Attributes:
        path: where it belongs on the server, absolute.
        text: all of it, ASCII.
        mode: its permissions.
    """

    path: str
    text: str
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Rendered:
    """A policy as one target's configuration.

    Attributes:
        files: what is to be put on the server.
        answers: every field that the policy uses, and what the target makes of it.
        tested: this target's output has been run on the real thing: a server's against a corpus of set-cookie lines, an
            application's settings on a small one; if not, it is from documentation.
        install: where the files go and what they need.
        validate: the command by which the server itself checks them.
        reload: the command by which they take effect.
        undo: how to get back.
    """

    files: tuple[RenderedFile, ...]
    answers: tuple[FieldAnswer, ...]
    tested: bool
    install: str
    validate: str
    reload: str
    undo: str

    @property
    def inexact(self) -> tuple[FieldAnswer, ...]:
        """The answers that an operator has to accept by name."""
        return tuple(answer for answer in self.answers if answer.exactness is not Exactness.EXACT)

    def accepting(self, fields: Iterable[str]) -> "Rendered":
        """The same, with the fields that --accept named in each file's command, which then writes the file again.

        Args:
            fields: The fields.
        """
        named = tuple(dict.fromkeys(fields))
        return replace(self, files=tuple(replace(one, text=with_accepted(one.text, named)) for one in self.files))

    def instructing(self) -> "Rendered":
        """The same, with how to check, reload and undo it in each file, for whoever finds only that."""
        instructions = {"Check": self.validate, "Reload": self.reload, "Undo": self.undo}
        files = (replace(one, text=with_instructions(one.text, instructions)) for one in self.files)
        return replace(self, files=tuple(files))


@dataclass(frozen=True, slots=True)
class Renderer:
    """A target that a policy can be compiled to.

    Attributes:
        target: its name on the command line.
        aliases: other names for it.
        title: its name in prose.
        minimum: the oldest version its output is meant for.
        page: its page of documentation: the module's docstring.
        answers: what the target makes of each field a policy uses.
        render: the policy as configuration; the version is the server's, None = any from `minimum` on. Raises
            PolicyError if there is nothing that could be written (no upstream).
    """

    target: str
    aliases: tuple[str, ...]
    title: str
    minimum: Version
    page: str
    answers: Callable[[Policy], tuple[FieldAnswer, ...]]
    render: Callable[[Policy, Version | None], Rendered]
