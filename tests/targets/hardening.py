"""A real application hardened as its administrator would do it: audited, planned, rendered, applied, verified.

Each step is the command line's own, in a folder of its own. The application stands behind a plain TLS front at first
(the shared documents' `https-proxy`), then behind a server that runs what `hardtack render` wrote, at the same address.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from hardtack.render import RenderedFile
from tests.servers import AUTHORITY, Ports, Running, serving
from tests.targets import ground_truth, https_proxy
from tests.targets.ground_truth import Json, Started
from tests.targets.https_proxy import HTTP_PORT, HTTPS_PORT, Front

__all__ = ["HOST", "Case", "Done", "applied", "before", "command", "planned", "rendered", "started", "verified"]

HOST = "app.demo.test"
LOCAL = "127.0.0.1"
BARE = Front("nosecure", "nosecure")
"""TLS, and nothing more."""


@dataclass(frozen=True, slots=True)
class Case:
    """One application, and what is put before it.

    Attributes:
        name: the application's.
        engine: the target of `hardtack render`.
        host: the name that browsers use; one application answers to local names alone.
        public: whether it must be told the address that browsers use (PUBLIC_URL).
        front: what stands before it at first.
    """

    name: str
    engine: str
    host: str = HOST
    public: bool = False
    front: Front = BARE

    @property
    def origin(self) -> str:
        """What browsers see."""
        return f"https://{self.host}:{HTTPS_PORT}"

    @property
    def plain(self) -> str:
        """The plain side of it."""
        return f"http://{self.host}:{HTTP_PORT}"


@dataclass(frozen=True, slots=True)
class Done:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Json:
        """Its report."""
        report: Json = json.loads(self.out)
        return report


def command(folder: Path, app: Started, *arguments: str) -> Done:
    """Run hardtack in a folder; it may not take longer than five minutes.

    Raises:
        RuntimeError: it could not run.
    """
    done = subprocess.run(
        [sys.executable, "-m", "hardtack", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=os.environ | {"HARDTACK_PASSWORD": app.password},
    )
    if done.returncode not in {0, 1}:
        reason = f"hardtack {arguments[0]}: exit {done.returncode}: {done.stderr[-2000:]}"
        raise RuntimeError(reason)
    return Done(done.returncode, done.stdout, done.stderr)


def _asking(app: Started, case: Case, authority: Path) -> list[str]:
    """The options that no recording holds."""
    recipe = ground_truth.RECIPES / f"{app.name}.toml"
    options = ["--ca", str(authority), "--settle", "0", "--no-input", "--quiet", "--format", "json"]
    options += ["--username", app.username] if app.username else []
    options += ["--recipe", str(recipe)] if recipe.exists() else []
    return options + (["--resolve", f"{case.host}:{LOCAL}"] if case.host != LOCAL else [])


@contextmanager
def started(case: Case) -> Iterator[Started]:
    """The application, told its public address where it must know it; such a one ends with the block.

    Others share the applications: one that was left at a public address would send them there.
    """
    if not case.public:
        yield ground_truth.start(case.name)
        return
    ground_truth.stop(case.name)
    try:
        yield ground_truth.start(case.name, PUBLIC_URL=case.origin)
    finally:
        ground_truth.stop(case.name)


def before(case: Case, app: Started, folder: Path, below: tuple[str, str] = ("", "")) -> Json:
    """Audit the application behind its first front; the recording is seen.json.

    Args:
        case: Which.
        app: The application.
        folder: Where the files go.
        below: Its path, and the path that browsers see.
    """
    front = replace(case.front, switches=(*case.front.switches, ("SNAME", case.host)))
    https_proxy.start(front, ground_truth.own_address(app.name), below=below)
    try:
        login = urlsplit(app.login_url)
        path = login.path.replace(*below, 1) if any(below) else login.path
        query = f"?{login.query}" if login.query else ""
        address = f"{case.origin}{path}{query}"
        asking = _asking(app, case, https_proxy.certificate())
        done = command(
            folder, app, "audit", address, "--http-url", f"{case.plain}{path}", "--record", "seen.json", *asking
        )
    finally:
        ground_truth.stop("https-proxy")
    return done.json


def planned(app: Started, folder: Path, *options: str) -> str:
    """Plan from the recording; the policy is hardtack.toml."""
    command(
        folder,
        app,
        "plan",
        "seen.json",
        "--upstream",
        ground_truth.own_address(app.name),
        "-o",
        "hardtack.toml",
        *options,
    )
    return (folder / "hardtack.toml").read_text(encoding="utf-8")


def rendered(case: Case, app: Started, folder: Path) -> tuple[RenderedFile, ...]:
    """Render the policy, accepting by name whatever is not exact."""
    asked = ("render", case.engine, "hardtack.toml", "--write", "server")
    done = command(folder, app, *asked)
    words = done.err.rpartition("If that will do: ")[2].split() if done.status == 1 else []
    accepted = [word for word in words if word != "--accept"]
    done = command(folder, app, *asked, *(word for field in accepted for word in ("--accept", field)))
    assert done.status == 0, done.err
    root = folder / "server"
    return tuple(
        RenderedFile(f"/{path.relative_to(root)}", path.read_text(encoding="ascii"))
        for path in sorted(root.rglob("*"))
        if path.is_file()
    )


@contextmanager
def applied(case: Case, files: tuple[RenderedFile, ...], folder: Path) -> Iterator[Running]:
    """The server with these files, at the application's address."""
    root = folder / "run"
    root.mkdir()
    with serving(case.engine, files, Ports(HTTPS_PORT, HTTP_PORT, HTTPS_PORT), root, here=True) as server:
        yield server


def verified(case: Case, app: Started, folder: Path, authority: Path | None = None) -> Json:
    """Verify against the recording and the policy."""
    trusted = authority or folder / "run" / AUTHORITY
    asking = _asking(app, case, trusted)
    done = command(folder, app, "verify", "seen.json", "--policy", "hardtack.toml", "--record", "after.json", *asking)
    return done.json
