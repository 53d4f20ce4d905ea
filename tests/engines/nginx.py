"""nginx, with its modules loaded from where distributions put them."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from tests.engines.model import Engine

__all__ = ["NGINX", "NGINX_LUA", "NGINX_NJS"]

_FOLDERS: Final = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules")


def _nginx_place(text: str, old: int, new: int) -> str:
    return text.replace(f"listen {old};", f"listen 127.0.0.1:{new};").replace(
        f"listen {old} ssl;", f"listen 127.0.0.1:{new} ssl;"
    )


def _nginx_main(modules: tuple[str, ...], root: Path, program: str) -> tuple[list[str], list[str]]:
    loaded = [f"load_module {path};" for name in modules for path in _places(name) if Path(path).exists()]
    run = root / "run"
    run.mkdir()
    places = "".join(f"  {kind}_temp_path {run}/{kind};\n" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    (root / "nginx.conf").write_text(
        "\n".join(loaded)
        + f"\ndaemon off; worker_processes 1; pid {run}/pid; user root;\nevents {{ worker_connections 512; }}\n"
        f"http {{\n  access_log off; client_body_temp_path {run}/body;\n{places}"
        f"  include {root}/etc/nginx/conf.d/*.conf;\n}}\n",
        encoding="ascii",
    )
    command = [program, "-p", str(root), "-e", "stderr", "-c", str(root / "nginx.conf")]
    return [*command, "-t"], command


def _places(name: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}.so" for folder in _FOLDERS)


def _nginx_reload(_root: Path, _program: str, process: int) -> None:
    os.kill(process, signal.SIGHUP)


def _nginx(*modules: str) -> Engine:
    main: Callable[[Path, str], tuple[list[str], list[str]]] = partial(_nginx_main, modules)
    return Engine("nginx", _nginx_place, main, ("-v",), tuple(map(_places, modules)), _nginx_reload)


NGINX: Final = _nginx()
NGINX_LUA: Final = _nginx("ndk_http_module", "ngx_http_lua_module")
NGINX_NJS: Final = _nginx("ngx_http_js_module")
