"""What a dry run says."""

from dataclasses import replace

import pytest

from hardtack.cookies import Cookie
from hardtack.recording.brief import Brief, NamedLogout, Recipe, RecipeStep, Revisit
from hardtack.recording.measured import Measuring
from hardtack.recording.model import Step
from hardtack.recording.own_session import OwnSession
from hardtack.report.dry_run import dry_run_text, parts_of

URL = "https://shop.example/login"
RECIPE = Recipe(login=(RecipeStep("GET", "/a"), RecipeStep("POST", "/b")), logout=(RecipeStep("POST", "/bye"),))


def test_an_audit_from_outside_logs_in_nowhere() -> None:
    """Without credentials four parts are left."""
    assert [part.step for part in parts_of(Brief(URL))] == [Step.VISIT, Step.TWIN, Step.PLAIN, Step.NEIGHBOUR]


def test_the_order_is_the_walks() -> None:
    """With credentials the plan has the parts in the order in which they are walked."""
    steps = [part.step for part in parts_of(Brief(URL, "baker", "x", login_url=URL))]

    assert steps == [
        Step.VISIT, Step.TWIN, Step.LOGIN, Step.ORACLE, Step.FIXATION, Step.CREDENTIALS, Step.SECOND_LOGIN,
        Step.EXPOSURE, Step.PLAIN, Step.NEIGHBOUR, Step.SCRIPTS, Step.LOGOUT, Step.REPLAY, Step.THIRD_LOGIN,
        Step.FAILED_LOGIN,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("brief", "said"),
    (
        (Brief(URL), ["GET https://shop.example/login", "over http", "At most 200 requests"]),
        (Brief("http://shop.example/"), ["over https"]),
        (Brief(URL, http_url="http://shop.example:8080/x"), ["GET http://shop.example:8080/x", "hosts of"]),
        (Brief("http://shop.example/", https_url="https://shop.example:8443/"), ["GET https://shop.example:8443/"]),
        (Brief(URL, also=("https://shop.example/b",), allowed_hosts=("sso.example",)), ["/b", "sso.example"]),
        (Brief(URL, "u", "x"), ["links that say login", "and again 2 seconds later", "the way out that the pages"]),
        (Brief(URL, "u", "x", inside_url=f"{URL}/me", settle=0), [f"GET {URL}/me", "before the logout - if a logout"]),
        (Brief(URL, "u", "x", logout=NamedLogout("POST", f"{URL}/out")), [f"POST {URL}/out"]),
        (Brief(URL, None, None, recipe=RECIPE), ["GET /a, POST /b", "POST /bye"]),
    ),
)
def test_the_plan_names_what_was_named(brief: Brief, said: list[str]) -> None:
    """Addresses and limits that the user gave stand in the plan."""
    text = dry_run_text(brief)

    assert [one for one in said if one not in text] == []


@pytest.mark.parametrize("brief", (Brief(URL), Brief(URL, "u", "x")))
def test_pages_of_an_earlier_recording_are_announced(brief: Brief) -> None:
    """With how many there are at most; whoever is logged in or not."""
    again = replace(brief, revisit=(Revisit(URL, inside=True), Revisit(URL, inside=False)))

    assert Step.REVISIT in [part.step for part in parts_of(again)]
    assert "GET of up to 2 pages of the earlier recording that this walk does not come by" in dry_run_text(again)


def test_no_failed_login_where_none_may_be() -> None:
    """A user who was tried a moment ago is spared."""
    assert Step.FAILED_LOGIN not in [part.step for part in parts_of(Brief(URL, "u", "x", failed_login=False))]


OWN = OwnSession((Cookie("sid", "a-value-of-some-length", "shop.example"),))
COPIED = "https://shop.example/me?key=a-secret"


@pytest.mark.parametrize(
    ("brief", "said"),
    (
        (Brief(URL, own=OWN), "GET https://shop.example/login with the session that was brought along"),
        (Brief(URL, own=OWN, inside_url=f"{URL}/me"), f"GET {URL}/me with the session that was brought along"),
        (
            Brief(URL, own=replace(OWN, url=COPIED), inside_url=COPIED),
            "GET the page of the curl command with the session that was brought along",
        ),
    ),
)
def test_a_session_brought_along_is_no_login(brief: Brief, said: str) -> None:
    """No login, and no end of it; an address out of a pasted command is not repeated, it may hold secrets."""
    steps = [part.step for part in parts_of(brief)]
    assert steps == [
        Step.VISIT, Step.TWIN, Step.LOGIN, Step.ORACLE, Step.CREDENTIALS, Step.EXPOSURE, Step.PLAIN, Step.NEIGHBOUR,
        Step.SCRIPTS,
    ]  # fmt: skip
    assert said in dry_run_text(brief)
    assert "a-secret" not in dry_run_text(brief)


def test_a_session_brought_along_is_ended_where_that_is_allowed() -> None:
    """Then a logout and the replay after it come last."""
    steps = [part.step for part in parts_of(Brief(URL, own=OWN, end_session=True))]
    assert steps[-2:] == [Step.LOGOUT, Step.REPLAY]


MEASURING = Measuring(idle=600, absolute=3600, sample_ids=50)


@pytest.mark.parametrize(
    ("brief", "steps"),
    (
        (Brief(URL, measuring=MEASURING), {Step.SAMPLE}),
        (Brief(URL, own=OWN, measuring=MEASURING), {Step.SAMPLE}),
        (Brief(URL, "u", "x", measuring=MEASURING), {Step.SAMPLE, Step.MEASURE_IDLE, Step.MEASURE_ABSOLUTE}),
        (Brief(URL, "u", "x", measuring=Measuring(idle=600)), {Step.MEASURE_IDLE}),
        (Brief(URL, "u", "x", measuring=Measuring(absolute=600)), {Step.MEASURE_ABSOLUTE}),
        (Brief(URL, "u", "x"), set[Step]()),
    ),
)
def test_what_is_measured_beyond_the_walk_is_planned(brief: Brief, steps: set[Step]) -> None:
    """Ids of strangers for everybody; times of sessions only where the walk can log in."""
    measured = [
        part for part in parts_of(brief) if part.step in {Step.SAMPLE, Step.MEASURE_IDLE, Step.MEASURE_ABSOLUTE}
    ]
    assert {part.step for part in measured} == steps
    assert all(part.most is not None and part.least < part.most for part in measured)


def test_a_sample_is_planned_with_its_visits() -> None:
    """One visit for each id, and one that shows where they are given."""
    (part,) = (one for one in parts_of(Brief(URL, measuring=MEASURING)) if one.step is Step.SAMPLE)
    assert (part.least, part.most) == (1, 51)
    assert "50 ids" in part.sends
