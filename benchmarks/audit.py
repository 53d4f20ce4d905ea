"""What one audit costs: ``python -m benchmarks.audit [--runs N]``, with src on PYTHONPATH or hardtack installed.

The bundled demo, which answers at once, is audited over http and over https by whole processes: `hardtack audit`
(``--settle 0``), the floor of nine questions (`benchmarks/audit_floor.py`) and wapiti3 with its two modules for cookies
and headers, logged in by form. The three take turns, so a ratio is of runs that lie side by side. Wall and CPU time and
peak memory are the kernel's count for the process and its children; requests and logins are counted where they arrive.
wapiti3 is that of the environment variable WAPITI, else it is installed into an environment that is thrown away.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import hardtack.demo.server
from hardtack.demo import RunningDemo, Switches, start_demo
from hardtack.demo.app import Request, Response
from hardtack.demo.listener import Site

RUNS = 5
WALL_GATE = 3.0
REQUEST_GATE = 80
HERE = Path(__file__).parent
SIDES = {"http": Switches.parse(wrong="q8"), "https": Switches.parse(right="all")}
"""All answers right, so that the walk is as long as it gets; over http without what needs https."""


class CountingSite(Site):
    """The demo's site, which counts what arrives."""

    requests = 0
    logins = 0

    def respond(self, request: Request) -> Response:
        """Answer and count."""
        response = super().respond(request)
        CountingSite.requests += 1
        CountingSite.logins += request.method == "POST" and request.target == "/portal/login" and response.status == 303
        return response


@dataclass(frozen=True, slots=True)
class Run:
    """One whole process: seconds, MiB, and what the demo counted."""

    wall: float
    cpu: float
    memory: float
    requests: int
    logins: int


Command = Callable[[RunningDemo], list[str]]
"""Writes a tool's command line for a running demo."""


def main() -> None:
    """Measure both sides and print a table each."""
    reader = argparse.ArgumentParser(
        description="Measures one audit of a local application, beside its floor and a peer."
    )
    reader.add_argument("--runs", type=int, default=RUNS, metavar="N")
    runs = reader.parse_args().runs
    setattr(hardtack.demo.server, "Site", CountingSite)  # noqa: B010 - the demo has no seam of its own for this
    with tempfile.TemporaryDirectory(prefix="hardtack-benchmark-") as folder:
        place = Path(folder)
        tools: dict[str, Command] = {"hardtack": audit, "floor": floor}
        wapiti, why_not = find_wapiti(place)
        if wapiti is not None:
            tools["wapiti3"] = lambda demo: wapiti_command(demo, wapiti, place)
        for side, switches in SIDES.items():
            with start_demo(switches) as demo:
                measured = measure(demo, tools, runs, place)
            say(f"\nover {side}, {runs} runs of each in turn; load average {os.getloadavg()[0]:.1f}\n")
            tables(measured)
            if why_not:
                say(f"wapiti3 was not measured: {why_not}")


def measure(demo: RunningDemo, tools: dict[str, Command], runs: int, home: Path) -> dict[str, list[Run]]:
    """Let the tools take turns; a first round warms the file cache and is not counted."""
    measured: dict[str, list[Run]] = {name: [] for name in tools}
    for number in range(runs + 1):
        for name, command in tools.items():
            run = one_run(command(demo), demo, home)
            if number:
                measured[name].append(run)
    return measured


def one_run(command: list[str], demo: RunningDemo, home: Path) -> Run:
    """Run a process to its end, with a home of its own."""
    requests, logins = CountingSite.requests, CountingSite.logins
    # A new home each time: what a tool remembers of its last run is no part of this one.
    with tempfile.TemporaryDirectory(dir=home) as own:
        environment = os.environ | {"HOME": own, "XDG_STATE_HOME": own, "HARDTACK_PASSWORD": demo.password}
        with (Path(own) / "output").open("wb") as output:
            begun = time.perf_counter()
            child = subprocess.Popen(command, env=environment, stdout=output, stderr=output, cwd=own)
            _, status, used = os.wait4(child.pid, 0)
            wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(
                f"{command[:4]} ended with {child.returncode}: {(Path(own) / 'output').read_text()[-2000:]}"
            )
    cpu = used.ru_utime + used.ru_stime
    return Run(wall, cpu, used.ru_maxrss / 1024, CountingSite.requests - requests, CountingSite.logins - logins)


def audit(demo: RunningDemo) -> list[str]:
    """Ours, as a user says it; a finding (the http side has one: no https) is no failure of the run."""
    plain = demo.http_url.rstrip("/") + "/portal/login"
    secure = ["--ca", str(demo.ca_file), "--http-url", plain] if demo.https_url else []
    return [
        sys.executable, "-m", "hardtack", "audit", demo.login_url, "--username", demo.username, *secure,
        "--also", demo.shop_url, "--settle", "0", "--no-input", "--quiet", "--fail-on", "critical",
    ]  # fmt: skip


def floor(demo: RunningDemo) -> list[str]:
    """The nine questions."""
    secure = [demo.https_url, str(demo.ca_file)] if demo.https_url else []
    return [sys.executable, str(HERE / "audit_floor.py"), demo.http_url, *secure]


def wapiti_command(demo: RunningDemo, program: Path, place: Path) -> list[str]:
    """The peer; its DNS endpoint is loopback, since it would ask for a host of its own project's at its start."""
    root = (demo.https_url or demo.http_url) + "portal/"
    return [
        str(program), "-u", root, "-m", "cookieflags,http_headers", "--scope", "folder", "--form-url", demo.login_url,
        "--form-user", demo.username, "--form-password", demo.password, "--dns-endpoint", "127.0.0.1",
        "--no-bugreport", "--flush-session", "--store-session", str(place / "session"),
        "--store-config", str(place / "config"), "-v", "0", "-f", "json", "-o", str(place / "report.json"),
    ]  # fmt: skip


def find_wapiti(place: Path) -> tuple[Path | None, str]:
    """The peer's program; or none, and why."""
    if given := os.environ.get("WAPITI"):
        return Path(given), ""
    environment = place / "wapiti"
    steps = (
        [sys.executable, "-m", "venv", str(environment)],
        [str(environment / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "wapiti3"],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            reason = done.stderr.strip().splitlines()
            return None, reason[-1] if reason else "it could not be installed"
    return environment / "bin" / "wapiti", ""


def tables(measured: dict[str, list[Run]]) -> None:
    """Figures of each tool, the ratios of ours to the others run by run, and the gates."""
    say("| | wall s, min / median / max | CPU s, median | peak MiB | requests | logins |")
    say("| --- | --- | --- | --- | --- | --- |")
    for name, runs in measured.items():
        cpu, memory = (
            statistics.median(values) for values in ([run.cpu for run in runs], [run.memory for run in runs])
        )
        counted = [spread_of([run.requests for run in runs]), spread_of([run.logins for run in runs])]
        say(f"| {name} | {three([run.wall for run in runs])} | {cpu:.2f} | {memory:.0f} | {' | '.join(counted)} |")
    ours = measured["hardtack"]
    for name, runs in measured.items():
        if runs is not ours:
            pairs = list(zip(ours, runs, strict=True))
            ratios = (three([a.wall / b.wall for a, b in pairs]), three([a.cpu / b.cpu for a, b in pairs]))
            say(f"\nhardtack / {name}, run by run: wall {ratios[0]}; CPU {ratios[1]}")
    wall, requests = statistics.median(run.wall for run in ours), max(run.requests for run in ours)
    say(f"\ngate: wall under {WALL_GATE:.0f} s: {wall:.2f} s, {'held' if wall < WALL_GATE else 'NOT HELD'}")
    say(f"gate: at most {REQUEST_GATE} requests: {requests}, {'held' if requests <= REQUEST_GATE else 'NOT HELD'}")


def three(values: list[float]) -> str:
    """Least, median, most."""
    return f"{min(values):.2f} / {statistics.median(values):.2f} / {max(values):.2f}"


def spread_of(counts: list[int]) -> str:
    """One count, or from which to which."""
    return str(counts[0]) if len(set(counts)) == 1 else f"{min(counts)} to {max(counts)}"


def say(line: str) -> None:
    """A line of the report."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
