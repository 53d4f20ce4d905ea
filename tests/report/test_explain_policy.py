"""What a policy makes of a line, told in every format."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from hardtack.policy import Policy
from hardtack.report.explain_json import explain_json
from hardtack.report.explain_text import explain_text
from hardtack.report.explained import ExplainedLines, harden
from hardtack.report.paint import Look
from tests.policy.making import policy_of
from tests.policy_corpus import policy_files, read_policy
from tests.report.explaining import SECRET, SUFFIXES, explained

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schema" / "explain-1.json"
VALIDATOR = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
POLICY = policy_of("""
[defaults]
secure = "if_tls"
httponly = "require"
domain = "remove"

[[cookies]]
match = { name = "sid" }
role = "session"
prefix = "__Host-"
was = [{ name = "sid", path = "/old" }]

[[cookies]]
match = { prefix = "ad" }
action = "drop"

[limits]
set_cookie_bytes = 120
""")
LONG = f"sid={SECRET}{'x' * 120}"


def hardened(*lines: str, url: str = "https://www.example.com/login", policy: Policy = POLICY) -> ExplainedLines:
    """The lines in the browsers, through a policy."""
    return harden(explained(*lines, url=url), policy, SUFFIXES)


def text(*lines: str, url: str = "https://www.example.com/login") -> str:
    """What is printed of them."""
    return explain_text(hardened(*lines, url=url), Look())


def of_policy(line: str, *, reveal: bool = False) -> dict[str, Any]:
    """What a program reads of it."""
    found: dict[str, Any] = json.loads(explain_json(hardened(line), reveal=reveal))["lines"][0]["policy"]
    return found


def test_a_change_is_told_piece_by_piece() -> None:
    """The line that came, every change with its words, what goes before, the line that goes out, browsers on that."""
    assert text(f"sid={SECRET}; path=/app; Domain=example.com; SameSite=Lax").startswith(
        "As if sent by https://www.example.com/login (assumed: no --url), through the policy\n"
        "\n"
        "Set-Cookie: sid=Canary…‹32 characters›; path=/app; Domain=example.com; SameSite=Lax\n"
        '  CHANGED   the policy changes the line (cookies[1], name = "sid")\n'
        '  __Host-sid  was sid: prefix = "__Host-" (cookies[1])\n'
        '  Path=/      was path=/app: prefix = "__Host-" (cookies[1])\n'
        '  no Domain   Domain=example.com is taken out: domain = "remove" (defaults)\n'
        '  Secure      added: secure = "if_tls" (defaults)\n'
        '  HttpOnly    added: httponly = "require" (defaults)\n'
        "  before it   sid=; Path=/old; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT (deletes what it\n"
        "              was)\n"
        "\n"
        "Set-Cookie: __Host-sid=Canary…‹32 characters›; Path=/; SameSite=Lax; Secure; HttpOnly\n"
        "  STORED    draft, Chromium 156, Firefox 153\n"
        "\n"
        "  goes to        www.example.com alone, any port, every path\n"
    )


def test_a_line_that_stays_is_told_once() -> None:
    """And so is a deletion that keeps its lifetime."""
    assert (
        "Set-Cookie: a=1; Secure; HttpOnly\n"
        "  KEPT      the policy leaves the line as it is (no rule names it)\n"
        "  STORED    draft, Chromium 156, Firefox 153\n"
    ) in text("a=1; Secure; HttpOnly")
    assert "is, which deletes a cookie, so its lifetime stays (no" in text("a=1; Secure; HttpOnly; Max-Age=0")


@pytest.mark.parametrize(
    ("line", "said", "bad"),
    (
        ("ad1=1", '  DROPPED   the policy drops it: action = "drop" (cookies[2])', False),
        (
            f"a={LONG}",
            "  DROPPED   the policy can't be enforced: a set-cookie line is longer than limits.set_cookie_bytes",
            True,
        ),
        (
            "sid=1\x01",
            "  REFUSED   502 stands in place of the response: a set-cookie line holds a control character",
            True,
        ),
    ),
)
def test_a_line_that_does_not_go_out_says_why(line: str, said: str, bad: bool) -> None:  # noqa: FBT001 -- a column
    """Nothing is said of browsers then; what can't be enforced counts as rejected."""
    shown = text(line)
    assert f"\n{said}" in shown
    assert "STORED" not in shown
    assert hardened(line).rejected is bad


def test_a_policy_that_drops_all_unknown_cookies_says_so() -> None:
    """It is no rule that does."""
    policy = policy_of('unknown = "drop"')
    assert 'drops it: unknown = "drop" (no rule names it)' in explain_text(hardened("a=1", policy=policy))


def test_the_line_that_goes_out_is_the_one_that_browsers_judge() -> None:
    """What they reject of the line that came is no matter, and the scheme of the URL is."""
    line = "__Secure-a=1; HttpOnly"
    assert explained(line).rejected
    assert not hardened(line).rejected
    assert hardened(line, url="http://www.example.com/").rejected
    assert "by itself, 1 rejected" in text("a=1; Secure", "sid=\x01")


def test_a_program_is_told_the_same() -> None:
    """Rules are counted as in messages on policies; what is beside it is about the line as it came."""
    told = of_policy(f"sid={SECRET}; Path=/; Secure; Domain=example.com")

    assert (told["outcome"], told["rule"], told["deletion"]) == ("changed", 1, False)
    assert told["line"] == "__Host-sid=Canary…‹32 characters›; Path=/; Secure; HttpOnly"
    assert told["changes"] == [
        {"part": "name", "before": "sid", "after": "__Host-sid", "field": "prefix", "setting": 'prefix = "__Host-"',
         "rule": 1},
        {"part": "domain", "before": "Domain=example.com", "after": None, "field": "domain",
         "setting": 'domain = "remove"', "rule": None},
        {"part": "httponly", "before": None, "after": "HttpOnly", "field": "httponly",
         "setting": 'httponly = "require"', "rule": None},
    ]  # fmt: skip
    assert told["before_it"] == ["sid=; Path=/old; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]
    assert [one["prefix"] for one in told["browsers"]] == ["__Host-"] * 3
    beside = json.loads(explain_json(hardened("sid=1")))["lines"][0]["browsers"]
    assert [one["prefix"] for one in beside] == [None] * 3


@pytest.mark.parametrize(
    ("line", "outcome"), (("ad=1", "dropped"), ("sid=\x01", "refused"), ("a=1; Secure; HttpOnly", "kept"))
)
def test_each_outcome_has_its_word(line: str, outcome: str) -> None:
    """And no browsers where nothing goes out."""
    told = of_policy(line)
    assert told["outcome"] == outcome
    assert bool(told["browsers"]) is (outcome == "kept") is (told["line"] is not None)


def test_values_are_told_only_when_asked_for() -> None:
    """Wherever the policy moves them."""
    line = f"sid={SECRET}; Path=/{SECRET}=x; Domain={SECRET},x"
    assert SECRET[:13] not in json.dumps(of_policy(line)) + text(line)
    assert json.dumps(of_policy(line, reveal=True)).count(SECRET) >= 3


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=80), st.sampled_from(policy_files()))
def test_whatever_a_site_sends_obeys_the_schema(line: str, file: Path) -> None:
    """Under any policy."""
    document = json.loads(explain_json(hardened(line, f"sid={line}", policy=read_policy(file))))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []
    del document["lines"][0]["policy"]["changes"]
    assert not VALIDATOR.is_valid(document)
