"""The value of a Strict-Transport-Security field, as a browser reads it (RFC 6797 6.1)."""

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["YEAR", "HstsValue", "hsts_value"]

YEAR: Final = 31_536_000
_NUMBER: Final = re.compile(r"\"?(?P<digits>[0-9]+)\"?")
_DIGITS: Final = 18
"""More of them are more seconds than there ever will be."""
_VARIABLE: Final = re.compile(r"[$%{\\]")


@dataclass(frozen=True, slots=True)
class HstsValue:
    """What it says.

    Attributes:
        max_age: seconds; None = not there or no number, so that browsers ignore the field.
        subdomains: includeSubDomains.
        preload: preload.
    """

    max_age: int | None
    subdomains: bool
    preload: bool


def hsts_value(text: str) -> HstsValue | None:
    """Read it; None where variables make a part of it."""
    if _VARIABLE.search(text):
        return None
    parts = [part.partition("=") for part in text.split(";")]
    directives = {name.strip().lower(): value.strip() for name, _, value in parts}
    number = _NUMBER.fullmatch(directives.get("max-age", ""))
    return HstsValue(
        None if number is None else int(number["digits"][:_DIGITS]),
        "includesubdomains" in directives,
        "preload" in directives,
    )
