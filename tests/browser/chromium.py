"""Debian's Chromium, driven by the Chrome DevTools Protocol."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.browser import START, BrowserError, Json, Remote, latin1, process, remote, until
from tests.browser.outcome import Held

__all__ = ["PROGRAM", "Chromium", "chromium"]

PROGRAM = "chromium"

_SWITCHES = (
    "--headless",
    "--no-sandbox",  # it runs as root in continuous integration
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
    "--host-resolver-rules=MAP * 127.0.0.1",
    "--ignore-certificate-errors",
    "--remote-debugging-port=0",
)


class Chromium:
    """See `Browser`."""

    def __init__(self, channel: Remote) -> None:
        self._remote = channel
        self.version: str = channel.command("Browser.getVersion", {})["product"]
        target = channel.command("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = channel.command("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session: str = attached["sessionId"]

    def navigate(self, url: str) -> None:
        """See `Browser`."""
        answer = self._remote.command("Page.navigate", {"url": url}, sessionId=self._session)
        if "errorText" in answer:
            raise BrowserError(f"{url}: {answer['errorText']}")

    def evaluate(self, script: str) -> str | None:
        """See `Browser`."""
        parameters: Json = {"expression": script, "awaitPromise": True, "returnByValue": True}
        answer = self._remote.command("Runtime.evaluate", parameters, sessionId=self._session)
        if "exceptionDetails" in answer:
            raise BrowserError(f"{script}: {answer['exceptionDetails']}")
        value: str | None = answer["result"].get("value")
        return value

    def cookies(self) -> list[Held]:
        """See `Browser`."""
        return [_held(cookie) for cookie in self._remote.command("Storage.getCookies", {})["cookies"]]


def _held(cookie: Json) -> Held:
    return Held(
        name=latin1(cookie["name"]),
        value=latin1(cookie["value"]),
        domain=cookie["domain"],
        path=latin1(cookie["path"]),
        secure=cookie["secure"],
        http_only=cookie["httpOnly"],
        same_site=cookie.get("sameSite", "unset").lower(),
        partitioned="partitionKey" in cookie,
        expires=-1 if cookie["session"] else round(cookie["expires"]),
    )


@contextmanager
def chromium(home: Path, *, third_party_cookies: bool) -> Iterator[Chromium]:
    """Run Chromium with an empty profile.

    Args:
        home: An empty folder.
        third_party_cookies: Whether to allow them, which Debian's build does not by default.
    """
    data = home / "data"
    if third_party_cookies:
        preferences = data / "Default" / "Preferences"
        preferences.parent.mkdir(parents=True)
        preferences.write_text(json.dumps({"profile": {"cookie_controls_mode": 0}}), encoding="utf-8")
    port_file = data / "DevToolsActivePort"
    command = [shutil.which(PROGRAM) or PROGRAM, *_SWITCHES, f"--user-data-dir={data}", "about:blank"]

    def address() -> str | None:
        lines = port_file.read_text(encoding="utf-8").splitlines() if port_file.exists() else []
        return f"ws://127.0.0.1:{lines[0]}{lines[1]}" if len(lines) == 2 else None

    with process(command, home), remote(until(address, START, "the port of Chromium")) as channel:
        yield Chromium(channel)
