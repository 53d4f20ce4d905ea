"""Apache Tomcat 10.1, and 9 from the libraries that Debian's Jetty brings for its JSP."""

import re
import shutil
import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from tests.engines.containers import JAVA, Container, Hosted, Places, put_application

__all__ = ["TOMCAT", "TOMCAT_9"]

_HOME: Final = Path("/usr/share/tomcat10")
_JARS: Final = Path("/usr/share/java")
_PLAIN: Final = '<Connector port="80" protocol="HTTP/1.1"/>'
_SERVER: Final = """\
<Server port="-1"><Service name="Catalina">
{connectors}
<Engine name="Catalina" defaultHost="{first}">
{hosts}
</Engine></Service></Server>
"""


def _version(jar: str) -> str:
    with zipfile.ZipFile(_JARS / jar) as archive:
        text = archive.read("org/apache/catalina/util/ServerInfo.properties").decode()
    found = re.search(r"^server\.info=(.*)$", text, re.MULTILINE)
    assert found is not None
    return found[1].strip()


def _connectors(hosted: Sequence[Hosted], places: Places) -> str:
    """The connectors that a policy's server.xml is to have, or one for plain HTTP."""
    fragments = [file.text for host in hosted for file in host.files if file.path.endswith("connectors.xml")]
    text = fragments[0] if fragments else _PLAIN
    text = text.replace("/etc/hardtack/tls", str(places.certificates))
    tls = re.search(r'port="(\d+)" protocol="HTTP/1.1" SSLEnabled', text)
    if tls is not None:
        text = text.replace(f'ort="{tls[1]}"', f'ort="{places.tls}"')
    text = text.replace('<Connector port="80"', f'<Connector port="{places.plain}"')
    return text.replace("<Connector ", '<Connector address="127.0.0.1" maxHttpHeaderSize="65536" ')


def _commands(major: int, hosted: Sequence[Hosted], places: Places) -> tuple[list[str], list[str]]:
    root = places.root
    for name in ("conf", "logs", "temp", "work"):
        (root / name).mkdir()
    # There is nothing to find in jars, and looking takes long.
    (root / "conf/context.xml").write_text('<Context><JarScanner scanClassPath="false"/></Context>', encoding="ascii")
    shutil.copy("/etc/tomcat10/catalina.properties", root / "conf")
    web = Path("/etc/tomcat10/web.xml").read_text(encoding="utf-8")
    if major == 9:
        web = re.sub(r"<web-app[^>]*>", '<web-app xmlns="http://xmlns.jcp.org/xml/ns/javaee" version="4.0">', web)
    (root / "conf/web.xml").write_text(web, encoding="utf-8")
    for host in hosted:
        put_application(root / host.name / (host.base.strip("/").replace("/", "#") or "ROOT"))
        for file in host.files:
            path = root / host.name / file.path.partition("/webapps/")[2]
            if "/webapps/" in file.path:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file.text, encoding="ascii")
    hosts = "\n".join(f'<Host name="{host.name}" appBase="{host.name}" autoDeploy="false"/>' for host in hosted)
    (root / "conf/server.xml").write_text(
        _SERVER.format(connectors=_connectors(hosted, places), first=hosted[0].name, hosts=hosts), encoding="ascii"
    )
    command = [
        *JAVA,
        f"-Dcatalina.base={root}",
        f"-Dcatalina.home={_HOME if major != 9 else _home_9(root)}",
        f"-Djava.io.tmpdir={root}/temp",
        "-cp",
        f"{_HOME}/bin/bootstrap.jar:{_HOME}/bin/tomcat-juli.jar",
        "org.apache.catalina.startup.Bootstrap",
    ]
    return [*command, "configtest"], [*command, "start"]


def _home_9(root: Path) -> Path:
    """A folder with the libraries of Tomcat 9, which Debian has without the server around them."""
    home = root / "home"
    (home / "lib").mkdir(parents=True, exist_ok=True)
    for jar in (*_JARS.glob("tomcat9-*.jar"), _JARS / "eclipse-jdt-core.jar"):
        if not re.search(r"-\d[\d.]*\.jar$", jar.name) and not (home / "lib" / jar.name).exists():
            (home / "lib" / jar.name).symlink_to(jar)
    return home


TOMCAT: Final = Container(
    (f"{_HOME}/bin/bootstrap.jar",), partial(_version, "tomcat10-catalina.jar"), partial(_commands, 10)
)
TOMCAT_9: Final = Container(
    (f"{_HOME}/bin/bootstrap.jar", f"{_JARS}/tomcat9-catalina.jar"),
    partial(_version, "tomcat9-catalina.jar"),
    partial(_commands, 9),
)
