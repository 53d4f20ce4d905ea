"""One table of a policy's TOML, read key by key; what is wrong is noted with its place, and reading goes on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import Enum
from typing import TypeVar, cast

from hardtack.policy.problems import Problem
from hardtack.toml_lines import Place

__all__ = ["Table"]

_Word = TypeVar("_Word", bound=Enum)
_Read = TypeVar("_Read")


class Table:
    """A table with its place.

    Whatever is wrong becomes a problem and reads as absent: a policy with problems is never used.
    """

    def __init__(self, content: Mapping[str, object], place: Place, problems: list[Problem]) -> None:
        self.place = place
        self._content = content
        self._problems = problems

    def allow(self, *keys: str) -> None:
        """Note each key that is not one of these, with the nearest that is."""
        for key in self._content:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"the keys here are {', '.join(keys)}"
                self._problems.append(Problem((*self.place, key), f"{key!r} is not understood; {hint}"))

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._content

    def wrong(self, key: str, message: str) -> None:
        """Note what is wrong with a key's value."""
        self._problems.append(Problem((*self.place, key), message))

    def raw(self, key: str) -> object:
        """The value as it is; None if it isn't there."""
        return self._content.get(key)

    def text(self, key: str) -> str | None:
        """A string."""
        value = self.raw(key)
        if value is None or isinstance(value, str):
            return value
        self.wrong(key, f"{key!r} must be a string")
        return None

    def needed(self, key: str) -> str:
        """A string that must be there."""
        if not self.has(key):
            self._problems.append(Problem(self.place, f"{key!r} is missing"))
        return self.text(key) or ""

    def number(self, key: str) -> int | None:
        """An integer."""
        value = self.raw(key)
        # To Python, true is a number.
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.wrong(key, f"{key!r} must be a whole number")
        return None

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._content.get(key, default)
        if isinstance(value, bool):
            return value
        self.wrong(key, f"{key!r} must be true or false")
        return default

    def word(self, key: str, words: type[_Word]) -> _Word | None:
        """One of an enum's values."""
        value = self.raw(key)
        if value is None:
            return None
        for word in words:
            # 308.0 and true are equal to numbers, and are none.
            if word.value == value and type(value) is type(word.value):
                return word
        self.wrong(key, f"{key!r} is one of {', '.join(_spelt(word.value) for word in words)}, not {_spelt(value)}")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """An array of strings."""
        return self._array(key, str, "strings")

    def numbers(self, key: str) -> tuple[int, ...]:
        """An array of integers."""
        return self._array(key, int, "whole numbers")

    def _array(self, key: str, kind: type[_Read], kinds: str) -> tuple[_Read, ...]:
        value = self._content.get(key, ())
        items = cast("Sequence[object]", value) if isinstance(value, list | tuple) else (None,)
        found = tuple(item for item in items if isinstance(item, kind) and not isinstance(item, bool))
        if len(found) < len(items):
            self.wrong(key, f"{key!r} must be an array of {kinds}")
        return found

    def table(self, key: str) -> "Table | None":
        """A table, None if there is none."""
        if not self.has(key):
            return None
        value = self.raw(key)
        if not isinstance(value, dict):
            self.wrong(key, f"{key!r} must be a table")
            return None
        return Table(cast("dict[str, object]", value), (*self.place, key), self._problems)

    def tables(self, key: str) -> Iterator["Table"]:
        """An array of tables."""
        value = self._content.get(key, [])
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        for number, item in enumerate(items):
            if isinstance(item, dict):
                yield Table(cast("dict[str, object]", item), (*self.place, key, number), self._problems)
            else:
                self.wrong(key, f"{key!r} must be an array of tables")

    def read(self, key: str, read: Callable[["Table"], _Read]) -> _Read | None:
        """What is read of a table, None if there is none."""
        table = self.table(key)
        return None if table is None else read(table)

    def one_of(self, key: str, words: Mapping[str, _Read], keys: str, read: Callable[["Table"], _Read]) -> _Read | None:
        """A word or a table.

        Args:
            key: Of the value.
            words: What words mean.
            keys: How the table is written, for the message.
            read: What a table means.
        """
        value = self.raw(key)
        if isinstance(value, dict):
            return self.read(key, read)
        if isinstance(value, str) and value in words:
            return words[value]
        if value is not None:
            allowed = ", ".join(map(_spelt, words))
            self.wrong(key, f"{key!r} is {allowed} or a table {keys}, not {_spelt(value)}")
        return None


def _spelt(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
