"""What a case came to, in a browser or in the model, and where two such outcomes differ."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

__all__ = ["Difference", "Held", "Outcome", "Seen", "differences", "sort_key"]

CLOCK_TOLERANCE = 5
"""Seconds by which two expiry times may differ: a browser reads its clock after the server read its own."""


@dataclass(frozen=True, slots=True)
class Held:
    """One cookie as a store shows it; text is latin-1 isomorphic.

    Attributes:
        name: Cookie name.
        value: Cookie value.
        domain: Host, with a leading dot if hosts below it get it too.
        path: Cookie path.
        secure: Secure.
        http_only: HttpOnly.
        same_site: "unset", "none", "lax" or "strict".
        partitioned: It is bound to a top-level site; None = the browser does not tell.
        expires: Epoch seconds; -1 = with the session.
    """

    name: str
    value: str
    domain: str
    path: str
    secure: bool
    http_only: bool
    same_site: str
    partitioned: bool | None
    expires: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What one step showed.

    Attributes:
        sent: The Cookie field of each request, redirects first; "" = none.
        shown: What document.cookie said in the loaded page after the page's scripts; None = no page was loaded.
    """

    sent: tuple[str, ...]
    shown: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One point on which a browser and the model differ.

    Attributes:
        part: "sent", "shown" or "held".
        text: Both sides.
    """

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case came to: each step, and the cookies held at the end (sorted)."""

    seen: tuple[Seen, ...]
    held: tuple[Held, ...]


def differences(browser: Outcome, model: Outcome) -> Iterator[Difference]:
    """Say where a browser and the model differ; nothing if they agree."""
    for number, (real, told) in enumerate(zip(browser.seen, model.seen, strict=True), start=1):
        if real.sent != told.sent:
            yield Difference("sent", f"step {number}: browser {real.sent}, model {told.sent}")
        if real.shown != told.shown:
            yield Difference("shown", f"step {number}: browser {real.shown!r}, model {told.shown!r}")
    for held, expected in zip_longest(browser.held, model.held):
        if held is None or expected is None or not _same(held, expected):
            yield Difference("held", f"browser {held}, model {expected}")


def sort_key(held: Held) -> tuple[str, ...]:
    """What puts the cookies of two stores into one order."""
    return (held.name, held.domain, held.path, held.value)


def _same(one: Held, other: Held) -> bool:
    apart = abs(one.expires - other.expires)
    if apart > CLOCK_TOLERANCE or (apart and -1 in {one.expires, other.expires}):
        return False
    if None not in {one.partitioned, other.partitioned} and one.partitioned != other.partitioned:
        return False
    return replace(one, expires=0, partitioned=None) == replace(other, expires=0, partitioned=None)
