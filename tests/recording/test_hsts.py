"""HSTS is read as browsers keep it: RFC 6797 and nothing kinder."""

from dataclasses import replace

import pytest

from hardtack.recording import hsts
from hardtack.recording.hsts import HstsField, hsts_policy, parse_hsts
from tests.recording.recordings import TARGET, answered, recording, silent

YEAR = 31_536_000


@pytest.mark.parametrize(
    ("value", "field"),
    (
        pytest.param("max-age=31536000", HstsField(YEAR, include_subdomains=False, preload=False), id="plain"),
        pytest.param(
            "MAX-AGE=31536000; INCLUDESUBDOMAINS",
            HstsField(YEAR, include_subdomains=True, preload=False),
            id="case does not count",
        ),
        pytest.param(
            'max-age="31536000"', HstsField(YEAR, include_subdomains=False, preload=False), id="a quoted number"
        ),
        pytest.param(
            'max-age="3153\\6000"', HstsField(YEAR, include_subdomains=False, preload=False), id="a quoted pair"
        ),
        pytest.param(
            " ; ;max-age = 0 ;", HstsField(0, include_subdomains=False, preload=False), id="empty directives and spaces"
        ),
        pytest.param(
            "max-age=1; preload; x=y; z",
            HstsField(1, include_subdomains=False, preload=True),
            id="unknown directives are skipped",
        ),
        pytest.param(
            'max-age=1; x="a;b"', HstsField(1, include_subdomains=False, preload=False), id="a semicolon inside quotes"
        ),
        pytest.param(
            "max-age=" + "9" * 5000,
            HstsField(10**18, include_subdomains=False, preload=False),
            id="a huge number is just long",
        ),
        pytest.param(
            "max-age=" + "0" * 5000 + "7",
            HstsField(7, include_subdomains=False, preload=False),
            id="leading zeros say nothing",
        ),
    ),
)
def test_a_well_formed_field_is_understood(value: str, field: HstsField) -> None:
    """A well-formed field gives its three facts."""
    assert parse_hsts(value) == field


@pytest.mark.parametrize(
    ("value", "reason"),
    (
        pytest.param("", "no max-age", id="empty"),
        pytest.param("includeSubDomains", "no max-age", id="max-age is required"),
        pytest.param("max-age", "no max-age", id="max-age needs a value"),
        pytest.param("max-age=-1", "no number", id="no sign"),
        pytest.param("max-age=\xb2", "malformed", id="a digit of another alphabet"),
        pytest.param('max-age="x"', "no number", id="no number in quotes"),
        pytest.param("max-age=1; max-age=1", "max-age stands in it twice", id="twice the same"),
        pytest.param("max-age=1; preload; Preload", "preload stands in it twice", id="twice in another case"),
        pytest.param("max-age=1, max-age=2", "malformed", id="two fields folded into one"),
        pytest.param('max-age="1', "malformed", id="an open quote"),
        pytest.param("max-age=1 includeSubDomains", "malformed", id="no semicolon"),
        pytest.param("max-age=1; includeSubDomains=0", "has a value", id="includeSubDomains takes none"),
    ),
)
def test_a_void_field_says_why(value: str, reason: str) -> None:
    """A field that breaks the grammar is void as a whole."""
    void = parse_hsts(value)
    assert isinstance(void, str)
    assert reason in void


def test_nothing_sent() -> None:
    """Without the field there is nothing to keep and nothing to show."""
    policy = hsts_policy(recording(silent(), answered()))
    assert (policy.effective, policy.ignored_reason, policy.exchange) == (False, hsts.NEVER_SENT, None)


def test_plain_http_does_not_count() -> None:
    """RFC 6797 8.1: a field over plain HTTP is ignored, and a later one over https counts."""
    plain = answered("Strict-Transport-Security: max-age=9", url="http://shop.example/")
    https = answered("Strict-Transport-Security: max-age=7")
    assert hsts_policy(recording(plain)).ignored_reason == hsts.PLAIN_ONLY
    assert hsts_policy(recording(plain, https)).max_age == 7
    assert hsts_policy(recording(https, plain)).max_age == 7


def test_a_void_field_over_https_explains_more_than_one_over_http() -> None:
    """Of two ignored fields, the one over https is shown."""
    plain = answered("Strict-Transport-Security: max-age=9", url="http://shop.example/")
    void = answered("Strict-Transport-Security: preload")
    policy = hsts_policy(recording(void, plain))
    assert (policy.sent_over_https, policy.exchange) == (True, 0)
    assert "no max-age" in policy.ignored_reason


def test_the_last_response_counts_and_zero_forgets() -> None:
    """Each valid field replaces the state; max-age=0 removes it."""
    kept = answered("Strict-Transport-Security: max-age=9; includeSubDomains; preload")
    gone = answered("Strict-Transport-Security: max-age=0")
    assert hsts_policy(recording(gone, kept)).effective
    policy = hsts_policy(recording(kept, gone))
    assert (policy.effective, policy.max_age, policy.ignored_reason) == (False, 0, "")


def test_the_first_field_of_a_response_counts() -> None:
    """RFC 6797 8.1: only the first of several fields is processed."""
    policy = hsts_policy(
        recording(answered("Strict-Transport-Security: max-age=0", "strict-transport-security: max-age=9"))
    )
    assert (policy.max_age, policy.repeated, policy.line) == (0, True, "max-age=0")


@pytest.mark.parametrize("host", ("192.0.2.1", "[2001:db8::1]"))
def test_addresses_have_no_hsts_outside_the_lab(host: str) -> None:
    """RFC 6797 8.1.1: an IP address is no HSTS host; in lab mode it is taken for a name."""
    url = f"https://{host}/"
    made = recording(answered("Strict-Transport-Security: max-age=9", url=url))
    strict = hsts_policy(replace(made, target=replace(TARGET, https=url)))
    lab = hsts_policy(replace(made, target=replace(TARGET, https=url, lab=True)))
    assert (strict.effective, strict.ignored_reason) == (False, hsts.ADDRESS)
    assert (lab.effective, lab.lab) == (True, True)


@pytest.mark.parametrize(
    ("line", "effective", "reason"),
    (
        pytest.param("max-age=9; includeSubDomains", True, "", id="covers the names under it"),
        pytest.param("max-age=9", False, hsts.UNTRUSTED, id="holds for that host alone"),
    ),
)
def test_a_host_above(line: str, effective: bool, reason: str) -> None:  # noqa: FBT001 -- a column of the table
    """A policy of a host above the audited one counts by includeSubDomains only (RFC 6797 8.2)."""
    policy = hsts_policy(recording(answered(f"Strict-Transport-Security: {line}", url="https://example/")))
    assert (policy.effective, policy.ignored_reason) == (effective, reason)


def test_another_host_says_nothing() -> None:
    """What other hosts send does not protect this one, nor does anything where there is no https side."""
    made = recording(answered("Strict-Transport-Security: max-age=9", url="https://cdn.example.net/"))
    assert hsts_policy(made).ignored_reason == hsts.UNTRUSTED
    assert hsts_policy(replace(made, target=replace(TARGET, https=None))).ignored_reason == hsts.UNTRUSTED


@pytest.mark.parametrize(
    ("line", "domain", "host_only", "covered"),
    (
        pytest.param("max-age=9", "shop.example", True, True, id="its own host"),
        pytest.param("max-age=9", "shop.example", False, False, id="names under it stay open"),
        pytest.param("max-age=9; includeSubDomains", "shop.example", False, True, id="names under it are covered"),
        pytest.param("max-age=9; includeSubDomains", "www.shop.example", True, True, id="a name under it"),
        pytest.param("max-age=9; includeSubDomains", "example", False, False, id="siblings stay open"),
        pytest.param("max-age=0", "shop.example", True, False, id="nothing is kept"),
    ),
)
def test_what_a_policy_covers(line: str, domain: str, host_only: bool, covered: bool) -> None:  # noqa: FBT001 -- columns
    """A cookie is covered if every host that gets it is."""
    policy = hsts_policy(recording(answered(f"Strict-Transport-Security: {line}")))
    assert policy.covers(domain, host_only=host_only) is covered
