"""The command line as a user runs it, with what it cost: a process of its own, measured and bounded."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"
_DEADLINE = 60.0

# A process' peak counts what the process that started it held before it; so a small one stands in between.
_MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
unit = 1024 * 1024 if sys.platform == "darwin" else 1024
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit))
sys.exit(code if code >= 0 else 128 - code)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended.

    Attributes:
        code: exit code.
        out: stdout.
        err: stderr.
        seconds: how long it took.
        megabytes: the most memory it held.
    """

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float

    @property
    def said(self) -> str:
        """Both outputs, each run of white space as one space: what a sentence is looked for in."""
        return " ".join(f"{self.out}\n{self.err}".split())


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a command: a home of its own, and nothing of the caller's but PATH."""
    path = os.pathsep.join(filter(None, (more.pop("PYTHONPATH", ""), str(SRC))))
    return {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": path, **more}


def start(home: Path, *arguments: str, out: int | None = subprocess.PIPE, **more: str) -> subprocess.Popen[bytes]:
    """Start `hardtack audit` with these arguments."""
    return subprocess.Popen(
        [sys.executable, "-m", "hardtack", "audit", *arguments],
        env=environment(home, **more), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
    )  # fmt: skip


def run(home: Path, *arguments: str, **more: str) -> Ran:
    """Run `hardtack audit` to its end, which it must reach by itself.

    Args:
        home: its home.
        arguments: its arguments.
        more: its environment.
    """
    began = time.monotonic()
    with tempfile.NamedTemporaryFile() as peak:
        done = subprocess.run(
            [sys.executable, "-S", "-c", _MEASURE, peak.name, sys.executable, "-m", "hardtack", "audit", *arguments],
            env=environment(home, **more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_DEADLINE,
            check=False,
        )
        megabytes = float(peak.read())
    seconds = time.monotonic() - began
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode(), seconds, megabytes)
