"""Plays a case in a browser."""

import json
import time
from itertools import count

from tests.browser.browser import Browser, BrowserError, until
from tests.browser.case import Case, Step, hosts_of
from tests.browser.outcome import Outcome, Seen, sort_key
from tests.browser.server import Plan, Server

__all__ = ["Player"]

PATIENCE = 20
"""Seconds a page may take to load."""


class Player:
    """Plays cases in one browser, against one server.

    Args:
        browser: The browser.
        server: The server.
    """

    def __init__(self, browser: Browser, server: Server) -> None:
        self._browser = browser
        self._server = server
        self._keys = map(str, count())
        self._at: str | None = None

    @property
    def version(self) -> str:
        """Name and version of the browser, as it tells them."""
        return self._browser.version

    def play(self, case: Case) -> tuple[Outcome, tuple[int, ...]]:
        """Play a resolved case.

        Returns:
            What came of it; epoch seconds of each step and of the look at the cookies held.
        """
        played = [self._step(step) for step in case.steps]
        now = int(time.time())  # noqa: TID251 -- the browser reads the real clock too
        hosts = hosts_of(case)
        cookies = [] if case.shared_host else self._browser.cookies()
        # A browser may show what has run out and isn't swept away yet.
        live = (cookie for cookie in cookies if cookie.expires == -1 or cookie.expires > now)
        held = tuple(sorted((cookie for cookie in live if _belongs(cookie.domain, hosts)), key=sort_key))
        return Outcome(tuple(seen for seen, _ in played), held), (*(moment for _, moment in played), now)

    def _step(self, step: Step) -> tuple[Seen, int]:
        if step.wait:
            time.sleep(step.wait)
        urls, keys = self._chain(step)
        shown: str | None = None
        match step.kind:
            case "top":
                self._go(step, urls[0])
                shown = self._look(f"location.search === '?k={keys[-1]}' ? document.cookie : null", step.url)
            case "iframe":
                self._browser.navigate(self._frames(step, urls[0]))
                shown = self._look(f"told[{json.dumps(keys[-1])}] ?? null", step.url)
            case "subresource":
                if step.initiator != self._at:
                    self._browser.navigate(self._page(step.initiator or step.url))
                options = json.dumps({"method": step.method, "mode": "no-cors", "credentials": "include"})
                self._browser.evaluate(f"fetch({json.dumps(urls[0])}, {options}).then(() => 'done')")
        self._at = step.initiator if step.kind == "subresource" else step.url if step.kind == "top" else None
        sent = tuple(self._server.cookies[key] for key in keys)
        return Seen(sent, shown), self._server.times[keys[-1]]

    def _chain(self, step: Step) -> tuple[list[str], list[str]]:
        """Plan the requests of a step: its redirects, then its URL."""
        keys = [next(self._keys) for _ in (*step.redirects, step.url)]
        urls = [self._server.url(url, key) for url, key in zip((*step.redirects, step.url), keys, strict=True)]
        for place, location in enumerate(urls[1:]):
            self._server.plans[keys[place]] = Plan(location=location)
        scripts = tuple(line.encode("latin-1").decode("utf-8") for line in step.scripts)
        self._server.plans[keys[-1]] = Plan(step.lines, scripts)
        return urls, keys

    def _page(self, url: str, frame: str | None = None) -> str:
        """Plan a page that sets nothing."""
        key = next(self._keys)
        self._server.plans[key] = Plan(frame=frame)
        return self._server.url(url, key)

    def _frames(self, step: Step, url: str) -> str:
        for ancestor in reversed(step.ancestors):
            url = self._page(ancestor, url)
        return url

    def _go(self, step: Step, url: str) -> None:
        if step.initiator is None:
            self._browser.navigate(url)
            return
        self._browser.navigate(self._page(step.initiator))
        # Once the page is there: a link that a loading page follows would take its place in the history.
        self._look("document.body && 'there'", step.initiator)
        self._browser.evaluate(
            "(() => { const form = document.createElement('form');"
            f" form.method = {json.dumps(step.method)}; form.action = {json.dumps(url)};"
            " document.body.append(form); form.submit(); return 'sent'; })()"
            if step.method == "POST"
            else f"setTimeout(() => {{ location.href = {json.dumps(url)}; }}, 0), 'sent'"
        )

    def _look(self, script: str, url: str) -> str:
        """What document.cookie said, once the page is there, as latin-1 isomorphic bytes of UTF-8."""

        def look() -> str | None:
            try:
                return self._browser.evaluate(f"document.readyState === 'complete' ? ({script}) : null")
            except BrowserError:
                # The document is being replaced by the next one.
                return None

        return until(look, PATIENCE, url).encode("utf-8", "surrogatepass").decode("latin-1")


def _belongs(domain: str, hosts: frozenset[str]) -> bool:
    bare = domain.removeprefix(".")
    return any(host == bare or host.endswith(f".{bare}") for host in hosts)
