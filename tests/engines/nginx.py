"""nginx, with its modules loaded from where distributions put them."""

from pathlib import Path
from typing import Final

from tests.engines.model import Engine

__all__ = ["NGINX_LUA"]


_NGINX_LUA: Final = ("/usr/lib/nginx/modules/ngx_http_lua_module.so", "/usr/lib64/nginx/modules/ngx_http_lua_module.so")


def _nginx_place(text: str, old: int, new: int) -> str:
    return text.replace(f"listen {old};", f"listen 127.0.0.1:{new};").replace(
        f"listen {old} ssl;", f"listen 127.0.0.1:{new} ssl;"
    )


def _nginx_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    modules = [f"load_module {path};" for name in ("ndk_http_module", "ngx_http_lua_module") for path in _modules(name)]
    run = root / "run"
    run.mkdir()
    places = "".join(f"  {kind}_temp_path {run}/{kind};\n" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    (root / "nginx.conf").write_text(
        "\n".join(modules)
        + f"\ndaemon off; worker_processes 1; pid {run}/pid; user root;\nevents {{ worker_connections 512; }}\n"
        f"http {{\n  access_log off; client_body_temp_path {run}/body;\n{places}"
        f"  include {root}/etc/nginx/conf.d/*.conf;\n}}\n",
        encoding="ascii",
    )
    command = [program, "-p", str(root), "-e", "stderr", "-c", str(root / "nginx.conf")]
    return [*command, "-t"], command


def _modules(name: str) -> list[str]:
    folders = (Path("/usr/lib/nginx/modules"), Path("/usr/lib64/nginx/modules"))
    return [str(path) for folder in folders if (path := folder / f"{name}.so").exists()]


NGINX_LUA: Final = Engine("nginx", _nginx_place, _nginx_main, ("-v",), (_NGINX_LUA,))
