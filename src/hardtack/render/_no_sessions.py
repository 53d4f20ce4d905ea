"""What every configuration of a server answers for `session` and `vault`: it holds no sessions."""

from collections.abc import Iterator

from hardtack.policy import Policy
from hardtack.render.model import Exactness, FieldAnswer

__all__ = ["no_sessions"]

_WHY = "A configuration holds no sessions: how long they live is the application's to say."


def no_sessions(policy: Policy) -> Iterator[FieldAnswer]:
    """The answers, as far as the policy asks for them.

    Args:
        policy: The policy.
    """
    for field, part in (("session", policy.session), ("vault", policy.vault)):
        if part is not None:
            yield FieldAnswer(field, None, Exactness.UNSUPPORTED, _WHY)
