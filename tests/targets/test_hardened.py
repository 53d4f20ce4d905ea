"""Real applications, hardened by the plan of what an audit saw, work as before, and what could be fixed is fixed."""

from pathlib import Path

import pytest

from tests.absence import absent
from tests.servers import missing
from tests.targets import ground_truth, hardening
from tests.targets.ground_truth import Json
from tests.targets.hardening import LOCAL, Case

pytestmark = [pytest.mark.targets, pytest.mark.server, pytest.mark.timeout(900)]

if not ground_truth.TARGETS.is_dir():
    pytest.skip("the shared documents are absent: no real application to harden", allow_module_level=True)

CASES = (
    Case("calibreweb", "traefik"),
    Case("django-admin", "nginx-njs", public=True),
    Case("dokuwiki", "haproxy"),
    # The notebook server answers to local names alone.
    Case("jupyterlab", "envoy", LOCAL),
    Case("node-red", "apache"),
    Case("octoprint", "haproxy-lua"),
    Case("parse-dashboard", "envoy"),
    Case("pgadmin4", "nginx-lua"),
    Case("phpmyadmin", "apache"),
    Case("roundup", "lighttpd", public=True),
    Case("tomcat-form", "haproxy"),
    Case("tomcat-manager", "lighttpd"),
    Case("trac", "nginx-lua"),
    Case("wordpress", "nginx-lua", public=True),
)


def _broken(report: Json) -> list[str]:
    return [one["what"] for one in report["broken"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.engine}")
def test_the_plan_breaks_nothing(case: Case, tmp_path: Path) -> None:
    """Login, inside page, logout and every page are as before; the policy is in force; what it answers is fixed."""
    if missing(case.engine):
        absent(f"{case.engine} is not installed")
    app = hardening.start(case)
    hardening.before(case, app, tmp_path)
    hardening.planned(app, tmp_path)
    with hardening.applied(case, hardening.rendered(case, app, tmp_path), tmp_path):
        report = hardening.verified(case, app, tmp_path)
    assert _broken(report) == []
