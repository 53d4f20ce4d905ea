"""Audits of hostile sites through the command line, several at a time, each in a home of its own."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.bakery import PASSWORD, USERNAME, Bakery
from tests.hostile.command import Ran, run
from tests.hostile.server import Answer, Asked, Server, serving
from tests.hostile.sites import Row

HOST = "a.example"
MAX_TIME = 15.0
TIMEOUT = 1.0


@dataclass(frozen=True, slots=True)
class Audited:
    """What came of an audit.

    Attributes:
        ran: the command's end.
        server: the site, stopped, with what it was asked.
        bakery: the application behind it.
        home: the command's home.
    """

    ran: Ran
    server: Server
    bakery: Bakery
    home: Path


def audited(row: Row, home: Path, *arguments: str) -> Audited:
    """Audit the site of a row.

    Args:
        row: the site.
        home: an empty folder.
        arguments: further arguments.
    """
    bakery = row.bakery()

    def answering(asked: Asked) -> Answer:
        own = row.instead(asked, bakery)
        return bakery(asked) if own is None else own

    context = row.context(home) if row.context is not None else None
    with serving(answering, context=context) as server:
        ran = run(home, *aimed(server), *_filled(row.arguments, home), *arguments, HARDTACK_PASSWORD=PASSWORD)
    return Audited(ran, server, bakery, home)


def aimed(server: Server) -> tuple[str, ...]:
    """What a user says to audit a site, with limits that keep a test short."""
    return (
        server.url("/", HOST), "--resolve", f"{HOST}:127.0.0.1", "--username", USERNAME, "--no-input", "--no-color",
        "--settle", "0", "--timeout", f"{TIMEOUT:g}", "--max-time", f"{MAX_TIME:g}", "--max-requests", "150",
    )  # fmt: skip


def _filled(arguments: tuple[str, ...], home: Path) -> tuple[str, ...]:
    return tuple(argument.replace("{home}", str(home)) for argument in arguments)


class Audits:
    """Audits that run beside each other; each is asked for by its name when its test wants it."""

    def __init__(self, rows: tuple[Row, ...], folder: Path, *arguments: str) -> None:
        """Begin them all, three at a time, since most of each is waiting."""
        self._pool = ThreadPoolExecutor(3)
        self._found: dict[str, Future[Audited]] = {}
        for number, row in enumerate(rows):
            home = folder / str(number)
            home.mkdir()
            given = (argument.replace("{record}", str(home / "record.json")) for argument in arguments)
            self._found[row.name] = self._pool.submit(audited, row, home, *given)

    def of(self, row: Row) -> Audited:
        """The audit of a row, waited for."""
        return self._found[row.name].result()

    def close(self) -> None:
        """Begin no further audit, and wait for those that run."""
        self._pool.shutdown(cancel_futures=True)
