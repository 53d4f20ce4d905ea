"""Two audits compared, as JSON and as text."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hardtack.cookies import SameSite
from hardtack.errors import ExitCode
from hardtack.policy import HttpOnlyRule, Policy, SameSiteRule, SecureRule, Treatment
from hardtack.policy import Site as PolicySite
from hardtack.recording.moved import moved_to
from hardtack.recording.walk.login import REFUSED_BY_FORM
from hardtack.report.changed import Part
from hardtack.report.comparison import Comparison, QuestionChange, Turn, compare, ending_of
from hardtack.report.comparison_json import VERIFY_SCHEMA, comparison_json, verify_schema_text
from hardtack.report.comparison_text import comparison_text
from hardtack.report.finding_changes import Change
from hardtack.report.in_force import LOAD
from hardtack.report.paint import Look
from hardtack.verdict import Errored, Failed, Inconclusive, NotApplicable, Outcome, Passed, Question, Report, Severity
from tests.recording.site import BRIEF, REFUSED, busy, html, play
from tests.report.comparing import GOOD, WEAK, again, compared
from tests.report.sample import finding, report

ROOT = Path(__file__).resolve().parents[2]
HARD = Policy(
    PolicySite("https://shop.example"),
    defaults=Treatment(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE, SameSiteRule(SameSite.LAX)),
)
BAD = Failed("Bad.", (finding(),))
LOW = Failed("Bad.", (finding(Severity.LOW),))
GOOD_ANSWER = Passed("Fine.")
OPEN = Inconclusive("no way out was found", "Name the way out.")


def held(before: Report, after: Report, policy: Policy | None = None) -> Comparison:
    """Two reports of one recording compared."""
    return compare(before, after, moved_to(before.recording, None)[1], policy)


@pytest.mark.parametrize(
    ("before", "after", "turn"),
    (
        (BAD, BAD, Turn.SAME),
        (BAD, GOOD_ANSWER, Turn.FIXED),
        (GOOD_ANSWER, BAD, Turn.WORSE),
        (NotApplicable("no"), BAD, Turn.NEW),
        (OPEN, BAD, Turn.KNOWN),
        (GOOD_ANSWER, OPEN, Turn.LOST),
        (BAD, Errored("E"), Turn.LOST),
        (BAD, NotApplicable("no"), Turn.MOOT),
        (OPEN, Errored("E"), Turn.SAME),
    ),
)
def test_how_an_answer_turned(before: Outcome, after: Outcome, turn: Turn) -> None:
    """Better, worse, known, not known, or as it was."""
    assert QuestionChange(Question.Q1, before, after).turn is turn


def test_a_fix_is_found_and_breaks_nothing() -> None:
    """What was wrong is right, the pages answer as before, and the policy is in force."""
    found = compared(WEAK, GOOD, HARD)

    assert {one.check.code for one in found.findings if one.change.value == "fixed"} >= {"HT301", "HT1001"}
    assert (found.broken, found.breaches) == ((), ())
    assert found.pages > 3


def test_a_cookie_that_never_comes_back_is_named_as_the_cause() -> None:
    """A login is lost because of a Path that no page is below: that is what is to be looked at."""
    found = compared(GOOD, replace(GOOD, cookies=(replace(GOOD.cookies[0], attributes="Path=/else; Secure"),)))
    (login,) = [one for one in found.broken if one.part is Part.LOGIN]

    assert login.hint.startswith("The cookie sid has Path=/else, which matches no address of the application")
    assert (login.now, login.first) == (REFUSED_BY_FORM, "")


def test_a_policy_of_another_site_is_the_cause() -> None:
    """What was asked is not what it is for: that comes next."""
    text = comparison_text(compared(WEAK, WEAK, replace(HARD, site=PolicySite("https://other.example"))))

    assert "  → The policy is for https://other.example, and what was asked is https://shop.example." in text
    assert "Next: verify again with the URL that the policy is for, https://other.example" in text


def test_a_wrong_password_fixes_nothing_and_is_to_be_checked_first() -> None:
    """What the session's cookie was found to lack is not known any more; what needs no login is as open as it was."""
    plain, brief = replace(WEAK, schemes=("http",)), replace(BRIEF, url="http://shop.example/")
    before = play(plain, brief)
    found = compared(before, play(plain, replace(again(before, brief), password="wrong")))
    text = comparison_text(found)

    assert {(one.check.code, one.change) for one in found.findings} >= {
        ("HT1001", Change.UNKNOWN),
        ("HT301", Change.UNKNOWN),
        ("HT801", Change.OPEN),
    }
    assert {one.change for one in found.findings} == {Change.UNKNOWN, Change.OPEN}
    assert "the user name or the password given may be wrong" in " ".join(text.split())
    assert "Next: check user name and password; if they are right, undo the change at the server" in text


def test_a_policy_that_is_not_in_force_is_told() -> None:
    """The site as it was, with the policy that it should have by now."""
    found = compared(WEAK, WEAK, HARD)
    text = comparison_text(found)

    assert found.breaches
    assert "The policy is not in force: " in text
    assert "  → Not one set-cookie line is as the policy has it" in text
    unknown = comparison_text(replace(found, cause=None))
    assert unknown == "".join(line for line in text.splitlines(keepends=True) if not line.startswith("  → Not one"))
    assert "policy      sid=‹32 characters›; Path=/; Secure; HttpOnly; SameSite=Lax" in text
    assert ending_of(found, fail_on=Severity.CRITICAL, strict=False) is ExitCode.FINDINGS


@pytest.mark.parametrize(
    ("before", "after", "fail_on", "strict", "end"),
    (
        (BAD, GOOD_ANSWER, Severity.LOW, True, ExitCode.CLEAN),
        (BAD, BAD, Severity.LOW, False, ExitCode.FINDINGS),
        (BAD, LOW, Severity.MEDIUM, False, ExitCode.CLEAN),
        (GOOD_ANSWER, BAD, Severity.LOW, False, ExitCode.FINDINGS),
        (BAD, OPEN, Severity.LOW, False, ExitCode.CLEAN),
        (BAD, OPEN, Severity.LOW, True, ExitCode.INCONCLUSIVE),
        (BAD, NotApplicable("no"), Severity.LOW, True, ExitCode.CLEAN),
    ),
)
def test_how_it_ends(
    before: Outcome,
    after: Outcome,
    fail_on: Severity,
    strict: bool,  # noqa: FBT001 -- a column of the table
    end: ExitCode,
) -> None:
    """Findings that are left count from --fail-on on, what is not known under --strict."""
    found = held(report({"Q1": before}), report({"Q1": after}))

    assert ending_of(found, fail_on=fail_on, strict=strict) is end


def test_a_verification_without_a_login_is_never_clean() -> None:
    """Where the site refused too many requests nothing is broken, and nothing is shown to be right either."""
    clean = replace(GOOD, single=True)
    found = compared(clean, replace(clean, instead=busy(429, range(4, 999))))

    assert (found.broken, found.after.recording.login.proved) == ((), False)
    assert ending_of(found, fail_on=Severity.LOW, strict=False) is ExitCode.COULD_NOT_RUN
    assert ending_of(found, fail_on=Severity.LOW, strict=True) is ExitCode.INCONCLUSIVE


def test_what_is_not_known_counts_under_strict_though_every_question_is_answered() -> None:
    """A check beyond the ten without an answer, a finding whose cookie was not seen."""
    lost = held(report(extras=(GOOD_ANSWER, BAD)), report(extras=(OPEN, Errored("E"))))
    assert [(one.subject, one.reason) for one in lost.unknown] == [
        ("HT1101", "no way out was found"),
        ("HT1102", "the check crashed, a defect of hardtack: E"),
    ]
    was, now = report({"Q1": BAD}), report()
    unseen = replace(now, recording=replace(now.recording, exchanges=(), probes=(), scripts=()))
    found = held(replace(was, recording=replace(was.recording, probes=())), unseen)

    assert ending_of(found, fail_on=Severity.LOW, strict=True) is ExitCode.INCONCLUSIVE


EVERY = {
    "fixed": compared(WEAK, GOOD, HARD),
    "worse": compared(GOOD, WEAK),
    "same": compared(GOOD, GOOD),
    "clean": compared(replace(GOOD, single=True), replace(GOOD, single=True)),
    "breach": compared(WEAK, WEAK, HARD),
    "broken": compared(GOOD, replace(GOOD, pages={"/login": html("<title>Gone</title>", 404)})),
    "down": compared(GOOD, replace(GOOD, instead=lambda *_: REFUSED)),
    "outside": compared(GOOD, play(GOOD, replace(BRIEF, password=None))),
    "notes": held(
        report({"Q1": BAD, "Q2": BAD}), report({"Q1": Passed("Fine.", (finding(Severity.INFO),)), "Q2": LOW})
    ),
}


@pytest.mark.parametrize("name", EVERY)
def test_the_json_obeys_its_schema(name: str) -> None:
    """Whatever became of it; cookie values stand nowhere."""
    text = comparison_json(EVERY[name])
    Draft202012Validator(VERIFY_SCHEMA).validate(json.loads(text))

    assert text.isascii()
    assert "~" not in text


def test_the_json_tells_why_the_policy_is_not_in_force() -> None:
    """The cause and its remedy, as the text does; null where it is in force."""
    told = json.loads(comparison_json(EVERY["breach"]))["policy_cause"]

    assert (told["told"].partition(":")[0], told["remedy"]) == ("Not one set-cookie line is as the policy has it", LOAD)
    assert json.loads(comparison_json(EVERY["fixed"]))["policy_cause"] is None


def test_the_schema_is_published() -> None:
    """docs/schema/verify-1.json is what the code says, and a schema."""
    Draft202012Validator.check_schema(VERIFY_SCHEMA)

    assert (ROOT / "docs" / "schema" / "verify-1.json").read_text(encoding="utf-8") == verify_schema_text()


@pytest.mark.parametrize("name", EVERY)
def test_the_text_keeps_to_its_width(name: str) -> None:
    """But for commands, which stay on one line; colour says nothing more."""
    plain = comparison_text(EVERY[name], Look(width=80))
    painted = comparison_text(EVERY[name], Look(color=True, width=80))

    assert all(len(line) <= 80 or line.startswith("    reproduce") for line in plain.splitlines())
    assert "\x1b[" not in plain
    assert _unpainted(painted) == plain


def _unpainted(text: str) -> str:
    first, *rest = text.split("\x1b[")
    return first + "".join(one.partition("m")[2] for one in rest)


@pytest.mark.parametrize(
    ("name", "lines"),
    (
        (
            "fixed",
            ("Fixed: ", "  Q3   FAILED   passed   ", "The policy is in force in all that was seen", "0 broken, "),
        ),
        ("worse", ("New: ", "Next: hardtack explain HT", "seen in")),
        ("same", ("0 broken, 0 fixed, 1 still open, 0 new, 0 not known any more, 4 pages as before",)),
        ("clean", ("Next: keep the new recording (--record), and verify shop.example against it after",)),
        ("breach", ("Still open: ", "Next: see that the server in front has loaded", "and in ")),
        ("broken", ("Broken: 2 things worked before and no longer do", "  login no longer works: ", "    after ")),
        ("broken", ("Next: undo the change at the server, or mend it, and verify again", "    → ")),
        ("down", ("no answer",)),
        ("outside", ("Not known", "  · login, Q1, Q2, ", "Next: Give --username")),
        ("notes", ("a note is left: The cookie sid lacks something.", "(it was high)")),
    ),
)
def test_the_text_says_what_became_of_it(name: str, lines: tuple[str, ...]) -> None:
    """The worst first, then what is fixed, open, new and not known, and what to do next."""
    text = comparison_text(EVERY[name])

    assert [line for line in lines if line not in text] == []


def test_new_findings_say_that_they_were_not_known_before() -> None:
    """A question that was open then may have been as bad then."""
    text = comparison_text(held(report({"Q1": OPEN}), report({"Q1": BAD})))

    assert "    before      it was not known before: no way out was found" in text


def test_what_no_longer_arises_is_told_last() -> None:
    """With the reason of today."""
    text = comparison_text(held(report({"Q1": BAD}), report({"Q1": NotApplicable("there is no plain side")})))

    assert text.index("No longer arises: 1 finding") < text.index("now: there is no plain side")


def test_what_is_not_known_without_anything_to_supply_is_to_be_asked_again() -> None:
    """That is then what comes next."""
    text = comparison_text(held(report({"Q1": BAD}), report({"Q1": Errored("E")})))

    assert "Next: ask again for what is not known" in text
