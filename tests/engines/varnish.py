"""Varnish with vmod_header."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Final

from tests.engines.model import Engine

__all__ = ["VARNISH"]

_MODULES: Final = tuple(
    f"{folder}/varnish/vmods/libvmod_header.so" for folder in ("/usr/lib/x86_64-linux-gnu", "/usr/lib64")
)


def _varnish_place(text: str, old: int, new: int) -> str:
    return text.replace(f" -a :{old} ", f" -a 127.0.0.1:{new} ")


def _varnish_main(root: Path, program: str) -> tuple[list[str], list[str]]:
    unit = (root / "etc/systemd/system/varnish.service.d/hardtack.conf").read_text(encoding="ascii")
    words = shlex.split(unit.replace("\\\n", "").rpartition("ExecStart=")[2])
    place = words[words.index("-a") + 1]
    parameters = [word for text in re.findall(r"-p (\S+)", unit) for word in ("-p", text)]
    # Without a jail: another user could not read the test's folder.
    command = [program, "-j", "none", "-f", str(root / "etc/varnish/hardtack/site.vcl")]
    work = ["-n", str(root / "work")]
    return [*command, "-C"], [*command, "-F", *work, "-a", place, "-s", "malloc,16m", *parameters]


def _varnish_reload(root: Path, _program: str, _process: int) -> None:
    admin = ["varnishadm", "-n", str(root / "work")]
    known = subprocess.run([*admin, "vcl.list"], check=True, capture_output=True, text=True, timeout=20).stdout
    name = f"policy{known.count(chr(10))}"
    vcl = str(root / "etc/varnish/hardtack/site.vcl")
    for words in (["vcl.load", name, vcl], ["vcl.use", name]):
        subprocess.run([*admin, *words], check=True, capture_output=True, timeout=60)


VARNISH: Final = Engine("varnishd", _varnish_place, _varnish_main, ("-V",), (_MODULES,), _varnish_reload, tls=False)
