"""What worked in an earlier audit and no longer does."""

import re
from dataclasses import replace

import pytest

from hardtack.recording.model import (
    LoginFacts,
    Probe,
    Purpose,
    Recording,
    ScriptMention,
    Side,
    Step,
    StepOutcome,
    StepResult,
)
from hardtack.recording.moved import moved_to
from hardtack.recording.own_session import END_SESSION
from hardtack.recording.recorder import SUPPLY_CREDENTIALS, SUPPLY_MORE
from hardtack.recording.walk.finding import SLOWER
from hardtack.recording.walk.login import NO_USER_NAME, REFUSED_BY_BASIC, REFUSED_BY_FORM
from hardtack.report.broken import broken
from hardtack.report.changed import Broken, Lost, Part
from hardtack.report.cookie_matches import CookieMatches
from tests.recording.recordings import LOGIN, answered, cookie, proof, recording
from tests.recording.site import BRIEF, Site, busy, html, play
from tests.report.comparing import GOOD, again

PAGE = replace(answered(), step=Step.LOGOUT)
LINE = "Set-Cookie: sid=~0123456789a; Path=/"


def held(before: Recording, after: Recording) -> Lost:
    """What no longer works."""
    return broken(before, after, CookieMatches(before, after, moved_to(before, None)[1]))


def parts(before: Recording, after: Recording) -> list[Part]:
    """Of what something broke."""
    return [one.part for one in held(before, after).broken]


def test_the_same_site_twice_is_not_broken() -> None:
    """Nothing is, nothing is unknown, and the pages are counted."""
    before = play(GOOD)
    found = held(before, play(GOOD, again(before)))

    assert (found.broken, found.unknown) == ((), ())
    assert found.pages == 4


@pytest.mark.parametrize(
    ("site", "part", "now"),
    (
        (replace(GOOD, pages={"/login": html("<title>Gone</title>", 404)}), Part.LOGIN, "no login form was found"),
        (replace(GOOD, cookies=(replace(GOOD.cookies[0], attributes="Path=/else"),)), Part.LOGIN, "the login was"),
        (replace(GOOD, second_login=False), Part.SECOND_LOGIN, "a second login did not work"),
        (replace(GOOD, ends=False, clears=False), Part.LOGOUT, "GET https://shop.example/logout did not end"),
        (replace(GOOD, logout="none"), Part.LOGOUT, "no way out was found on the pages inside (it was GET https:"),
    ),
)
def test_what_breaks_is_told(site: Site, part: Part, now: str) -> None:
    """A login form that is gone, a cookie under another path, a second login, a logout without effect, no way out."""
    before = play(GOOD)
    (one, *_) = [each for each in held(before, play(site, again(before))).broken if each.part is part]

    assert one.now.startswith(now)


def named(found: Lost) -> list[tuple[str, str]]:
    """What is not known, and why."""
    return [(one.subject, one.reason) for one in found.unknown]


def logged(**login: object) -> Recording:
    """A recording of one page with a login like this."""
    return replace(recording(PAGE), login=replace(LOGIN, **login))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "login",
    (
        replace(LOGIN, proved=False, reason="nobody", supply=SUPPLY_CREDENTIALS),
        replace(LOGIN, proved=False, reason="interrupted", supply=SUPPLY_MORE),
        replace(LOGIN, proved=False, reason=NO_USER_NAME, supply="Give --username NAME."),
    ),
)
def test_a_login_that_was_not_tried_is_not_broken(login: LoginFacts) -> None:
    """Without credentials, or cut short, nothing is known of it."""
    found = held(logged(), replace(logged(), login=login))

    assert (found.broken, named(found)) == ((), [("login", login.reason)])


def test_a_login_that_never_worked_can_not_break() -> None:
    """Nor can what rests on it."""
    assert held(logged(proved=False), logged(proved=False)) == Lost(pages=1)


def test_a_broken_login_is_shown_where_it_was_sent() -> None:
    """Or where it would have been, and with what to look at."""
    refused = logged(proved=False, reason="refused", supply="Look.", exchange=0)

    assert held(logged(exchange=0), refused).broken == (Broken(Part.LOGIN, "", "refused", 0, 0, "Look."),)
    assert held(logged(), logged(proved=False, reason="gone")).broken == (Broken(Part.LOGIN, "", "gone"),)


@pytest.mark.parametrize("reason", (REFUSED_BY_FORM, REFUSED_BY_BASIC, ""))
def test_credentials_that_may_be_wrong_are_to_be_checked_first(reason: str) -> None:
    """The form again, HTTP Basic again, or an answer that refuses; an answer that says nothing of them is no doubt."""
    assert PAGE.response is not None
    status = 200 if reason else 403
    answer = replace(PAGE, response=replace(PAGE.response, status=status))
    refused = replace(logged(proved=False, reason=reason, exchange=0), exchanges=(answer,))
    (one,) = [each for each in held(logged(), refused).broken if each.part is Part.LOGIN]
    (other,) = held(logged(), logged(proved=False, reason="gone", exchange=0)).broken

    assert one.now == f"{reason}; the user name or the password given may be wrong"
    assert (one.first, other.first) == ("check user name and password", "")


def left(side: Side | None, outcome: StepOutcome | None = None, *, before: Side | None = None) -> Recording:
    """A recording of a logout that left the browser on a side."""
    probes = [] if before is None else [Probe(Purpose.BEFORE_LOGOUT, 0, before, before, None, ())]
    probes += [] if side is None else [Probe(Purpose.LIVE_AFTER_LOGOUT, 0, side, side, None, ())]
    seen = logged(logout="GET /out")
    return replace(seen, probes=tuple(probes), steps=() if outcome is None else (outcome,))


FAILED = StepOutcome(Step.LOGOUT, StepResult.FAILED, "no way out")
CUT = StepOutcome(Step.LOGOUT, StepResult.FAILED, "cut short: interrupted")
SKIPPED = StepOutcome(Step.LOGOUT, StepResult.SKIPPED, "not given")


@pytest.mark.parametrize(
    ("after", "now", "reason", "supply"),
    (
        (left(Side.OUTSIDE), "", "", ""),
        (left(Side.INSIDE), "GET /out leaves the browser inside", "", ""),
        (left(None, FAILED), "no way out (it was GET /out)", "", ""),
        (left(None, FAILED, before=Side.OUTSIDE), "", "no way out", SUPPLY_MORE),
        (left(Side.UNKNOWN, FAILED), "", "no way out", SUPPLY_MORE),
        (left(None, CUT), "", "cut short: interrupted", SUPPLY_MORE),
        (left(Side.INSIDE, CUT), "", "cut short: interrupted", SUPPLY_MORE),
        (left(None, SKIPPED), "", "not given", END_SESSION),
        (left(None), "", "the audit ended before it", SUPPLY_MORE),
    ),
)
def test_a_logout_is_broken_or_not_known(after: Recording, now: str, reason: str, supply: str) -> None:
    """Inside afterwards, or no way out where there was one; what was not seen for sure is not known."""
    found = held(left(Side.OUTSIDE), after)

    assert [one.now for one in found.broken] == ([now] if now else [])
    assert {(one.reason, one.supply) for one in found.unknown} == ({(reason, supply)} if reason else set())


def test_a_logout_may_have_no_words() -> None:
    """Where it was not known how the browser was logged out."""
    bare = replace(left(Side.OUTSIDE), login=replace(LOGIN, logout=None))
    none = replace(left(None, FAILED), login=replace(LOGIN, logout=None))

    assert [one.now for one in held(bare, none).broken] == ["no way out"]


@pytest.mark.parametrize("was", (left(None), left(Side.UNKNOWN), left(Side.INSIDE)))
def test_a_logout_that_was_not_seen_to_work_can_not_break(was: Recording) -> None:
    """Whatever comes of it now."""
    assert parts(was, left(Side.INSIDE)) == []


def third(result: StepResult | None, *sides: Side) -> Recording:
    """A recording of a login after the logout."""
    page = replace(PAGE, step=Step.THIRD_LOGIN)
    probes = tuple(Probe(Purpose.SECOND_SESSION, 0, side, side, None, ()) for side in sides)
    steps = () if result is None else (StepOutcome(Step.THIRD_LOGIN, result, "it did not work"),)
    return replace(recording(page), login=LOGIN, probes=probes, steps=steps)


def test_a_login_after_the_logout_breaks_only_if_it_failed() -> None:
    """Not if it was not made; and one that did not work then can't break."""
    worked = third(StepResult.DONE, Side.INSIDE)

    assert parts(worked, third(StepResult.FAILED)) == [Part.LOGIN_AGAIN]
    assert parts(worked, third(StepResult.SKIPPED)) == []
    assert parts(worked, third(None)) == []
    cut = StepOutcome(Step.THIRD_LOGIN, StepResult.FAILED, "cut short: interrupted")
    assert parts(worked, replace(third(None), steps=(cut,))) == []
    assert parts(worked, third(StepResult.DONE, Side.OUTSIDE, Side.INSIDE)) == []
    assert parts(third(None, Side.OUTSIDE), third(StepResult.FAILED)) == []


def test_an_https_side_that_is_gone_is_told_with_where_to_look() -> None:
    """At the server in front, and at its certificate."""
    secure = recording(PAGE)
    plain = replace(secure, target=replace(secure.target, https=None, url="http://shop.example/"))

    assert held(secure, plain).broken[0].hint.startswith("See that the server in front listens there")


def test_the_https_side_may_be_gone() -> None:
    """With what was asked for it; a plain site that stays one has lost nothing."""
    secure = recording(PAGE)
    plain = replace(secure, target=replace(secure.target, https=None, url="http://shop.example/"))
    asked = replace(plain, target=replace(plain.target, asked=("https://shop.example/", "https://shop.example:8443/")))

    assert [one.now for one in held(secure, plain).broken][:1] == [
        "nothing answers by https any more (asked: http://shop.example/)"
    ]
    assert held(secure, asked).broken[0].now.endswith("(asked: https://shop.example/, https://shop.example:8443/)")
    assert parts(plain, plain) == []


def test_a_cookie_that_browsers_no_longer_keep_is_broken() -> None:
    """With the browsers and their rule."""
    dropped = answered("Set-Cookie: __Host-sid=~0123456789a; Path=/shop; Secure")
    (one,) = held(recording(answered(LINE)), recording(dropped)).broken

    assert (one.part, one.subject) == (Part.COOKIE, "__Host-sid")
    assert re.match(r"dropped by chromium-\d+ and firefox-\d+: the name prefix __Host- needs ", one.now)


@pytest.mark.parametrize(
    ("after", "subjects"),
    (
        (2, {"login"}), (3, {"login"}), (6, {"login"}), (12, {"login"}),
        (20, {"second login", "logout", "login after logout"}), (40, {"login after logout"}),
    ),
)  # fmt: skip
def test_too_many_requests_break_nothing(after: int, subjects: set[str]) -> None:
    """A site that refuses what comes too often says nothing of the fix: ask later, or more slowly."""
    before = play(GOOD)
    lost = held(before, play(replace(GOOD, instead=busy(429, range(after + 1, 999))), again(before)))

    assert lost.broken == ()
    assert {one.subject for one in lost.unknown if one.supply == SLOWER} == subjects


def test_a_logout_that_is_refused_for_too_many_requests_is_not_broken() -> None:
    """The browser is still inside, since nobody let it out."""
    refused = replace(GOOD, instead=lambda _, asked: html("busy", 429) if asked.url.endswith("/logout") else None)
    before = play(GOOD)
    lost = held(before, play(refused, again(before)))

    assert [one for one in lost.broken if one.part is Part.LOGOUT] == []
    assert ("logout", SLOWER) in {(one.subject, one.supply) for one in lost.unknown}


def test_a_session_cookie_with_a_new_name_is_told() -> None:
    """It may have been renamed, or the recording is of another application; it is not lost."""
    renamed = replace(GOOD, cookies=(replace(GOOD.cookies[0], name="id"),), opens=(("id",),))
    before = play(GOOD)
    (one,) = held(before, play(renamed, again(before))).unknown

    assert (one.subject, one.reason.partition(":")[0]) == ("the session's cookie", "it was sid and is id now")


def test_a_cookie_that_scripts_read_is_broken_by_http_only() -> None:
    """By a script that was seen to, or by what is known of its name; any other cookie may get it."""
    hidden = recording(answered(f"{LINE}; HttpOnly"))
    read = replace(recording(answered(LINE)), scripts=(ScriptMention("sid", 0),))
    token, no_token = (
        recording(answered(f"Set-Cookie: XSRF-TOKEN=~0123456789a; Path=/{more}")) for more in ("", "; HttpOnly")
    )

    assert [one.now for one in held(read, hidden).broken] == [
        "scripts of the application read it, and HttpOnly hides it from them"
    ]
    assert [one.now.partition(" read it")[0] for one in held(token, no_token).broken] == [
        "scripts of Angular, axios, Laravel, Spring Security"
    ]
    assert held(recording(answered(LINE)), hidden).broken == ()
    assert held(replace(read, scripts=(ScriptMention("sid", 0, quoted=False),)), hidden).broken == ()
    assert held(hidden, hidden).broken == ()


def test_a_cookie_that_is_set_no_more_is_told() -> None:
    """Nobody can tell who needs it; one that a fix took away is no loss, nor is one that browsers dropped anyway."""
    before, after = recording(answered(LINE)), recording(answered())
    useless = recording(answered("Set-Cookie: __Host-sid=~0123456789a; Path=/shop"))
    matches = CookieMatches(before, after, moved_to(before, None)[1])

    assert named(held(before, after)) == [("the cookie sid", "it is no longer set where it was; something may need it")]
    assert broken(before, after, matches, frozenset({cookie("sid")})).unknown == ()
    assert named(held(useless, after)) == []


def test_what_the_walk_left_out_is_told() -> None:
    """Pages that were not asked again for want of requests, and whatever was cut short; no other part."""
    steps = (
        StepOutcome(Step.REVISIT, StepResult.SKIPPED, "9 pages: too few requests were left"),
        StepOutcome(Step.NEIGHBOUR, StepResult.FAILED, "cut short: the budget was spent"),
        StepOutcome(Step.REVISIT, StepResult.DONE, "9 pages"),
        StepOutcome(Step.PLAIN, StepResult.SKIPPED, "there is no second side"),
    )

    assert [one.subject for one in held(logged(), replace(logged(), steps=steps)).unknown] == [
        "pages of the earlier recording",
        "other application on the host",
    ]


def test_cookies_without_lines_are_passed_over() -> None:
    """What a script sets has none."""
    by_script = recording(answered(sent=(("sid", "~0123456789a"),)), credentials=proof([cookie("sid")]))

    assert held(by_script, by_script).broken == ()


def test_a_site_that_is_down_is_broken_as_a_login() -> None:
    """What could not be asked for is not known beside it."""
    before = play(GOOD)
    found = held(before, play(replace(GOOD, instead=busy(500, range(4, 999))), again(before, BRIEF)))

    assert [one.part for one in found.broken][:1] == [Part.LOGIN]
    assert any("nobody was logged in" in reason for _, reason in named(found))
