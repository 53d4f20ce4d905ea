"""Every verdict on real applications equals what was measured of them by hand.

The ten quick applications run here; HARDTACK_ALL_TARGETS=1 adds the other four.
"""

import os

import pytest

from tests.targets import ground_truth
from tests.targets.ground_truth import Started

pytestmark = [pytest.mark.targets, pytest.mark.timeout(900)]

ALL = os.environ.get("HARDTACK_ALL_TARGETS") == "1"
NAMES = ground_truth.names(quick=None if ALL else True) if ground_truth.TARGETS.is_dir() else ()
NEED_A_RECIPE = frozenset(path.stem for path in ground_truth.RECIPES.glob("*.toml"))
REQUESTS_AT_MOST = 80

if not NAMES:
    pytest.skip("the shared documents are absent: no real application to audit", allow_module_level=True)


@pytest.fixture(scope="module")
def started() -> dict[str, Started]:
    """Applications that were started, by name; the last test of a name stops it."""
    return {}


def application(name: str, started: dict[str, Started]) -> Started:
    """The application, started on first use."""
    if name not in started:
        started[name] = ground_truth.start(name)
    return started[name]


@pytest.mark.parametrize("name", NAMES)
def test_login_page_user_and_password_are_enough(name: str, started: dict[str, Started]) -> None:
    """With the login page alone every verdict equals the truth; where a script draws the login, none is wrong."""
    report = ground_truth.audit(application(name, started))
    assert not ground_truth.differences(report, ground_truth.truth(name), inconclusive=name in NEED_A_RECIPE)
    assert int(str(report["requests"])) <= REQUESTS_AT_MOST


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NEED_A_RECIPE])
def test_a_named_inside_page_gives_the_same_verdicts(name: str, started: dict[str, Started]) -> None:
    """With the inside page named as well, every verdict equals the truth."""
    app = application(name, started)
    report = ground_truth.audit(app, "--inside-url", app.protected_url)
    assert not ground_truth.differences(report, ground_truth.truth(name))


@pytest.mark.parametrize("name", [name for name in NAMES if name in NEED_A_RECIPE])
def test_a_recipe_makes_script_drawn_logins_complete(name: str, started: dict[str, Started]) -> None:
    """With a recipe the applications whose login a script draws are answered in full."""
    recipe = ground_truth.RECIPES / f"{name}.toml"
    report = ground_truth.audit(application(name, started), "--recipe", str(recipe))
    assert not ground_truth.differences(report, ground_truth.truth(name))
