"""An audit of a site with a second factor, as a user runs it: a real process, a real server, a real clock."""

import html
import json
import secrets
import threading
import time
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from hardtack.recording.totp import parse_totp
from tests.cli.test_audit import hardtack

SECRET = b32encode(b"a-secret-of-some-length").decode()
ADDRESS = f"otpauth://totp/Shop:baker?secret={SECRET}&period=1"
USERNAME, PASSWORD = "baker-of-ships", "a-password-of-some-length"
LOGIN = '<form method="post" action="/login"><input name="username"><input name="password" type="password"></form>'
CODE = '<form method="post" action="/code"><label>Verification code <input name="code"></label></form>'


@dataclass(slots=True)
class Shop(ThreadingHTTPServer):
    """A shop whose login asks for a code that is good once.

    Attributes:
        half: ids that have the password behind them.
        inside: ids of sessions.
        used: codes that were taken.
        refused: codes that were not.
    """

    half: set[str] = field(default_factory=set[str])
    inside: set[str] = field(default_factory=set[str])
    used: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        """Listen on loopback."""
        ThreadingHTTPServer.__init__(self, ("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: Shop  # type: ignore[mutable-override]  # the server that this handler is given to

    def do_GET(self) -> None:
        """A page."""
        sid = self.headers.get("Cookie", "").partition("sid=")[2].partition(";")[0]
        if self.path == "/login":
            self._answer(200, LOGIN)
        elif sid not in self.server.inside:
            self._answer(303, "", ("Location", "/login"))
        elif self.path == "/logout":
            self.server.inside.discard(sid)
            self._answer(303, "", ("Location", "/login"))
        else:
            self._answer(
                200, f'<p>{html.escape(USERNAME)}</p><a href="/orders">Orders</a><a href="/logout">Log out</a>'
            )

    def do_POST(self) -> None:
        """Password or code."""
        sid = self.headers.get("Cookie", "").partition("sid=")[2].partition(";")[0]
        given = parse_qs(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())
        fresh = ("Set-Cookie", f"sid={secrets.token_hex(16)}; Path=/; HttpOnly; SameSite=Lax")
        value = fresh[1].partition("=")[2].partition(";")[0]
        if self.path == "/login":
            if given.get("username") != [USERNAME] or given.get("password") != [PASSWORD]:
                self._answer(200, LOGIN)
                return
            self.server.half.add(value)
            self._answer(200, CODE, fresh)
            return
        (code,) = given.get("code", [""])
        totp = parse_totp(ADDRESS)
        good = {totp.code(time.time() + skew) for skew in range(-3, 3)}  # noqa: TID251 -- a server with a clock
        if sid not in self.server.half or code not in good or code in self.server.used:
            self.server.refused.append(code)
            self._answer(200, CODE)
            return
        self.server.used.append(code)
        self.server.inside.add(value)
        self._answer(303, "", ("Location", "/orders"), fresh)

    def _answer(self, status: int, body: str, *fields: tuple[str, str]) -> None:
        content = body.encode()
        self.send_response(status)
        for name, text in (("Content-Type", "text/html"), ("Content-Length", str(len(content))), *fields):
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- http.server's name
        """Say nothing."""


@pytest.fixture
def shop() -> Iterator[Shop]:
    """The shop at work."""
    with Shop() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_login_with_codes(shop: Shop, tmp_path: Path) -> None:
    """Each login sends a code of its own, none is refused, and neither secret nor codes stand in what is written."""
    secret = tmp_path / "totp"
    secret.write_text(ADDRESS + "\n")
    done = hardtack(
        tmp_path, "audit", f"http://127.0.0.1:{shop.server_port}/", "--username", USERNAME, "--totp-file", str(secret),
        "--settle", "0", "--no-input", "--format", "json", "--record", str(tmp_path / "seen.json"), password=PASSWORD,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(done.stdout)
    said = {one["id"]: one["verdict"] for one in report["questions"]}
    assert (said["Q1"], said["Q2"]) == ("passed", "passed"), done.stdout
    assert len(shop.used) >= 3
    assert shop.refused == []
    written = done.stdout + done.stderr + (tmp_path / "seen.json").read_text()
    assert SECRET not in written
    assert PASSWORD not in written


def test_a_login_without_codes(shop: Shop, tmp_path: Path) -> None:
    """The audit says what the login asks for and what to supply."""
    done = hardtack(
        tmp_path, "audit", f"http://127.0.0.1:{shop.server_port}/", "--username", USERNAME, "--no-input", "--quiet",
        password=PASSWORD,
    )  # fmt: skip
    assert "the login asks for a one-time code" in done.stdout
    assert "--totp-file FILE" in done.stdout
