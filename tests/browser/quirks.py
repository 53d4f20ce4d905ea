"""Where a browser does what the model leaves out on purpose, and why."""

from dataclasses import dataclass

__all__ = ["QUIRKS", "Quirk"]


@dataclass(frozen=True, slots=True)
class Quirk:
    """A difference that stays.

    Attributes:
        parts: What differs in the case, all of it: "sent", "shown", "held".
        reason: Why the model does not follow.
    """

    parts: frozenset[str]
    reason: str


_COPY = (
    "Firefox shows scripts the copy of the process that renders the page: it holds what the script set, though the"
    " store refused it or gave it another place. What is sent agrees"
)

QUIRKS = {
    ("firefox-153", "http-only/script-replaces"): Quirk(frozenset({"shown"}), _COPY),
    ("firefox-153", "order/script-new-value"): Quirk(frozenset({"shown"}), _COPY),
    ("firefox-153", "sizes/default-path-1025"): Quirk(
        frozenset({"held"}), "Firefox keeps it with an empty path, and sends and shows it nowhere; the model drops it"
    ),
}
"""By the profile's name and the case's."""
