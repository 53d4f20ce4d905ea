"""What a dry run says."""

import pytest

from hardtack.recording.brief import Brief, NamedLogout, Recipe, RecipeStep
from hardtack.recording.model import Step
from hardtack.report.plan import plan_of, plan_text

URL = "https://shop.example/login"
RECIPE = Recipe(login=(RecipeStep("GET", "/a"), RecipeStep("POST", "/b")), logout=(RecipeStep("POST", "/bye"),))


def test_an_audit_from_outside_logs_in_nowhere() -> None:
    """Without credentials four parts are left."""
    assert [part.step for part in plan_of(Brief(URL))] == [Step.VISIT, Step.TWIN, Step.PLAIN, Step.NEIGHBOUR]


def test_the_order_is_the_walks() -> None:
    """With credentials the plan has the parts in the order in which they are walked."""
    steps = [part.step for part in plan_of(Brief(URL, "baker", "x", login_url=URL))]

    assert steps == [
        Step.VISIT, Step.TWIN, Step.LOGIN, Step.ORACLE, Step.FIXATION, Step.CREDENTIALS, Step.SECOND_LOGIN,
        Step.EXPOSURE, Step.PLAIN, Step.NEIGHBOUR, Step.LOGOUT, Step.REPLAY, Step.THIRD_LOGIN, Step.FAILED_LOGIN,
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
    text = plan_text(brief)

    assert [one for one in said if one not in text] == []


def test_no_failed_login_where_none_may_be() -> None:
    """A user who was tried a moment ago is spared."""
    assert Step.FAILED_LOGIN not in [part.step for part in plan_of(Brief(URL, "u", "x", failed_login=False))]
