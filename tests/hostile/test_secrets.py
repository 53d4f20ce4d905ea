"""No value of a cookie, token or password stands in anything that an audit writes, whatever the site gives back of it.

The site here echoes all that it is sent, and all that it issues, into every place of an answer that a recording keeps.
"""

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

from tests.hostile.audits import HOST, aimed
from tests.hostile.bakery import PASSWORD, USERNAME, Bakery
from tests.hostile.command import Ran, run
from tests.hostile.server import Answer, Asked, redirect, reply, serving
from tests.hostile.test_sites import forms

pytestmark = pytest.mark.slow

ADDED: Final = "canary-of-an-added-field-line"
BEARER: Final = "canary-bearer-token-of-an-api"
EXTRACTED: Final = "canary-extracted-by-a-recipe"
PROXY: Final = "canary-password-of-the-proxy"
BROUGHT: Final = "canary-of-a-cookie-brought-along"


@dataclass(slots=True)
class Echo:
    """A bakery behind something that gives back every secret it has seen, in every place that might be kept.

    Attributes:
        bakery: the application.
        seen: the user's secrets.
    """

    bakery: Bakery = field(default_factory=Bakery)
    seen: tuple[str, ...] = (PASSWORD, ADDED, BEARER, EXTRACTED)

    def __call__(self, asked: Asked) -> Answer:
        """The bakery's answer with all secrets that it was sent or gave out by then, in four disguises."""
        own = self.bakery(asked)
        assert isinstance(own, bytes)
        sent = asked.raw
        told = [one for one in (*self.seen, *self.bakery.values, BROUGHT) if one in sent]
        told += [one for one in self.bakery.sessions if one.encode() in own]
        first, _, rest = own.partition(b"\r\n")
        head, _, body = rest.partition(b"\r\n\r\n")
        lines = [line for secret in told for text in disguised(secret) for line in places(text)]
        added = "\r\n".join(lines).encode("latin-1")
        kept = b"\r\n".join(line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length"))
        return b"\r\n".join((first, *((added,) if added else ()), kept)) + b"\r\n\r\n" + body + self.page(told)

    @staticmethod
    def page(told: list[str]) -> bytes:
        """Secrets in a page: text, title, addresses, names of fields."""
        return "".join(
            f"<title>{text}</title><p>{text}<a href='/x/{quote(text, safe='')}?a={quote(text, safe='')}'>{text}</a>"
            f"<form action='/{quote(text, safe='')}' id='{text}'><input name='{text}'></form><meta name='{text}'>"
            for secret in told
            for text in disguised(secret)
        ).encode()


def disguised(secret: str) -> tuple[str, ...]:
    """A secret as a site might give it back; one of its own it gives back as it is."""
    if secret not in {PASSWORD, ADDED, BEARER, EXTRACTED}:
        return (secret, quote(secret, safe=""))
    return (secret, quote(secret, safe=""), secret[::-1], base64.b64encode(f"x:{secret}".encode()).decode())


def places(text: str) -> tuple[str, ...]:
    """Field lines with a secret in their names, values and parameters."""
    return (
        f"Server: {text}", f"X-{text}: 1", f"Vary: {text}", f"Cache-Control: no-store, {text}", f"Allow: {text}",
        f"Set-Cookie: echo={text}; Path=/; Comment={text}", f"Set-Cookie: n-{text}=1; Path=/{quote(text, safe='')}",
        f"WWW-Authenticate: Digest realm={text}", f"Retry-After: {text}", f"Refresh: 9; url=/?{quote(text, safe='')}",
        f"Strict-Transport-Security: max-age=1; {text}",
    )  # fmt: skip


@dataclass(slots=True)
class Written:
    """Everything that audits of one site wrote.

    Attributes:
        texts: outputs and files by name.
        secrets: what must stand in none of them.
    """

    texts: dict[str, str]
    secrets: tuple[str, ...]

    def told(self) -> list[tuple[str, str]]:
        """Which secret stands where."""
        return [
            (name, secret)
            for name, text in self.texts.items()
            for secret in self.secrets
            if any(form in text for form in forms(secret))
        ]


def written(home: Path, secrets: tuple[str, ...], *runs: Ran) -> Written:
    """Outputs of audits, with every file that they left in their home."""
    texts = {f"run {number}": f"{ran.out}\n{ran.err}" for number, ran in enumerate(runs)}
    texts |= {
        file.name: file.read_bytes().decode("latin-1")
        for file in home.rglob("*")
        if file.is_file() and not file.name.startswith("given-")
    }
    return Written(texts, secrets)


def test_an_echoing_site_gets_nothing_told(tmp_path: Path) -> None:
    """Text with --explain, JSON, recording and output file of a whole audit are free of every secret in every form."""
    echo = Echo()
    added = ("--header", f"X-Key: {ADDED}", "--header", f"X-Api: Bearer {BEARER}")
    with serving(echo) as server:
        first = run(
            tmp_path, *aimed(server), *added, "--explain", "--record", str(tmp_path / "record.json"),
            HARDTACK_PASSWORD=PASSWORD,
        )  # fmt: skip
        second = run(
            tmp_path, *aimed(server), *added, "--format", "json", "--output", str(tmp_path / "report.json"),
            HARDTACK_PASSWORD=PASSWORD,
        )  # fmt: skip
    again = run(tmp_path, "--from", str(tmp_path / "record.json"), "--explain")
    found = written(tmp_path, (PASSWORD, ADDED, BEARER, *echo.bakery.values), first, second, again)

    assert "logged in by form" in first.said, first.out
    assert len(echo.bakery.values) > 5
    assert {"record.json", "report.json", "failed-logins.json"} <= set(found.texts)
    assert found.told() == []


RECIPE = """
[[login]]
url = "/token"
extract = { key = { json = "token" } }

[[login]]
url = "/api/login"
json = '{"user": "{username}", "password": "{password}", "key": "{key}"}'
extract = { token = { json = "access" } }

[inside]
url = "/api/me"

[authorization]
"""


def api(asked: Asked) -> Answer:
    """An interface for programs: a token for the password, and it gives all of them back in its errors."""
    if asked.path == "/token":
        return reply(200, f'{{"token": "{EXTRACTED}"}}', f"Server: {EXTRACTED}", kind="application/json")
    if asked.path == "/api/login":
        return reply(200, f'{{"access": "{BEARER}"}}', f"Location: /{BEARER}/{EXTRACTED}", kind="application/json")
    if asked.fields.get("authorization") == f"Bearer {BEARER}":
        return reply(200, f"<title>{BEARER}</title><p>{PASSWORD}", f"Server: {BEARER} {EXTRACTED} {PASSWORD}")
    return reply(401, f"<title>{EXTRACTED}</title>", f"Server: {EXTRACTED}")


def test_a_recipes_values_are_told_nowhere(tmp_path: Path) -> None:
    """What a recipe extracts and sends as a bearer token is masked from the moment it is met."""
    recipe = tmp_path / "given-recipe.toml"
    recipe.write_text('authorization = "Bearer {token}"\n' + RECIPE.replace("[authorization]\n", ""), encoding="utf-8")
    with serving(api) as server:
        ran = run(
            tmp_path, *aimed(server), "--recipe", str(recipe), "--record", str(tmp_path / "record.json"), "--explain",
            HARDTACK_PASSWORD=PASSWORD,
        )  # fmt: skip
    found = written(tmp_path, (PASSWORD, BEARER, EXTRACTED), ran)

    assert "logged in by recipe" in ran.said, ran.said
    assert found.told() == []


def test_a_proxys_password_is_told_nowhere(tmp_path: Path) -> None:
    """A proxy that gives its password back, in an answer of its own too, finds it masked."""
    coded = base64.b64encode(f"user:{PROXY}".encode()).decode()

    def proxy(asked: Asked) -> Answer:
        assert asked.fields.get("proxy-authorization") == f"Basic {coded}"
        return reply(200, f"<title>{PROXY}</title>", f"Server: {PROXY} {coded}", f"Via: {PROXY}")

    with serving(proxy) as server:
        ran = run(
            tmp_path, "http://shop.example/", "--proxy", f"http://user:{PROXY}@127.0.0.1:{server.port}", "--rate",
            "100",
            "--record", str(tmp_path / "record.json"), "--explain", "--timeout", "2",
        )  # fmt: skip

    assert server.asked
    assert written(tmp_path, (PROXY,), ran).told() == []


def test_a_session_brought_along_is_told_nowhere(tmp_path: Path) -> None:
    """The values of a cookie file stand in nothing that the audit writes."""
    cookies = tmp_path / "given-cookies.txt"
    cookies.write_text(f"# Netscape HTTP Cookie File\n{HOST}\tFALSE\t/\tFALSE\t0\tsid\t{BROUGHT}\n", encoding="utf-8")
    echo = Echo()
    echo.bakery.sessions[BROUGHT] = ""
    with serving(echo) as server:
        ran = run(
            tmp_path, server.url("/", HOST), "--resolve", f"{HOST}:127.0.0.1", "--cookie-file", str(cookies),
            "--inside-url", "/account", "--record", str(tmp_path / "record.json"), "--explain", "--settle", "0",
        )  # fmt: skip

    assert any(BROUGHT in asked.raw for asked in server.asked), ran.said
    assert ran.code == 1, ran.said
    assert written(tmp_path, (BROUGHT, *echo.bakery.values), ran).told() == []


CRASHES: Final = {
    "a check": """
import hardtack.checks.session_alive_after_logout as check
def crash(recording):
    raise ValueError(f"{recording!r} {secret}")
object.__setattr__(check.CHECK, "ask", crash)
""",
    "the walk": """
import hardtack.recording.walk as walk
def crash(ground, live, anonymous, landing):
    held = {one.name: one.value for one in live.jar}
    raise ValueError(f"{ground!r} {held} {landing!r} {secret}") from KeyError(str(held))
walk.find_oracle = crash
""",
    "the redactor": """
import hardtack.recording.redact as redact
def crash(self, url, response):
    raise RuntimeError(f"{response!r} {secret}")
redact.Redactor.response = crash
""",
}


@pytest.mark.parametrize("place", CRASHES)
def test_a_crash_tells_nothing(tmp_path: Path, place: str) -> None:
    """Where hardtack itself fails, its words and its crash report hold no secret, and the exit code is true."""
    (tmp_path / "sitecustomize.py").write_text(f"secret = {PASSWORD!r}\n" + CRASHES[place], encoding="utf-8")
    echo = Echo()
    with serving(echo) as server:
        ran = run(
            tmp_path, *aimed(server), "--record", str(tmp_path / "record.json"),
            HARDTACK_PASSWORD=PASSWORD, PYTHONPATH=str(tmp_path),
        )  # fmt: skip
    (tmp_path / "sitecustomize.py").unlink()
    for compiled in tmp_path.glob("__pycache__/*"):
        compiled.unlink()
    found = written(tmp_path, (PASSWORD, *echo.bakery.values), ran)

    assert "a defect of hardtack" in ran.said, ran.said
    assert "Traceback" not in ran.said
    assert found.told() == []
    reports = [name for name in found.texts if name.startswith("hardtack-defect-")]
    assert (ran.code, len(reports)) == ((1, 0) if place == "a check" else (2, 1))


@pytest.mark.parametrize("revealed", (False, True), ids=("masked", "revealed"))
def test_values_are_revealed_when_asked_for(tmp_path: Path, revealed: bool) -> None:  # noqa: FBT001 -- a column
    """--reveal shows cookie values in the text report alone: not in the recording, and the password never."""
    bakery = Bakery()
    arguments: tuple[str, ...] = ("--reveal",) if revealed else ()
    with serving(bakery) as server:
        ran = run(
            tmp_path, *aimed(server), *arguments, "--record", str(tmp_path / "record.json"), HARDTACK_PASSWORD=PASSWORD
        )
    recorded = (tmp_path / "record.json").read_text(encoding="utf-8")

    assert any(value in ran.out for value in bakery.values) is revealed
    assert not [value for value in (PASSWORD, *bakery.values) if value in recorded + ran.err]
    assert PASSWORD not in ran.out


@pytest.mark.parametrize("arguments", (("--format", "json"), ("--from", "record.json")))
def test_values_are_revealed_in_a_live_text_report_alone(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """JSON goes into other tools, and a recording has no values: both are refused, with nothing sent."""
    ran = run(tmp_path, "http://127.0.0.1:1/", *arguments, "--reveal")

    assert (ran.code, ran.out) == (2, "")
    assert "--reveal shows values in the text report of a live site alone." in ran.err


def test_a_get_login_is_told_nowhere(tmp_path: Path) -> None:
    """A form that puts the password into the address: it stands in no recorded address and in no Referer."""
    bakery = Bakery(method="get")

    def answering(asked: Asked) -> Answer:
        if asked.path == "/login" and "password=" in asked.target:
            right = f"password={PASSWORD}" in asked.target and f"username={USERNAME}" in asked.target
            return (
                redirect(f"/account?from={asked.target}", f"Set-Cookie: sid={open_session()}")
                if right
                else bakery(asked)
            )
        return bakery(asked)

    def open_session() -> str:
        value = bakery.issue()
        bakery.sessions[value] = ""
        return value

    with serving(answering) as server:
        ran = run(tmp_path, *aimed(server), "--record", str(tmp_path / "record.json"), HARDTACK_PASSWORD=PASSWORD)

    assert "logged in by form" in ran.said, ran.out
    assert written(tmp_path, (PASSWORD, *bakery.values), ran).told() == []
