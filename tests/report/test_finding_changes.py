"""What became of each finding."""

from dataclasses import replace

import pytest

from hardtack.checks.session_cookie_path_misses_application import CHECK as LOST_COOKIE
from hardtack.policy import Action, CookieMatch, CookieRule, MatchKind, PartialTreatment, Policy, Site
from hardtack.recording.model import Exchange, Step, StepOutcome, StepResult
from hardtack.recording.moved import moved_to
from hardtack.report.cookie_matches import CookieMatches
from hardtack.report.finding_changes import Change, FindingChange, finding_changes
from hardtack.verdict import (
    Errored,
    Failed,
    Finding,
    Inconclusive,
    NotApplicable,
    Outcome,
    Passed,
    Question,
    QuestionReport,
    Report,
    Severity,
)
from tests.recording.recordings import LOGIN, answered, cookie, proof, recording
from tests.report.sample import SID, check, finding

SETS = answered("Set-Cookie: sid=~0123456789a; Path=/")
ABOUT_SID = finding(exchange=0)
ABOUT_NONE = replace(ABOUT_SID, cookie=None)
NOTE = replace(ABOUT_SID, severity=Severity.INFO)
GOOD = Passed("Fine.")


def bad(*found: Finding) -> Failed:
    """A verdict with these findings."""
    return Failed("Bad.", found)


def report(outcome: Outcome, *exchanges: Exchange, proved: bool = True) -> Report:
    """A report in which one check said this."""
    seen = recording(*exchanges)
    answer = check("HT101", Question.Q1, outcome)
    return Report(
        replace(seen, login=replace(LOGIN, proved=proved)), (QuestionReport(Question.Q1, outcome, (answer,)),), ()
    )


def changes(before: Report, after: Report, policy: Policy | None = None) -> tuple[FindingChange, ...]:
    """What became of the findings."""
    _, moved = moved_to(before.recording, None)
    return finding_changes(before, after, CookieMatches(before.recording, after.recording, moved, policy))


@pytest.mark.parametrize(
    ("was", "now", "change", "reason"),
    (
        (bad(ABOUT_SID), GOOD, Change.FIXED, ""),
        (bad(ABOUT_NONE), GOOD, Change.FIXED, ""),
        (bad(ABOUT_SID), Passed("Fine.", (NOTE,)), Change.FIXED, ""),
        (bad(ABOUT_SID), bad(ABOUT_SID), Change.OPEN, ""),
        (bad(ABOUT_SID), Inconclusive("why", "do"), Change.UNKNOWN, "why"),
        (bad(ABOUT_SID), Errored("E in x"), Change.UNKNOWN, "the check crashed, a defect of hardtack: E in x"),
        (bad(ABOUT_SID), NotApplicable("no cookie"), Change.MOOT, "no cookie"),
        (GOOD, bad(ABOUT_SID), Change.NEW, ""),
        (Passed("Fine.", (NOTE,)), bad(ABOUT_SID), Change.NEW, "before it was a mere note"),
        (Inconclusive("why", "do"), bad(ABOUT_SID), Change.NEW, "it was not known before: why"),
        (NotApplicable("no"), bad(ABOUT_SID), Change.NEW, "it was not known before: no"),
        (Errored("E"), bad(ABOUT_SID), Change.NEW, "it was not known before: the check crashed"),
    ),
)
def test_what_became_of_a_finding(was: Outcome, now: Outcome, change: Change, reason: str) -> None:
    """Fixed only by a good answer, open by the same finding, new by one that was not there."""
    (one,) = changes(report(was, SETS), report(now, SETS))

    assert (one.change, one.reason) == (change, reason)
    assert one.supply == ("do" if now == Inconclusive("why", "do") else "")


def test_notes_are_no_findings() -> None:
    """A note then, a note now, or none: nothing became of it."""
    assert changes(report(Passed("Fine.", (NOTE,)), SETS), report(Passed("Fine.", (NOTE,)), SETS)) == ()
    assert changes(report(Passed("Fine.", (NOTE,)), SETS), report(GOOD, SETS)) == ()


def test_a_fixed_finding_is_told_as_it_was_and_an_open_one_as_it_is() -> None:
    """A note that is left of it stands beside it."""
    (fixed,) = changes(report(bad(ABOUT_SID), SETS), report(Passed("Fine.", (NOTE,)), SETS))
    worse = replace(ABOUT_SID, severity=Severity.CRITICAL)
    (still,) = changes(report(bad(ABOUT_SID), SETS), report(bad(worse), SETS))

    assert (fixed.told, fixed.after) == (ABOUT_SID, NOTE)
    assert (still.told, still.before) == (worse, ABOUT_SID)


def asked(path: str = "/", *lines: str) -> Exchange:
    """An exchange of a page."""
    return answered(*lines, url=f"https://shop.example{path}")


@pytest.mark.parametrize(
    ("exchanges", "change", "reason"),
    (
        ((asked("/", "Set-Cookie: __Host-sid=~0123456789a; Path=/; Secure"),), Change.FIXED, ""),
        ((asked(),), Change.FIXED, "the cookie is no longer set where it was"),
        ((asked("/other"),), Change.UNKNOWN, "the cookie was not seen this time"),
        ((), Change.UNKNOWN, "the cookie was not seen this time"),
    ),
)
def test_a_cookie_that_was_not_seen_was_not_fixed(exchanges: tuple[Exchange, ...], change: Change, reason: str) -> None:
    """Unless the request that was answered with it was made again, and was not."""
    (one,) = changes(report(bad(ABOUT_SID), SETS), report(GOOD, *exchanges))

    assert (one.change, one.reason) == (change, reason)


def test_what_was_not_asked_for_again_was_not_fixed() -> None:
    """A good answer that rests on other pages says nothing of the page that a fault was found in."""
    (one,) = changes(report(bad(ABOUT_NONE), SETS), report(GOOD, asked("/other")))

    assert (one.change, one.reason) == (Change.UNKNOWN, "what it was found in was not asked for again")


def test_a_cookie_that_a_script_set_is_set_nowhere() -> None:
    """No request is known that could be made again."""
    (one,) = changes(report(bad(ABOUT_SID), asked()), report(GOOD, asked()))

    assert one.change is Change.UNKNOWN


def test_a_cookie_that_the_policy_drops_is_fixed() -> None:
    """It does not reach browsers any more."""
    rule = CookieRule(CookieMatch(MatchKind.NAME, SID.name), treatment=PartialTreatment(action=Action.DROP))
    (one,) = changes(report(bad(ABOUT_SID), SETS), report(GOOD), Policy(Site("https://shop.example"), cookies=(rule,)))

    assert (one.change, one.reason) == (Change.FIXED, "the policy keeps the cookie from browsers")


def stepped(step: Step) -> Exchange:
    """An exchange of a part of the walk."""
    return replace(asked(), step=step)


def test_what_is_asked_on_request_alone_is_not_known_where_it_was_not_asked() -> None:
    """A measurement that was not repeated has not shown anything; one that was makes the question moot."""
    before = report(bad(ABOUT_NONE), stepped(Step.MEASURE_IDLE))
    without = changes(before, report(NotApplicable("it was not measured"), asked()))
    with_it = changes(before, report(NotApplicable("it has no end"), stepped(Step.MEASURE_IDLE)))

    assert [one.change for one in (*without, *with_it)] == [Change.UNKNOWN, Change.MOOT]


@pytest.mark.parametrize(
    ("result", "change"), ((StepResult.DONE, Change.MOOT), (StepResult.FAILED, Change.UNKNOWN), (None, Change.UNKNOWN))
)
def test_what_a_further_login_showed_is_not_known_where_it_did_not_work(
    result: StepResult | None, change: Change
) -> None:
    """Nor what a logout did: the question arises, and nobody could ask it."""
    before = report(bad(ABOUT_NONE), stepped(Step.THIRD_LOGIN))
    after = report(NotApplicable("nobody logged in again"), stepped(Step.THIRD_LOGIN))
    steps = () if result is None else (StepOutcome(Step.THIRD_LOGIN, result, ""),)
    (one,) = changes(before, replace(after, recording=replace(after.recording, steps=steps)))

    assert one.change is change


def test_where_the_login_was_lost_nothing_is_moot() -> None:
    """Questions that don't arise without a session are not known."""
    (one,) = changes(report(bad(ABOUT_SID), SETS), report(NotApplicable("no session"), SETS, proved=False))

    assert one.change is Change.UNKNOWN


def about(message: str, name: str = "sid", path: str = "/") -> Finding:
    """A finding about a cookie in these words."""
    return replace(ABOUT_SID, message=message, cookie=replace(SID, name=name, path=path))


GOES = "The cookie sid goes to https://shop.example/wiki/."
CLASH = "The application at https://shop.example/wiki/ sets a cookie sid, too, where both apply."
PAGE_A, PAGE_B = (f"The page https://shop.example/{one} loads a part by http." for one in "ab")


@pytest.mark.parametrize(
    ("before", "after", "fixed"),
    (
        ((about(CLASH), about(GOES)), about(GOES, path="/shop"), CLASH),
        ((about(GOES), about(CLASH)), about(CLASH + " After a visit the session is gone.", path="/shop"), GOES),
        ((about(CLASH), about(GOES)), about(GOES.replace("sid", "__Host-sid"), "__Host-sid", "/shop"), CLASH),
        ((about(PAGE_A), about(PAGE_B)), about(PAGE_B), PAGE_A),
        (
            (replace(ABOUT_NONE, message=PAGE_A), replace(ABOUT_NONE, message=PAGE_B)),
            replace(ABOUT_NONE, message=PAGE_B),
            PAGE_A,
        ),
        ((about("Lives 9 days.", path="/a"), about("Lives 9 days.")), about("Lives 8 days."), "Lives 9 days."),
    ),
)
def test_of_several_findings_of_one_check_the_one_that_is_left_is_open(
    before: tuple[Finding, ...], after: Finding, fixed: str
) -> None:
    """Whatever their order, and though the cookie got another name and path: the other one is fixed."""
    found = changes(report(bad(*before), SETS), report(bad(after), SETS))

    assert [(one.change, one.told.message) for one in found] == [(Change.FIXED, fixed), (Change.OPEN, after.message)]
    assert found[1].before == before[1]


def test_an_address_of_the_application_is_the_same_at_another_origin() -> None:
    """As the address of today; one of another site has not moved."""
    query, other = PAGE_A.replace("/a", "/a?x=1"), "The page https://cdn.example/c loads a part by http."
    was = report(bad(about(PAGE_B), about(PAGE_A), about(query), about(other)), SETS)
    today = tuple(about(one.replace("shop.example", "new.example")) for one in (other, query, PAGE_A))
    now = report(bad(*today), SETS)
    target = replace(now.recording.target, url="https://new.example/", https="https://new.example/")
    now = replace(now, recording=replace(now.recording, target=target))
    matches = CookieMatches(was.recording, now.recording, moved_to(was.recording, "https://new.example/")[1])
    fixed, *still = finding_changes(was, now, matches)

    assert (fixed.change, fixed.told.message) == (Change.FIXED, PAGE_B)
    assert [(one.before, one.after) for one in still] == [
        (about(PAGE_A), today[2]),
        (about(query), today[1]),
        (about(other), today[0]),
    ]


def unknown_session(outcome: Outcome, *exchanges: Exchange) -> Report:
    """A report of an audit in which nobody got in, and what to supply."""
    found = report(outcome, *exchanges, proved=False)
    return replace(found, recording=replace(found.recording, login=replace(found.recording.login, supply="Log in.")))


def proved(outcome: Outcome, *exchanges: Exchange) -> Report:
    """A report of an audit that proved which cookie carries the session: sid."""
    found = report(outcome, *exchanges)
    return replace(found, recording=replace(found.recording, credentials=proof([cookie("sid")])))


LANG = "Set-Cookie: lang=en; Path=/"
SETS_BOTH = answered("Set-Cookie: sid=~0123456789a; Path=/", LANG)
ABOUT_LANG = replace(ABOUT_SID, cookie=cookie("lang"))
ABOUT_MORE = replace(ABOUT_SID, cookie=cookie("more"))
NOBODY = ("nobody was logged in, so nothing is known of it", "Log in.")
UNPROVED = ("which cookie carries the session was not proved this time", "")


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    (
        (bad(ABOUT_SID), GOOD, [(Change.UNKNOWN, *NOBODY)]),
        (bad(ABOUT_SID), Passed("Fine.", (NOTE,)), [(Change.UNKNOWN, *NOBODY)]),
        (bad(ABOUT_SID), bad(ABOUT_NONE), [(Change.UNKNOWN, *NOBODY)] * 2),
        (bad(ABOUT_SID), bad(ABOUT_SID), [(Change.OPEN, "", "")]),
        (GOOD, bad(ABOUT_SID), [(Change.UNKNOWN, *NOBODY)]),
        (GOOD, bad(ABOUT_LANG), [(Change.UNKNOWN, *NOBODY)]),
        (GOOD, bad(ABOUT_MORE), [(Change.NEW, "", "")]),
        (GOOD, bad(ABOUT_NONE), [(Change.NEW, "", "")]),
        (bad(ABOUT_LANG), GOOD, [(Change.FIXED, "", "")]),
    ),
)
def test_where_nobody_got_in_nothing_of_the_session_is_fixed_or_new(
    was: Outcome, now: Outcome, expected: list[tuple[Change, str, str]]
) -> None:
    """Nor what is found in cookies that were known to carry no session; what no login is needed for may be."""
    before = proved(was, replace(SETS_BOTH, browser="anonymous"))
    found = changes(before, unknown_session(now, SETS_BOTH))

    assert [(one.change, one.reason, one.supply) for one in found] == expected


def test_a_session_that_was_not_proved_again_is_as_unknown() -> None:
    """An audit that was cut short after the login."""
    (one,) = changes(proved(bad(ABOUT_SID), SETS_BOTH), report(GOOD, SETS_BOTH))

    assert (one.change, one.reason, one.supply) == (Change.UNKNOWN, *UNPROVED)


def test_what_keeps_everybody_out_is_new() -> None:
    """A Path that no page is below is found because nobody got in."""
    before, after = proved(GOOD, SETS_BOTH), unknown_session(bad(ABOUT_SID), SETS_BOTH)
    (question,) = after.questions
    (was,) = before.questions
    before, after = (
        replace(one, questions=(replace(asked, answers=(replace(asked.answers[0], check=LOST_COOKIE),)),))
        for one, asked in ((before, was), (after, question))
    )
    (one,) = changes(before, after)

    assert one.change is Change.NEW


def test_they_come_by_change_and_worst_first() -> None:
    """Fixed, open, new, moot, unknown."""
    low = replace(ABOUT_NONE, severity=Severity.LOW)
    other = replace(ABOUT_SID, cookie=replace(SID, name="other"))
    found = changes(report(bad(low, ABOUT_SID, other), SETS), report(bad(ABOUT_SID, low), SETS))

    assert [(one.change, one.told.severity) for one in found] == [
        (Change.OPEN, Severity.HIGH),
        (Change.OPEN, Severity.LOW),
        (Change.UNKNOWN, Severity.HIGH),
    ]
