"""Caddy."""

import re
import subprocess
from pathlib import Path
from typing import Final

from tests.engines.model import Engine, free_port

__all__ = ["CADDY"]

_OPTIONS: Final = """\
{{
	admin 127.0.0.1:{admin}
	auto_https disable_redirects
	skip_install_trust
	http_port {http}
	storage file_system {root}/storage
}}
import {root}/etc/caddy/hardtack/site.caddy
"""


def _caddy_place(text: str, old: int, new: int) -> str:
    # The tests' clients ask for all kinds of hosts.
    return re.sub(rf"(https?)://[^\s:]*:{old} {{", rf"\1://:{new} {{\n\tbind 127.0.0.1", text)


def _caddy_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    options = _OPTIONS.format(admin=free_port(), http=free_port(), root=root)
    (root / "Caddyfile").write_text(options, encoding="ascii")
    words = ["--config", str(root / "Caddyfile"), "--adapter", "caddyfile"]
    # It writes what it runs with to its home.
    alone = ["env", f"HOME={root}", f"XDG_CONFIG_HOME={root}", f"XDG_DATA_HOME={root}", program]
    return [*alone, "validate", *words], [*alone, "run", *words]


def _caddy_reload(root: Path, program: str, _process: int) -> None:
    command = [program, "reload", "--config", str(root / "Caddyfile"), "--adapter", "caddyfile"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


CADDY: Final = Engine("caddy", _caddy_place, _caddy_main, ("version",), (), _caddy_reload)
