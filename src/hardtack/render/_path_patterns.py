"""Changes of Path as regular expressions: by whole segments, the first that hits, once (`attributes.change_path`)."""

from collections.abc import Iterator

from hardtack.policy import PathChange
from hardtack.render._names import literal

__all__ = ["path_patterns"]

_SEGMENT = r"(?=/|[ \t]*(?:;|$))"
_END = r"(?=[ \t]*(?:;|$))"


def path_patterns(changes: tuple[PathChange, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Patterns that stand where a Path's value begins and take all of the line from there, and what they become.

    Group 2 is the first of theirs.

    Args:
        changes: In order.
    """
    earlier = ""
    for change in changes:
        old, new = change.old.rstrip("/"), change.new.rstrip("/")
        left = _left(changes, old, new)
        if left is not None:
            start = f"{earlier}(?=/){_own_guard(old, new)}{literal(old)}{_SEGMENT}{left}"
            if new:
                yield f"{start}(.*)$", (new, 2)
            else:
                yield f"{start}{_END}(.*)$", ("/", 2)
                yield f"{start}(/.*)$", (2,)
        earlier += f"(?!{literal(old)}{_SEGMENT})"


def _covers(old: str, path: str) -> bool:
    return f"{path}/".startswith(f"{old}/")


def _own_guard(old: str, new: str) -> str:
    """Paths in the new prefix, where that lies in the old one, may have been changed before."""
    return f"(?!{literal(new)}{_SEGMENT})" if _covers(old, new) else ""


def _left(changes: tuple[PathChange, ...], old: str, new: str) -> str | None:
    """What may not follow the old prefix, or the changed path would be changed again; None = whatever follows."""
    if old == new:
        return None
    lookaheads = hit_before = ""
    for change in changes:
        again, then = change.old.rstrip("/"), change.new.rstrip("/")
        if _covers(again, new):
            # It hits all that is left. Where its new prefix lies in its old one, what lies there stays as it is.
            if not _covers(again, then):
                return None if not hit_before else f"{lookaheads}(?={_some(hit_before)})"
            if _covers(then, new):
                return lookaheads
            return f"{lookaheads}(?={_some(hit_before + _tail(then, new))})" if _covers(new, then) else None
        if _covers(new, again) and again != then:
            spared = f"(?!{literal(then[len(new) :])}{_SEGMENT})" if _covers(again, then) else ""
            lookaheads += f"(?!{_none_of(hit_before)}{literal(again[len(new) :])}{_SEGMENT}{spared})"
        if _covers(new, again):
            hit_before += _tail(again, new)
    return lookaheads


def _tail(path: str, new: str) -> str:
    return f"|{literal(path[len(new) :])}{_SEGMENT}"


def _some(tails: str) -> str:
    return tails[1:]


def _none_of(tails: str) -> str:
    return f"(?!{tails[1:]})" if tails else ""
