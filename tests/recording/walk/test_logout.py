"""Ways out: found on another page, made by script, out of bounds."""

from dataclasses import replace

from hardtack.recording.brief import NamedLogout
from hardtack.recording.message import Answer, Request
from hardtack.recording.model import Purpose, Side, Step, StepResult
from tests.recording.site import BRIEF, URL, Site, detail, html, play, played, result, sides


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
