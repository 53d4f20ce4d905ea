"""Paths that stay on plain HTTP, as regular expressions that PCRE and RE2 read alike."""

from typing import Final

from hardtack.policy import Policy
from hardtack.render._names import literal

__all__ = ["DOT_SEGMENTS", "exempt_paths"]

_SEPARATOR: Final = r"(?:/|\x5c|\x25(?:2[fF]|5[cC]))"
_DOT: Final = r"(?:\x2e|\x252[eE])"

DOT_SEGMENTS: Final = rf"^[^?]*{_SEPARATOR}{_DOT}{_DOT}?(?:{_SEPARATOR}|[?]|$)"
"""A target whose path has dot segments, escaped ones too: servers disagree on where it leads."""


def exempt_paths(policy: Policy) -> str | None:
    """A pattern for the targets, with or without a query, that stay on plain HTTP, dot segments aside; None = none do.

    Args:
        policy: The policy.
    """
    exempt = policy.transport.exempt
    if not exempt:
        return None
    ways = (f"{literal(path)}[^?]*" if path.endswith("/") else literal(path) for path in exempt)
    return f"^(?:{'|'.join(ways)})(?:[?]|$)"
