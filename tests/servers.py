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
from hardtack.render import RENDERERS, Renderer, apache
from tests.engines.apache import APACHE
from tests.engines.envoy import ENVOY
from tests.engines.haproxy import HAPROXY
from tests.engines.lighttpd import LIGHTTPD
from tests.engines.model import free_port
from tests.engines.nginx import NGINX, NGINX_LUA, NGINX_NJS
from tests.engines.traefik import TRAEFIK
from tests.engines.varnish import VARNISH

__all__ = [
    "ENGINES",
    "Running",
    "find_renderer",
    "missing",
    "placed",
    "running",
    "served",
    "version_of",
    "write_certificates",
]

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


ENGINES: Final = {
    "apache": APACHE,
    "apache-2.2-dialect": APACHE,
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
    """What the server says of its version, one line."""
    engine = ENGINES[target]
    said = subprocess.run(
        [_program(engine.program) or engine.program, *engine.version], check=True, capture_output=True, text=True
    )
    return next(line.strip() for line in (said.stdout + said.stderr).splitlines() if line.strip())


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
    port, second = free_port(), free_port()
    write_certificates(root)
    _place(target, policy, (port, second, upstream_port), root)
    validate, run = engine.main(root, program)
    checked = subprocess.run(validate, check=False, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    log = root / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(run, stdout=out, stderr=out, cwd=root)
        try:
            here = policy.site.tls is Tls.HERE
            _wait(lambda: engine.ready is None or engine.ready(port, here), port, process, log)
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


def write_certificates(root: Path) -> None:
    """A certificate for a server in this folder, where each kind of server looks for it."""
    certificate = make_certificate("127.0.0.1", datetime.now(UTC))  # noqa: TID251 -- a real server checks real dates
    for path, content in (
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
