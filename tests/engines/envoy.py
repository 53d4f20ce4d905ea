"""Envoy."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.engines.model import Engine

__all__ = ["ENVOY", "HOT_ENVOY"]


def _envoy_place(text: str, old: int, new: int) -> str:
    old_place = rf'"0\.0\.0\.0",(\s*)"port_value": {old}\b'
    return re.sub(old_place, rf'"127.0.0.1",\1"port_value": {new}', text)


def _command(root: Path, program: str) -> list[str]:
    return [program, "-c", str(root / "etc/envoy/hardtack.json"), "-l", "warning", "--concurrency", "1"]


def _envoy_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    command = _command(root, program)
    return [*command, "--mode", "validate"], [*command, "--disable-hot-restart"]


ENVOY: Final = Engine("envoy", _envoy_place, _envoy_main, ("--version",))


def _hot_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    command = _command(root, program)
    base = ["--use-dynamic-base-id", "--base-id-path", str(root / "base-id")]
    return [*command, "--mode", "validate"], [*command, *base, *_TIMES]


def _hot_reload(root: Path, program: str, _process: int) -> "subprocess.Popen[bytes]":
    base = (root / "base-id").read_text(encoding="ascii").strip()
    with (root / "second.log").open("wb") as out:
        epoch = ["--base-id", base, "--restart-epoch", "1"]
        return subprocess.Popen([*_command(root, program), *epoch, *_TIMES], stdout=out, stderr=out, cwd=root)


_TIMES: Final = ("--drain-time-s", "1", "--parent-shutdown-time-s", "2")
HOT_ENVOY: Final = replace(ENVOY, main=_hot_main, reload=_hot_reload)
"""Envoy as it is restarted without loss; it leaves shared memory behind, so only the test of that runs it so."""
