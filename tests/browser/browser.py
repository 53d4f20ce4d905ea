"""What a test asks of a browser, whichever it is."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from websockets.sync.client import ClientConnection, connect

from tests.browser.outcome import Held

__all__ = ["Browser", "BrowserError", "Remote", "latin1", "process", "remote", "until"]

START = 60
"""Seconds a browser may take to start, on a machine that is busy."""

ANSWER = 30
"""Seconds it may take to answer."""

Json = dict[str, Any]
Found = TypeVar("Found")


class BrowserError(Exception):
    """A browser answered with an error, or not at all."""


class Browser(Protocol):
    """One running browser with one tab."""

    version: str

    def navigate(self, url: str) -> None:
        """Go to a URL as if it had been typed into the address bar."""
        ...

    def evaluate(self, script: str) -> str | None:
        """Run an expression in the tab's document, wait for its promise, and return the text it gives, if any."""
        ...

    def cookies(self) -> list[Held]:
        """All cookies it holds, in all partitions."""
        ...


class Remote:
    """A websocket over which commands go out and answers and events come in."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0

    def command(self, method: str, parameters: Json, **more: str) -> Json:
        """Send a command and return its result.

        Raises:
            BrowserError: If the answer is an error.
        """
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters, **more}))
        while True:
            message: Json = json.loads(self._socket.recv(timeout=ANSWER))
            if message.get("id") != self._last:
                continue
            if "error" in message:
                raise BrowserError(f"{method}: {message['error']} {message.get('message', '')}")
            result: Json = message["result"]
            return result


@contextmanager
def remote(address: str) -> Iterator[Remote]:
    """Talk to a browser while the context lasts."""
    # Browsers listen on loopback: a proxy of the environment has no part in it.
    with connect(address, max_size=None, proxy=None, open_timeout=START) as socket:
        yield Remote(socket)


@contextmanager
def process(command: list[str], home: Path) -> Iterator[None]:
    """Run a browser while the context lasts; it gets a home of its own and is ended by its own id."""
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    with (home / "output.txt").open("wb") as output:
        running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=home, env=environment
        )
        try:
            yield
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def until(look: Callable[[], Found | None], seconds: float, what: str) -> Found:
    """Look again and again until something is found.

    Raises:
        BrowserError: If nothing is found in time.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found is not None:
            return found
        time.sleep(0.005)
    raise BrowserError(f"{what}: nothing after {seconds} s")


def latin1(text: str) -> str:
    """Text of a script as its bytes in UTF-8, one character a byte."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")
