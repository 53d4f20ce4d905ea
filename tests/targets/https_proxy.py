"""A real TLS front (Apache) before a real application, with its faults switchable; what each must be found as."""

import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from tests.targets import ground_truth
from tests.targets.ground_truth import Json, Started

HTTPS_PORT, HTTP_PORT = 18443, 18444
NAME = "app.example.test"


@dataclass(frozen=True, slots=True)
class Front:
    """One way to set up the front.

    Attributes:
        name: what a reader calls it.
        variant: the script's VARIANT.
        switches: further environment of the script.
        wanted: verdicts that differ from those of the variant `good`.
    """

    name: str
    variant: str = "good"
    switches: tuple[tuple[str, str], ...] = ()
    wanted: tuple[tuple[str, str], ...] = ()


GOOD = (("Q8", "passed"), ("Q9", "passed"), ("Q10", "passed"))
FRONTS = (
    Front("good"),
    Front("secure", "secure"),
    Front("hsts", "hsts"),
    Front("nosecure", "nosecure", wanted=(("Q10", "failed"),)),
    Front("mixed", "mixed", wanted=(("Q9", "failed"), ("Q10", "failed"))),
    Front("domain", switches=(("DOMAIN", ".example.test"), ("SNAME", NAME)), wanted=(("Q4", "failed"),)),
    Front("striphttponly", switches=(("STRIPHTTPONLY", "1"),), wanted=(("Q3", "failed"),)),
    Front("maxage", switches=(("MAXAGE", "31536000"),), wanted=(("Q5", "failed"),)),
    Front("sensitive", switches=(("SENSITIVE", "1"),), wanted=(("Q7", "failed"),)),
)
BELOW_A_PATH = (
    Front("nopath", switches=(("NOPATH", "1"),), wanted=(("Q6", "failed"),)),
    Front("cpath", switches=(("CPATH", "/"),), wanted=(("Q6", "failed"),)),
)


def start(front: Front, backend: str, *, below: tuple[str, str] = ("", "")) -> None:
    """Start the front before a backend; `below` renames the application's path."""
    ground_truth.stop("https-proxy")
    # A renamed path is told to browsers by the front alone; else the application writes its own addresses.
    preserve = "Off" if any(below) else "On"
    environment = {"BACKEND": backend.rstrip("/"), "VARIANT": front.variant, "BPATH": below[0], "FPATH": below[1]}
    environment["PRESERVE"] = preserve
    ground_truth.start("https-proxy", **environment, **dict(front.switches))


def audit(app: Started, front: Front, login: str) -> Json:
    """Audit an application through the front, both sides named."""
    host = dict(front.switches).get("SNAME", "127.0.0.1")
    options = ["--http-url", f"http://{host}:{HTTP_PORT}{login}", "--ca", str(certificate()), "--settle", "0"]
    if host == NAME:
        options += ["--resolve", f"{host}:127.0.0.1"]
    return ground_truth.audit(replace(app, login_url=f"https://{host}:{HTTPS_PORT}{login}"), *options)


def certificate() -> Path:
    """The front's certificate, for --ca."""
    home = Path(os.environ.get("TARGETS_HOME", Path(tempfile.gettempdir()) / "hardtack-targets"))
    return home / "https-proxy" / "cert.pem"
