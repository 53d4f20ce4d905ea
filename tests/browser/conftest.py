"""The browsers, each started once, when the first test asks for it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.browser import chromium as chromium_browser
from tests.browser import firefox as firefox_browser
from tests.browser.browser import Browser
from tests.browser.chromium import chromium
from tests.browser.firefox import firefox
from tests.browser.play import Player
from tests.browser.server import serving

Open = Callable[[str], Player]

_STARTS: dict[str, tuple[str, Callable[[Path], AbstractContextManager[Browser]]]] = {
    "chromium-156": (chromium_browser.PROGRAM, lambda home: chromium(home, third_party_cookies=True)),
    "chromium-156-3pc-blocked": (chromium_browser.PROGRAM, lambda home: chromium(home, third_party_cookies=False)),
    "firefox-153": (firefox_browser.PROGRAM, firefox),
}


def need(program: str) -> None:
    """Skip the test if a browser is not installed; fail it in continuous integration, which installs them."""
    if shutil.which(program) is None:
        message = f"no {program}: install the packages that .ci/apt-packages names"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture(scope="session")
def open_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """What gives the running browser of a profile's name."""
    players: dict[str, Player] = {}
    with ExitStack() as stack:
        server = stack.enter_context(serving(tmp_path_factory.mktemp("server")))

        def opened(name: str) -> Player:
            if name not in players:
                program, start = _STARTS[name]
                need(program)
                players[name] = Player(stack.enter_context(start(tmp_path_factory.mktemp(name))), server)
            return players[name]

        yield opened
