"""What to do about a dropped cookie."""

import pytest

from hardtack.cookies import DRAFT, Prefix, Reject
from hardtack.report.rejections import remedy_for, source_of
from tests.report.explaining import view

PREFIXED = {Reject.SECURE_PREFIX, Reject.HOST_PREFIX, Reject.HTTP_PREFIX, Reject.HOST_HTTP_PREFIX}


@pytest.mark.parametrize("rule", [rule for rule in Reject if rule not in PREFIXED], ids=lambda rule: rule.value)
def test_every_rule_has_a_remedy(rule: Reject) -> None:
    """Whatever the line; a rule without one would be told the remedy of the prefixes."""
    assert remedy_for(rule, None) != "take the prefix off the name"
    assert not remedy_for(rule, None).endswith(".")


@pytest.mark.parametrize(
    ("line", "remedy"),
    (
        ("__Secure-a=b", "add Secure"),
        ("__Secure-a=b; Domain=example.com", "add Secure"),
        ("__Host-a=b; Secure", "add Path=/"),
        ("__Host-a=b", "add Secure and Path=/"),
        ("__Host-a=b; Secure; Path=/; Domain=www.example.com", "leave Domain out"),
        ("__Host-a=b; Path=/; Domain=example.com", "add Secure, leave Domain out"),
        ("__Http-a=b; Secure", "add HttpOnly"),
        ("__Host-Http-a=b", "add Secure and HttpOnly and Path=/"),
    ),
)
def test_the_remedy_of_a_prefix_is_what_the_line_lacks(line: str, remedy: str) -> None:
    """Added or left out, the browser keeps it."""
    told = view(line).explanation

    assert told.rejected is not None
    assert remedy_for(told.rejected, told.parsed) == remedy


def test_a_prefix_that_nothing_helps() -> None:
    """What is set from a script can't have a prefix of HTTP; nor is a remedy guessed for a line that isn't parsed."""
    told = view("__Http-a=b; Secure; HttpOnly").explanation

    assert told.prefix is Prefix.HTTP
    assert remedy_for(Reject.HTTP_PREFIX, told.parsed) == "take the prefix off the name"
    assert remedy_for(Reject.HTTP_PREFIX, None) == "take the prefix off the name"


@pytest.mark.parametrize(
    ("line", "remedied"),
    (
        ("a=b; SameSite=None", "a=b; SameSite=None; Secure"),
        ("a=b; Partitioned", "a=b; Partitioned; Secure"),
        ("a=b; Domain=other.example", "a=b"),
        ("a=b; Domain=com", "a=b"),
        ("__Host-a=b", "__Host-a=b; Secure; Path=/"),
        ("=__Host-a", "a=__Host-a"),
    ),
)
def test_the_remedies_help(line: str, remedied: str) -> None:
    """Done as it says, the draft stores it."""
    assert view(line, DRAFT).explanation.rejected is not None
    assert view(remedied, DRAFT).explanation.rejected is None


def test_sections_are_named_in_full() -> None:
    """A number is a section of the draft; other documents and browsers have names."""
    assert source_of("5.7 step 19") == "rfc6265bis-22 5.7 step 19"
    assert source_of("CHIPS 2.1") == "CHIPS 2.1"
