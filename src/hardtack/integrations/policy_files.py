"""A policy as other people's programs give it: made in code, or as the place of its file."""

import os
from pathlib import Path

from hardtack.errors import HostError, PolicyError
from hardtack.policy import Policy, check_policy, from_toml

__all__ = ["PolicySource", "policy_from"]

PolicySource = Policy | str | os.PathLike[str]
"""A policy, or where its TOML is."""


def policy_from(source: PolicySource) -> Policy:
    """The policy, whole and sound.

    Args:
        source: It, or the path of its TOML file.

    Raises:
        HostError: The file can't be read.
        PolicyError: It is no policy, or contradicts itself.
    """
    if isinstance(source, Policy):
        check_policy(source)
        return source
    path = Path(source)
    try:
        return from_toml(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise HostError(f"The policy {path} can't be read: {reason}.", "Name a file that is there.") from None
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path} is not UTF-8 text (octet {error.start}).", "Save it as UTF-8.") from None
    except PolicyError as error:
        raise PolicyError(f"{path}: {error.message}", error.hint) from None
