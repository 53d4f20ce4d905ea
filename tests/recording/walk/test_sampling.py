"""Ids sampled from scripted sites."""

from dataclasses import replace

import pytest

from hardtack.recording.codec import from_json, to_json
from hardtack.recording.measured import IdSample, Measuring, Pattern
from hardtack.recording.message import Request, Response
from hardtack.recording.model import Recording, Step, StepResult
from tests.recording.site import BRIEF, Gives, Site, detail, html, play, played, result, to


def sampled(site: Site, count: int = 40) -> Recording:
    """A walk of the site that samples ids."""
    return play(site, replace(BRIEF, settle=0.0, failed_login=False, measuring=Measuring(sample_ids=count)))


def the_sample(recording: Recording) -> IdSample:
    """The one sample that was taken."""
    (one,) = recording.sampled
    return one


def test_a_counter_in_the_ids_is_found() -> None:
    """The scripted site counts its ids, four times over: little entropy, and a counter."""
    one = the_sample(sampled(Site()))
    assert (one.name, one.count, one.different, one.longest) == ("sid", 40, 40, 32)
    assert one.pattern is Pattern.COUNTER
    assert one.bits < 64
    assert one.twins is None


def test_no_value_sampled_reaches_the_recording() -> None:
    """Not a single id that was given stands in what is recorded, and it is read back as it was."""
    run = played(Site(), replace(BRIEF, measuring=Measuring(sample_ids=20)))
    text = to_json(run.recording)
    given = [value for values in run.server.given().values() for value in values]
    assert len(given) > 20
    assert not [value for value in given if value in text]
    assert from_json(text) == run.recording


def test_each_visit_has_an_empty_jar() -> None:
    """No visit carries a cookie of another one."""
    recording = sampled(Site(), 10)
    visits = [one for one in recording.exchanges if one.step is Step.SAMPLE]
    assert len(visits) == 11
    assert not [one for one in visits if one.request.cookies]


def test_a_redirect_that_gives_the_id_is_visited_itself() -> None:
    """Where the first page only redirects, the page that gives the cookie is asked from the second visit on."""
    redirect = to("/welcome")
    counter = iter(range(10_000))

    def instead(_number: int, request: Request) -> Response | None:
        if request.url.endswith("/welcome"):
            return html("welcome", 200, ("Set-Cookie", f"sid=id{next(counter):014d}; Path=/; Secure; HttpOnly"))
        return (
            redirect if request.url == BRIEF.url and not any(name == "Cookie" for name, _ in request.fields) else None
        )

    recording = sampled(Site((Gives("sid"),), instead=instead), 10)
    visits = [one.request.url for one in recording.exchanges if one.step is Step.SAMPLE]
    assert visits == [BRIEF.url, *[f"{BRIEF.url}welcome"] * 11]


def test_the_same_id_for_two_visitors_is_pointed_out() -> None:
    """Both visits are named."""
    numbers = iter([*range(30), *range(25, 10_000)])

    def instead(_number: int, request: Request) -> Response | None:
        if request.url != BRIEF.url or any(name == "Cookie" for name, _ in request.fields):
            return None
        line = f"sid={next(numbers) * 0x9E3779B97F4A7C15 % 2**64:016x}; Path=/; Secure; HttpOnly"
        return html('<a href="/login">Log in</a>', 200, ("Set-Cookie", line))

    one = the_sample(sampled(Site((Gives("sid"),), instead=instead)))
    assert one.twins is not None
    assert one.different < one.count


@pytest.mark.parametrize("site", (Site((Gives("sid"),)), Site((Gives("sid"),), instead=lambda *_: html("no", 500))))
def test_strangers_without_a_session_cookie_are_not_sampled(site: Site) -> None:
    """Where only a login gives the cookie, a few visits show it, and that is said."""
    recording = sampled(site)
    assert recording.sampled == ()
    assert result(recording, Step.SAMPLE) is StepResult.SKIPPED
    assert "strangers are given no session cookie" in detail(recording, Step.SAMPLE)
    assert len([one for one in recording.exchanges if one.step is Step.SAMPLE]) <= 7


def test_ids_are_sampled_without_a_login() -> None:
    """An audit from outside samples the cookies that look like sessions."""
    brief = replace(BRIEF, username=None, password=None, measuring=Measuring(sample_ids=25))
    assert the_sample(play(Site(), brief)).count == 25


def test_spent_requests_end_the_sampling_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sampled until then is judged."""
    monkeypatch.setattr("hardtack.recording.walk.sampling.requests_for", lambda _: 0)
    brief = replace(BRIEF, username=None, password=None, max_requests=30, measuring=Measuring(sample_ids=100))
    recording = play(Site(), brief)
    assert 0 < the_sample(recording).count < 30
    assert "were spent" in detail(recording, Step.SAMPLE)
