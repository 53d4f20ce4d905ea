"""The model against real browsers: the same table plays in both, and they must agree."""

import re
import time

import pytest

from hardtack.cookies import CHROMIUM, CHROMIUM_BLOCKING, FIREFOX, Profile, load_suffixes
from tests.browser.case import Case
from tests.browser.conftest import Open, need
from tests.browser.model import play
from tests.browser.outcome import differences
from tests.browser.quirks import QUIRKS
from tests.browser.table import CASES, resolved

pytestmark = pytest.mark.browser

SUFFIXES = load_suffixes()
PLAYED = tuple(
    pytest.param(case, profile, id=f"{profile.name}-{case.full_name}")
    for profile in (CHROMIUM, CHROMIUM_BLOCKING, FIREFOX)
    for case in CASES
    # Where third-party cookies are blocked, nothing else differs.
    if profile is not CHROMIUM_BLOCKING or case.third_party
)


@pytest.mark.parametrize(("case", "profile"), PLAYED)
def test_a_browser_does_what_its_profile_says(case: Case, profile: Profile, open_browser: Open) -> None:
    """What is sent, shown to scripts and held is the same in the browser and in the model."""
    player = open_browser(profile.name)
    concrete = resolved(case, int(time.time()))  # noqa: TID251 -- the browser reads the real clock too
    outcome, times = player.play(concrete)
    found = list(differences(outcome, play(concrete, profile, SUFFIXES, times)))

    quirk = QUIRKS.get((profile.name, case.full_name))
    expected = frozenset[str]() if quirk is None else quirk.parts
    assert {difference.part for difference in found} == expected, "\n".join(item.text for item in found)


@pytest.mark.parametrize("profile", (CHROMIUM, FIREFOX), ids=lambda profile: profile.name)
def test_the_browser_is_the_release_that_was_measured(profile: Profile, open_browser: Open) -> None:
    """A profile names the major version it was held against: another one must be measured anew."""
    version = re.search(r"/(\d+)\.", open_browser(profile.name).version)

    assert version is not None
    assert profile.name.endswith(f"-{version[1]}")


def test_an_absent_browser_skips_here_and_fails_in_integration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is stopped for want of a browser, but continuous integration must not pass without."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no no-such-browser"):
        need("no-such-browser")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no no-such-browser"):
        need("no-such-browser")
