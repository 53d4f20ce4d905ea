"""Real servers on loopback with what a renderer wrote: placed in a folder, validated by themselves, stopped by id."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from hardtack.demo.certificate import make_certificate
from hardtack.policy import Policy, Tls
from hardtack.render import RENDERERS, RenderedFile, Renderer, apache
from tests.engines.apache import APACHE
from tests.engines.caddy import CADDY
from tests.engines.envoy import ENVOY
from tests.engines.haproxy import HAPROXY
from tests.engines.lighttpd import LIGHTTPD
from tests.engines.model import free_port
from tests.engines.nginx import NGINX, NGINX_LUA, NGINX_NJS
from tests.engines.traefik import TRAEFIK
from tests.engines.varnish import VARNISH

__all__ = [
    "AUTHORITY",
    "ENGINES",
    "Ports",
    "Running",
    "find_renderer",
    "missing",
    "placed",
    "running",
    "served",
    "serving",
    "version_of",
    "write_certificates",
]

AUTHORITY: Final = "etc/hardtack/tls/authority.pem"
"""Below a server's folder: whom its clients trust. The certificate is good for 127.0.0.1 and for app.demo.test."""
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
        again: puts other files in place and makes the running server take them up; None = it can't be told.
    """

    port: int
    plain_port: int | None
    tls: bool
    log: Path
    again: Callable[[Sequence[RenderedFile]], None] | None = None


ENGINES: Final = {
    "apache": APACHE,
    "apache-2.2-dialect": APACHE,
    "caddy": CADDY,
    "envoy": ENVOY,
    "haproxy": HAPROXY,
    "haproxy-lua": HAPROXY,
    "lighttpd": LIGHTTPD,
    "nginx": NGINX,
    "nginx-lua": NGINX_LUA,
    "nginx-njs": NGINX_NJS,
    "traefik": TRAEFIK,
    "varnish": VARNISH,
}
"""By the renderer's target, or by what is a target to the tests alone."""

# What is written for Apache 2.2, which can't be had here: its expressions are tried on the Apache there is.
_APACHE_2_2: Final = replace(
    apache.RENDERER,
    target="apache-2.2-dialect",
    aliases=(),
    answers=lambda policy: apache.RENDERER.render(placed(policy, 443, 80), (2, 2)).answers,
    render=lambda policy, _version: apache.RENDERER.render(policy, (2, 2)),
)


def find_renderer(name: str) -> Renderer:
    """The renderer of that name or alias."""
    known = (*RENDERERS, _APACHE_2_2)
    return next(renderer for renderer in known if name in {renderer.target, *renderer.aliases})


def _program(name: str) -> str | None:
    beside = Path(sys.executable).parent / name
    extra = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    return str(beside) if beside.exists() else shutil.which(name, path=extra)


def missing(target: str) -> bool:
    """Whether the server or a module it needs is not installed here."""
    engine = ENGINES[target]
    return _program(engine.program) is None or not all(any(Path(p).exists() for p in ps) for ps in engine.modules)


def version_of(target: str) -> str:
    """The version that the server says it has: the first numbers joined by dots in what it prints."""
    engine = ENGINES[target]
    said = subprocess.run(
        [_program(engine.program) or engine.program, *engine.version], check=True, capture_output=True, text=True
    )
    found = re.search(r"[0-9]+\.[0-9]+(?:\.[0-9]+)*", said.stdout + said.stderr)
    return found[0] if found else "unknown"


def placed(policy: Policy, port: int, upstream_port: int) -> Policy:
    """A policy whose site is on loopback; all else stays."""
    scheme = policy.site.origin.partition(":")[0]
    path = urlsplit(policy.site.upstream or "").path
    site = replace(
        policy.site, origin=f"{scheme}://127.0.0.1:{port}", upstream=f"http://127.0.0.1:{upstream_port}{path}"
    )
    return replace(policy, site=site)


def served(target: str, policy: Policy) -> Policy:
    """The policy as a server meets it: one that speaks no TLS stands behind one that does."""
    if ENGINES[target].tls or policy.site.tls is not Tls.HERE:
        return policy
    return replace(policy, site=replace(policy.site, tls=Tls.FRONT))


@dataclass(frozen=True, slots=True)
class Ports:
    """Where a server listens on loopback.

    Attributes:
        port: for what is not to be redirected.
        plain_port: for plain HTTP besides, in place of the usual 80.
        written: what the rendered files have in place of `port`.
    """

    port: int
    plain_port: int
    written: int


@contextmanager
def running(target: str, policy: Policy, upstream_port: int, root: Path) -> Iterator[Running]:
    """A server with a policy, in a folder of its own.

    Args:
        target: A key of `ENGINES`.
        policy: The policy; where its site is doesn't matter.
        upstream_port: The port of the upstream on loopback.
        root: An empty folder.
    """
    port = free_port()
    ports = Ports(port, free_port(), 8080 if policy.site.tls is Tls.FRONT else port)
    files = find_renderer(target).render(placed(policy, port, upstream_port), None).files
    with serving(target, files, ports, root, here=policy.site.tls is Tls.HERE) as server:
        yield server


@contextmanager
def serving(target: str, files: Sequence[RenderedFile], ports: Ports, root: Path, *, here: bool) -> Iterator[Running]:
    """A server with rendered files, in a folder of its own.

    Args:
        target: A key of `ENGINES`.
        files: What its renderer wrote.
        ports: Where it is to listen.
        root: An empty folder.
        here: Whether it speaks TLS itself.
    """
    engine = ENGINES[target]
    program = _program(engine.program)
    assert program is not None
    write_certificates(root)
    _place(target, files, ports, root)
    validate, run = engine.main(root, program)
    _validate(validate)
    log = root / "log"
    with log.open("wb") as out:
        processes = [subprocess.Popen(run, stdout=out, stderr=out, cwd=root)]

        def again(changed: Sequence[RenderedFile]) -> None:
            assert engine.reload is not None
            _place(target, changed, ports, root)
            begun = engine.reload(root, program, processes[0].pid)
            processes.extend([] if begun is None else [begun])

        try:
            _wait(lambda: engine.ready is None or engine.ready(ports.port, here), ports.port, processes[0], log)
            yield Running(ports.port, ports.plain_port if here else None, here, log, again)
        finally:
            for one in reversed(processes):
                _stop(one)


def _validate(command: list[str]) -> None:
    checked = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _place(target: str, files: Sequence[RenderedFile], ports: Ports, root: Path) -> None:
    """Put rendered files below a folder, with their paths and ports changed to fit."""
    folders = {str(Path(file.path).parent) for file in files} | set(_PLACEHOLDERS)
    absolute = re.compile(rf"(?<![\w/])(?:{'|'.join(sorted(folders))})(?=/)")
    place = ENGINES[target].place
    for file in files:
        text = place(place(file.text, 80, ports.plain_port), ports.written, ports.port)
        path = root / file.path.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        # A server that watches the file never sees half of it.
        new = path.with_name(f".{path.name}")
        new.write_text(absolute.sub(lambda found: f"{root}{found[0]}", text), encoding="ascii")
        new.replace(path)


def write_certificates(root: Path) -> None:
    """A certificate for a server in this folder, where each kind of server looks for it."""
    certificate = make_certificate("127.0.0.1", datetime.now(UTC))  # noqa: TID251 -- a real server checks real dates
    for path, content in (
        (AUTHORITY, certificate.authority),
        ("etc/hardtack/tls/fullchain.pem", certificate.chain),
        ("etc/hardtack/tls/privkey.pem", certificate.key),
        ("etc/haproxy/certs/hardtack.pem", certificate.chain + certificate.key),
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def _wait(ready: Callable[[], bool], port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(log.read_text(errors="replace"))
