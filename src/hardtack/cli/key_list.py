"""The signing keys that a user brings along, tried offline and no longer than he allows."""

import time
from collections.abc import Callable, Iterator

from hardtack.cli.reading_text import read_text
from hardtack.cookies.signing_keys import KNOWN_KEYS
from hardtack.errors import InputError

KEYS_AT_MOST = 100_000
"""Lines of a file of keys."""


class KeyList:
    """The shipped keys, then the user's, given out until the time for his is over.

    Attributes:
        cut: whether some of them stayed untried for lack of time.
    """

    def __init__(self, own: tuple[str, ...], seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Nothing is tried yet.

        Args:
            own: the user's keys.
            seconds: how long they may be tried, all cookie values together.
            monotonic: seconds on a clock that never goes back.
        """
        self.cut = False
        self._own = own
        self._left = seconds
        self._monotonic = monotonic

    def __iter__(self) -> Iterator[str]:
        """All keys in order; the time between two of them is what the first one took."""
        yield from KNOWN_KEYS
        for key in self._own:
            if self._left <= 0:
                self.cut = True
                return
            began = self._monotonic()
            try:
                yield key
            finally:
                self._left -= self._monotonic() - began


def read_keys(path: str | None) -> tuple[str, ...]:
    """The keys of a file, one a line.

    Raises:
        HostError: it can't be read.
        InputError: it holds too many.
    """
    if path is None:
        return ()
    lines = [line.removesuffix("\r") for line in read_text(path, "--keys").split("\n")]
    keys = tuple(dict.fromkeys(line for line in lines if line))
    if len(keys) > KEYS_AT_MOST:
        raise InputError(f"--keys: {path} holds {len(keys)} keys.", f"Give at most {KEYS_AT_MOST}, one a line.")
    return keys
