"""Ways out: found on another page, made by script, out of bounds."""

from dataclasses import replace

import pytest

from hardtack.recording.brief import NamedLogout
from hardtack.recording.message import Answer, Failure, FailureKind, Request
from hardtack.recording.model import Purpose, Side, Step, StepResult
from tests.recording.site import (
    BRIEF,
    URL,
    Site,
    detail,
    html,
    play,
    played,
    result,
    sides,
)

IN, OUT = Side.INSIDE, Side.OUTSIDE
P = Purpose


def test_the_way_out_may_stand_on_the_page_for_insiders_alone() -> None:
    """Where the login leads to a page without one, the page that tells inside from outside is looked at as well."""

    def bare(_: int, request: Request) -> Answer | None:
        return html("<title>Welcome</title>") if request.url == f"{URL}account" else None

    recording = play(Site(instead=bare), replace(BRIEF, inside_url=f"{URL}orders"))
    assert (recording.login.logout, recording.login.logout_named) == (f"GET {URL}logout", False)
    assert sides(recording, Purpose.FROZEN_AFTER_LOGOUT) == [Side.OUTSIDE]


def test_a_link_that_a_script_sends_as_post_is_sent_as_post() -> None:
    """Without a token on the page there is no content to send."""
    walk = played(Site(logout="hidden", inside='<a href="/signout" data-method="post">Sign out</a>'))
    sent = [(one.method, one.body) for one in walk.requests if one.url == f"{URL}signout"]
    assert sent == [("POST", b"")]


def test_a_way_out_on_a_host_that_nobody_named_is_not_taken() -> None:
    """The session lives on, and the recording says why."""
    walk = played(Site(logout="none"), replace(BRIEF, logout=NamedLogout("GET", "https://elsewhere.example/bye")))
    assert not any("elsewhere.example" in one.url for one in walk.requests)
    refused = "outside the scope of this audit: elsewhere.example is not part of this audit"
    assert refused in [one.failure for one in walk.recording.exchanges]
    assert result(walk.recording, Step.LOGOUT) is StepResult.FAILED
    assert detail(walk.recording, Step.LOGOUT).endswith("did not end the session")


def test_a_named_way_out_that_leaves_the_session_alive_is_taken_at_its_word() -> None:
    """The user named it: live still inside is what he must hear, and the frozen jar is replayed."""
    recording = play(Site(logout="none"), replace(BRIEF, logout=NamedLogout("GET", f"{URL}account")))
    assert sides(recording, P.LIVE_AFTER_LOGOUT) == [IN]
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == [IN]
    assert recording.login.logout_named


@pytest.mark.parametrize("answer", (html("busy", 429), html("broken", 503), Failure(FailureKind.TIMEOUT, "silence")))
def test_a_named_way_out_that_gave_no_answer_proves_nothing(answer: Answer) -> None:
    """An error or a rate limit is no logout: the session that lives on is nobody's fault."""
    recording = play(Site(pages={"/bye": answer}), replace(BRIEF, logout=NamedLogout("POST", f"{URL}bye")))
    assert result(recording, Step.LOGOUT) is StepResult.FAILED
    assert not recording.login.logout_named
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == []


def test_a_way_out_that_does_nothing_is_followed_by_the_next() -> None:
    """A link that only says so is tried and told; then the address by custom ends the session."""
    recording = play(Site(logout="hidden", inside='<a href="/signout">Sign out</a>'))
    assert sides(recording, P.LIVE_AFTER_LOGOUT) == [IN, OUT]
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == [OUT]
    assert recording.login.logout == f"GET {URL}logout"


def test_a_page_without_a_way_out_is_told() -> None:
    """No link, no form, and a login whose address has no opposite: the report says what to name."""
    site = Site(
        logout="none",
        pages={
            "/enter": html(
                '<form action="/login" method="post"><input name="username"><input name="password" type="password">'
                "<button>Log in</button></form>"
            )
        },
    )
    recording = play(site, replace(BRIEF, login_url=f"{URL}enter"))
    assert recording.login.proved
    assert detail(recording, Step.LOGOUT) == "no way out was found on the pages inside"
    assert (recording.login.logout, recording.login.logout_named) == (None, False)
    assert "--logout-url" in recording.login.logout_supply


def test_a_guessed_way_out_ends_the_session() -> None:
    """Where a menu drawn by script hides it, the address beside the login's is tried and the oracle asked."""
    recording = play(Site(logout="hidden"))
    assert (recording.login.logout, recording.login.logout_named) == (f"GET {URL}logout", False)
    assert sides(recording, P.FROZEN_AFTER_LOGOUT) == [OUT]


def test_without_settling_the_frozen_jar_is_replayed_once() -> None:
    """`settle` 0 waits for nothing."""
    walk = played(Site(), replace(BRIEF, settle=0.0))
    assert walk.recording.target.settle == 0
    assert [pause for pause in walk.waited if pause == 2.0] == []
    assert sides(walk.recording, P.SETTLED_AFTER_LOGOUT) == []


# Ways in
