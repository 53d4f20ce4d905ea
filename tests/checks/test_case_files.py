"""The checks, held to their case files, and the case files, held to their format."""

import inspect
import re
from pathlib import Path

import pytest

from hardtack.checks import CHECKS
from hardtack.recording.model import Purpose, Recording, Side, Step
from hardtack.verdict import (
    Check,
    Confidence,
    Evidence,
    Failed,
    Finding,
    Inconclusive,
    NotApplicable,
    Passed,
    Severity,
    Verdict,
)
from tests.checks.case_files import CASES, Case, Expected, disagreements, load_cases, read_cases

ASK = {check.name: check.ask for check in CHECKS}


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.check}: {case.title}") for case in load_cases()])
def test_case(case: Case) -> None:
    """The check says of the recording what its case file demands."""
    verdict = ASK[case.check](case.recording)
    wrong = disagreements(verdict, case.expected)
    assert not wrong, "\n".join([case.title, *wrong])


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.check}: {case.title}") for case in load_cases()])
def test_evidence_stands_in_the_recording(case: Case) -> None:
    """Every finding points at an exchange that is there, and at a field line that stands in its response."""
    for finding in findings(ASK[case.check](case.recording)):
        for evidence in finding.evidence:
            exchange = case.recording.exchanges[evidence.exchange]
            if evidence.field_line is not None:
                assert exchange.response is not None
                values = [value for _, value in exchange.response.fields]
                assert any(evidence.field_line.endswith(value) for value in values), evidence.field_line


@pytest.mark.parametrize("name", sorted(ASK))
def test_every_check_has_good_and_bad_cases(name: str) -> None:
    """A check has a case where it fails and one where it does not."""
    outcomes = {case.expected.outcome for case in load_cases() if case.check == name}
    assert "failed" in outcomes or all(check.severity is Severity.INFO for check in CHECKS if check.name == name)
    assert outcomes - {"failed"}


@pytest.mark.parametrize("check", [pytest.param(check, id=check.code) for check in CHECKS])
def test_worst_severity_is_stated(check: Check) -> None:
    """No case makes a check more severe than its record says, and one makes it as severe."""
    verdicts = [check.ask(case.recording) for case in load_cases() if case.check == check.name]
    assert max(finding.severity for verdict in verdicts for finding in findings(verdict)) is check.severity


def test_codes_are_in_order_and_unique() -> None:
    """Checks are asked in the order of their codes; no code or name stands for two; the hundreds are the question."""
    numbers = [int(check.code.removeprefix("HT")) for check in CHECKS]
    assert numbers == sorted(set(numbers))
    assert len(ASK) == len(CHECKS)
    for check, number in zip(CHECKS, numbers, strict=True):
        assert (check.question.id if check.question else "Q11") == f"Q{number // 100}"


@pytest.mark.parametrize("check", [pytest.param(check, id=check.code) for check in CHECKS])
def test_pages_have_their_headings(check: Check) -> None:
    """The module docstring is the check's page, with the five headings in order."""
    headings = ["What it asks", "Why it matters", "Remedy", "Example", "References"]
    found = re.findall(rf"^({'|'.join(headings)})s?:?$", inspect.cleandoc(check.page), re.MULTILINE)
    assert found == headings


def test_every_folder_is_a_check() -> None:
    """Case files lie in folders that are named as checks are."""
    assert {folder.name for folder in CASES.iterdir() if folder.is_dir()} == set(ASK)


FILE = """# A shop

```toml
sets = [["sid"]]
[cookies]
sid = { path = "/shop" }
[target]
http = "http://shop.example/"
```

```http step=LOGIN browser=anonymous at=2.5
POST https://shop.example/login
Content-Type: application/x-www-form-urlencoded
Cookie: lang=en

user=baker&pw=Biscuit-77-oat

HTTP/1.1 302 Found
Set-Cookie: sid={a*5000}; Path=/shop
Set-Cookie: b=x\\x09y
```

## Before

```verdict
outcome = "passed"
```

## After

```toml
[login]
method = "BASIC"
[target]
also = ["https://shop.example/wiki"]
[steps]
LOGOUT = "failed: no way out was found"
```

```http step=FIXATION browser=frozen probe=BEFORE_LOGIN side=unknown seen=outside control=0
GET https://shop.example/shop/account
Cookie: sid=4f5a8c0e1b2d3a4f

failure: TIMEOUT
```

```verdict
outcome = "failed"
severity = "high"
```
"""


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Case, ...]:
    """The two cases of `FILE`."""
    folder = tmp_path / "some-check"
    folder.mkdir()
    (folder / "shop.md").write_text(FILE, encoding="utf-8")
    return load_cases(tmp_path)


def test_sections_share_their_beginning(cases: tuple[Case, ...]) -> None:
    """Each heading is a case that begins with what stands above the first of them."""
    before, after = cases
    assert (before.check, before.title, after.title) == ("some-check", "shop: Before", "shop: After")
    assert (len(before.recording.exchanges), len(after.recording.exchanges)) == (1, 2)
    assert before.recording.target.also == ()
    assert after.recording.target.also == ("https://shop.example/wiki",)
    assert before.recording.target.http == after.recording.target.http == "http://shop.example/"
    assert (before.recording.login.proved, after.recording.login.proved) == (False, True)
    assert (before.expected.outcome, after.expected.severity) == ("passed", "high")


def test_messages_go_through_the_redactor(cases: tuple[Case, ...]) -> None:
    """Messages are parsed as sent, the format's escapes resolved, and values masked at their own length."""
    exchange = cases[0].recording.exchanges[0]
    assert (exchange.step, exchange.browser, exchange.at) == (Step.LOGIN, "anonymous", 2.5)
    assert exchange.request.parameters == ("user", "pw")
    assert exchange.request.cookies[0][0] == "lang"
    assert exchange.response is not None
    lines = exchange.response.values("set-cookie")
    assert lines[0].startswith("sid=~")
    assert len(lines[0]) == len("sid=; Path=/shop") + 5000
    assert "\t" in lines[1]
    assert cases[0].recording.facts(lines[0][4:5004]) is not None


def test_probes_stand_on_their_exchange(cases: tuple[Case, ...]) -> None:
    """An exchange that answers the oracle makes the probe, with the cookies that were sent."""
    recording: Recording = cases[1].recording
    (probe,) = recording.probes
    assert (probe.purpose, probe.seen, probe.side) == (Purpose.BEFORE_LOGIN, Side.OUTSIDE, Side.UNKNOWN)
    assert (probe.exchange, probe.control) == (1, 0)
    assert probe.cookies == recording.credentials.sets[0] if recording.credentials else False
    assert probe.cookies[0].path == "/shop"
    assert (recording.exchanges[1].response, recording.exchanges[1].failure) == (None, "timed out")
    assert [(step.step, step.detail) for step in recording.steps][-1] == (Step.LOGOUT, "no way out was found")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    (
        ('```verdict\noutcome = "passed"\n```', "", "a case without a verdict"),
        ('outcome = "passed"', 'outcome = "good"', "an outcome that there is not"),
        ('outcome = "passed"', 'outcome = "passed"\nmood = "good"', "a demand that there is not"),
        ("HTTP/1.1 302 Found", "302", "a block without a response"),
        ("at=2.5", "when=2.5", "a word that an exchange does not have"),
        ("[cookies]", "[cookie]", "a table that the walk does not make"),
        ("sets = ", "set = ", "a key that the walk does not make"),
        ('sid = { path = "/shop" }', 'sid = "/shop"', "a cookie that is no table"),
        ('[["sid"]]', '["sid"]', "a set that is no list"),
    ),
)
def test_wrong_files_are_refused(tmp_path: Path, old: str, new: str, why: str) -> None:
    """A file that does not follow the format is refused by name, so that no case is silently empty."""
    path = tmp_path / "shop.md"
    assert old in FILE, why
    path.write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match="shop"):
        tuple(read_cases(path))


def finding(severity: Severity, message: str = "The cookie sid is bad.") -> Finding:
    """A finding of some severity."""
    return Finding(message, severity, Confidence.HIGH, (Evidence(0),))


@pytest.mark.parametrize(
    ("verdict", "demand", "complaint"),
    (
        (Passed("All is well."), {"says": ("ill",)}, "does not say 'ill'"),
        (Passed("All is well."), {"silent": ("WELL",)}, "says 'WELL'"),
        (Passed("All is well.", (finding(Severity.INFO),)), {"notes": ()}, "has notes"),
        (Passed("All is well.", (finding(Severity.INFO),)), {"notes": ("good",)}, "does not note 'good'"),
        (NotApplicable("No cookie."), {}, "is not-applicable, not passed"),
        (Inconclusive("Not seen.", "Supply."), {}, "is inconclusive, not passed"),
        (Failed("Bad.", (finding(Severity.LOW),)), {"severity": "high"}, "is not of severity high"),
        (Failed("Bad.", (finding(Severity.LOW),)), {"confidence": "low"}, "is not of confidence low"),
        (Failed("Bad.", (finding(Severity.LOW),)), {"cookies": ("sid",)}, "names the cookies [], not ['sid']"),
    ),
)
def test_disagreements(verdict: Verdict, demand: dict[str, tuple[str, ...]], complaint: str) -> None:
    """Each demand that a verdict does not meet is a line."""
    table: dict[str, object] = {
        "outcome": "passed",
        "severity": None,
        "confidence": None,
        "cookies": None,
        "notes": None,
    }
    expected = Expected(**{**table, "says": (), "silent": (), **demand})  # type: ignore[arg-type]
    assert complaint in disagreements(verdict, expected)


def test_agreement() -> None:
    """A verdict that is as demanded leaves nothing to say."""
    expected = Expected("passed", "none", "none", (), ("well",), (), ("ill",))
    assert disagreements(Passed("All is well."), expected) == []


def findings(verdict: Verdict) -> tuple[Finding, ...]:
    """All findings of a verdict, notes included."""
    match verdict:
        case Passed(notes=notes) | NotApplicable(notes=notes):
            return notes
        case Failed(findings=found):
            return found
        case Inconclusive():
            return ()
