"""A changed policy takes effect under load, by the way that the renderers name, and no request is lost."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from hardtack.cookies import SameSite
from hardtack.policy import Policy, SameSiteRule, Site, Tls, Treatment
from tests.absence import absent
from tests.engines.envoy import HOT_ENVOY
from tests.raw_http import ask, upstream
from tests.servers import ENGINES, Running, find_renderer, missing, placed, running

pytestmark = [pytest.mark.server, pytest.mark.timeout(240)]
BEFORE = Policy(
    Site("http://app.example.test", "http://127.0.0.1:8080", Tls.NONE),
    defaults=Treatment(same_site=SameSiteRule(SameSite.LAX)),
)
AFTER = replace(BEFORE, defaults=Treatment(same_site=SameSiteRule(SameSite.STRICT)))
RELOADING = tuple(sorted({*(target for target, engine in ENGINES.items() if engine.reload), "envoy"}))
THREADS, MOST = 3, 20_000
# Caddy's own reload cuts what has just come, by any configuration; its instructions say so.
CUTTING = frozenset({"caddy"})
CUT = 0


class Load:
    """Requests one after another on each of a few threads, until it is told to stop or has sent all it may.

    Attributes:
        answers: the status of each, CUT if the connection ended before a byte came, and its cookies or the error.
    """

    def __init__(self, server: Running, *, again: bool) -> None:
        """A load.

        Args:
            server: Whom it asks.
            again: Whether a request that was cut is sent once more, as browsers do with a GET (not all with a POST).
        """
        self.answers: list[tuple[int, str]] = []
        self._server = server
        self._again = again
        self._enough = threading.Event()

    def _send(self) -> None:
        for _ in range(MOST // THREADS):
            if self._enough.is_set():
                return
            status, said = self._ask()
            if status == CUT and self._again:
                status, said = self._ask()
            self.answers.append((status, said))

    def _ask(self) -> tuple[int, str]:
        try:
            answer = ask(("127.0.0.1", self._server.port), "GET /200/0 HTTP/1.1\r\nHost: a\r\n", tls=False)
        except OSError as error:
            return CUT, str(error)
        return answer.status, "".join(answer.all("set-cookie"))

    def wait(self, more: int) -> None:
        """Until so many more answers came."""
        end, wanted = time.monotonic() + 60, len(self.answers) + more
        while len(self.answers) < wanted and time.monotonic() < end:
            time.sleep(0.01)

    @contextmanager
    def running(self) -> Iterator["Load"]:
        """Send for as long as the block lasts."""
        with ThreadPoolExecutor(THREADS) as pool:
            sent = [pool.submit(self._send) for _ in range(THREADS)]
            try:
                yield self
            finally:
                self._enough.set()
        for one in sent:
            one.result()


@pytest.mark.parametrize("target", RELOADING)
def test_reload_under_load_loses_no_request(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request is answered, before by the old policy and in the end by the new one."""
    if missing(target):
        absent(f"{target} is not installed")
    monkeypatch.setitem(ENGINES, "envoy", HOT_ENVOY)
    with (
        upstream([["a=1; Path=/"]]) as application,
        running(target, BEFORE, application.port, tmp_path) as server,
        Load(server, again=target in CUTTING).running() as load,
    ):
        assert server.again is not None
        load.wait(60)
        changed = find_renderer(target).render(placed(AFTER, server.port, application.port), None)
        server.again(changed.files)
        end = time.monotonic() + 60
        while "SameSite=Strict" not in load.answers[-1][1] and time.monotonic() < end:
            time.sleep(0.02)
        load.wait(200)
    for base in tmp_path.glob("base-id"):
        for left in Path("/dev/shm").glob(  # noqa: S108 -- where Envoy puts what its next instance takes over
            f"envoy_shared_memory_{base.read_text().strip()}*"
        ):
            left.unlink()
    assert {status for status, _ in load.answers} == {200}
    assert ("cut a connection" in changed.reload) == (target in CUTTING)
    assert "SameSite=Lax" in load.answers[0][1]
    assert "SameSite=Strict" in load.answers[-1][1]
