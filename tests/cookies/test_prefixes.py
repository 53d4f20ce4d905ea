"""Cookie name prefixes."""

from itertools import product

import pytest

from hardtack.cookies.prefixes import Prefix, prefix_of, prefix_violation
from hardtack.cookies.reject import Reject


@pytest.mark.parametrize(
    ("name", "expected"),
    (
        ("__Secure-a", Prefix.SECURE),
        ("__sEcUrE-", Prefix.SECURE),
        ("__Host-a", Prefix.HOST),
        ("__HOST-HTTP-a", Prefix.HOST_HTTP),
        ("__Host-Http", Prefix.HOST),
        ("__http-a", Prefix.HTTP),
        ("_Secure-a", None),
        ("__Secured", None),
        ("a__Host-", None),
        ("", None),
    ),
)
def test_a_prefix_is_known_in_any_case(name: str, expected: Prefix | None) -> None:
    """Letters' case does not count, the longest prefix does."""
    assert prefix_of(name) is expected


@pytest.mark.parametrize("given", tuple(product((True, False), repeat=4)))
@pytest.mark.parametrize(
    ("prefix", "needed", "reason"),
    (
        (Prefix.SECURE, (True, False, False, False), Reject.SECURE_PREFIX),
        (Prefix.HOST, (True, False, False, True), Reject.HOST_PREFIX),
        (Prefix.HTTP, (True, True, True, False), Reject.HTTP_PREFIX),
        (Prefix.HOST_HTTP, (True, True, True, True), Reject.HOST_HTTP_PREFIX),
    ),
)
def test_a_prefix_needs_what_it_promises(
    prefix: Prefix, needed: tuple[bool, ...], reason: Reject, given: tuple[bool, ...]
) -> None:
    """Secure, HttpOnly, HTTP, and host-only with Path=/, each where the prefix promises it."""
    secure, http_only, from_http, host_path = given
    holds = all(have for have, need in zip(given, needed, strict=True) if need)

    violation = prefix_violation(prefix, secure=secure, http_only=http_only, from_http=from_http, host_path=host_path)

    assert violation is (None if holds else reason)
