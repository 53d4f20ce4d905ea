"""The checks of set-cookie lines point at the line that shows the fault, not just at any of the cookie's."""

from dataclasses import replace

from hardtack.checks import session_cookie_readable_by_script, session_cookie_sent_in_clear
from hardtack.recording.model import Recording
from hardtack.verdict import Check, Evidence, Failed
from tests.recording.recordings import TARGET, answered, cookie, inside, proof, recording

SID = cookie("sid")
SENT = (("sid", "~a"),)


def evidence(check: Check, made: Recording) -> Evidence:
    """The evidence of the one finding of a failed check."""
    verdict = check.ask(made)
    assert isinstance(verdict, Failed)
    ((shown,),) = (one.evidence for one in verdict.findings)
    return shown


def test_the_line_without_the_flag_is_shown() -> None:
    """Of several lines the one without HttpOnly is the evidence, though a good one came later."""
    good, bad = "Set-Cookie: sid=~a; HttpOnly", "Set-Cookie: sid=~a"
    made = recording(answered(good), answered(bad), answered(good), credentials=proof((SID,)))
    shown = evidence(session_cookie_readable_by_script.CHECK, made)
    assert (shown.exchange, shown.field_line) == (1, "sid=~a")
    assert "proved by replay" in shown.note


def test_a_cookie_without_a_line_is_shown_where_it_was_sent() -> None:
    """A cookie that a script set is seen in the first request that carries it."""
    made = recording(
        answered(), answered(sent=SENT), answered(sent=SENT), credentials=proof((SID,)), probes=(inside(2),)
    )
    shown = evidence(session_cookie_readable_by_script.CHECK, made)
    assert (shown.exchange, shown.field_line) == (1, None)


def test_hsts_that_does_not_count_is_shown() -> None:
    """Where the site's HSTS is at fault, its field is the evidence; where there is none, the first answer is."""
    void = answered("Strict-Transport-Security: max-age=x")
    stranger = replace(TARGET, authenticated=False)
    shown = evidence(session_cookie_sent_in_clear.CHECK, replace(recording(answered(), void), target=stranger))
    assert (shown.exchange, shown.field_line) == (1, "max-age=x")
    shown = evidence(session_cookie_sent_in_clear.CHECK, replace(recording(answered()), target=stranger))
    assert (shown.exchange, shown.field_line) == (0, None)
