"""Sites that send what no site should: endless, slow, vast and broken answers, and what a terminal must not be shown.

A row is a site and what an audit of it must come to. Where a row says nothing of a login, the site is a `Bakery` but
for what it does instead.
"""

import gzip
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.bakery import Bakery
from tests.hostile.server import Answer, Asked, redirect, reply, status_line

Instead = Callable[[Asked, Bakery], Answer | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A hostile site.

    Attributes:
        name: what it does.
        instead: its answers where they are not the bakery's.
        says: the sentence, or its telling part, that the user must read.
        code: the exit code.
        arguments: further arguments of the audit.
        bakery: how the application is made.
        never: what must stand in no output.
        verdicts: question and verdict as the report words them.
        context: the server's TLS settings, made in a folder; None for plain HTTP.
        failures: wrong passwords that it may see at most.
    """

    name: str
    instead: Instead
    says: str
    code: int = 1
    arguments: tuple[str, ...] = ()
    bakery: Callable[[], Bakery] = Bakery
    never: tuple[str, ...] = ("\x1b", "Traceback", "defect of hardtack")
    verdicts: tuple[tuple[str, str], ...] = ()
    context: Callable[[Path], ssl.SSLContext] | None = None
    failures: int = 1


def always(answer: Answer) -> Instead:
    """One answer to everything."""
    return lambda _asked, _bakery: answer


def at(path: str, answer: Callable[[], Answer] | bytes, method: str = "GET") -> Instead:
    """One answer at one path."""

    def instead(asked: Asked, _bakery: Bakery) -> Answer | None:
        if (asked.path, asked.method) != (path, method):
            return None
        return answer if isinstance(answer, bytes) else answer()

    return instead


def beside(*lines: str, path: str = "/", octets: bytes = b"") -> Instead:
    """The bakery's own answer with further field lines."""

    def instead(asked: Asked, bakery: Bakery) -> Answer | None:
        own = bakery(asked)
        if asked.path != path or not isinstance(own, bytes):
            return own
        first, _, rest = own.partition(b"\r\n")
        added = "".join(f"{line}\r\n" for line in lines).encode("latin-1") + octets
        return first + b"\r\n" + added + rest

    return instead


def endless(piece: bytes, first: bytes = b"", pause: float = 0.0, most: int = 400_000_000) -> Iterator[bytes]:
    """Something, and then the same again and again."""
    yield first
    sent = 0
    while sent < most:
        yield piece
        sent += len(piece)
        time.sleep(pause)


_HEAD = f"{status_line(200)}\r\nContent-Type: text/html\r\n".encode()
_PAGE = b"<title>Log in</title><p>Hello"


def _counting_up(asked: Asked, _bakery: Bakery) -> Answer:
    return redirect(f"/?step={asked.number}")


def _to_and_fro(asked: Asked, _bakery: Bakery) -> Answer:
    return redirect("/b" if asked.path != "/b" else "/a")


def _between_hosts(asked: Asked, _bakery: Bakery) -> Answer:
    port = asked.fields["host"].rpartition(":")[2]
    other = "b.example" if asked.host == "a.example" else "a.example"
    return redirect(f"http://{other}:{port}/")


REDIRECTS = (
    Row("endless redirects", _counting_up, "redirects without end"),
    Row("a redirect loop", _to_and_fro, "redirects without end"),
    Row("a redirect to itself", always(redirect("/")), "redirects without end"),
    Row(
        "a redirect loop between hosts",
        _between_hosts,
        "redirects without end",
        arguments=("--allow-host", "b.example", "--resolve", "b.example:127.0.0.1"),
    ),
    Row("a redirect without an address", always(reply(302)), "a redirect (302) to no address that can be read"),
    Row(
        "a redirect to javascript:",
        always(redirect("javascript:alert(1)")),
        "a javascript: address, which no audit asks",
    ),
    Row("a redirect to file:", always(redirect("file:///etc/passwd")), "a file: address, which no audit asks"),
    Row("a redirect to data:", always(redirect("data:text/html,<b>x")), "a data: address, which no audit asks"),
    Row(
        "a redirect that no URL can be",
        always(redirect("http://[::1/")),
        "a redirect (302) to no address that can be read",
    ),
    Row("a redirect with control characters", always(redirect("/\x01\x1b[31mred\x7f")), "redirects without end"),
    Row(
        "a redirect to another host",
        always(redirect("https://elsewhere.example/login")),
        "leads to another host, https://elsewhere.example/login, which is not part of this audit",
    ),
    Row(
        "a redirect to the cloud's metadata",
        always(redirect("http://169.254.169.254/latest/")),
        "leads to an internal address, http://169.254.169.254/latest/, which is not part of this audit",
    ),
    Row(
        "a page that forwards to itself",
        always(reply(200, "<meta http-equiv=refresh content='0;url=/'>")),
        "no login form",
    ),
    Row(
        "a page that forwards to a script",
        always(reply(200, "<meta http-equiv=refresh content='0;url=javascript:x()'>")),
        "no login form",
    ),
    Row("many locations", always(reply(302, "", *(f"Location: /{n}" for n in range(50)))), "redirects without end"),
)

SLOW = (
    Row(
        "a head that drips",
        lambda _a, _b: endless(b"X-A: b\r\n", f"{status_line(200)}\r\n".encode(), 0.2),
        "didn't answer in time",
        2,
    ),
    Row("a page that drips", lambda _a, _b: endless(b"<p>", _HEAD + b"\r\n" + _PAGE, 0.2), "cut short"),
    Row("a server that says nothing", lambda _a, _b: endless(b"", b"", 0.2, 1), "didn't answer in time", 2),
    Row(
        "a login that says nothing",
        at("/login", lambda: endless(b"", b"", 0.2), "POST"),
        "the login was not answered: timed out",
    ),
)

VAST = (
    Row(
        "10 MB of headers",
        lambda _a, _b: endless(b"X-A: " + b"b" * 8000 + b"\r\n", f"{status_line(200)}\r\n".encode(), most=10_000_000),
        "sent a head of more than 256 KiB",
        2,
    ),
    Row(
        "100,000 header lines",
        lambda _a, _b: endless(b"A: b\r\n" * 1000, f"{status_line(200)}\r\n".encode(), most=600_000),
        "sent a head of more than 256 KiB",
        2,
    ),
    Row(
        "30,000 short header lines",
        lambda _a, _b: iter((f"{status_line(200)}\r\n".encode() + b"A: b\r\n" * 30_000 + b"\r\n", _PAGE)),
        "no login form",
    ),
    Row(
        "a Set-Cookie line of 1 MB",
        beside(f"Set-Cookie: huge={'x' * 1_000_000}"),
        "sent a head of more than 256 KiB",
        2,
    ),
    Row("a Set-Cookie line of 200 KB", beside(f"Set-Cookie: huge={'x' * 200_000}"), "logged in by form"),
    Row(
        "1,000 cookies", beside(*(f"Set-Cookie: c{n}=value-of-cookie-{n:04}" for n in range(1000))), "logged in by form"
    ),
    Row("100 MB of body", lambda _a, _b: endless(b"<p>" * 20_000, _HEAD + b"\r\n", most=100_000_000), "cut short"),
    Row(
        "a gzip bomb", always(reply(200, gzip.compress(b"<p>" * 30_000_000, 1), "Content-Encoding: gzip")), "cut short"
    ),
    Row(
        "a bomb in a coding nobody asked for", always(reply(200, b"\x1b" * 50_000, "Content-Encoding: br")), "cut short"
    ),
    Row(
        "a form with 10,000 fields",
        lambda _a, _b: None,
        "logged in by form",
        bakery=lambda: Bakery(form="".join(f"<input type=hidden name=f{n} value={n}>" for n in range(10_000))),
    ),
    Row(
        "HTML nested 100,000 deep",
        at("/", lambda: reply(200, "<div>" * 100_000 + "<a href=/login>Log in</a>")),
        "logged in by form",
    ),
    Row("forms in forms, 20,000 deep", at("/", lambda: reply(200, "<form><table><select>" * 20_000)), "no login form"),
    Row(
        "20,000 links",
        lambda _a, _b: None,
        "logged in by form",
        bakery=lambda: Bakery(inside="".join(f"<a href=/page/{n}>{n}</a>" for n in range(20_000))),
    ),
    Row(
        "one attribute of 4 MB",
        at("/", lambda: reply(200, f"<a href=/login title='{'x ' * 2_000_000}'>Log in</a>")),
        "only a part was read",
    ),
    Row(
        "4 MB of open angle brackets",
        at("/", lambda: reply(200, "<a href=/login>Log in</a>" + "<" * 4_000_000)),
        "logged in by form",
    ),
    Row(
        "8 MB of one script",
        at("/", lambda: reply(200, "<a href=/login>Log in</a><script>" + "'loginUrl':" * 600_000)),
        "the login was answered with an error (404)",
    ),
)


def _raw(octets: bytes) -> Instead:
    return always(octets)


_COOKIE_OCTETS = b"Set-Cookie: \x1b[2Jname=\x1b]0;title\x07; Path=/\r\nSet-Cookie: d=\x01\x02\x7f\r\n"

BROKEN = (
    Row(
        "broken chunks",
        _raw(_HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n<title>Log in</title>\r\n0\r\n\r\n"),
        "cut short",
    ),
    Row("chunks that end early", _raw(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n1000\r\n<title>Log in"), "cut short"),
    Row("a Content-Length too long", _raw(_HEAD + b"Content-Length: 90000\r\n\r\n" + _PAGE), "cut short"),
    Row(
        "a Content-Length too short",
        at("/", lambda: _HEAD + b"Content-Length: 25\r\n\r\n<a href=/login>Log in</a>and more"),
        "logged in by form",
    ),
    Row(
        "two Content-Lengths",
        _raw(_HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello"),
        "two different Content-Lengths, which browsers refuse, too",
        2,
    ),
    Row(
        "a Content-Length that is no number",
        _raw(_HEAD + b"Content-Length: many\r\n\r\nhello"),
        "no page had a password field",
    ),
    Row(
        "length and chunks",
        _raw(_HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
        "no login form",
    ),
    Row("gzip that is none", _raw(reply(200, b"this is no gzip", "Content-Encoding: gzip")), "cut short"),
    Row(
        "text in no encoding",
        at("/", lambda: reply(200, b"\xc3\xff\xfe\xc3\x28<a href=/login>Log in</a>\xed\xa0\x80")),
        "logged in by form",
    ),
    Row(
        "text in an encoding nobody has",
        at("/", lambda: reply(200, "<a href=/login>Log in</a>", kind="text/html; charset=klingon")),
        "logged in by form",
    ),
    Row(
        "a NUL in a cookie",
        beside("Set-Cookie: a=b\x00c; Path=/"),
        "sent a NUL byte in the head, which browsers refuse, too",
        2,
    ),
    Row("control bytes in cookies", beside(octets=_COOKIE_OCTETS), "logged in by form"),
    Row(
        "cookies named like Python's and JavaScript's own",
        beside("Set-Cookie: __proto__=1", "Set-Cookie: constructor=2", "Set-Cookie: __class__={}"),
        "logged in by form",
    ),
    Row(
        "escape sequences in every text",
        beside(
            "Set-Cookie: \x1b[31mred=1; Path=/\x1b[0m",
            "Server: \x1b]0;owned\x07",
            "WWW-Authenticate: \x1b[2J",
            "Strict-Transport-Security: \x1b[2J",
        ),
        "logged in by form",
    ),
    Row(
        "escape sequences in the page",
        at(
            "/login",
            lambda: reply(
                200,
                "<title>\x1b[2J</title><form action='/\x1b[2J' method=post><input name='\x1b[2Ju'>"
                "<input type=password name='\x9b31m'><input type=submit value='\x1b[31m'></form>",
            ),
        ),
        "the login was answered with an error (404)",
    ),
    Row(
        "a header without a colon",
        _raw(_HEAD + b"this is no field line\r\n\r\n" + _PAGE),
        "no page had a password field",
    ),
    Row(
        "folded header lines",
        at("/", lambda: _HEAD + b"X-A: b\r\n folded: yes\r\n\r\n<a href=/login>Log in</a>"),
        "logged in by form",
    ),
    Row("nothing at all", _raw(b""), "closed the connection without an answer", 2),
    Row("HTTP/0.9", _raw(b"<html><title>Log in</title>"), "is not HTTP/1", 2),
    Row("an HTTP/2 preface", _raw(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00d"), "is not HTTP/1", 2),
    Row("an SSH greeting", _raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "is not HTTP/1", 2),
    Row(
        "a switch to WebSocket",
        _raw(f"{status_line(101)}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x05hello".encode("latin-1")),
        "was answered with 101, which is no page",
    ),
    Row(
        "interim answers without end",
        lambda _a, _b: endless(f"{status_line(100)}\r\n\r\n".encode() * 100, most=2_000_000),
        "sent a head of more than 256 KiB",
        2,
    ),
    Row("a status that is no number", _raw(b"HTTP/1.1 OK\r\n\r\n"), "a first line that is no status line", 2),
    Row(
        "a status out of bounds",
        _raw(b"HTTP/1.1 999 Hello\r\nContent-Length: 0\r\n\r\n"),
        "an error of the server (999)",
    ),
    Row(
        "a split answer",
        at(
            "/",
            lambda: (
                reply(200, "<a href=/login>Log in</a>")
                + reply(200, "<form><input type=password name=p></form>", "Set-Cookie: split=1")
            ),
        ),
        "logged in by form",
    ),
    Row("a head cut off", _raw(_HEAD + b"Set-Coo"), "amid the head", 2),
    Row("an error for everybody", always(reply(500, "oops")), "was answered with an error of the server (500)"),
    Row(
        "content that is no text",
        always(reply(200, bytes(range(256)) * 100, kind="application/octet-stream")),
        "was answered with application/octet-stream in place of an HTML page",
    ),
)
