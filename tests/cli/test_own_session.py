"""Audits with what the user brings along: real processes against the demo and against loopback servers."""

import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from hardtack.demo import RunningDemo, Switches, start_demo
from tests.cli.test_audit import hardtack
from tests.demo.client import Client
from tests.probe.certificates import Authority, new_authority
from tests.probe.loopback import Peer, ok, serving


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program may keep state."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningDemo]:
    """A demo that gets all right but HttpOnly and the logout."""
    with start_demo(Switches.parse(wrong="q2,q3")) as running:
        yield running


def logged_in(demo: RunningDemo) -> dict[str, str]:
    """The cookies of a browser that is inside."""
    assert demo.https_url is not None
    browser = Client(demo, demo.https_url)
    browser.log_in()
    return {name: value for (name, _), value in browser.cookies.items()}


def common(demo: RunningDemo) -> list[str]:
    """What each audit of the demo says besides."""
    return ["--ca", str(demo.ca_file), "--settle", "0", "--no-input", "--format", "json", "--quiet"]


def exported(cookies: dict[str, str], *, http_only: bool) -> str:
    """Cookies as an extension exports them."""
    return json.dumps([
        {
            "name": name, "value": value, "domain": "127.0.0.1", "hostOnly": True, "path": "/portal", "secure": True,
            "httpOnly": http_only, "sameSite": "lax", "session": True,
        }
        for name, value in cookies.items()
    ])  # fmt: skip


def verdicts(text: str) -> dict[str, str]:
    """Each question's verdict in a JSON report."""
    report: dict[str, Any] = json.loads(text)
    return {one["id"]: one["verdict"] for one in report["questions"]}


def test_a_cookie_file_with_the_session_ended(demo: RunningDemo, home: Path, tmp_path: Path) -> None:
    """Q1 stays open, the weak answers are found, and no value that was brought stands in what is written."""
    cookies = logged_in(demo)
    file = tmp_path / "cookies.json"
    file.write_text(exported(cookies, http_only=False))
    record = tmp_path / "seen.json"
    done = hardtack(
        home, "audit", demo.login_url, "--cookie-file", str(file), "--inside-url", demo.account_url, "--end-session",
        "--record", str(record), *common(demo),
    )  # fmt: skip
    said = verdicts(done.stdout)
    assert (done.returncode, said["Q1"], said["Q2"], said["Q3"]) == (1, "inconclusive", "failed", "failed"), done.stderr
    written = done.stdout + done.stderr + record.read_text()
    assert not [value for value in cookies.values() if len(value) >= 16 and value in written]

    again = hardtack(home, "audit", "--from", str(record), "--format", "json")
    assert again.stdout == done.stdout


def test_a_session_that_is_not_ended(demo: RunningDemo, home: Path) -> None:
    """A pasted curl command from stdin, without an address of its own: its page is the inside, and it lives on."""
    cookies = logged_in(demo)
    command = f"curl '{demo.account_url}' -b '{'; '.join(f'{name}={value}' for name, value in cookies.items())}'"
    for _ in range(2):
        done = hardtack(home, "audit", "--curl", "-", *common(demo), stdin=command)
        said = verdicts(done.stdout)
        assert (said["Q1"], said["Q2"], said["Q3"]) == ("inconclusive", "inconclusive", "inconclusive"), done.stdout
        assert "--end-session" in done.stdout


def test_the_dry_run_shows_no_login(demo: RunningDemo, home: Path) -> None:
    """It names neither a login nor a wrong password, and nothing of the command but its page."""
    command = f"curl '{demo.account_url}?key=a-secret-in-the-query' -b 'sid=a-secret-of-the-session'"
    done = hardtack(home, "audit", "--curl", "-", "--dry-run", stdin=command)
    assert done.returncode == 0
    assert "failed login" not in done.stdout
    assert "session that was brought along" in done.stdout
    assert "a-secret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    (
        (("--cookie-file", "-"), "sid=1", "--cookie-file: -: line 1 has 1 columns between tabs, not 7."),
        (("--cookie-file", "-"), "b.example\tFALSE\t/\tTRUE\t0\ta\tb", "no cookie in it goes to a.example"),
        (("--curl", "-"), "curl", "--curl: -: it names 0 addresses, not one."),
        (("--curl", "-", "--cookie-file", "x"), "", "--cookie-file and --curl both bring a session along."),
        (("--curl", "x", "--totp-file", "-"), "", "nobody logs in"),
        (("--curl", "-", "--recipe", "-"), "", "--recipe and --curl can't both be stdin."),
        (("--end-session",), "", "--end-session is about a session that was brought along."),
        (("--totp-file", "-"), "!", "--totp-file: -: its secret is not base32"),
        (("--client-key", "x"), "", "There is a client key, but no certificate."),
        (("--client-cert", "x", "--client-key-password-file", "-"), "", "The password of the client key is empty."),
        (("--client-cert", "/nowhere.pem"), "", "The client certificate in /nowhere.pem can't be read"),
    ),
)
def test_what_cannot_be(arguments: tuple[str, ...], stdin: str, says: str, home: Path) -> None:
    """Exit code 2 and a line that names option and remedy."""
    done = hardtack(home, "audit", "https://a.example/", *arguments, stdin=stdin)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "hint:" in done.stderr


def test_a_recipe_that_wants_a_code(home: Path) -> None:
    """`{totp}` without a secret is told before anything is sent."""
    recipe = '[[login]]\nurl = "/login"\nform = { code = "{totp}" }\n'
    done = hardtack(home, "audit", "https://a.example/", "--recipe", "-", stdin=recipe)
    assert (done.returncode, "The recipe uses {totp}" in done.stderr) == (2, True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Who signs the server's certificate and the client's."""
    return new_authority(tmp_path_factory.mktemp("authority"))


def demanding(authority: Authority) -> ssl.SSLContext:
    """A server that lets nobody in without a certificate."""
    context = authority.server(authority.issue("127.0.0.1"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.file)
    return context


def answering(peer: Peer) -> None:
    """A page that says who came."""
    while peer.read():
        name = peer.plug.getpeercert() if isinstance(peer.plug, ssl.SSLSocket) else None
        peer.send(ok(body=b"<title>a</title>" + (b"with" if name else b"without")))


@pytest.mark.parametrize("split", (False, True), ids=("one file", "an encrypted key of its own"))
def test_a_client_certificate(split: bool, authority: Authority, home: Path, tmp_path: Path) -> None:  # noqa: FBT001
    """The server that demands one answers, its key in the same file or encrypted in another."""
    file = authority.issue("baker")
    arguments = ["--client-cert", str(file)]
    if split:
        pem = file.read_bytes()
        password = b"a-password-of-the-key"
        key = load_pem_private_key(pem, None)
        alone = tmp_path / "key.pem"
        alone.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password)))
        certificate = tmp_path / "certificate.pem"
        certificate.write_bytes(pem[pem.index(b"-----BEGIN CERTIFICATE") :])
        (tmp_path / "password").write_bytes(password + b"\n")
        arguments = [
            "--client-cert", str(certificate), "--client-key", str(alone),
            "--client-key-password-file", str(tmp_path / "password"),
        ]  # fmt: skip
    with serving(answering, context=demanding(authority)) as server:
        url = server.url(scheme="https")
        done = hardtack(home, "audit", url, "--ca", str(authority.file), "--quiet", *arguments)
        bare = hardtack(home, "audit", url, "--ca", str(authority.file), "--quiet")
    assert done.returncode in {0, 1}, done.stderr
    assert bare.returncode == 2
    assert "asks for a client certificate" in bare.stderr
