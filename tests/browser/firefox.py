"""Debian's Firefox ESR, driven by WebDriver BiDi."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.browser import START, BrowserError, Json, Remote, latin1, process, remote, until
from tests.browser.outcome import Held

__all__ = ["PROGRAM", "Firefox", "firefox"]

PROGRAM = "firefox-esr"

_PREFERENCES: dict[str, str | bool | int] = {
    "network.dns.forceResolve": "127.0.0.1",
    "network.cookie.sameSite.laxByDefault": False,
    "dom.security.https_first": False,
    "dom.security.https_first_schemeless": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "services.settings.server": "data:,none",
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """See `Browser`."""

    def __init__(self, channel: Remote) -> None:
        self._remote = channel
        capabilities: Json = {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True}}}
        session = channel.command("session.new", capabilities)["capabilities"]
        self.version = f"{session['browserName']}/{session['browserVersion']}"
        tree = channel.command("browsingContext.getTree", {})["contexts"]
        self._tab: str = tree[0]["context"]

    def navigate(self, url: str) -> None:
        """See `Browser`."""
        self._remote.command("browsingContext.navigate", {"context": self._tab, "url": url, "wait": "interactive"})

    def evaluate(self, script: str) -> str | None:
        """See `Browser`."""
        parameters: Json = {"expression": script, "awaitPromise": True, "target": {"context": self._tab}}
        answer = self._remote.command("script.evaluate", parameters)
        if answer["type"] != "success":
            raise BrowserError(f"{script}: {answer['exceptionDetails']}")
        value: str | None = answer["result"].get("value")
        return value

    def cookies(self) -> list[Held]:
        """See `Browser`."""
        return [_held(cookie) for cookie in self._remote.command("storage.getCookies", {})["cookies"]]


def _held(cookie: Json) -> Held:
    # Firefox gives names and paths byte by byte, values as UTF-8.
    value = cookie["value"]
    return Held(
        name=cookie["name"],
        value=latin1(value["value"]),
        domain=cookie["domain"],
        path=cookie["path"],
        secure=cookie["secure"],
        http_only=cookie["httpOnly"],
        same_site="unset" if cookie["sameSite"] == "default" else cookie["sameSite"],
        partitioned=None,
        expires=cookie.get("expiry", -1),
    )


@contextmanager
def firefox(home: Path) -> Iterator[Firefox]:
    """Run Firefox with an empty profile.

    Args:
        home: An empty folder.
    """
    profile = home / "profile"
    profile.mkdir()
    preferences = "".join(
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in _PREFERENCES.items()
    )
    (profile / "user.js").write_text(preferences, encoding="utf-8")
    server_file = profile / "WebDriverBiDiServer.json"
    program = shutil.which(PROGRAM) or PROGRAM
    command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"]

    def address() -> str | None:
        try:
            told: Json = json.loads(server_file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return f"ws://{told['ws_host']}:{told['ws_port']}/session"

    with process(command, home), remote(until(address, START, "the port of Firefox")) as channel:
        yield Firefox(channel)
