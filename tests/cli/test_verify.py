"""`hardtack verify` as a user runs it: real processes, the demo, and servers in front of it that break it."""

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from hardtack.demo import RunningDemo, Switches, start_demo
from hardtack.report.comparison_json import VERIFY_SCHEMA

SRC = Path(__file__).resolve().parents[2] / "src"
DEADLINE = 90
HARD = """
version = 1
[site]
origin = "https://127.0.0.1"
[defaults]
secure = "require"
httponly = "require"
samesite = { value = "Lax", when = "absent" }
"""


def hardtack(home: Path, *arguments: str, password: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    more = {"HARDTACK_PASSWORD": password} if password is not None else {}
    return subprocess.run(
        [sys.executable, "-P", "-m", "hardtack", *arguments],
        env={"PYTHONPATH": str(SRC), "PATH": os.environ["PATH"], "HOME": str(home), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE,
        check=False,
        cwd=home,
    )


def plain(demo: RunningDemo) -> str:
    """The demo's login page on its plain side."""
    return demo.http_url.rstrip("/") + urlsplit(demo.login_url).path


def aimed(demo: RunningDemo) -> list[str]:
    """What a user says anew."""
    return ["--username", demo.username, "--no-input", *(["--ca", str(demo.ca_file)] if demo.ca_file else [])]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program runs and may keep state."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def weak() -> Iterator[RunningDemo]:
    """A demo that gets everything wrong but https."""
    with start_demo(Switches.parse(right="q8")) as running:
        yield running


@pytest.fixture(scope="module")
def before(weak: RunningDemo, home: Path) -> Path:
    """The recording of an audit of it."""
    record = home / "before.json"
    done = hardtack(
        home, "audit", weak.login_url, *aimed(weak), "--http-url", plain(weak), "--also", weak.shop_url, "--quiet",
        "--settle", "0", "--record", str(record), password=weak.password,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    return record


def compared(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The comparison that was printed, which obeys its schema."""
    report: dict[str, Any] = json.loads(done.stdout)
    assert [error.message for error in Draft202012Validator(VERIFY_SCHEMA).iter_errors(report)] == []
    return report


@pytest.mark.slow
def test_a_report_in_json_does_as_well(before: Path, home: Path) -> None:
    """It holds the recording, and so says the same."""
    report = home / "report.json"
    hardtack(home, "audit", "--from", str(before), "--format", "json", "--quiet", "--output", str(report))
    done = hardtack(home, "verify", str(report), "--from", str(before), "--format", "json")

    assert done.returncode == 1, done.stderr
    assert list(changes(compared(done))) == ["still open"]


def changes(report: dict[str, Any]) -> dict[str, set[str]]:
    """The codes of the findings, by what became of them."""
    found: dict[str, set[str]] = {}
    for one in report["findings"]:
        found.setdefault(one["change"], set()).add((one["after"] or one["before"])["code"])
    return found


@pytest.mark.slow
def test_the_same_site_twice(weak: RunningDemo, before: Path, home: Path) -> None:
    """The URL and all else is as recorded: everything is still open, nothing is broken, new or not known."""
    done = hardtack(home, "verify", str(before), *aimed(weak), "--format", "json", "--quiet", password=weak.password)
    report = compared(done)

    assert (done.returncode, done.stderr) == (1, "")
    assert (report["broken"], report["unknown"], list(changes(report))) == ([], [], ["still open"])
    assert report["pages_as_before"] == 4
    assert weak.password not in done.stdout


@pytest.mark.slow
def test_a_fix_is_proved_at_another_address(weak: RunningDemo, before: Path, home: Path) -> None:
    """Exit 0: all is fixed, nothing broke; offline the two recordings say the same as the live site."""
    record = home / "after.json"
    with start_demo(Switches.parse(right="all")) as good:
        done = hardtack(
            home, "verify", str(before), good.login_url, *aimed(good), "--http-url", plain(good), "--format", "json",
            "--record", str(record), password=good.password,
        )  # fmt: skip
    report = compared(done)
    again = hardtack(home, "verify", str(before), "--from", str(record), "--format", "json")

    assert done.returncode == 0, done.stderr
    assert changes(report)["fixed"] >= {"HT101", "HT201", "HT301", "HT501", "HT601", "HT702", "HT901", "HT1001"}
    assert set(changes(report)) <= {"fixed", "no longer arises"}
    assert report["broken"] == []
    assert again.stdout == done.stdout
    assert "judge the new recording alone with hardtack audit --from" in done.stderr
    del weak


@pytest.mark.slow
def test_a_policy_that_is_not_in_force(weak: RunningDemo, before: Path, home: Path) -> None:
    """Offline, each cookie that did not come through it is told with its line."""
    policy = home / "hard.toml"
    policy.write_text(HARD, encoding="utf-8")
    done = hardtack(home, "verify", str(before), "--from", str(before), "--policy", str(policy), "--format", "json")
    report = compared(done)

    assert done.returncode == 1
    assert "demo_session" in {one["subject"] for one in report["policy"]}
    assert all("Secure" in one["wanted"] for one in report["policy"])
    del weak


def test_a_path_that_one_cookie_is_kept_to_renames_no_pages(weak: RunningDemo, before: Path, home: Path) -> None:
    """The same recording as if of another origin: the pages lie where they lay, whatever the policy does to a Path."""
    there = home / "there.json"
    here = weak.login_url.partition("/portal/")[0]
    there.write_text(before.read_text(encoding="utf-8").replace(here, "https://127.0.0.1:1"), encoding="utf-8")
    policy = home / "narrow.toml"
    rule = '[[cookies]]\nmatch = { name = "demo_session" }\npath = [{ from = "/", to = "/portal" }]\n'
    policy.write_text(HARD + rule, encoding="utf-8")
    done = hardtack(home, "verify", str(before), "--from", str(there), "--policy", str(policy), "--format", "json")
    report = compared(done)

    assert (report["broken"], report["pages_as_before"]) == ([], 4)


Change = Callable[[str, str, list[tuple[str, str]]], int | None]
"""What a server in front does: method, path and the field lines, to be changed in place; another status, or None."""


def wrong_path(_method: str, _path: str, fields: list[tuple[str, str]]) -> int | None:
    """It leaves cookies a path that no page is below."""
    fields[:] = [
        (name, value.replace("Path=/", "Path=/elsewhere") if name.lower() == "set-cookie" else value)
        for name, value in fields
    ]
    return None


def no_home(_method: str, path: str, _fields: list[tuple[str, str]]) -> int | None:
    """It knows nothing of the page that the audit before began at."""
    return 404 if path == "/portal/" else None


def no_logout(method: str, path: str, _fields: list[tuple[str, str]]) -> int | None:
    """It keeps the logout from the application."""
    return 200 if (method, path) == ("POST", "/portal/logout") else None


@contextmanager
def front(upstream: str, change: Change) -> Iterator[str]:
    """The base URL of a server in front of another that changes its answers."""
    place = urlsplit(upstream)

    class Handler(BaseHTTPRequestHandler):
        """Passes one request on."""

        def answer(self) -> None:
            """Ask upstream, change the answer, give it."""
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            path = urlsplit(self.path).path
            kept: list[tuple[str, str]] = []
            status = change(self.command, path, kept)
            content = b"front\n"
            if status is None:
                connection = http.client.HTTPConnection(place.hostname or "", place.port or 80, timeout=10)
                connection.request(self.command, self.path, body or None, dict(self.headers.items()))
                response = connection.getresponse()
                content, status = response.read(), response.status
                kept = [
                    pair for pair in response.getheaders() if pair[0].lower() not in {"content-length", "connection"}
                ]
                change(self.command, path, kept)
                connection.close()
            self.send_response_only(status)
            for name, value in (*kept, ("Content-Length", str(len(content))), ("Connection", "close")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815 -- the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the library's name
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def bare() -> Iterator[RunningDemo]:
    """A demo without https that gets the session right."""
    with start_demo(Switches.parse(wrong="q8")) as running:
        yield running


@pytest.fixture(scope="module")
def worked(bare: RunningDemo, home: Path) -> Path:
    """The recording of an audit of it."""
    record = home / "worked.json"
    hardtack(
        home, "audit", f"{bare.http_url}portal/", *aimed(bare), "--settle", "0", "--quiet", "--record", str(record),
        password=bare.password,
    )  # fmt: skip
    return record


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "broken", "unbroken"),
    (
        (wrong_path, {("login", "")}, {"logout"}),
        (no_home, {("page", "/portal/ (visitor)")}, {"login", "logout"}),
        (no_logout, {("logout", "")}, {"login"}),
    ),
)
def test_what_a_server_in_front_breaks_is_told(  # noqa: PLR0917 -- fixtures and columns
    change: Change, broken: set[tuple[str, str]], unbroken: set[str], bare: RunningDemo, worked: Path, home: Path
) -> None:
    """A Path that no page is below, a page that is gone, a logout that goes nowhere: exit 1, and what it is."""
    with front(bare.http_url, change) as url:
        done = hardtack(
            home, "verify", str(worked), url, *aimed(bare), "--login-url", "/portal/login", "--quiet", "--format",
            "json", password=bare.password,
        )  # fmt: skip
    found = {(one["part"], one["subject"]) for one in compared(done)["broken"]}

    assert done.returncode == 1
    assert broken <= found
    assert not {part for part, _ in found} & unbroken


def test_the_plan_names_the_pages_that_are_asked_again(weak: RunningDemo, before: Path, home: Path) -> None:
    """`--dry-run` sends nothing, and says where paths went."""
    done = hardtack(home, "verify", str(before), "https://127.0.0.1:1/app/login", *aimed(weak), "--dry-run")

    assert done.returncode == 0
    assert "pages of the earlier recording" in done.stdout
    assert "https://127.0.0.1:1/app/login" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        (("BEFORE", "--no-input"), "The audit before was logged in, and nobody would be now."),
        (("BEFORE", "https://x.example/", "--from", "BEFORE"), "A recording says itself which site it is of."),
        (("BEFORE", "--path", "examples"), "--path 'examples' is not understood."),
        (("BEFORE", "--record", "BEFORE"), "--record would write over BEFORE."),
        (("BEFORE", "--output", "BEFORE"), "--output would write over BEFORE."),
        (("-", "--from", "-"), "--from and BEFORE can't both be stdin."),
        (("nothing.json",), "BEFORE: nothing.json can't be read"),
        (("BEFORE", "https://x.example/a/b/c/"), "How the path /portal/login became /a/b/c/ can't be told."),
        (("BEFORE", "--from", "BEFORE", "--policy", "nothing.toml"), "--policy: nothing.toml can't be read"),
        (("BEFORE", "--policy", "POLICY", "--username", "baker"), "The policy is for https://elsewhere.example, and "),
    ),
)
def test_what_can_not_be_is_said(arguments: tuple[str, ...], said: str, before: Path, home: Path) -> None:
    """Exit 2, with what to do; nothing is sent."""
    (home / "else.toml").write_text(HARD.replace("127.0.0.1", "elsewhere.example"), encoding="utf-8")
    files = {"BEFORE": str(before), "POLICY": "else.toml"}
    done = hardtack(home, "verify", *(files.get(one, one) for one in arguments))

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "hint: " in done.stderr


def test_a_name_that_the_form_wants_is_asked_for(weak: RunningDemo, before: Path, home: Path) -> None:
    """Before anything is sent: a login that was not tried for want of a user name is no broken login."""
    ca = ["--ca", str(weak.ca_file), "--no-input"]
    done = hardtack(home, "verify", str(before), *ca, password=weak.password)

    assert done.returncode == 2
    assert "--username" in done.stderr
    assert "logging in" not in done.stderr


def test_a_policy_of_another_site_is_told_first(before: Path, home: Path) -> None:
    """The user may ask at an address that is not public yet: it is said, and done."""
    policy = home / "there.toml"
    policy.write_text(HARD.replace("127.0.0.1", "elsewhere.example"), encoding="utf-8")
    asked = ("verify", str(before), "https://127.0.0.1:1", "--username", "baker", "--dry-run", "--policy", str(policy))
    done, quiet = (hardtack(home, *asked, *more) for more in ((), ("--quiet",)))

    assert done.returncode == 0
    assert done.stderr == (
        "hardtack: the policy is for https://elsewhere.example, and what is asked is https://127.0.0.1:1\n"
    )
    assert quiet.stderr == ""


def test_the_configuration_file_is_the_audits(before: Path, tmp_path: Path) -> None:
    """What stands in it is taken where there is such an option, and shown."""
    (tmp_path / "hardtack.toml").write_text('[audit]\nusername = "baker"\nexplain = true\n', encoding="utf-8")
    done = hardtack(tmp_path, "verify", str(before), "--show-config")

    assert done.returncode == 0, done.stderr
    assert "baker" in done.stdout
    assert "explain" not in done.stdout
