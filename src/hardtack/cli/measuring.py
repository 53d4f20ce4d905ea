"""What the command line knows of measuring: spans of time as people write them, and the file to go on from."""

import json
import os
import re
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import cast

from hardtack.cli.options import Options
from hardtack.cli.output import write_file
from hardtack.errors import HostError, UsageError
from hardtack.recording.measured import Measured, Measuring, TimeLimit

_SPAN = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)(s|m|h|d)?")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, None: 1}
_LONGEST = 400 * 86400
_KEPT_FOR = 7 * 86400
"""Seconds after which an unfinished measurement is begun anew: the server may have changed."""


def seconds_of(text: str | None, option: str) -> float:
    """Seconds of a span such as 90s, 20m or 2h; 0 where none was given.

    Raises:
        UsageError: it is none.
    """
    if text is None:
        return 0.0
    match = _SPAN.fullmatch(text.strip())
    seconds = float(match[1]) * _SECONDS[match[2]] if match else 0.0
    if not 1 <= seconds <= _LONGEST:
        raise UsageError(f"{option} {text!r} is no span of time.", "Write 90s, 20m or 2h; from 1 second to 400 days.")
    return seconds


def measuring_of(options: Options) -> Measuring:
    """What is to be measured, without what an earlier run knew.

    Raises:
        UsageError: a span can't be read.
    """
    return Measuring(
        seconds_of(options.measure_idle, "--measure-idle"),
        seconds_of(options.measure_absolute, "--measure-absolute"),
        options.sample_ids,
    )


class MeasureState:
    """The bounds of measurements that were broken off; no cookie, so a session itself can't be gone on with."""

    def __init__(self, options: Options, whom: str, now: Callable[[], float] = time.time) -> None:  # noqa: TID251 -- the rim
        """Find the file.

        Args:
            options: the command line.
            whom: what tells this target and user from others; only its digest is kept.
            now: epoch seconds.
        """
        self._place = _place(options)
        self._key = sha256(whom.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self._now = now
        self._written: tuple[Measured, ...] = ()

    def known(self) -> tuple[Measured, ...]:
        """What an earlier run found and did not finish; a file that can't be read says nothing."""
        entry = _read(self._place).get(self._key)
        if not isinstance(entry, dict):
            return ()
        fields = cast("dict[str, object]", entry)
        at = fields.get("at")
        if not isinstance(at, int | float) or not 0 <= self._now() - at <= _KEPT_FOR:
            return ()
        found = (_bounds(limit, fields.get(limit.value)) for limit in TimeLimit)
        return tuple(one for one in found if one is not None)

    def keep(self, measured: tuple[Measured, ...]) -> None:
        """Write what is unfinished, and forget what is done; where that can't be written, the audit goes on."""
        if self._place is None or measured == self._written:
            return
        self._written = measured
        before = _read(self._place).get(self._key)
        entry: dict[str, object] = dict(cast("dict[str, object]", before)) if isinstance(before, dict) else {}
        entry.pop("at", None)
        for one in measured:
            entry.pop(one.limit.value, None)
            if not one.complete:
                entry[one.limit.value] = {"alive": one.alive_s, "dead": one.dead_s}
        others = {key: value for key, value in _read(self._place).items() if key != self._key}
        state = others | ({self._key: {**entry, "at": self._now()}} if entry else {})
        if not state and not self._place.exists():
            return
        try:
            self._place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(json.dumps(state) + "\n", self._place)
        except (OSError, HostError):
            return


def _place(options: Options) -> Path | None:
    if options.measure_state is not None:
        return Path(options.measure_state)
    if options.record is not None:
        return Path(f"{options.record}.measure")
    base = os.environ.get("XDG_STATE_HOME", "")
    folder = Path(base) if base.startswith("/") else Path("~/.local/state")
    try:
        return folder.expanduser() / "hardtack" / "measured.json"
    except RuntimeError:
        return None


def _read(place: Path | None) -> Mapping[str, object]:
    try:
        found = cast("object", json.loads(place.read_bytes()) if place is not None else {})
    except (OSError, ValueError, RecursionError):
        return {}
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def _bounds(limit: TimeLimit, entry: object) -> Measured | None:
    if not isinstance(entry, dict):
        return None
    fields = cast("dict[str, object]", entry)
    alive, dead = fields.get("alive"), fields.get("dead")
    if not isinstance(alive, int | float) or alive < 0:
        return None
    if not isinstance(dead, int | float):
        return Measured(limit, 0.0, float(alive))
    return Measured(limit, 0.0, float(alive), float(dead)) if dead > alive else None
