"""The founding article's case: Tomcat behind Apache under another path, weak as the article found it, then hardened.

The administrator's own Apache stays: what `hardtack render apache` writes is included in its virtual hosts, and the
directives by which it used to repair cookies are taken out.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.absence import absent
from tests.servers import AUTHORITY, missing, write_certificates
from tests.targets import ground_truth, hardening
from tests.targets.hardening import HOST, Case
from tests.targets.https_proxy import HTTP_PORT, HTTPS_PORT, Front
from tests.targets.test_hardened import held

pytestmark = [pytest.mark.targets, pytest.mark.server, pytest.mark.timeout(900)]

MODULES: Final = ("mpm_event", "authz_core", "headers", "rewrite", "proxy", "proxy_http", "ssl")
BELOW: Final = ("/examples", "/shop")
# Both sides serve the application, and the front takes HttpOnly away and keeps cookies for a year.
WEAK: Final = Front("weak", "mixed", (("STRIPHTTPONLY", "1"), ("MAXAGE", "31536000")))
CASE: Final = Case("tomcat-form", "apache", front=WEAK)
FIXED: Final = {"HT301", "HT501", "HT901", "HT1001", "HT1101"}


@contextmanager
def shop(folder: Path) -> Iterator[Path]:
    """The administrator's Apache, with the rendered policy included; whom its clients are to trust."""
    root = folder / "run"
    root.mkdir()
    write_certificates(root)
    loads = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in MODULES)
    proxy = "".join(
        f"{directive} {BELOW[1]} http://127.0.0.1:18308{BELOW[0]}\n" for directive in ("ProxyPass", "ProxyPassReverse")
    )
    body = f"ServerName {HOST}\n{proxy}Include {folder}/server/etc/apache2/hardtack/cookies.conf\n</VirtualHost>\n"
    tls = root / "etc/hardtack/tls"
    (root / "apache.conf").write_text(
        f"ServerName {HOST}\nPidFile {root}/pid\nErrorLog {root}/log\n{loads}"
        f"Listen 127.0.0.1:{HTTPS_PORT}\nListen 127.0.0.1:{HTTP_PORT}\n"
        f"<VirtualHost 127.0.0.1:{HTTPS_PORT}>\nSSLEngine on\nSSLCertificateFile {tls}/fullchain.pem\n"
        f"SSLCertificateKeyFile {tls}/privkey.pem\n{body}<VirtualHost 127.0.0.1:{HTTP_PORT}>\n{body}",
        encoding="ascii",
    )
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
    command = ["apache2", "-d", str(root), "-f", str(root / "apache.conf")]
    subprocess.run([*command, "-t"], check=True, env={"PATH": path}, timeout=60)
    process = subprocess.Popen([*command, "-D", "FOREGROUND"], env={"PATH": path})
    try:
        end = time.monotonic() + 15
        while not _answers(HTTPS_PORT) and time.monotonic() < end:
            time.sleep(0.05)
        yield root / AUTHORITY
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def test_the_founding_article_end_to_end(tmp_path: Path) -> None:
    """What was wrong is right, login and logout work, every page is as before, and the policy is in force."""
    if missing("apache"):
        absent("apache is not installed")
    if not ground_truth.TARGETS.is_dir():
        absent("the shared documents are absent: there is no Tomcat to stand before")
    with hardening.started(CASE) as app:
        weak = hardening.before(CASE, app, tmp_path, BELOW)
        hardening.planned(app, tmp_path, "--path", "=".join(BELOW))
        hardening.rendered(CASE, app, tmp_path)
        with shop(tmp_path) as authority:
            report = hardening.verified(CASE, app, tmp_path, authority)
    assert {one["id"] for one in weak["questions"] if one["verdict"] == "failed"} >= {"Q3", "Q5", "Q9", "Q10"}
    assert held(report) == []
    assert {one["before"]["code"] for one in report["findings"] if one["change"] == "fixed"} >= FIXED
    assert {one["id"] for one in report["questions"] if one["after"] == "failed"} == set()
