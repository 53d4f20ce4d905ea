"""The scripts of pages inside are read where one may need the session cookie, and only then."""

from dataclasses import replace

import pytest

from hardtack.recording.message import Response
from hardtack.recording.model import Recording, ScriptMention, Step
from tests.recording.site import BRIEF, Gives, Site, detail, play

READABLE = Gives("sid", attributes="Path=/; Secure")
READER = Response(
    200, "OK", "1.1", (("Content-Type", "text/javascript"),), b"send(document.cookie.match('sid=([^;]+)')[1])"
)
SCRIPT = '<script src="/app.js"></script><script src="https://cdn.test/x.js"></script>'


def asked(recording: Recording) -> list[str]:
    """The addresses of the scripts asked for."""
    return [one.request.url for one in recording.exchanges if one.step is Step.SCRIPTS]


def test_a_script_that_reads_the_session_cookie_is_found() -> None:
    """Those of the site's own hosts are asked for, once each, with the session's cookies."""
    recording = play(Site((READABLE,), inside=SCRIPT + SCRIPT, pages={"/app.js": READER}))
    (url,) = asked(recording)
    seen = next(one for one in recording.exchanges if one.step is Step.SCRIPTS)

    assert url.endswith("/app.js")
    assert [name for name, _ in seen.request.cookies] == ["sid"]
    assert recording.scripts == (ScriptMention("sid", seen.index),)
    assert detail(recording, Step.SCRIPTS) == "1 of pages inside were read"


@pytest.mark.parametrize(
    "site",
    (Site((Gives("sid"),), inside=SCRIPT, pages={"/app.js": READER}), Site((READABLE,))),
    ids=("hidden already", "no scripts"),
)
def test_no_script_is_asked_for_in_vain(site: Site) -> None:
    """What is hidden from scripts is read by none."""
    recording = play(site)

    assert asked(recording) == []
    assert Step.SCRIPTS not in [one.step for one in recording.steps]


def test_the_rest_of_the_walk_comes_first() -> None:
    """Where few requests are left the scripts are, too, and it is told; the logout is made."""
    site = Site((READABLE,), inside=SCRIPT, pages={"/app.js": READER})
    whole = len(play(site).exchanges)
    recording = play(site, replace(BRIEF, max_requests=whole + 5))

    assert asked(recording) == []
    assert detail(recording, Step.SCRIPTS) == "0 of pages inside were read, 1 were left"
    assert any(one.step is Step.REPLAY for one in recording.exchanges)
