"""Real applications with a known truth: started by the shared scripts, audited through the command line, compared.

The applications and their truth live in the shared documents and are used in place. A verdict of `truth.json` may be
arguable, then any is accepted; inconclusive is never equal to anything else.
"""

import json
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHARED = Path(os.environ.get("HARDTACK_SHARED", Path(__file__).parents[2].parent / "shared"))
TARGETS = SHARED / "targets"
RECIPES = Path(__file__).parent / "recipes"
STATE = Path(os.environ.get("TARGETS_HOME", Path(os.environ.get("TMPDIR", "/tmp")) / "hardtack-targets"))  # noqa: S108
"""Where the start scripts keep what they know of what they started."""
Json = dict[str, Any]
"""The JSON report; its schema is held elsewhere."""

EQUAL = {"good": "passed", "bad": "failed", "not-applicable": "not-applicable"}
QUESTIONS = tuple(f"Q{number}" for number in range(1, 11))


@dataclass(frozen=True, slots=True)
class Started:
    """A running application, as its start script describes it."""

    name: str
    url: str
    login_url: str
    username: str
    password: str
    protected_url: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of an application."""

    verdicts: dict[str, str]
    arguable: frozenset[str]
    session_cookies: tuple[str, ...]
    quick: bool


def start(name: str, **environment: str) -> Started:
    """Start an application, or find it running: itself, at its own address unless the environment names another.

    The start scripts take an application for running if a process has its number, whatever that process is now, and
    then tell the address that it was given when it was started.
    """
    found = _start(name, environment)
    if not _listening(name):
        (STATE / name / "ready.json").unlink(missing_ok=True)
        found = _start(name, environment)
    if not environment and not found.url.startswith(own_address(name)):
        stop(name)
        found = _start(name, environment)
    return found


def own_address(name: str) -> str:
    """Where an application itself listens, whatever address it was told."""
    script = (TARGETS / name / "start").read_text(encoding="utf-8")
    found = re.search(r"DEFAULT_PORT=([0-9]+)", script)
    assert found is not None
    return f"http://127.0.0.1:{found[1]}"


def _listening(name: str) -> bool:
    """Whether anything takes connections where the application listens."""
    address = urlsplit(own_address(name))
    try:
        socket.create_connection((str(address.hostname), address.port or 0), 5).close()
    except OSError:
        return False
    return True


def _start(name: str, environment: dict[str, str]) -> Started:
    done = subprocess.run(
        [TARGETS / name / "start"],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
        env=os.environ | environment,
    )
    line = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
    if done.returncode != 0 or not line.startswith("{"):
        reason = f"{name} did not start: {line or done.stderr[-400:]}"
        raise RuntimeError(reason)
    facts = json.loads(line)
    return Started(name, facts["url"], facts["login_url"], facts["username"], facts["password"], facts["protected_url"])


def stop(name: str) -> None:
    """Stop what the start script started."""
    subprocess.run([TARGETS / name / "stop"], capture_output=True, check=False, timeout=60)


def truth(name: str) -> Truth:
    """What is known of an application."""
    facts = json.loads((TARGETS / name / "truth.json").read_text(encoding="utf-8"))
    verdicts = {question: entry["verdict"] for question, entry in facts["verdicts"].items()}
    arguable = {question for question, verdict in verdicts.items() if verdict == "arguable"} | set(facts["arguable"])
    return Truth(verdicts, frozenset(arguable), tuple(sorted(facts["session_cookies"])), bool(facts["quick"]))


def names(*, quick: bool | None = None) -> tuple[str, ...]:
    """The applications there are; only the quick ones or only the others if asked."""
    found = sorted(path.parent.name for path in TARGETS.glob("*/truth.json"))
    return tuple(name for name in found if quick is None or truth(name).quick is quick)


def audit(started: Started, *options: str) -> Json:
    """Audit an application as a user would, and give the JSON report."""
    command = [
        sys.executable,
        "-m",
        "hardtack",
        "audit",
        started.login_url,
        "--format",
        "json",
        "--quiet",
        "--no-input",
        *options,
    ]
    if started.username:
        command += ["--username", started.username]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=os.environ | {"HARDTACK_PASSWORD": started.password},
    )
    if done.returncode not in {0, 1}:
        reason = f"{started.name}: exit {done.returncode}: {done.stderr[-2000:]}"
        raise RuntimeError(reason)
    report: Json = json.loads(done.stdout)
    return report


def generalised(name: str, known: tuple[str, ...]) -> str:
    """A cookie's name with its port or hash as the truth writes it."""
    for pattern in known:
        if re.fullmatch(re.escape(pattern).replace("<port>", r"\d+").replace("<hash>", r"[0-9a-f]{32}"), name):
            return pattern
    return name


def differences(report: Json, known: Truth, *, inconclusive: bool = False) -> list[str]:
    """Where a report departs from the truth, one line each.

    Args:
        report: the JSON report.
        known: the truth.
        inconclusive: whether `inconclusive` is accepted in place of any verdict, and missing session cookies with it.
    """
    told: list[str] = []
    open_questions = 0
    for entry in report["questions"]:
        question, verdict = entry["id"], entry["verdict"]
        if verdict == "inconclusive" and inconclusive:
            open_questions += 1
            continue
        if question in known.arguable and verdict in {"passed", "failed", "not-applicable"}:
            continue
        wanted = EQUAL.get(known.verdicts[question], "passed, failed or not-applicable")
        if verdict != wanted:
            told.append(f"{question}: {verdict} instead of {wanted}: {entry['summary'] or entry['reason']}")
    cookies = report["session_cookies"]
    found = tuple(sorted({generalised(name, known.session_cookies) for name in cookies}))
    if found != known.session_cookies and not (open_questions and not found):
        told.append(f"session cookies: {', '.join(found)} instead of {', '.join(known.session_cookies)}")
    return told
