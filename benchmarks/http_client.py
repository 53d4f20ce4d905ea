"""Measures HTTP clients for the probe: what each keeps of a response, what it survives, what it costs.

    python benchmarks/http_client.py

Every case is a loopback server that sends raw bytes. Libraries that aren't installed are left out. The table that
decided is in docs/decisions/0003-http-client.md.
"""

import http.client
import importlib
import importlib.util
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import h11

from hardtack.probe.client import Client
from hardtack.probe.limits import Limits
from hardtack.probe.options import ClientOptions
from hardtack.recording.message import Request, Response

DEADLINE = 2.0
DRIP_ENDS = 6.0
Lines = list[tuple[str, str]]
Fetch = Callable[[int], Lines]


@dataclass(slots=True)
class Server:
    """A loopback server that plays one script to each connection.

    Attributes:
        port: where it listens.
        sent: bytes that went out.
    """

    port: int
    sent: list[int] = field(default_factory=list)


def read_request(plug: socket.socket) -> bool:
    """Reads one request without content; False at the end of the connection."""
    received = b""
    while not received.endswith(b"\r\n\r\n"):
        piece = plug.recv(65536)
        if not piece:
            return False
        received += piece
    return True


@contextmanager
def serving(pieces: Callable[[], Iterator[bytes]], *, keep: bool = False) -> Iterator[Server]:
    """Serves the same pieces to every request; closes after the first unless `keep`."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])

    def play(plug: socket.socket) -> None:
        with plug, suppress(OSError):
            while read_request(plug):
                total = 0
                for piece in pieces():
                    plug.sendall(piece)
                    total += len(piece)
                    server.sent[-1:] = [total]
                if not keep:
                    return

    def accept() -> None:
        with suppress(OSError):
            while True:
                plug, _ = listener.accept()
                server.sent.append(0)
                threading.Thread(target=play, args=(plug,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def ours(port: int) -> Lines:
    """The probe's client: its own head reader, h11 for the rest."""
    with Client(ClientOptions(limits=Limits(request_deadline=DEADLINE))) as client:
        answer = client.send(Request("GET", f"http://127.0.0.1:{port}/"))
    if isinstance(answer, Response):
        return list(answer.fields)
    raise RuntimeError(answer.kind.name)


def by_h11(port: int) -> Lines:
    """h11 alone, with a deadline over all reads."""
    until = time.monotonic() + DEADLINE
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=256 * 1024)
    with socket.create_connection(("127.0.0.1", port), DEADLINE) as plug:
        for part in (h11.Request(method="GET", target="/", headers=[("Host", "127.0.0.1")]), h11.EndOfMessage()):
            plug.sendall(connection.send(part) or b"")
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Response):
                return [(n.decode("latin-1"), v.decode("latin-1")) for n, v in event.headers.raw_items()]
            plug.settimeout(max(until - time.monotonic(), 0.001))
            connection.receive_data(plug.recv(65536))


def by_http_client(port: int) -> Lines:
    """The standard library."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        response.read()
        return list(response.headers.items())
    finally:
        connection.close()


def by_urllib3(port: int) -> Lines:
    """urllib3, one connection, no retries, no redirects."""
    urllib3 = importlib.import_module("urllib3")

    with urllib3.HTTPConnectionPool("127.0.0.1", port, timeout=urllib3.Timeout(total=DEADLINE), retries=False) as pool:
        return list(pool.request("GET", "/", redirect=False).headers.iteritems())


def by_httpx2(port: int) -> Lines:
    """httpx2, as the house style's first choice was."""
    httpx2 = importlib.import_module("httpx2")

    with httpx2.Client(timeout=DEADLINE, trust_env=False) as client:
        raw = client.get(f"http://127.0.0.1:{port}/").headers.raw
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in raw]


def head(lines: bytes, status: bytes = b"HTTP/1.1 200 OK\r\n") -> Callable[[], Iterator[bytes]]:
    """A response with these field lines and an empty content."""
    return lambda: iter([status + lines + b"Content-Length: 0\r\n\r\n"])


KEPT: dict[str, tuple[Callable[[], Iterator[bytes]], Callable[[Lines], bool]]] = {
    "name case": (head(b"sEt-cOOkie: a=b\r\n"), lambda lines: ("sEt-cOOkie", "a=b") in lines),
    "order over names": (
        head(b"X-A: 1\r\nX-B: 2\r\nX-A: 3\r\n"),
        lambda lines: [v for n, v in lines if n[:1] == "X"] == ["1", "2", "3"],
    ),
    "repeated Set-Cookie": (
        head(b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"),
        lambda lines: [v for n, v in lines if n == "Set-Cookie"] == ["a=1", "b=2"],
    ),
    "folded line": (head(b"X-A: 1\r\n  2\r\n"), lambda lines: ("X-A", "1 2") in lines),
    "bytes above 7F": (head(b"Set-Cookie: a=\xe9\xff\r\n"), lambda lines: ("Set-Cookie", "a=\xe9\xff") in lines),
    "control character 01": (head(b"Set-Cookie: a=\x01\r\n"), lambda lines: ("Set-Cookie", "a=\x01") in lines),
    "control character 0B": (head(b"Set-Cookie: a=\x0bb\r\n"), lambda lines: ("Set-Cookie", "a=\x0bb") in lines),
    "control character 85": (head(b"Set-Cookie: a=\x85b\r\n"), lambda lines: ("Set-Cookie", "a=\x85b") in lines),
    "cookie beside a bad name": (
        head(b"Bad Name: 1\r\nSet-Cookie: a=b\r\n"),
        lambda lines: ("Set-Cookie", "a=b") in lines,
    ),
    "cookie beside no colon": (
        head(b"no colon\r\nSet-Cookie: a=b\r\n"),
        lambda lines: ("Set-Cookie", "a=b") in lines,
    ),
    "space before the colon": (
        head(b"Set-Cookie : a=b\r\n"),
        lambda lines: any(n.strip() == "Set-Cookie" for n, _ in lines),
    ),
    "no reason phrase": (
        head(b"Set-Cookie: a=b\r\n", b"HTTP/1.1 200\r\n"),
        lambda lines: ("Set-Cookie", "a=b") in lines,
    ),
    "LF line ends": (
        lambda: iter([b"HTTP/1.1 200 OK\nSet-Cookie: a=b\nContent-Length: 0\n\n"]),
        lambda lines: ("Set-Cookie", "a=b") in lines,
    ),
    "1xx first": (
        head(b"Set-Cookie: a=b\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"),
        lambda lines: ("Set-Cookie", "a=b") in lines,
    ),
    "150 field lines": (
        head(b"X-A: 1\r\n" * 150 + b"Set-Cookie: a=b\r\n"),
        lambda lines: ("Set-Cookie", "a=b") in lines and len(lines) > 150,
    ),
    "NUL is refused": (head(b"Set-Cookie: a=\x00b\r\n"), lambda lines: not lines),
}


def dripping() -> Iterator[bytes]:
    """A head that comes a field line at a time, for `DRIP_ENDS` seconds."""
    yield b"HTTP/1.1 200 OK\r\n"
    until = time.monotonic() + DRIP_ENDS
    while time.monotonic() < until:
        yield b"X-A: 1\r\n"
        time.sleep(0.2)
    yield b"Content-Length: 0\r\n\r\n"


def vast() -> Iterator[bytes]:
    """A head of 10 MB, in lines of 1 kB."""
    yield b"HTTP/1.1 200 OK\r\n"
    for _ in range(10_000):
        yield b"X-A: " + b"a" * 993 + b"\r\n"
    yield b"Content-Length: 0\r\n\r\n"


def small() -> Iterator[bytes]:
    """What an application answers, near enough."""
    fields = b"Set-Cookie: a=b; Path=/; HttpOnly\r\n" + b"X-Field: a value of some length\r\n" * 8
    yield b"HTTP/1.1 200 OK\r\n" + fields + b"Content-Length: 500\r\n\r\n" + b"x" * 500


def outcome(fetch: Fetch, port: int) -> str:
    """How a fetch ended, and after how long."""
    start = time.monotonic()
    try:
        fetch(port)
    except Exception as error:  # noqa: BLE001  # each library has its own
        name = str(error) if isinstance(error, RuntimeError) else type(error).__name__
    else:
        name = "answer"
    return f"{name} after {time.monotonic() - start:.1f} s"


def keeps(fetch: Fetch, port: int, holds: Callable[[Lines], bool]) -> str:
    """Whether what was kept is what was sent."""
    try:
        lines = fetch(port)
    except Exception as error:  # noqa: BLE001  # each library has its own
        return "yes" if holds([]) else f"no ({type(error).__name__})"
    return "yes" if holds(lines) else "no"


def import_ms(module: str) -> float:
    """Milliseconds that importing a module adds to a start of Python; the best of nine."""

    def start(code: str) -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - begin

    return 1000 * (min(start(f"import {module}") for _ in range(9)) - min(start("pass") for _ in range(9)))


def rates() -> dict[str, Callable[[int], Callable[[], object]]]:
    """For each library, what makes one GET over a kept connection."""

    def of_ours(port: int) -> Callable[[], object]:
        client, request = Client(), Request("GET", f"http://127.0.0.1:{port}/")
        return lambda: client.send(request)

    def of_http_client(port: int) -> Callable[[], object]:
        connection = http.client.HTTPConnection("127.0.0.1", port)

        def get() -> bytes:
            connection.request("GET", "/")
            return connection.getresponse().read()

        return get

    def of_urllib3(port: int) -> Callable[[], object]:
        urllib3 = importlib.import_module("urllib3")

        pool = urllib3.HTTPConnectionPool("127.0.0.1", port)
        return lambda: pool.request("GET", "/")

    def of_httpx2(port: int) -> Callable[[], object]:
        httpx2 = importlib.import_module("httpx2")

        client = httpx2.Client(trust_env=False)
        return lambda: client.get(f"http://127.0.0.1:{port}/")

    return {"hardtack": of_ours, "http.client": of_http_client, "urllib3": of_urllib3, "httpx2": of_httpx2}


def per_second(get: Callable[[], object], count: int = 400) -> float:
    """Requests a second; the best of three runs."""

    def run() -> float:
        begin = time.perf_counter()
        for _ in range(count):
            get()
        return count / (time.perf_counter() - begin)

    return max(run() for _ in range(3))


def main() -> None:
    """Prints the table."""
    fetchers: dict[str, tuple[str, Fetch]] = {
        "hardtack": ("hardtack.probe.client", ours),
        "h11": ("h11", by_h11),
        "http.client": ("http.client", by_http_client),
        "urllib3": ("urllib3", by_urllib3),
        "httpx2": ("httpx2", by_httpx2),
    }
    fetchers = {name: entry for name, entry in fetchers.items() if importlib.util.find_spec(entry[0].partition(".")[0])}
    rows: list[list[str]] = []
    for title, (pieces, holds) in KEPT.items():
        with serving(pieces) as server:
            rows.append([title, *(keeps(fetch, server.port, holds) for _, fetch in fetchers.values())])
    with serving(dripping) as server:
        rows.append(["dripped head, 2 s allowed", *(outcome(fetch, server.port) for _, fetch in fetchers.values())])
    cells = ["head of 10 MB"]
    for _, fetch in fetchers.values():
        with serving(vast) as server:
            ended = outcome(fetch, server.port)
            cells.append(f"{ended}, {server.sent[-1] / 1e6:.1f} MB went out")
    rows.append(cells)
    rows.append(["import, ms", *(f"{import_ms(module):.0f}" for module, _ in fetchers.values())])
    makers = rates()
    with serving(small, keep=True) as server:
        speeds = [f"{per_second(makers[n](server.port)):.0f}" if n in makers else "-" for n in fetchers]
    rows.append(["GETs a second, one kept connection", *speeds])
    sys.stdout.writelines(f"| {' | '.join(row)} |\n" for row in [["", *fetchers], ["---"] * (len(fetchers) + 1), *rows])


if __name__ == "__main__":
    main()
