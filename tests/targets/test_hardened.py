"""Real applications, hardened by the plan of what an audit saw, work as before, and what could be fixed is fixed."""

from pathlib import Path

import pytest

from tests.absence import absent
from tests.servers import missing
from tests.targets import ground_truth, hardening
from tests.targets.ground_truth import Json
from tests.targets.hardening import LOCAL, Case
from tests.targets.https_proxy import Front

pytestmark = [pytest.mark.targets, pytest.mark.server, pytest.mark.timeout(900)]

if not ground_truth.TARGETS.is_dir():
    pytest.skip("the shared documents are absent: no real application to harden", allow_module_level=True)

# TLS beside plain HTTP, and scripts read every cookie.
WEAK = Front("weak", "mixed", (("STRIPHTTPONLY", "1"),))
CASES = (
    Case("calibreweb", "traefik"),
    # Django in its debug mode answers to local names alone, and so does the notebook server.
    Case("django-admin", "nginx-njs", LOCAL, public=True),
    Case("dokuwiki", "haproxy", front=WEAK),
    Case("jupyterlab", "envoy", LOCAL),
    Case("node-red", "apache"),
    Case("octoprint", "haproxy-lua"),
    Case("parse-dashboard", "envoy"),
    Case("pgadmin4", "nginx-lua"),
    Case("phpmyadmin", "apache"),
    Case("roundup", "lighttpd", public=True),
    Case("tomcat-form", "haproxy"),
    Case("tomcat-manager", "lighttpd"),
    Case("trac", "nginx-lua", front=WEAK),
    Case("wordpress", "nginx-lua", public=True),
)


# What a cookie policy answers; what else is open is the application's to mend.
ANSWERABLE = frozenset({"HT301", "HT401", "HT501", "HT503", "HT1101", "HT1106"})


def held(report: Json) -> list[str]:
    """What a report of `verify` has against the hardened application, a sentence each."""
    told = [f"broken: {one['part']}: {one['subject']}: {one['now']}" for one in report["broken"]]
    told += [f"policy: {one['subject']}: {one['line']} wanted {one['wanted']}" for one in report["policy"]]
    told += [f"not known: {one}" for one in report["unknown"]]
    told += [f"not logged in {when}" for when in ("before", "after") if not report[when]["logged_in"]]
    for one in report["findings"]:
        found = one["after"] or one["before"]
        if one["change"] == "new" or (one["change"] != "fixed" and found["code"] in ANSWERABLE):
            told.append(f"{one['change']}: {found['code']} {found['message']}")
    return told


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.engine}")
def test_the_plan_breaks_nothing(case: Case, tmp_path: Path) -> None:
    """Login, inside page, logout and every page are as before; the policy is in force; what it answers is fixed."""
    if missing(case.engine):
        absent(f"{case.engine} is not installed")
    with hardening.started(case) as app:
        hardening.before(case, app, tmp_path)
        hardening.planned(app, tmp_path)
        with hardening.applied(case, hardening.rendered(case, app, tmp_path), tmp_path):
            report = hardening.verified(case, app, tmp_path)
    assert held(report) == []
