"""Secrets in what was kept before they were known, and the guises in which a site may give one back."""

from base64 import b64encode
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import cast


def disguises(secret: str) -> tuple[str, ...]:
    """How a site may give a secret back that it was sent: reversed, or in base64 wherever in a text it began."""
    octets = secret.encode("utf-8", "surrogatepass")
    # The digits that hold octets of other text beside the secret's own differ with that text: they are left out.
    coded = (b64encode(bytes(skip) + octets).decode("ascii")[4 if skip else 0 :] for skip in range(3))
    return (secret[::-1], *(text.rstrip("=")[:-1] for text in coded))


def masked(part: object, secrets: list[tuple[str, str]]) -> object:
    """A part of a recording with every secret in its texts replaced.

    Args:
        part: a dataclass, a tuple, or what stands in one.
        secrets: each secret with its mask.
    """
    if isinstance(part, str):
        for secret, mask in secrets:
            if secret in part:
                part = part.replace(secret, mask)
        return part
    if isinstance(part, tuple):
        return tuple(masked(one, secrets) for one in cast("tuple[object, ...]", part))
    if is_dataclass(part) and not isinstance(part, Enum | type):
        kept = {one.name: cast("object", getattr(part, one.name)) for one in fields(part)}
        told = {name: masked(value, secrets) for name, value in kept.items()}
        return part if told == kept else replace(part, **told)
    return part
