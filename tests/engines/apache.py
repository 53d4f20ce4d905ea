"""Apache httpd."""

import os
import signal
from pathlib import Path
from typing import Final

from tests.engines.model import Engine

__all__ = ["APACHE"]


_APACHE: Final = "/usr/lib/apache2/modules"
_MODULES: Final = tuple(
    f"mod_{name}.so"
    for name in ("mpm_event", "authz_core", "headers", "rewrite", "proxy", "proxy_http", "setenvif", "ssl")
)


def _apache_place(text: str, old: int, new: int) -> str:
    return text.replace(f"<VirtualHost *:{old}>", f"Listen 127.0.0.1:{new}\n<VirtualHost 127.0.0.1:{new}>")


def _apache_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    modules = "".join(f"LoadModule {name[4:-3]}_module {_APACHE}/{name}\n" for name in _MODULES)
    (root / "apache.conf").write_text(
        f"ServerName 127.0.0.1\nPidFile {root}/pid\nErrorLog {root}/error.log\nDefaultRuntimeDir {root}\n"
        f"{modules}Include {root}/etc/apache2/sites-available/hardtack.conf\n",
        encoding="ascii",
    )
    command = [program, "-d", str(root), "-f", str(root / "apache.conf")]
    return [*command, "-t"], [*command, "-D", "FOREGROUND"]


def _apache_reload(_root: Path, _program: str, process: int) -> None:
    os.kill(process, signal.SIGUSR1)


APACHE: Final = Engine(
    "apache2",
    _apache_place,
    _apache_main,
    ("-v",),
    tuple((f"{_APACHE}/{name}",) for name in _MODULES),
    _apache_reload,
)
