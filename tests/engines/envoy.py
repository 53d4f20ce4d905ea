"""Envoy."""

import re
from pathlib import Path
from typing import Final

from tests.engines.model import Engine

__all__ = ["ENVOY"]


def _envoy_place(text: str, old: int, new: int) -> str:
    old_place = rf'"0\.0\.0\.0",(\s*)"port_value": {old}\b'
    return re.sub(old_place, rf'"127.0.0.1",\1"port_value": {new}', text)


def _envoy_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    command = [program, "-c", str(root / "etc/envoy/hardtack.json"), "-l", "warning", "--concurrency", "1"]
    return [*command, "--mode", "validate"], [*command, "--disable-hot-restart"]


ENVOY: Final = Engine("envoy", _envoy_place, _envoy_main, ("--version",))
