"""What becomes of a cookie that a server sets by itself, to find an application's server again: as the pages say."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from hardtack.policy import Policy, enforce_line
from hardtack.policy.enforce import name_of
from hardtack.render import RenderedFile
from tests.absence import absent
from tests.differences import same
from tests.engines.model import free_port
from tests.policy.making import HTTPS, policy_of
from tests.raw_http import Answer, Upstream, ask, upstream
from tests.servers import Ports, Running, find_renderer, missing, placed, serving

pytestmark = pytest.mark.server

POLICY: Final = """
[transport]
redirect = 308
hsts = { max_age = 86400 }
[defaults]
secure = "require"
httponly = "require"
samesite = { value = "Lax", when = "weaker" }
"""
RENAMED: Final = f"""{POLICY}
[[cookies]]
match = {{ name = "own" }}
prefix = "__Host-"
"""
_FRONT: Final = "\n  dynamic-cookie-key any\n  server application "
_SESSIONS: Final = """{
 "name": "envoy.filters.http.stateful_session",
 "typed_config": {
  "@type": "type.googleapis.com/envoy.extensions.filters.http.stateful_session.v3.StatefulSession",
  "session_state": {
   "name": "envoy.http.stateful_session.cookie",
   "typed_config": {
    "@type": "type.googleapis.com/envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState",
    "cookie": {"name": "own", "path": "/"}
   }
  }
 }
},"""


@dataclass(frozen=True, slots=True)
class Case:
    """A server that sets cookies itself.

    Attributes:
        target: The renderer.
        old: What the rendered files have once or more.
        new: What stands there instead, in an operator's own words.
        hardened: Whether the policy's rules reach each cookie, by its name.
    """

    target: str
    old: str
    new: str
    hardened: tuple[tuple[str, bool], ...] = (("own", True),)


BARE: Final = (("own", False),)
_LUA: Final = '{\n           "name": "envoy.filters.http.lua"'
_ROUTER: Final = '{\n           "name": "envoy.filters.http.router"'
_ADD: Final = '  client_max_body_size 0;\n  add_header Set-Cookie "own=1; Path=/";'
_INCLUDE: Final = "  Include /etc/apache2/hardtack/cookies.conf"
CASES: Final = (
    Case("haproxy", "\n  server application ", f"\n  cookie own insert dynamic{_FRONT}"),
    Case("haproxy-lua", "\n  server application ", f"\n  cookie own insert dynamic{_FRONT}", BARE),
    Case(
        "haproxy-lua",
        "\n  server application ",
        f"\n  cookie own insert dynamic secure httponly attr SameSite=Lax{_FRONT}",
    ),
    Case("caddy", "\t\t\theader_down Location", "\t\t\tlb_policy cookie own\n\t\t\theader_down Location"),
    Case("traefik", "      loadBalancer:\n", "      loadBalancer:\n        sticky: { cookie: { name: own } }\n"),
    Case(
        "apache",
        _INCLUDE,
        f'  Header add Set-Cookie "own=1; path=/"\n{_INCLUDE}\n  Header add Set-Cookie "late=1; path=/"',
        (("own", True), ("late", False)),
    ),
    Case("nginx", "  client_max_body_size 0;", _ADD, BARE),
    Case("nginx-lua", "  client_max_body_size 0;", _ADD, BARE),
    Case("nginx-njs", "  client_max_body_size 0;", _ADD, BARE),
    Case("envoy", _ROUTER, f"{_SESSIONS}\n{_ROUTER}"),
    Case("envoy", _LUA, f"{_SESSIONS}\n{_LUA}", BARE),
)


def _changed(files: Sequence[RenderedFile], case: Case) -> list[RenderedFile]:
    changed = [replace(file, text=file.text.replace(case.old, case.new)) for file in files]
    assert changed != list(files)
    return changed


@contextmanager
def _running(case: Case, policy: Policy, root: Path) -> Iterator[tuple[Running, Upstream]]:
    if missing(case.target):
        absent(f"{case.target} is not installed")
    ports = Ports(port := free_port(), free_port(), port)
    with upstream([["app=1; Path=/"]]) as application:
        files = find_renderer(case.target).render(placed(policy, port, application.port), None).files
        with serving(case.target, _changed(files, case), ports, root, here=True) as server:
            yield server, application


def _ask(server: Running, more: str = "") -> Answer:
    return ask(("127.0.0.1", server.port), f"GET /200/0 HTTP/1.1\r\nHost: 127.0.0.1\r\n{more}", tls=True)


def _lines(answer: Answer) -> dict[str, str]:
    return {name_of(line): line for line in answer.all("set-cookie")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.target} {dict(case.hardened)}")
def test_own_cookies_are_hardened_where_the_pages_say_so(case: Case, tmp_path: Path) -> None:
    """A cookie is hardened if the policy would change nothing in it; HSTS stands on the server's own errors too."""
    policy = policy_of(POLICY)

    with _running(case, policy, tmp_path) as (server, application):
        lines = _lines(_ask(server))
        application.close()
        error = _ask(server)

    assert set(lines) == {"app", *dict(case.hardened)}
    for name, hardened in (("app", True), *case.hardened):
        assert same(enforce_line(policy, lines[name], HTTPS) or "", lines[name]) is hardened
    assert error.status >= 500
    assert error.all("strict-transport-security") == ("max-age=86400",)


@pytest.mark.parametrize(
    ("case", "name"), ((CASES[0], "__Host-own"), (CASES[2], "own")), ids=["haproxy", "haproxy-lua"]
)
def test_own_cookie_of_haproxy_under_a_prefix(case: Case, name: str, tmp_path: Path) -> None:
    """As __Host-own it is known again, and the browser gets no other; the Lua's page warns that there it isn't."""
    with _running(case, policy_of(RENAMED), tmp_path) as (server, _):
        pair = _lines(_ask(server))[name].partition(";")[0]
        again = _lines(_ask(server, f"Cookie: {pair}\r\n"))
        bare = _lines(_ask(server, f"Cookie: {pair.removeprefix('__Host-')}\r\n"))

    assert set(again) == {"app", name} - {"__Host-own"}
    assert set(bare) == {"app", name}
