"""How a real server is started with what a renderer wrote, for the tests; one module an engine beside this one."""

import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Engine", "free_port"]


@dataclass(frozen=True, slots=True)
class Engine:
    """How a server is started.

    Attributes:
        program: its executable.
        place: the text of a rendered file with its ports changed: (text, old port, new port).
        main: writes what else it needs to the folder and gives the command lines that validate and run it.
        version: the arguments that make it print its version.
        modules: the files it needs besides, the places where each may be.
        reload: makes a running server take up changed files: (folder, program, process id), and gives the process that
            takes over, where that is another; None = it has no such way.
        ready: whether a server that listens has its configuration: (port, whether it speaks TLS); None = it has.
        tls: whether it speaks TLS; one that doesn't has something before it that does.
    """

    program: str
    place: Callable[[str, int, int], str]
    main: Callable[[Path, str], tuple[list[str], list[str]]]
    version: tuple[str, ...]
    modules: tuple[tuple[str, ...], ...] = ()
    reload: "Callable[[Path, str, int], subprocess.Popen[bytes] | None] | None" = None
    ready: Callable[[int, bool], bool] | None = None
    tls: bool = True


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
