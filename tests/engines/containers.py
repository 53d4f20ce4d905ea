"""How an application server is started with what renderers wrote: for several policies at once, a virtual host each."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hardtack.render import RenderedFile

__all__ = ["JAVA", "Container", "Hosted", "Places", "put_application"]

JAVA: Final = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_WEBAPP: Final = Path(__file__).resolve().parent / "webapp"


@dataclass(frozen=True, slots=True)
class Hosted:
    """An application on a virtual host.

    Attributes:
        name: the host's.
        base: the path of the application, without "/" at its end.
        files: what a renderer wrote for it; none = the server as it is by itself.
    """

    name: str
    base: str
    files: tuple[RenderedFile, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a server is put.

    Attributes:
        root: an empty folder.
        plain: the port for plain HTTP.
        tls: the port for TLS, where a policy has the server itself speak it.
        certificates: the folder with fullchain.pem, privkey.pem and keystore.p12, whose password is "changeit".
    """

    root: Path
    plain: int
    tls: int
    certificates: Path


@dataclass(frozen=True, slots=True)
class Container:
    """An application server.

    Attributes:
        needs: files that must be there.
        version: what it calls itself, from its files.
        commands: writes the folder and gives the command lines that validate and run it.
    """

    needs: tuple[str, ...]
    version: Callable[[], str]
    commands: Callable[[Sequence[Hosted], Places], tuple[list[str], list[str]]]


def put_application(folder: Path) -> None:
    """Put the tests' application into a folder.

    Args:
        folder: Where; it needn't be there.
    """
    shutil.copytree(_WEBAPP, folder, dirs_exist_ok=True)
