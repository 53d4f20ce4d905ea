"""The error for a text that a target's language can't hold."""

from hardtack.errors import PolicyError

__all__ = ["unwritable"]


def unwritable(text: str, where: str) -> PolicyError:
    """The error.

    Args:
        text: What a policy holds.
        where: What it can't be written into.
    """
    return PolicyError(
        f"{text!r} can't be written into {where}.",
        "Choose a name, path or domain of letters, digits and -._~/ alone.",
    )
