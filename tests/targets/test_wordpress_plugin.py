"""WordPress itself, run with the plugin that was written: its login, HSTS and redirect are what the policy says."""

import http.client
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardtack.policy import (
    CookieMatch,
    CookieRole,
    CookieRule,
    Hsts,
    HttpOnlyRule,
    MatchKind,
    MaxLifetime,
    PartialTreatment,
    Policy,
    Redirect,
    Remove,
    SecureRule,
    Site,
    Tls,
    Transport,
)
from hardtack.render import wordpress
from tests.engines.model import free_port
from tests.render.applications import attributes
from tests.targets import ground_truth

pytestmark = [pytest.mark.targets, pytest.mark.timeout(300)]

if not ground_truth.TARGETS.is_dir():
    pytest.skip("the shared documents are absent: no real WordPress to harden", allow_module_level=True)

SITE = Site("https://app.example.test", tls=Tls.FRONT)
# What has WordPress answer without any of the hooks that pages, login and administration have.
PATHS = ("/", "/wp-login.php", "/wp-admin/", "/wp-admin/admin-ajax.php", "/xmlrpc.php", "/wp-json/", "/nothing")


@dataclass(frozen=True, slots=True)
class Blog:
    """A WordPress whose own address is one of plain HTTP, as it is before anybody has told it of TLS."""

    port: int
    plugins: Path

    def ask(
        self, method: str, path: str, body: str = "", cookies: str = "", proto: str = "https"
    ) -> tuple[http.client.HTTPResponse, list[str]]:
        """An answer, and its set-cookie lines."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        fields = {"X-Forwarded-Proto": proto, "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
        client.request(method, path, body or None, fields)
        answer = client.getresponse()
        answer.read()
        client.close()
        return answer, answer.headers.get_all("set-cookie") or []

    def plugin(self, policy: Policy, name: str) -> None:
        """Have this plugin and no other; PHP looks at a file that it knows every two seconds only."""
        self.plugins.mkdir(exist_ok=True)
        for old in self.plugins.iterdir():
            old.unlink()
        (file,) = wordpress.RENDERER.render(policy, None).files
        (self.plugins / f"{name}.php").write_text(file.text, encoding="ascii")

    def logged_in(self) -> list[str]:
        """What a login that is to be remembered sets."""
        login = "log=baker&pwd=Biscuit-77-oat&rememberme=forever&testcookie=1"
        answer, lines = self.ask("POST", "/wp-login.php", login, "wordpress_test_cookie=WP%20Cookie%20check")
        assert answer.status == 302
        return lines


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blog]:
    """One of its own, since other tests look at the shared one as it is."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    environment = os.environ | {"TARGETS_HOME": str(home), "PORT": str(port)}
    folder = ground_truth.TARGETS / "wordpress"
    try:
        subprocess.run([folder / "start"], env=environment, check=True, capture_output=True, timeout=250)
        yield Blog(port, home / "wordpress/www/wp-content/mu-plugins")
    finally:
        subprocess.run([folder / "stop"], env=environment, check=False, capture_output=True, timeout=60)


def _policy(lifetime: MaxLifetime | Remove) -> Policy:
    treatment = PartialTreatment(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE, lifetime=lifetime)
    rule = CookieRule(CookieMatch(MatchKind.PREFIX, "wordpress_logged_in_"), CookieRole.SESSION, treatment)
    return Policy(SITE, Transport(Redirect.FOUND, hsts=Hsts(300)), cookies=(rule,))


@pytest.mark.parametrize(
    ("lifetime", "age"), ((MaxLifetime(86400), {"max-age=86400"}), (Remove.REMOVE, set())), ids=("capped", "session")
)
def test_a_login_is_what_the_policy_says(blog: Blog, lifetime: MaxLifetime | Remove, age: set[str]) -> None:
    """The login's cookies are Secure, last as long as they may, and let in."""
    blog.plugin(_policy(lifetime), f"hardtack-{len(age)}")
    lines = blog.logged_in()
    told = {attributes(line) for line in lines if not line.startswith("wordpress_test_cookie")}
    assert {name.rstrip("0123456789abcdef") for name, _ in told} == {"wordpress_sec_", "wordpress_logged_in_"}
    assert {frozenset(word for word in words if not word.startswith("path=")) for _, words in told} == {
        frozenset({"secure", "httponly"} | age)
    }
    cookies = "; ".join(line.partition(";")[0] for line in lines)
    assert blog.ask("GET", "/wp-admin/profile.php", cookies=cookies)[0].status == 200


def test_transport_is_what_was_declared(blog: Blog) -> None:
    """HSTS is on all that WordPress answers by TLS and on nothing else; login and administration redirect."""
    blog.plugin(_policy(MaxLifetime(86400)), "hardtack-transport")
    told = {path: blog.ask("GET", path)[0].headers.get_all("strict-transport-security") for path in PATHS}
    assert told == {path: ["max-age=300"] for path in PATHS}
    plain = {path: blog.ask("GET", path, proto="http")[0] for path in ("/", "/wp-login.php", "/wp-admin/")}
    assert [answer.status for answer in plain.values()] == [200, 302, 302]
    assert [(answer.headers["location"] or "").partition(":")[0] for answer in plain.values()] == ["", "https", "https"]
    assert not any(answer.headers["strict-transport-security"] for answer in plain.values())
