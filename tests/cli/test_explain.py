"""`hardtack explain` of set-cookie lines: what is accepted, what is printed, how it ends."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from hardtack.cli import main
from hardtack.cli.set_cookie_lines import is_line, lines_of_response
from hardtack.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
TRANSCRIPTS = re.findall(
    r"^```console\n\$ hardtack explain (.+)\n((?:(?!```).*\n)+)```$",
    (ROOT / "docs" / "explain.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
(POLICY,) = re.findall(
    r"^```toml\n(.*?)^```$", (ROOT / "docs" / "policy.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
SECRET = "Canary0123456789abcdef0123456789"
RESPONSE = (
    "HTTP/1.1 302 Found\r\nSet-Cookie: first=1; Path=/\r\nLocation: /\r\n\r\n"
    "HTTP/1.1 200 OK\r\nset-cookie: second=2; Secure\r\nContent-Type: text/html\r\n\r\n"
    "<p>\r\nSet-Cookie: body=3\r\n"
)
CURL_V = (
    "* Connected to www.example.com\n> GET / HTTP/2\n> Cookie: old=1\n> \n< HTTP/2 200 \n< set-cookie: sid=1; Path=/\n"
    "< date: Mon\n< \n<html>\nSet-Cookie: body=3\n"
)


def run(*arguments: str, stdin: str | bytes | None = None) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `hardtack explain`."""
    result = CliRunner().invoke(main, ("explain", *arguments), input=stdin)
    return result.exit_code, result.stdout, result.stderr


def at_a_terminal(*arguments: str, **variables: str) -> str:
    """What `hardtack explain` prints on a terminal of a hundred columns."""
    ours, theirs = pty.openpty()
    environment = {"PYTHONPATH": str(SRC), "PATH": os.environ["PATH"], "COLUMNS": "100", "TERM": "xterm"}
    done = subprocess.Popen(
        [sys.executable, "-m", "hardtack", "explain", *arguments],
        env=environment | variables,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    try:
        while more := os.read(ours, 65_536):
            said += more
    except OSError:
        # Linux says so, and not with an empty read, when nobody has the other end open any more.
        pass
    finally:
        os.close(ours)
        done.wait(20)
    return said.decode()


@pytest.mark.parametrize(
    "line",
    (
        "Set-Cookie: sid=1; Path=/",
        "set-cookie: sid=1; Path=/",
        "SET-COOKIE:sid=1; Path=/",
        "< Set-Cookie: sid=1; Path=/",
        "<  set-cookie: sid=1; Path=/\r\n",
        "  Set-Cookie: sid=1; Path=/  ",
        "sid=1; Path=/",
        "sid=1; Path=/\n",
    ),
)
def test_a_line_however_it_was_copied(line: str) -> None:
    """With or without the field's name, from curl -v, as an argument or on stdin: it is one line."""
    wanted = run("Set-Cookie: sid=1; Path=/")

    assert wanted[0] == 0
    assert "\nSet-Cookie: sid=1; Path=/\n" in wanted[1]
    assert run(line) == wanted
    assert run(stdin=line) == wanted
    assert run("-", stdin=line) == wanted


@pytest.mark.parametrize(
    ("text", "lines"),
    (
        (RESPONSE, ("first=1; Path=/", "second=2; Secure")),
        (RESPONSE.replace("\r", ""), ("first=1; Path=/", "second=2; Secure")),
        ("\n\n" + RESPONSE, ("first=1; Path=/", "second=2; Secure")),
        (CURL_V, ("sid=1; Path=/",)),
        ("Set-Cookie: a=1\nSet-Cookie: b=2\n", ("a=1", "b=2")),
        ("date: Mon\nset-cookie: a=1\n", ("a=1",)),
        ("\n\nSet-Cookie: a=1\nSet-Cookie: b=2\n\nSet-Cookie: c=3\n", ("a=1", "b=2")),
        ("Set-Cookie:\n", ("",)),
        ("HTTP/1.1 200 OK\nSet-Cookie: a=<\n\n< not curl\n", ("a=<",)),
    ),
    ids=(
        "redirects",
        "bare line feeds",
        "blank lines first",
        "curl -v",
        "two lines",
        "a head",
        "no status",
        "empty",
        "body",
    ),
)
def test_lines_of_a_response(text: str, lines: tuple[str, ...]) -> None:
    """All heads, no body; what was sent is no set-cookie line."""
    assert lines_of_response(text) == lines


@pytest.mark.parametrize("text", ("", " \n", "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\n\nSet-Cookie: a=1\n", "a=1\nb=2\n"))
def test_a_response_without_any(text: str) -> None:
    """It is said, with what to give instead."""
    with pytest.raises(UsageError) as caught:
        lines_of_response(text)

    assert "curl -si URL | hardtack explain" in caught.value.hint


def test_codes_and_names_of_checks_are_no_lines() -> None:
    """And whatever has a sign that no code has, is one."""
    assert not any(is_line(text) for text in ("HT301", "Q3", "all", "session-kept-over-login", "???", "Set-Cookie"))
    assert all(is_line(text) for text in ("a=b", "Set-Cookie: x", "x;y", "set-cookie:", "Location: /"))


def test_a_response_on_stdin_is_explained_line_by_line() -> None:
    """Each by itself; one rejection makes the exit code 1."""
    code, stdout, stderr = run(stdin=RESPONSE + "\r\n")
    bad = run("--url", "http://www.example.com/", stdin=RESPONSE)

    assert (code, stderr) == (0, "")
    assert stdout.count("\nSet-Cookie: ") == 2
    assert bad[0] == 1
    assert "2 lines, each by itself, 1" in bad[1]


@pytest.mark.parametrize(
    ("line", "browser", "code"),
    (
        ("sid=1", "all", 0),
        ("sid=; Max-Age=0", "all", 0),
        ("sid=1; SameSite=None", "all", 1),
        ("__Host-sid=1; Secure", "all", 1),
        ("__Host-sid=1; Secure", "draft", 1),
        ("__Host-sid=1; Secure", "chromium", 1),
        ("__Host-sid=1; Secure", "firefox", 0),
        ("=a=b", "draft", 0),
        ("=a=b", "chromium", 1),
    ),
)
def test_the_exit_code(line: str, browser: str, code: int) -> None:
    """1 if a chosen browser rejects it, in either format."""
    assert run(line, "--browser", browser)[0] == code
    assert run(line, "--browser", browser, "--format", "json")[0] == code


def test_where_the_line_comes_from() -> None:
    """A URL decides; without one an example's is assumed, and that is said."""
    assert "As if sent by https://www.example.com/ (assumed: no --url)" in run("a=b; Domain=example.com")[1]
    named = run("a=b; Domain=shop.example", "--url", "https://www.shop.example/login?token=x")

    assert named[0] == 0
    assert named[1].startswith("As if sent by https://www.shop.example/login\n")
    assert run("a=b; Domain=shop.example")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        (("Cookie: sid=1",), "That is a field line of Cookie, and only Set-Cookie can be explained."),
        (("< Location: /x?a=b",), "That is a field line of Location"),
        (("Set-Cookie2: a=b",), "That is a field line of Set-Cookie2"),
        (("Set-Cookie:", "sid=1;"), "The line came in 2 pieces"),
        (("a=b", "--url", "www.example.com"), "--url is not an http, https, ws or wss URL with a host."),
        (("HT3O1",), "Did you mean HT301?"),
        (("HT301", "--policy", "x.toml"), "--policy is for set-cookie lines, and HT301 is none."),
        (("HT301", "--format", "json"), "--format json is for set-cookie lines, and HT301 is none."),
        (("foo",), "No check is called 'foo', and a set-cookie line would have a `name=value`."),
        (("a=b", "--browser", "safari"), "'safari' is not one of"),
        (("https://www.example.com/",), "That is an address, not a set-cookie line."),
        (('document.cookie="a=1"',), "That is a script that sets a cookie"),
        (("HTTP/1.1 200 OK",), "That is the first line of a response alone."),
        (("",), "The argument is empty"),
        (("  ",), "The argument is empty"),
        ((), "Nothing was given to explain."),
        (("-",), "Nothing was given to explain."),
    ),
)
def test_what_cannot_be_explained(arguments: tuple[str, ...], said: str) -> None:
    """Exit 2, nothing on stdout, and what to do instead."""
    code, stdout, stderr = run(*arguments, stdin="")

    assert (code, stdout) == (2, "")
    assert said in stderr


def test_a_policy_comes_between(tmp_path: Path) -> None:
    """What it makes of the line is told, and the line that goes out is judged, as sent by the policy's site."""
    file = tmp_path / "policy.toml"
    file.write_text(POLICY, encoding="utf-8")
    through = ("--policy", str(file))

    assert run("a=1; SameSite=None")[0] == 1
    code, stdout, _ = run("a=1; SameSite=None", *through)
    assert (code, stdout.splitlines()[0]) == (0, "As if sent by https://app.example.test/, through the policy")
    assert 'secure = "require" (defaults)' in stdout
    assert run("a=1; Domain=shop.example", *through)[0] == 1
    assert run("a=1; Domain=shop.example", *through, "--url", "https://www.shop.example/")[0] == 0
    assert run("a=1\x01", *through)[0] == 1
    assert json.loads(run("a=1", *through, "--format", "json")[1])["lines"][0]["policy"]["outcome"] == "changed"


def test_a_policy_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """Exit 2, with the file or the line."""
    file = tmp_path / "policy.toml"
    missing = run("a=1", "--policy", str(file))
    file.write_text("version = 2", encoding="utf-8")
    wrong = run("a=1", "--policy", str(file))

    assert (missing[0], wrong[0], missing[1] + wrong[1]) == (2, 2, "")
    assert "can't be read" in missing[2]
    assert f"{file}, line 1, version: " in wrong[2]


def test_values_are_told_only_when_asked_for() -> None:
    """In neither format, and in no form of a line."""
    line = f"sid={SECRET}; Comment={SECRET}"

    for form in ("text", "json"):
        assert SECRET[:13] not in run(line, "--format", form)[1]
        assert run(line, "--format", form, "--reveal")[1].count(SECRET) >= 2


def test_a_line_is_read_as_the_bytes_that_would_be_sent() -> None:
    """An argument of any alphabet, and a response that is no UTF-8; where they agree they say the same."""
    assert "Set-Cookie: a=é\n" in run("a=é")[1]
    assert run("a=é") == run(stdin="a=é".encode())
    assert "Set-Cookie: a=é\n" in run(stdin=b"a=\xe9")[1]
    assert json.loads(run("a=é", "--format", "json")[1])["lines"][0]["value_length"] == 2


def test_colour_is_for_terminals() -> None:
    """There it is; not in a pipe, nor with --no-color, NO_COLOR or a dumb terminal."""
    plain = run("sid=1; Path=/")[1]

    assert "\x1b" not in plain
    assert "\x1b[32mSTORED" in at_a_terminal("sid=1; Path=/")
    for without in (
        at_a_terminal("sid=1; Path=/", "--no-color"),
        at_a_terminal("sid=1; Path=/", NO_COLOR="1"),
        at_a_terminal("sid=1; Path=/", TERM="dumb"),
    ):
        assert without.replace("\r\n", "\n") == plain


def test_at_a_terminal_nothing_is_waited_for() -> None:
    """Without an argument the usage is said, not a silent prompt given."""
    assert "There is nothing to explain." in at_a_terminal()


@pytest.mark.parametrize(("command", "printed"), TRANSCRIPTS, ids=range(len(TRANSCRIPTS)))
def test_the_transcripts_of_the_documentation_are_true(
    command: str, printed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What docs/explain.md shows is what is printed; the policy is that of docs/policy.md."""
    monkeypatch.chdir(tmp_path)
    Path("policy.toml").write_text(POLICY, encoding="utf-8")
    assert run(*shlex.split(command))[1] == printed


def test_the_documentation_has_transcripts() -> None:
    """So that the test above holds something."""
    assert len(TRANSCRIPTS) == 4
