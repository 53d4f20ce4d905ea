"""The plain side, and HSTS."""

import pytest

from hardtack.policy import Hsts, PlainAnswer, Redirect, Transport, hsts_field, plain_answer

TRANSPORT = Transport(redirect=Redirect.PERMANENT, exempt=("/healthz", "/.well-known/acme-challenge/"))

ANSWERS = (
    ("GET", "/", PlainAnswer.REDIRECT),
    ("HEAD", "/x", PlainAnswer.REDIRECT),
    ("POST", "/x", PlainAnswer.FORBID),
    ("get", "/x", PlainAnswer.FORBID),
    ("OPTIONS", "*", PlainAnswer.FORBID),
    ("GET", "/healthz", PlainAnswer.SERVE),
    ("POST", "/healthz", PlainAnswer.SERVE),
    ("GET", "/healthz/", PlainAnswer.REDIRECT),
    ("GET", "/healthzx", PlainAnswer.REDIRECT),
    ("GET", "/.well-known/acme-challenge/tok-en_1", PlainAnswer.SERVE),
    ("GET", "/.well-known/acme-challenge", PlainAnswer.REDIRECT),
    ("GET", "/.well-known/acme-challenge/../../admin", PlainAnswer.REDIRECT),
    ("GET", "/.well-known/acme-challenge/%2E%2e/admin", PlainAnswer.REDIRECT),
    ("GET", "/.well-known/acme-challenge/..%2Fadmin", PlainAnswer.REDIRECT),
    ("GET", "/.well-known/acme-challenge/..\\admin", PlainAnswer.REDIRECT),
    ("GET", "/.well-known/acme-challenge/..%5Cadmin", PlainAnswer.REDIRECT),
)


@pytest.mark.parametrize(("method", "path", "expected"), ANSWERS)
def test_the_plain_side_redirects_what_can_be_repeated(method: str, path: str, expected: PlainAnswer) -> None:
    """GET and HEAD alone; exempt paths are served, and no path gets there by climbing."""
    assert expected is plain_answer(TRANSPORT, method, path)


def test_without_a_redirect_plain_http_is_served() -> None:
    """All of it."""
    assert plain_answer(Transport(), "POST", "/") is PlainAnswer.SERVE


@pytest.mark.parametrize(
    ("hsts", "expected"),
    (
        (Hsts(300, ramp=(600,)), "max-age=300"),
        (Hsts(31536000, subdomains=True), "max-age=31536000; includeSubDomains"),
        (Hsts(31536000, subdomains=True, preload=True), "max-age=31536000; includeSubDomains; preload"),
    ),
)
def test_the_field_says_what_the_policy_says(hsts: Hsts, expected: str) -> None:
    """The ramp is for people: what is sent is the present max_age."""
    assert expected == hsts_field(hsts)
