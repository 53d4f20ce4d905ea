"""What must hold of the table itself, so that its cases can't disturb each other; needs no browser."""

from dataclasses import replace
from itertools import combinations

import pytest

from hardtack.cookies import CHROMIUM, DRAFT, FIREFOX, PROFILES, Profile, load_suffixes
from hardtack.cookies.matching import registrable_host
from tests.browser import document
from tests.browser.case import Case, hosts_of
from tests.browser.model import play
from tests.browser.outcome import Outcome, Seen, differences
from tests.browser.quirks import QUIRKS
from tests.browser.table import CASES, resolved

NOW = 1_795_392_000
SUFFIXES = load_suffixes()


def _named(name: str) -> Case:
    return next(case for case in CASES if case.full_name == name)


def _model(name: str, profile: Profile) -> Outcome:
    case = resolved(_named(name), NOW)
    return play(case, profile, SUFFIXES, (NOW,) * (len(case.steps) + 1))


def test_names_are_unique_and_reasons_given() -> None:
    """A case is found by its name, and says what it shows."""
    assert len({case.full_name for case in CASES}) == len(CASES) >= 150
    assert all(case.reason and case.steps for case in CASES)


def test_no_two_cases_share_a_site() -> None:
    """Cookies of one case can't reach another: no registrable domain is theirs both, unless they say so."""
    sites: dict[str, str] = {}
    for case in CASES:
        if case.shared_host:
            continue
        for site in {registrable_host(host, SUFFIXES) for host in hosts_of(resolved(case, NOW))}:
            assert sites.setdefault(site, case.full_name) == case.full_name


def test_cases_on_shared_hosts_have_paths_of_their_own() -> None:
    """What is told apart by its path must have one, and needs no Path attribute to keep to it."""
    shared = [case for case in CASES if case.shared_host]
    folders = [{url.split("/")[3] for step in case.steps for url in step.urls} for case in shared]

    assert all(one.isdisjoint(other) for one, other in combinations(folders, 2))
    assert not any("Path" in line for case in shared for step in case.steps for line in step.lines)


def test_quirks_name_cases_and_profiles() -> None:
    """A quirk of a case that is gone would never be held."""
    names = {case.full_name for case in CASES}
    profiles = {profile.name for profile in PROFILES}

    assert all(profile in profiles and case in names and quirk.parts for (profile, case), quirk in QUIRKS.items())


@pytest.mark.parametrize("profile", (DRAFT, CHROMIUM, FIREFOX), ids=lambda profile: profile.name)
def test_another_profile_would_be_noticed(profile: Profile) -> None:
    """The table tells the three profiles apart in every rule in which they part: none could stand for another."""
    for other in (DRAFT, CHROMIUM, FIREFOX):
        if other is profile:
            continue
        told = sum(
            any(differences(_model(case.full_name, profile), _model(case.full_name, other)))
            for case in CASES
            if len(case.steps) < 3
        )
        assert told >= 15


@pytest.mark.parametrize(
    ("name", "part"),
    (("parsing/pair", "sent"), ("parsing/pair", "shown"), ("parsing/pair", "held")),
    ids=("sent", "shown", "held"),
)
def test_each_part_of_an_outcome_is_compared(name: str, part: str) -> None:
    """A difference in any part is found, and says which."""
    outcome = _model(name, CHROMIUM)
    first, *rest = outcome.seen
    changed = {
        "sent": replace(outcome, seen=(Seen(("x=1",), first.shown), *rest)),
        "shown": replace(outcome, seen=(Seen(first.sent, "x=1"), *rest)),
        "held": replace(outcome, held=()),
    }[part]

    assert [found.part for found in differences(changed, outcome)] == [part]
    assert list(differences(outcome, outcome)) == []


@pytest.mark.parametrize(("apart", "same"), ((0, True), (5, True), (6, False)))
def test_clocks_may_differ_by_seconds_only(apart: int, same: bool) -> None:  # noqa: FBT001 -- a table's column
    """An expiry a few seconds off is the same, one further off is not."""
    outcome = _model("lifetime/max-age", CHROMIUM)
    (held,) = outcome.held
    late = replace(outcome, held=(replace(held, expires=held.expires + apart),))

    assert (not list(differences(late, outcome))) is same


def test_the_page_on_browsers_is_current() -> None:
    """docs/browsers.md says what the table and the profiles say."""
    assert document.PAGE.read_text(encoding="utf-8") == document.text()
