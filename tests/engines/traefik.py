"""Traefik, with its plugin in the folder it is started in."""

from pathlib import Path
from typing import Final

from tests.engines.model import Engine
from tests.raw_http import ask

__all__ = ["TRAEFIK"]


def _traefik_place(text: str, old: int, new: int) -> str:
    return text.replace(f'address: ":{old}"', f'address: "127.0.0.1:{new}"')


def _traefik_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    folder = root / "etc/traefik"
    # It has no validator; what it finds wrong stands in its log.
    command = ["env", "-C", str(folder), program, f"--configFile={folder}/traefik.yml"]
    return [program, "version"], command


def _traefik_reload(_root: Path, _program: str, _pid: int) -> None:
    """It watches its dynamic file by itself."""


def _traefik_ready(port: int, tls: bool) -> bool:  # noqa: FBT001 -- the engine's call
    # It listens before it has read the dynamic file, and answers 404 until then.
    return ask(("127.0.0.1", port), "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", tls=tls).status != 404


TRAEFIK: Final = Engine(
    "traefik", _traefik_place, _traefik_main, ("version",), reload=_traefik_reload, ready=_traefik_ready
)
