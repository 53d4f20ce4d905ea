"""lighttpd with mod_magnet."""

import os
import signal
from pathlib import Path
from typing import Final

from tests.engines.model import Engine, free_port

__all__ = ["LIGHTTPD"]


_LIGHTTPD: Final = ("/usr/lib/lighttpd", "/usr/lib64/lighttpd")


def _lighttpd_place(text: str, old: int, new: int) -> str:
    return text.replace(f'":{old}"', f'"127.0.0.1:{new}"')


def _lighttpd_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    (root / "main.conf").write_text(
        f'server.document-root = "{root}"\nserver.bind = "127.0.0.1"\nserver.port = {free_port()}\n'
        f'include "{root}/etc/lighttpd/conf-enabled/99-hardtack.conf"\n',
        encoding="ascii",
    )
    command = [program, "-f", str(root / "main.conf")]
    return [*command, "-tt"], [*command, "-D"]


def _lighttpd_reload(_root: Path, _program: str, process: int) -> None:
    os.kill(process, signal.SIGUSR1)


LIGHTTPD: Final = Engine(
    "lighttpd",
    _lighttpd_place,
    _lighttpd_main,
    ("-v",),
    tuple(tuple(f"{folder}/{name}.so" for folder in _LIGHTTPD) for name in ("mod_magnet", "mod_openssl")),
    _lighttpd_reload,
)
