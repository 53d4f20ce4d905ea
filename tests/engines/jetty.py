"""Jetty 9.4."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.engines.containers import JAVA, Container, Hosted, Places, put_application

__all__ = ["JETTY"]

_HOME: Final = Path("/usr/share/jetty9")
_START: Final = """\
--module=deploy,http,jsp
jetty.http.host=127.0.0.1
jetty.http.port={plain}
jetty.ssl.host=127.0.0.1
jetty.httpConfig.requestHeaderSize=65536
jetty.httpConfig.responseHeaderSize=65536
"""
_BARE: Final = """\
<?xml version="1.0"?>
<!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "http://www.eclipse.org/jetty/configure_9_3.dtd">
<Configure class="org.eclipse.jetty.webapp.WebAppContext">
  <Set name="contextPath">/</Set>
  <Set name="war">.war</Set>
</Configure>
"""
_VIRTUAL: Final = '  <Set name="virtualHosts"><Array type="String"><Item>{name}</Item></Array></Set>\n</Configure>\n'


def _version() -> str:
    jar = next(_HOME.glob("lib/jetty-server-*.jar"))
    return f"Jetty {jar.stem.removeprefix('jetty-server-')}"


def _place(text: str, host: Hosted, places: Places) -> str:
    """The text of a file with paths, ports and the password changed to fit."""
    text = re.sub(r">[^<]*\.war</Set>", f">{places.root}/applications/{host.name}</Set>", text)
    text = text.replace("/etc/jetty9/hardtack-", f"{places.root}/etc/{host.name}-")
    text = re.sub(r"(?m)^# (jetty\.sslContext\.\w+Password=)$", r"\1changeit", text)
    return re.sub(r"(?m)^jetty\.ssl\.port=.*$", f"jetty.ssl.port={places.tls}", text)


def _path(path: str, host: Hosted, root: Path) -> Path:
    name = path.rpartition("/")[2]
    if path.startswith("/var/lib/jetty9/webapps/"):
        return root / "webapps" / f"{host.name}.xml"
    if path.startswith("/etc/jetty9/hardtack-"):
        return root / "etc" / path.replace("/etc/jetty9/hardtack-", f"{host.name}-")
    return root / ("start.d" if path.startswith("/etc/jetty9/start.d/") else "etc") / name


def _commands(hosted: Sequence[Hosted], places: Places) -> tuple[list[str], list[str]]:
    root = places.root
    for name in ("etc", "start.d", "temporary", "webapps", "applications"):
        (root / name).mkdir()
    shutil.copy(places.certificates / "keystore.p12", root / "etc/hardtack.p12")
    (root / "start.ini").write_text(_START.format(plain=places.plain), encoding="ascii")
    for host in hosted:
        put_application(root / "applications" / host.name)
        if not host.files:
            context = _place(_BARE, host, places).replace(">/<", f">{host.base or '/'}<")
            (root / "webapps" / f"{host.name}.xml").write_text(_hosting(context, host), encoding="ascii")
        for file in host.files:
            path = _path(file.path, host, root)
            text = _place(file.text, host, places)
            path.write_text(_hosting(text, host) if path.parent.name == "webapps" else text, encoding="ascii")
    command = [*JAVA, f"-Djava.io.tmpdir={root}/temporary", "-jar", f"{_HOME}/start.jar", f"jetty.home={_HOME}"]
    command.append(f"jetty.base={root}")
    return [*command, "--dry-run"], command


def _hosting(context: str, host: Hosted) -> str:
    return context.replace("</Configure>\n", _VIRTUAL.format(name=host.name))


JETTY: Final = Container((f"{_HOME}/start.jar", f"{_HOME}/lib/apache-jsp"), _version, _commands)
