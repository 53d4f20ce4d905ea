"""The founding article's case: Apache before Tomcat, the application under another path, with the rendered fragment."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from hardtack.cookies import SameSite
from hardtack.demo.certificate import make_certificate
from hardtack.policy import HttpOnlyRule, PathChange, Policy, SameSiteRule, SecureRule, Site, Treatment
from hardtack.render import apache
from tests.absence import absent
from tests.raw_http import Answer, ask
from tests.servers import missing
from tests.targets import ground_truth

BACKEND: Final = ("127.0.0.1", 18308)
MODULES: Final = ("mpm_event", "authz_core", "headers", "rewrite", "proxy", "proxy_http", "ssl")
INSIDE: Final = "/shop/jsp/security/protected/"
# The throw-away account of the shared documents' target.
FORM: Final = "j_username=baker&j_password=Biscuit-77-oat"


def _answers(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, 1).close()
    except OSError:
        return False
    return True


def _write(tmp_path: Path, port: int) -> None:
    """Apache's configuration, as an operator has it, and the rendered fragment beside it."""
    hard = Treatment(
        SecureRule.REQUIRE,
        HttpOnlyRule.REQUIRE,
        SameSiteRule(SameSite.LAX),
        path=(PathChange("/examples", "/shop"),),
    )
    policy = Policy(Site(f"https://127.0.0.1:{port}", "http://127.0.0.1:18308"), defaults=hard)
    certificate = make_certificate("127.0.0.1", datetime.now(UTC))  # noqa: TID251 -- a real server checks real dates
    (tmp_path / "chain.pem").write_bytes(certificate.chain)
    (tmp_path / "key.pem").write_bytes(certificate.key)
    (tmp_path / "cookies.conf").write_text(apache.RENDERER.render(policy, None).files[0].text, encoding="ascii")
    loads = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in MODULES)
    (tmp_path / "apache.conf").write_text(
        f"ServerName 127.0.0.1\nPidFile {tmp_path}/pid\nErrorLog {tmp_path}/log\n{loads}Listen 127.0.0.1:{port}\n"
        f"<VirtualHost 127.0.0.1:{port}>\nSSLEngine on\nSSLCertificateFile {tmp_path}/chain.pem\n"
        f"SSLCertificateKeyFile {tmp_path}/key.pem\nProxyPass /shop http://127.0.0.1:18308/examples\n"
        f"ProxyPassReverse /shop http://127.0.0.1:18308/examples\nInclude {tmp_path}/cookies.conf\n</VirtualHost>\n",
        encoding="ascii",
    )


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[int]:
    """The port of an Apache that shows Tomcat's /examples as /shop, by TLS, with cookies.conf included."""
    if missing("apache"):
        absent("apache is not installed")
    if not _answers(BACKEND):
        if not ground_truth.TARGETS.is_dir():
            absent("the shared documents are absent: there is no Tomcat to stand before")
        ground_truth.start("tomcat-form")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    _write(tmp_path, port)
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
    command = ["apache2", "-d", str(tmp_path), "-f", str(tmp_path / "apache.conf")]
    subprocess.run([*command, "-t"], check=True, env={"PATH": path}, timeout=60)
    process = subprocess.Popen([*command, "-D", "FOREGROUND"], env={"PATH": path})
    try:
        end = time.monotonic() + 15
        while not _answers(("127.0.0.1", port)) and time.monotonic() < end:
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _ask(port: int, method: str, target: str, cookie: str | None = None) -> Answer:
    more = "" if cookie is None else f"Cookie: {cookie}\r\n"
    length = "Content-Length: 0\r\n" if method == "POST" else ""
    request = f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{length}{more}"
    return ask(("127.0.0.1", port), request, tls=True)


@pytest.mark.timeout(900)
@pytest.mark.server
@pytest.mark.targets
def test_login_and_logout_work_and_the_cookie_is_hard(shop: int) -> None:
    """Login, inside page and logout work; Secure and HttpOnly stand once, the Path is the browser's."""
    outside = _ask(shop, "GET", f"{INSIDE}index.jsp")
    (first,) = outside.all("set-cookie")
    login = _ask(shop, "POST", f"{INSIDE}j_security_check?{FORM}", first.partition(";")[0])
    (second,) = login.all("set-cookie")
    session = second.partition(";")[0]
    for line in (first, second):
        assert sorted(line.split("; ")[1:]) == ["HttpOnly", "Path=/shop", "SameSite=Lax", "Secure"]
    assert b"baker" in _ask(shop, "GET", f"{INSIDE}index.jsp", session).body
    _ask(shop, "GET", f"{INSIDE}index.jsp?logoff=true", session)
    assert b"j_security_check" in _ask(shop, "GET", f"{INSIDE}index.jsp", session).body
