"""A plan as a whole: what it tells, what it leaves to the application, and that it stands still."""

from dataclasses import replace

from hardtack.audit import audit
from hardtack.policy import (
    PlanTerms,
    plan,
    plan_toml,
)
from tests.checks.case_files import load_cases
from tests.policy.planning import ASKED, Site, planned, rule, why
from tests.policy.traps import SAFE, YEAR, lines


def test_what_no_policy_can_mend_is_told() -> None:
    """Findings that no key answers, worst first, each with who can mend it; nothing is told twice."""
    wide = "wide=~7; Path=/; Domain=example"
    kept = replace(SAFE, lines=(*SAFE.lines, wide, "__Host-x=~8; Path=/"))
    made = planned(kept.recording())
    text = "\n".join(made.open)

    assert "hardtack explain HT1103" in text
    assert "No rule is for that cookie" in text
    assert "What no policy can mend:" in plan_toml(made, "Planned.")


def test_what_takes_the_application_is_told() -> None:
    """A session that outlives its logout is no business of a cookie's attributes; nothing else is promised for it."""
    case = next(one for one in load_cases() if one.check == "session-alive-after-logout" and one.expected.severity)
    told = next(text for text in planned(case.recording).open if text.startswith("HT201: "))

    assert told.endswith("It takes the application: hardtack explain HT201.")


def test_each_rule_says_which_findings_it_answers() -> None:
    """By their codes, sorted; those of the defaults count too."""
    made = planned(replace(SAFE, lines=lines("Path=/", YEAR)).recording())

    assert rule(made).answers == ("HT301", "HT501", "HT1001", "HT1101")


def test_many_findings_are_counted() -> None:
    """A line that answers many names the first of them."""
    many = tuple(f"s{number}=~111111111111111{number}; Path=/" for number in range(5))
    made = planned(Site(many, target=ASKED, session=tuple(f"s{number}" for number in range(5))).recording())

    assert "… and 2 more" in why(made, "defaults", "secure")


def test_a_plan_twice_is_a_plan_once() -> None:
    """The plan of a site that is as planned asks for no more: no second prefix, no other Path, no shorter life."""
    hard = ("__Host-sid=~1111111111111111; Path=/; Secure; HttpOnly; SameSite=Lax",)
    made = planned(Site(hard, target=ASKED, session=("__Host-sid",)).recording())
    treatment = rule(made, "__Host-sid").treatment

    assert (treatment.prefix, treatment.path, treatment.domain, treatment.lifetime) == (None, None, None, None)
    assert rule(made, "__Host-sid").was == ()


def test_a_plan_is_of_what_was_seen_alone() -> None:
    """The same report gives the same plan, and neither holds a value."""
    report = audit(SAFE.recording())
    text = plan_toml(plan(report, PlanTerms()), "Planned.")

    assert plan_toml(plan(report, PlanTerms()), "Planned.") == text
    assert "~1111" not in text
