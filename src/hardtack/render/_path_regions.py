"""Changes of Path as regular expressions without look-around: each for the paths that one change is made on, no others.

What `attributes.change_path` does to a path depends on a few prefixes alone: those of the changes, and those under
which a changed path would lie in one of them again. A path's region is the longest of these prefixes that it lies in;
all paths of a region are changed alike.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from hardtack.policy import PathChange
from hardtack.policy.attributes import change_path
from hardtack.render._names import literal

__all__ = ["region_patterns"]

_UNKNOWN: Final = "\x00"
"""A segment that is in no policy's path."""
_END: Final = "((?:;.*)?)$"


def region_patterns(changes: tuple[PathChange, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Patterns that stand where a Path's value begins and take all of the line from there, and what they become.

    Group 2 is the first of theirs. Values have no blanks at their ends.

    Args:
        changes: In order.
    """
    made = {region: _made(changes, region) for region in _regions(changes)}
    for region, change in made.items():
        above = max((other for other in made if _lies_in(region, other) and other != region), key=len, default=None)
        if change is None or (above is not None and made[above] == change):
            continue
        old, new = change
        others = {other[len(region) + 1 :] for other in made if _lies_in(other, region) and made[other] != change}
        below = f"/{_outside(others - {''})}"
        start, middle = literal(old), literal(region[len(old) :])
        if middle or new:
            tail = f"(?:{below})?" if region else below
            yield f"{start}({middle}{tail}){_END}", (new, 2, 3)
        else:
            yield f"{start}{_END}", ("/", 2)
            yield f"{start}({below}){_END}", (2, 3)


def _regions(changes: tuple[PathChange, ...]) -> list[str]:
    """The prefixes that matter, without "/" at their ends; "" is the root."""
    pairs = [(change.old.rstrip("/"), change.new.rstrip("/")) for change in changes]
    plain = {prefix for pair in pairs for prefix in pair}
    again = {old + prefix[len(new) :] for old, new in pairs for prefix in plain if _lies_in(prefix, new)}
    return sorted({"", *plain, *again})


def _made(changes: tuple[PathChange, ...], region: str) -> tuple[str, str] | None:
    """The change that is made on the paths of a region: the old prefix and the new one; None = they are left."""
    path = f"{region}/{_UNKNOWN}"
    if change_path(changes, path) == path:
        return None
    first = next(change for change in changes if _lies_in(path, change.old.rstrip("/")))
    return first.old.rstrip("/"), first.new.rstrip("/")


def _lies_in(path: str, prefix: str) -> bool:
    return f"{path}/".startswith(f"{prefix}/")


def _outside(prefixes: Iterable[str]) -> str:
    """A pattern for what lies in none of some prefixes, each meant by whole segments."""
    known = set(prefixes)
    if not known:
        return "[^;]*"
    ended = "" in known
    nexts = sorted({prefix[0] for prefix in known if prefix} - ({"/"} if ended else set()))
    ways = [f"{literal(char)}{_outside(prefix[1:] for prefix in known if prefix[:1] == char)}" for char in nexts]
    ways.append(f"[^;{'/' if ended else ''}{''.join(map(literal, nexts))}][^;]*")
    return f"(?:{'|'.join(ways)})" + ("" if ended else "?")
