"""Each fault that a TLS front can have is found on a real one, and its absence is found as well."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.targets import ground_truth, https_proxy
from tests.targets.https_proxy import BELOW_A_PATH, FRONTS, GOOD, Front

pytestmark = [pytest.mark.targets, pytest.mark.timeout(900)]

if not ground_truth.TARGETS.is_dir():
    pytest.skip("the shared documents are absent: no real front to audit", allow_module_level=True)


@dataclass(frozen=True, slots=True)
class Backend:
    """An application behind the front: where it logs in there, and how its path is renamed."""

    name: str
    login: str
    below: tuple[str, str] = ("", "")


TOMCAT = Backend("tomcat-form", "/shop/jsp/security/protected/index.jsp", ("/examples", "/shop"))
TICKETS = Backend("trac", "/login")
NOTEBOOKS = Backend("jupyterlab", "/login")
# The notebook server answers to local names only, so nothing is to be seen of it under a host name.
CASES = [
    *((TOMCAT, front) for front in FRONTS + BELOW_A_PATH),
    *((TICKETS, front) for front in FRONTS),
    *((NOTEBOOKS, front) for front in FRONTS if front.name != "domain"),
]


@pytest.fixture(autouse=True, scope="module")
def _front_stopped() -> Iterator[None]:
    """Whatever happens, the front does not outlive its tests."""
    yield
    ground_truth.stop("https-proxy")


@pytest.mark.parametrize(("backend", "front"), CASES, ids=[f"{app.name}-{front.name}" for app, front in CASES])
def test_front_is_found_as_it_is(backend: Backend, front: Front) -> None:
    """The switched fault fails its question; every other question is answered as without the fault."""
    app = ground_truth.start(backend.name)
    https_proxy.start(front, app.url, below=backend.below)
    report = https_proxy.audit(app, front, backend.login)
    wanted = _truth_behind(backend.name) | dict(GOOD) | dict(front.wanted)
    verdicts = {entry["id"]: entry["verdict"] for entry in report["questions"]}
    told = {question: verdicts[question] for question in wanted}
    if front in BELOW_A_PATH and front.switches[0][0] == "NOPATH":
        # Nobody can log in: a browser does not return the cookie. What needs a login stays open.
        wanted = dict(GOOD) | dict(front.wanted)
        told = {question: verdicts[question] for question in wanted}
        assert verdicts["Q1"] == verdicts["Q2"] == "inconclusive"
    assert told == wanted


def _truth_behind(name: str) -> dict[str, str]:
    """What stays true of an application behind the front, the arguable left out."""
    known = ground_truth.truth(name)
    return {
        question: ground_truth.EQUAL[verdict]
        for question, verdict in known.verdicts.items()
        if question not in known.arguable
    }
