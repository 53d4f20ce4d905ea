"""Real servers on loopback with what a renderer wrote: placed in a folder, validated by themselves, stopped by id."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from hardtack.demo.certificate import make_certificate
from hardtack.policy import Policy, Tls
from hardtack.render import RENDERERS, Renderer

__all__ = ["ENGINES", "Engine", "Running", "find_renderer", "missing", "placed", "running", "version_of"]

_PLACEHOLDERS: Final = ("/etc/hardtack/tls", "/etc/haproxy/certs")
_START_SECONDS: Final = 15


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers.

    Attributes:
        port: where it takes what is not to be redirected.
        plain_port: where it takes plain HTTP besides; None = nowhere.
        tls: whether `port` speaks TLS.
        log: what it wrote.
    """

    port: int
    plain_port: int | None
    tls: bool
    log: Path


@dataclass(frozen=True, slots=True)
class Engine:
    """How a server is started.

    Attributes:
        program: its executable.
        place: the text of a rendered file with its ports changed: (text, old port, new port).
        main: writes what else it needs to the folder and gives the command lines that validate and run it.
        version: the arguments that make it print its version.
        modules: the files it needs besides, the places where each may be.
    """

    program: str
    place: Callable[[str, int, int], str]
    main: Callable[[Path, str], tuple[list[str], list[str]]]
    version: tuple[str, ...]
    modules: tuple[tuple[str, ...], ...] = ()


def find_renderer(name: str) -> Renderer:
    """The renderer of that name or alias."""
    return next(renderer for renderer in RENDERERS if name in {renderer.target, *renderer.aliases})


def _program(name: str) -> str | None:
    beside = Path(sys.executable).parent / name
    extra = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    return str(beside) if beside.exists() else shutil.which(name, path=extra)


def missing(target: str) -> bool:
    """Whether the server or a module it needs is not installed here."""
    engine = ENGINES[target]
    return _program(engine.program) is None or not all(any(Path(p).exists() for p in ps) for ps in engine.modules)


def version_of(target: str) -> str:
    """What the server says of its version, one line."""
    engine = ENGINES[target]
    said = subprocess.run(
        [_program(engine.program) or engine.program, *engine.version], check=True, capture_output=True, text=True
    )
    return next(line.strip() for line in (said.stdout + said.stderr).splitlines() if line.strip())


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


_APACHE: Final = "/usr/lib/apache2/modules"
_MODULES: Final = tuple(
    f"mod_{name}.so" for name in ("mpm_event", "authz_core", "headers", "rewrite", "proxy", "proxy_http", "ssl")
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


def _haproxy_place(text: str, old: int, new: int) -> str:
    return text.replace(f"  bind :{old}\n", f"  bind 127.0.0.1:{new}\n").replace(
        f"  bind :{old} ssl", f"  bind 127.0.0.1:{new} ssl"
    )


def _haproxy_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    command = [program, "-f", str(root / "etc/haproxy/hardtack.cfg")]
    return [*command, "-c"], [*command, "-db"]


def _lighttpd_place(text: str, old: int, new: int) -> str:
    return text.replace(f'":{old}"', f'"127.0.0.1:{new}"')


def _lighttpd_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    (root / "main.conf").write_text(
        f'server.document-root = "{root}"\nserver.bind = "127.0.0.1"\nserver.port = {_free_port()}\n'
        f'include "{root}/etc/lighttpd/conf-enabled/99-hardtack.conf"\n',
        encoding="ascii",
    )
    command = [program, "-f", str(root / "main.conf")]
    return [*command, "-tt"], [*command, "-D"]


def _envoy_place(text: str, old: int, new: int) -> str:
    old_place = rf'"0\.0\.0\.0",(\s*)"port_value": {old}\b'
    return re.sub(old_place, rf'"127.0.0.1",\1"port_value": {new}', text)


def _envoy_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    command = [program, "-c", str(root / "etc/envoy/hardtack.json"), "-l", "warning", "--concurrency", "1"]
    return [*command, "--mode", "validate"], [*command, "--disable-hot-restart"]


_NGINX_LUA: Final = ("/usr/lib/nginx/modules/ngx_http_lua_module.so", "/usr/lib64/nginx/modules/ngx_http_lua_module.so")
_LIGHTTPD: Final = ("/usr/lib/lighttpd", "/usr/lib64/lighttpd")

ENGINES: Final = {
    "apache": Engine(
        "apache2", _apache_place, _apache_main, ("-v",), tuple((f"{_APACHE}/{name}",) for name in _MODULES)
    ),
    "envoy": Engine("envoy", _envoy_place, _envoy_main, ("--version",)),
    "haproxy": Engine("haproxy", _haproxy_place, _haproxy_main, ("-v",)),
    "haproxy-lua": Engine("haproxy", _haproxy_place, _haproxy_main, ("-v",)),
    "lighttpd": Engine(
        "lighttpd",
        _lighttpd_place,
        _lighttpd_main,
        ("-v",),
        tuple(tuple(f"{folder}/{name}.so" for folder in _LIGHTTPD) for name in ("mod_magnet", "mod_openssl")),
    ),
    "nginx-lua": Engine("nginx", _nginx_place, _nginx_main, ("-v",), (_NGINX_LUA,)),
}
"""By the renderer's target."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def placed(policy: Policy, port: int, upstream_port: int) -> Policy:
    """A policy whose site is on loopback; all else stays."""
    scheme = policy.site.origin.partition(":")[0]
    path = urlsplit(policy.site.upstream or "").path
    site = replace(
        policy.site, origin=f"{scheme}://127.0.0.1:{port}", upstream=f"http://127.0.0.1:{upstream_port}{path}"
    )
    return replace(policy, site=site)


@contextmanager
def running(target: str, policy: Policy, upstream_port: int, root: Path) -> Iterator[Running]:
    """A server with a policy, in a folder of its own.

    Args:
        target: A key of `ENGINES`.
        policy: The policy; where its site is doesn't matter.
        upstream_port: The port of the upstream on loopback.
        root: An empty folder.
    """
    engine = ENGINES[target]
    program = _program(engine.program)
    assert program is not None
    port, second = _free_port(), _free_port()
    _certificates(root)
    _place(target, policy, (port, second, upstream_port), root)
    validate, run = engine.main(root, program)
    checked = subprocess.run(validate, check=False, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    log = root / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(run, stdout=out, stderr=out, cwd=root)
        try:
            _wait(port, process, log)
            here = policy.site.tls is Tls.HERE
            yield Running(port, second if here else None, here, log)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _place(target: str, policy: Policy, ports: tuple[int, int, int], root: Path) -> None:
    """Put the rendered files below a folder, with their paths and ports changed to fit."""
    port, second, upstream_port = ports
    rendered = find_renderer(target).render(placed(policy, port, upstream_port), None)
    folders = {str(Path(file.path).parent) for file in rendered.files} | set(_PLACEHOLDERS)
    absolute = re.compile(rf"(?<![\w/])(?:{'|'.join(sorted(folders))})(?=/)")
    listening = 8080 if policy.site.tls is Tls.FRONT else port
    place = ENGINES[target].place
    for file in rendered.files:
        text = place(place(file.text, 80, second), listening, port)
        path = root / file.path.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(absolute.sub(lambda found: f"{root}{found[0]}", text), encoding="ascii")


def _certificates(root: Path) -> None:
    certificate = make_certificate("127.0.0.1", datetime.now(UTC))  # noqa: TID251 -- a real server checks real dates
    for path, content in (
        ("etc/hardtack/tls/fullchain.pem", certificate.chain),
        ("etc/hardtack/tls/privkey.pem", certificate.key),
        ("etc/haproxy/certs/hardtack.pem", certificate.chain + certificate.key),
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text(errors="replace"))
