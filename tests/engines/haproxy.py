"""HAProxy, with and without Lua."""

import os
import signal
from pathlib import Path
from typing import Final

from tests.engines.model import Engine

__all__ = ["HAPROXY"]


def _haproxy_place(text: str, old: int, new: int) -> str:
    return text.replace(f"  bind :{old}\n", f"  bind 127.0.0.1:{new}\n").replace(
        f"  bind :{old} ssl", f"  bind 127.0.0.1:{new} ssl"
    )


def _haproxy_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    command = [program, "-f", str(root / "etc/haproxy/hardtack.cfg")]
    return [*command, "-c"], [*command, "-W", "-db"]


def _haproxy_reload(_root: Path, _program: str, process: int) -> None:
    os.kill(process, signal.SIGUSR2)


HAPROXY: Final = Engine("haproxy", _haproxy_place, _haproxy_main, ("-v",), reload=_haproxy_reload)
