"""Python's own servers with the middleware around an application: engines beside those that renderers are run on."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from hardtack.policy import Policy, Tls, to_toml
from tests.engines.model import free_port
from tests.servers import Running, write_certificates

__all__ = ["MIDDLEWARE", "running_middleware"]

MIDDLEWARE: Final = ("asgi", "wsgi")
_START_SECONDS: Final = 15
_ROOT: Final = Path(__file__).resolve().parent.parent


@contextmanager
def running_middleware(kind: str, policy: Policy, upstream_port: int, root: Path) -> Iterator[Running]:
    """A server whose application asks upstream behind the middleware; as `tests.servers.running`.

    Args:
        kind: One of `MIDDLEWARE`.
        policy: The policy; where its site is doesn't matter.
        upstream_port: The port of the upstream on loopback.
        root: An empty folder.
    """
    here = policy.site.tls is Tls.HERE
    port, plain_port = free_port(), free_port()
    write_certificates(root)
    (root / "policy.toml").write_text(to_toml(policy), encoding="utf-8")
    log = root / "log"
    with log.open("wb") as out, ExitStack() as stack:
        for number in (port, plain_port) if here else (port,):
            command = [sys.executable, "-m", "tests.middleware_server", kind, str(root)]
            command += [str(number), str(port), str(upstream_port), *(("tls",) if here and number == port else ())]
            process = stack.enter_context(subprocess.Popen(command, stdout=out, stderr=out, cwd=_ROOT))
            stack.callback(process.kill)
            _wait(number, process, log)
        yield Running(port, plain_port if here else None, here, log)


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
