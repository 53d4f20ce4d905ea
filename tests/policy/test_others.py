"""Each behaviour of others' suites, as `tests.policy.others` has it, and what those refuse to be configured with."""

import pytest

from hardtack.errors import PolicyError
from hardtack.policy import enforce_line, from_toml
from tests.policy.making import HTTPS, policy_of, text_of
from tests.policy.others import FORCE_STRICT, LAX, ROWS, Row, rule, together


@pytest.mark.parametrize("row", [row for _, row in ROWS], ids=[name for name, _ in ROWS])
def test_others_are_agreed_with_or_argued_against(row: Row) -> None:
    """Each behaviour of another suite, under the policy nearest to its configuration."""
    assert row.ours == enforce_line(policy_of(row.body), row.line, HTTPS), row.argued


def test_rows_together_mean_what_they_mean_alone() -> None:
    """In the few policies that the servers are run with each row has its outcome, under its new name."""
    groups = tuple(together())

    assert sorted(row[0] for group in groups for row in group.rows) == sorted(name for name, _ in ROWS)
    for group in groups:
        for name, line, ours in group.rows:
            assert (name, enforce_line(group.policy, line, HTTPS)) == (name, ours)


def _name(text: str) -> str:
    return f'[[cookies]]\nmatch = {{ name = "a{text}b" }}\n'


# What contour and secure_headers refuse to be configured with, and we as well.
REFUSED = (
    *(
        (_name(f"\\u{code:04x}"), "contour: control characters, blanks and separators in names")
        for code in (*range(33), 0x7F, ord(";"), ord("="))
    ),
    *(
        (f'[defaults]\npath = [{{ from = "/x", to = "/a\\u{code:04x}b" }}]', "contour: ; and controls in paths")
        for code in (*range(33), 0x7F, ord(";"))
    ),
    *(
        (f'[defaults]\ndomain = {{ from = "x.test", to = "{domain}" }}', "contour: what is no domain")
        for domain in ("*", "*.foo.test", "invalid.char&.test", "")
    ),
    ('[defaults]\nsamesite = { value = "Invalid" }', "contour: an unknown SameSite"),
    ('defaults = "configuration"', "secure_headers: no table"),
    ('[defaults]\nsecure = "true"', "secure_headers: a text for a flag"),
    ("[defaults]\nsecure = false", "secure_headers: false, which would loosen"),
    ("[defaults]\nsamesite = true", "secure_headers: SameSite without a mode"),
    ("[defaults]\nsamesite = { lax = true, strict = true }", "secure_headers: two modes"),
    (rule("a", LAX) + rule("a", FORCE_STRICT), "secure_headers: two modes for one name"),
    (f"[defaults]\n{LAX}\n[defaults]\n{FORCE_STRICT}", "secure_headers: two modes for all"),
    ('[[cookies]]\nmatch = { name = "a", prefix = "b" }', "secure_headers: only and except together"),
)


@pytest.mark.parametrize("body", [row[0] for row in REFUSED], ids=[f"{i} {row[1]}" for i, row in enumerate(REFUSED)])
def test_what_others_refuse_to_be_told_is_refused(body: str) -> None:
    """At reading, not at the first cookie."""
    text = text_of(body)
    if body.startswith("defaults"):
        text = f'version = 1\n{body}\n[site]\norigin = "https://a.test"\n'

    with pytest.raises(PolicyError):
        from_toml(text)


@pytest.mark.parametrize("char", '()<>@,:/[]?{}\\"')
def test_separators_are_names_for_us(char: str) -> None:
    """Contour refuses them as no token (RFC 9110); PHP and others set such names, and they must be hardened as well."""
    policy = policy_of(f"[[cookies]]\nmatch = {{ name = 'a{char}b' }}\nsecure = \"require\"")

    assert enforce_line(policy, f"a{char}b=1", HTTPS) == f"a{char}b=1; Secure"
