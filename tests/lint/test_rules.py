"""The rules: their pages are their tests."""

import re
from inspect import cleandoc
from pathlib import Path

import pytest

from hardtack.lint import RULES, Example, Kind, Rule, examples, lint, section
from hardtack.lint.intended import HTTP_ONLY, SECURE, YEAR_OF_HSTS
from hardtack.policy import Policy
from hardtack.policy.validate import problems_of
from hardtack.verdict import Severity

HEADINGS = ["What it finds", "Why it matters", "Remedy", "Example", "References"]
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{'bad' if example.bad else 'good'}-{example.kind.value}-{number}")
    for rule in RULES
    for number, example in enumerate(examples(rule))
]
CASES = [
    pytest.param(*case, id=f"{case[0]}-{number}")
    for number, case in enumerate(
        re.findall(
            r"^## (.+?): (.+?): .+\n\n```text\n((?:(?!```).*\n)+)```$",
            (Path(__file__).parent / "cases.md").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
]
WITHOUT_REPLACEMENT = {"HL210", "HL403", "HL507", "HL607", "HL608", "HL610", "HL906"}
"""What no policy says: a key, a log, the server's own cookie where no edit is known to see it."""


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_bad_examples_are_found_and_good_ones_are_not(rule: Rule, example: Example) -> None:
    """The page's own examples, each in each kind of file that the rule is asked of."""
    found = [one for one in lint(example.text, example.kind).findings if one.rule is rule]

    assert bool(found) is example.bad
    assert all(one.severity <= rule.severity for one in found)
    assert all(example.text.splitlines()[one.line - 1].strip() for one in found)


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_what_was_meant_is_a_policy_that_can_be_kept(rule: Rule) -> None:
    """Each bad example says what was meant, in a policy without contradictions, or is one that no policy mends."""
    found = [
        one
        for example in examples(rule)
        if example.bad
        for one in lint(example.text, example.kind).findings
        if one.rule is rule
    ]
    meant = [one.intended for one in found if one.intended is not None]

    assert (meant == []) is (rule.code in WITHOUT_REPLACEMENT)
    assert [problems_of(policy) for policy in meant if problems_of(policy)] == []


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_rule_is_documented(rule: Rule) -> None:
    """A summary, the fixed headings, an example of either sort, and how the claim is known."""
    page = cleandoc(rule.page)

    assert re.findall(r"^(\w[\w ]+):$", page, re.MULTILINE) == HEADINGS
    assert page.partition("\n")[0].endswith(".")
    assert {example.bad for example in examples(rule)} == {True, False}
    assert {example.kind for example in examples(rule)} <= set(rule.kinds)
    assert rule.basis.startswith(("measured on ", "read in "))
    assert rule.find.__module__.rpartition(".")[2] == rule.name.replace("-", "_")


def test_codes_are_stable_words_of_their_own() -> None:
    """In order, each once, told apart from those of checks; more than thirty of them."""
    codes = [rule.code for rule in RULES]

    assert codes == sorted(set(codes))
    assert len(codes) >= 30
    assert len({rule.name for rule in RULES}) == len(codes)
    assert [code for code in codes if not re.fullmatch(r"HL[0-9]{3}", code)] == []


def test_every_kind_of_file_has_rules() -> None:
    """Nothing is read in vain."""
    assert {kind for rule in RULES for kind in rule.kinds} == set(Kind)


def test_what_no_policy_can_have_is_not_proposed() -> None:
    """A path with a blank in it is found all the same."""
    for path, possible in (("/a", True), ("/a b", False)):
        (found,) = lint(f'ProxyPassReverseCookiePath "{path}" /\n', Kind.APACHE).findings
        assert (found.intended is not None) is possible


def test_a_section_that_is_not_there_is_empty() -> None:
    """A page has the fixed headings and no others."""
    assert section(RULES[0], "History") == ""


def test_the_article_and_the_hardening_guides() -> None:
    """The blanket line has three faults: doubles, the wrong table, cookies that scripts read; all are told of it."""
    linted = lint("Header edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure\n", Kind.APACHE)

    assert [one.rule.code for one in linted.findings] == ["HL101", "HL102", "HL103"]
    assert {one.severity for one in linted.findings} == {Severity.LOW}
    assert [effect.text for effect in linted.effects] == [
        "every set-cookie line gets HttpOnly; Secure, in the table of proxied applications."
    ]


def test_a_line_that_looks_mends_no_line_before_it() -> None:
    """What the blanket line doubles stays doubled; only an edit that takes the flag out again mends that."""
    blanket = "Header onsuccess edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure\n"
    looking = 'Header onsuccess edit Set-Cookie "(?i)^((?:(?!;\\s?HttpOnly).)+)$" "$1; HttpOnly"\n'
    found = [(one.line, one.rule.code, one.message) for one in lint(blanket + looking, Kind.APACHE).findings]

    assert [(line, code) for line, code, _ in found if code != "HL103"] == [(1, "HL101"), (1, "HL102"), (2, "HL102")]
    assert "gets HttpOnly and Secure, also one that has it already" in found[0][2]


@pytest.mark.parametrize(
    ("line", "meant"),
    (
        (r"rspirep ^(set-cookie:.*) \1;\ Secure if !{ ssl_fc }", SECURE),
        (r"rspirep ^(Set-Cookie:.*)\ Path=/(.*) \1\ Path=/a/\2", None),
        (r"rspadd Strict-Transport-Security:\ max-age=1", YEAR_OF_HSTS),
    ),
)
def test_an_old_line_of_haproxy_means_what_it_writes(line: str, meant: Policy | None) -> None:
    """Flags and HSTS are proposed anew; of a rewritten Path only its expression tells."""
    (found,) = lint(f"backend b\n  {line}\n", Kind.HAPROXY).findings

    assert found.intended == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    (
        ("$1; Secure", SECURE),
        ("$1; Path=/app", None),
        ("x=$1", None),
        ("$1; Http-Only", HTTP_ONLY),
        ("$1; Secured", SECURE),
        ("$1; Partition", None),
    ),
)
def test_what_no_policy_says_is_not_proposed_as_another(written: str, meant: Policy | None) -> None:
    """Only an edit that writes a flag, or a misspelt one, is told which lines would do that."""
    found = lint(f'Header always edit Set-Cookie "^(sid=[^;]*)$" "{written}"\n', Kind.APACHE).findings
    told = {one.intended for one in found if one.rule.code in {"HL103", "HL907"}}

    assert told - {None} == {meant} - {None}


@pytest.mark.parametrize(("kind", "codes", "text"), CASES)
def test_other_spellings(kind: str, codes: str, text: str) -> None:
    """What the examples don't show: found, or passed over since it is right or of no concern."""
    found = {one.rule.code for one in lint(text, Kind(kind)).findings if one.severity > Severity.INFO}

    assert found == (set() if codes == "none" else set(codes.split(", ")))
