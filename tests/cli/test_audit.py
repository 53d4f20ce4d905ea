"""`hardtack audit` as a user runs it: real processes against the bundled demo."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hardtack.demo import RunningDemo, Switches, start_demo
from hardtack.recording.codec import from_json
from hardtack.recording.model import Recording
from hardtack.report.schema import SCHEMA

SRC = Path(__file__).resolve().parents[2] / "src"
DEADLINE = 90


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningDemo]:
    """A demo that gets everything wrong but https."""
    with start_demo(Switches.parse(right="q8")) as running:
        yield running


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program may keep state."""
    return tmp_path_factory.mktemp("home")


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process under test."""
    return {"PYTHONPATH": str(SRC), "PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), **more}


def hardtack(
    home: Path, *arguments: str, password: str | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    more = {"HARDTACK_PASSWORD": password} if password is not None else {}
    return subprocess.run(
        [sys.executable, "-m", "hardtack", *arguments],
        env=environment(home, **more),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE,
        check=False,
    )


def aimed(demo: RunningDemo) -> list[str]:
    """What a user says to audit the demo."""
    plain = demo.http_url + demo.login_url.split("/", 3)[3]
    return [
        "audit", demo.login_url, "--username", demo.username, "--ca", str(demo.ca_file), "--http-url", plain,
        "--also", demo.shop_url, "--settle", "0.1", "--no-input",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def audited(
    demo: RunningDemo, tmp_path_factory: pytest.TempPathFactory
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """One audit with its recording, in a home of its own: no other was there, so it may try its one failed login."""
    home = tmp_path_factory.mktemp("first")
    record = home / "seen.json"
    return hardtack(home, *aimed(demo), "--format", "json", "--record", str(record), password=demo.password), record


def test_the_weak_demo_is_found_out(audited: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    """The report obeys the schema, names the session cookie, and the exit code is 1."""
    done, _ = audited
    report: dict[str, Any] = json.loads(done.stdout)
    verdicts = {one["id"]: one["verdict"] for one in report["questions"]}

    assert done.returncode == 1, done.stderr
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)] == []
    assert report["session_cookies"] == ["demo_session"]
    assert (verdicts["Q1"], verdicts["Q2"], verdicts["Q8"]) == ("failed", "failed", "passed")
    assert report["requests"] > 20


@pytest.mark.parametrize("form", ("json", "text"))
def test_a_recording_gives_the_same_report(
    audited: tuple[subprocess.CompletedProcess[str], Path], demo: RunningDemo, home: Path, form: str
) -> None:
    """Octet for octet, in both formats, each time it is judged."""
    done, record = audited
    again = hardtack(home, "audit", "--from", str(record), "--format", form)
    first = done if form == "json" else hardtack(home, "audit", "--from", "-", stdin=record.read_text(encoding="utf-8"))

    assert again.returncode == first.returncode == 1
    assert again.stdout == first.stdout
    del demo


def test_nothing_secret_leaves(
    audited: tuple[subprocess.CompletedProcess[str], Path], demo: RunningDemo, home: Path
) -> None:
    """Password and cookie values stand neither on stdout nor on stderr, in the recording or in what --explain says."""
    done, record = audited
    explained = hardtack(home, "audit", "--from", str(record), "--explain")
    written = done.stdout + done.stderr + record.read_text(encoding="utf-8") + explained.stdout + explained.stderr

    assert demo.password not in written
    assert not [word for word in words(written) if len(word) == 32 and set(word) <= set("0123456789abcdef")]


def words(text: str) -> set[str]:
    """The runs of letters and digits of a text: the demo's cookie values are 32 hexadecimal digits."""
    return set("".join(one if one.isalnum() else " " for one in text).split())


@pytest.mark.parametrize(
    ("arguments", "code"),
    (
        ((), 1),
        (("--fail-on", "critical"), 0),
        (("--fail-on", "critical", "--strict"), 0),
        (("--profile", "strict"), 1),
    ),
)
def test_the_threshold_decides_the_exit_code(
    audited: tuple[subprocess.CompletedProcess[str], Path], home: Path, arguments: tuple[str, ...], code: int
) -> None:
    """Only findings at or above --fail-on are a 1."""
    _, record = audited
    report: dict[str, Any] = json.loads(audited[0].stdout)
    critical = any(one["severity"] == "critical" for question in report["questions"] for one in question["findings"])
    open_ends = any(one["verdict"] in {"inconclusive", "errored"} for one in report["questions"])
    expected = 1 if critical else 3 if open_ends and "--strict" in arguments else code

    assert hardtack(home, "audit", "--from", str(record), *arguments).returncode == expected


def test_a_clean_application_is_clean(home: Path) -> None:
    """The demo with every answer right has no finding: exit 0 and a report that says so."""
    with start_demo(Switches.parse(right="all")) as right:
        done = hardtack(home, *aimed(right), "--quiet", password=right.password)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "FAILED" not in done.stdout


def test_without_credentials_it_asks_from_outside(demo: RunningDemo, home: Path) -> None:
    """What needs a login stays open, with what to supply, and is exit 3 under --strict."""
    plain = demo.http_url + demo.login_url.split("/", 3)[3]
    aim = [demo.login_url, "--ca", str(demo.ca_file), "--http-url", plain]
    done = hardtack(home, "audit", *aim, "--fail-on", "critical", "--strict", "--format", "json")
    report: dict[str, Any] = json.loads(done.stdout)

    assert done.returncode == 3
    assert report["questions"][0]["verdict"] == "inconclusive"
    assert "--username" in report["questions"][0]["supply"]
    assert report["session_cookies"] == []


RECIPE = """
[[login]]
url = "/portal/login"
extract = { csrf = { form_field = "csrf_token" } }

[[login]]
url = "/portal/login"
form = { csrf_token = "{csrf}", username = "{username}", password = "{password}" }

[[logout]]
url = "/portal/account"
extract = { leaving = { form_field = "csrf_token" } }

[[logout]]
url = "/portal/logout"
form = { csrf_token = "{leaving}" }

[inside]
url = "/portal/account"
"""


def test_a_recipe_logs_in_and_out(demo: RunningDemo, home: Path, tmp_path: Path) -> None:
    """A login described by its requests proves what the form that was found proves."""
    file = tmp_path / "demo.toml"
    file.write_text(RECIPE, encoding="utf-8")
    done = hardtack(home, *aimed(demo), "--recipe", str(file), "--format", "json", password=demo.password)
    report: dict[str, Any] = json.loads(done.stdout)

    assert (report["target"]["login"], report["session_cookies"]) == ("recipe", ["demo_session"])
    assert [one["verdict"] for one in report["questions"][:2]] == ["failed", "failed"]
    assert demo.password not in done.stdout + done.stderr


def test_a_wrong_password_is_no_verdict(demo: RunningDemo, home: Path, tmp_path: Path) -> None:
    """A login that fails leaves questions open and says what to check."""
    secret = tmp_path / "password"
    secret.write_text("not-the-password-of-anyone\nsecond line\n", encoding="utf-8")
    done = hardtack(home, *aimed(demo), "--password-file", str(secret), "--format", "json")
    report: dict[str, Any] = json.loads(done.stdout)

    assert report["questions"][1]["verdict"] == "inconclusive"
    assert "not-the-password-of-anyone" not in done.stdout + done.stderr


def test_a_dry_run_sends_nothing(home: Path) -> None:
    """--dry-run tells the plan of a site that nobody serves, and needs no password."""
    with socket.socket() as unserved:
        unserved.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unserved.getsockname()[1]}/login"
        done = hardtack(home, "audit", url, "--username", "baker", "--dry-run", "--no-input")

    assert done.returncode == 0
    assert "nothing was sent now" in done.stdout
    assert url in done.stdout


def test_a_dry_run_tells_what_is_sent(
    audited: tuple[subprocess.CompletedProcess[str], Path], demo: RunningDemo, home: Path
) -> None:
    """The plan's parts are those of the walk, in its order, and the requests of each are within its bounds."""
    plan = hardtack(home, *aimed(demo), "--dry-run").stdout
    parts = re.findall(r"^ *\d+\. ([^:\n]+): .*\n +(\d+)(?: to (\d+)| (or more))? requests?$", plan, re.MULTILINE)
    recording = from_json(audited[1].read_text(encoding="utf-8"))
    walked = list(dict.fromkeys(exchange.step.value for exchange in recording.exchanges))
    bounds: dict[str, tuple[int, int]] = {}
    for name, least, most, unbounded in parts:
        before = bounds.get(name, (0, 0))
        bounds[name] = (before[0] + int(least), before[1] + (10_000 if unbounded else int(most or least)))

    assert plan.count(". ") >= len(parts) >= 14
    assert [name for name, (least, _) in bounds.items() if least or name in walked] == walked
    for step in walked:
        # Redirects within a navigation come on top of what is planned.
        sent = sum(one.step.value == step and not redirected(recording, one.index) for one in recording.exchanges)
        assert bounds[step][0] <= sent <= bounds[step][1], step


def redirected(recording: Recording, index: int) -> bool:
    """Whether an exchange followed a redirect of the one before."""
    before = recording.exchanges[index - 1].response if index else None
    same = index > 0 and recording.exchanges[index - 1].browser == recording.exchanges[index].browser
    return (
        same and before is not None and before.status in {301, 302, 303, 307, 308} and before.values("location") != ()
    )


def test_a_site_that_never_answers_is_an_error(home: Path) -> None:
    """Exit 2, one line that names the site and one that says what to try, no report."""
    with socket.socket() as unserved:
        unserved.bind(("127.0.0.1", 0))
        port = unserved.getsockname()[1]
        done = hardtack(home, "audit", f"http://127.0.0.1:{port}/", "--quiet")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"hardtack: http://127.0.0.1:{port}/ did not answer: 127.0.0.1:{port} took")
    assert done.stderr.count("connection refused") == 1
    assert "hint: " in done.stderr


@pytest.mark.parametrize("more", (("--resolve", "app.demo.test"), ("--ca", "/none/such"), ()))
def test_what_cannot_be_is_said_before_anything_is_announced(home: Path, more: tuple[str, ...]) -> None:
    """No word of logging in to a host that has no address, or with an option that can't be read."""
    done = hardtack(home, "audit", "http://no-such-host.invalid/", "--username", "u", *more, "--no-input", password="x")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("hardtack: ")
    assert "hint: " in done.stderr
    assert "logging in" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        ((), "There is no URL"),
        (("shop.example",), "only http and https"),
        (
            ("127.0.0.1:18101/login",),
            "hint: Write it with http:// or https:// before it, as in https://app.example/login.",
        ),
        (("ftp://shop.example/",), "hint: Give an address such as https://app.example/login."),
        (("https://u:p@shop.example/",), "user name or password before its host"),
        (("https://a.example/", "--logout", "POST x y", "--logout-url", "/x"), "both name the way out"),
        (("https://a.example/", "--username", "baker"), "The password of baker is missing"),
        (("https://a.example/", "--http-url", "https://b.example/"), "--http-url is no http address"),
        (("https://a.example/", "--header", "nonsense"), "--header is not understood"),
        (("https://a.example/", "--allow-host", "a b"), "--allow-host 'a b' is no host"),
        (("https://a.example/", "--rate", "0"), "The rate is 0"),
        (("https://a.example/", "--recipe", "/none/such"), "--recipe: /none/such can't be read"),
        (("https://a.example/", "--ca", "/none/such"), "/none/such"),
        (("https://a.example/", "--proxy", "socks://x"), "proxy"),
        (("https://a.example/", "--resolve", "x"), "--resolve 'x' is not understood"),
        (("https://a.example/", "--record", "-"), "--record must name a file of its own"),
        (("--from", "/none/such"), "--from: /none/such can't be read"),
        (("--from", "x", "--dry-run"), "nothing for --dry-run to show"),
        (("--from", "-", "--password-file", "-"), "can't both be stdin"),
        (("--from", "-"), "--from: -: Line 1, column 1 is not JSON"),
        (("--no-such-option",), "No such option"),
        (("--settle", "-1"), "--settle"),
        (("--settle", "nan"), "'nan' is not a number"),
        (("--rate", "inf"), "'inf' is not a number"),
    ),
)
def test_usage_errors(home: Path, arguments: tuple[str, ...], said: str) -> None:
    """What can't be is exit 2 with a line that names it, and nothing on stdout."""
    done = hardtack(home, "audit", *arguments, "--no-input")

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_recording_names_its_own_site(audited: tuple[subprocess.CompletedProcess[str], Path], home: Path) -> None:
    """A URL beside a recording is a contradiction."""
    done = hardtack(home, "audit", "https://a.example/", "--from", str(audited[1]))

    assert done.returncode == 2
    assert "A recording says itself" in done.stderr


def test_the_output_file_is_whole_or_not_there(
    audited: tuple[subprocess.CompletedProcess[str], Path], home: Path
) -> None:
    """--output writes the report beside its place and renames it; what can't be written is exit 2."""
    done, record = audited
    place = home / "report.json"
    place.write_text("before", encoding="utf-8")
    written = hardtack(home, "audit", "--from", str(record), "--format", "json", "--output", str(place))
    failed = hardtack(home, "audit", "--from", str(record), "--output", str(home / "none" / "report"))

    assert (written.returncode, written.stdout) == (1, "")
    assert place.read_text(encoding="utf-8") == done.stdout
    assert str(place) in written.stderr
    assert sorted(one.name for one in home.iterdir() if one.name.startswith(".report")) == []
    assert failed.returncode == 2
    assert "can't be written" in failed.stderr


def test_any_locale_will_do(audited: tuple[subprocess.CompletedProcess[str], Path], home: Path) -> None:
    """What a terminal's encoding lacks is written as an escape."""
    done = subprocess.run(
        [sys.executable, "-m", "hardtack", "audit", "--from", str(audited[1])],
        env=environment(home, PYTHONIOENCODING="ascii"),
        capture_output=True,
        encoding="ascii",
        timeout=DEADLINE,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, "")
    assert "\\u203932 characters\\u203a" in done.stdout


def test_a_har_file_is_judged(home: Path, tmp_path: Path) -> None:
    """What a browser saved gives a report, with what needs replays left open."""
    har = {
        "log": {
            "entries": [
                {
                    "startedDateTime": "2026-11-01T10:00:00Z",
                    "request": {"method": "GET", "url": "https://shop.example/", "headers": []},
                    "response": {
                        "status": 200,
                        "headers": [{"name": "Set-Cookie", "value": "PHPSESSID=canarysession0123456789abcdef012"}],
                        "content": {"text": "hello"},
                    },
                }
            ]
        }
    }
    file = tmp_path / "saved.har"
    file.write_text(json.dumps(har), encoding="utf-8")
    done = hardtack(home, "audit", "--from", str(file), "--format", "json")
    report: dict[str, Any] = json.loads(done.stdout)

    assert done.returncode in {0, 1}
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(report)] == []
    assert report["questions"][1]["verdict"] == "inconclusive"
    assert [one["name"] for one in report["cookies"]] == ["PHPSESSID"]
    assert "canarysession" not in done.stdout


def test_a_reader_that_leaves_changes_nothing(
    audited: tuple[subprocess.CompletedProcess[str], Path], home: Path
) -> None:
    """With stdout closed early the exit code is the audit's and no traceback is printed."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "hardtack", "audit", "--from", str(audited[1])],
            env=environment(home),
            stdout=closed,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=DEADLINE,
            check=False,
        )

    assert (done.returncode, done.stderr) == (1, "")


def test_an_interruption_reports_what_is_known(home: Path, tmp_path: Path) -> None:
    """Ctrl-C amid the walk prints the report so far; half an audit without findings is exit 2, never 0."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = threading.Event()
        serving = threading.Thread(target=serve_one_page, args=(server, asked), daemon=True)
        serving.start()
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "hardtack",
                "audit",
                f"http://127.0.0.1:{server.getsockname()[1]}/",
                "--format",
                "json",
            ],
            env=environment(home),
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert asked.wait(DEADLINE)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=DEADLINE)
        serving.join(DEADLINE)

    assert process.returncode in {1, 2}
    assert "interrupted" in stderr
    assert json.loads(stdout)["walk"][-1]["detail"] == "cut short: interrupted"


def serve_one_page(server: socket.socket, asked: threading.Event) -> None:
    """Answer the first request, and keep the second waiting."""
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
        )
    waiting, _ = server.accept()
    with waiting:
        waiting.recv(65536)
        asked.set()
        # Ends when the client is gone.
        waiting.recv(65536)


def test_one_failed_login_in_a_quarter_of_an_hour(demo: RunningDemo, home: Path, tmp_path: Path) -> None:
    """A second audit of the same user at the same site tries no wrong password."""
    del home
    first = hardtack(tmp_path, *aimed(demo), "--format", "json", password=demo.password)
    second = hardtack(tmp_path, *aimed(demo), "--format", "json", password=demo.password)
    details = [
        next(one for one in json.loads(done.stdout)["walk"] if one["step"] == "FAILED_LOGIN")
        for done in (first, second)
    ]

    assert [one["result"] for one in details] == ["done", "skipped"]
    assert "15 minutes" in details[1]["detail"]
