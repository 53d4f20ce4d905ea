"""At most one wrong password for a user of a target in 15 minutes: a failed login counts towards locking him out."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import cast

from hardtack.cli.output import write_file
from hardtack.errors import HostError

PAUSE = 15 * 60
"""Seconds between two failed logins at one target."""

_KEPT_AT_MOST = 1000


def may_fail(origin: str, username: str | None, now: float) -> bool:
    """Whether a wrong password may be tried; a state file that can't be read says nothing against it.

    Args:
        origin: scheme, host and port of the target.
        username: the test user, or None.
        now: epoch seconds.
    """
    tried = _read().get(_key(origin, username))
    # A time to come was written under a clock that has been set back: it says nothing.
    return tried is None or not 0 <= now - tried < PAUSE


def note_failed(origin: str, username: str | None, now: float) -> None:
    """Remember that one was tried; where that can't be written, the audit goes on."""
    recent = {key: at for key, at in _read().items() if 0 <= now - at < PAUSE}
    recent[_key(origin, username)] = now
    newest = dict(sorted(recent.items(), key=lambda item: -item[1])[:_KEPT_AT_MOST])
    place = _place()
    if place is None:
        return
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_file(json.dumps(newest), place)
    except (OSError, HostError):
        return


def _key(origin: str, username: str | None) -> str:
    # A digest, so that the file tells nobody at a glance which sites were audited as whom.
    return sha256(f"{origin}\n{username or ''}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _place() -> Path | None:
    """The state file, or None where nobody's home is known."""
    base = os.environ.get("XDG_STATE_HOME", "")
    # The XDG base directory specification has a relative path ignored.
    folder = Path(base) if base.startswith("/") else Path("~/.local/state")
    try:
        return folder.expanduser() / "hardtack" / "failed-logins.json"
    except RuntimeError:
        return None


def _read() -> Mapping[str, float]:
    place = _place()
    if place is None:
        return {}
    try:
        found = cast("object", json.loads(place.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    pairs = cast("dict[str, object]", found).items()
    return {key: float(at) for key, at in pairs if isinstance(at, int | float)}
