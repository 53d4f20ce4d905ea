"""What a request amounts to for cookies."""

import pytest

from hardtack.cookies import DRAFT, FIREFOX, InvalidURL, Profile, Request, load_suffixes
from hardtack.cookies.request import context_of

SUFFIXES = load_suffixes()
HERE = "https://www.example.com/a"
SAME = "https://api.example.com/"
OTHER = "https://other.example/"


@pytest.mark.parametrize(
    ("request_", "profile", "same_site", "third_party", "partition"),
    (
        pytest.param(Request(HERE), DRAFT, True, False, "https://example.com", id="the user's own navigation"),
        pytest.param(Request(HERE, SAME), DRAFT, True, False, "https://example.com", id="same-site link"),
        pytest.param(Request(HERE, OTHER), DRAFT, False, False, "https://example.com", id="cross-site link"),
        pytest.param(
            Request(HERE, "http://api.example.com/"), DRAFT, False, False, "https://example.com", id="schemeful"
        ),
        pytest.param(Request(HERE, "null"), DRAFT, False, False, "https://example.com", id="opaque initiator"),
        pytest.param(Request(HERE, SAME, "iframe"), DRAFT, True, False, "https://example.com", id="same-site iframe"),
        pytest.param(
            Request(HERE, OTHER, "iframe"), DRAFT, False, True, "https://other.example", id="cross-site iframe"
        ),
        pytest.param(
            Request(HERE, OTHER, "subresource"), DRAFT, False, True, "https://other.example", id="cross-site image"
        ),
        pytest.param(Request(HERE, kind="subresource"), DRAFT, True, False, "https://example.com", id="nobody's image"),
        pytest.param(
            Request(HERE, SAME, "subresource", ancestors=(OTHER, SAME)),
            DRAFT,
            False,
            True,
            "https://other.example",
            id="a same-site frame in a cross-site page",
        ),
        pytest.param(
            Request(HERE, SAME, "subresource", ancestors=(SAME, OTHER)),
            DRAFT,
            False,
            True,
            "https://example.com nested",
            id="a cross-site frame between",
        ),
        pytest.param(
            Request(HERE, OTHER, "iframe", ancestors=(SAME,)),
            DRAFT,
            False,
            False,
            "https://example.com",
            id="navigated from elsewhere, within its own site",
        ),
        pytest.param(Request(HERE, "null", "iframe"), DRAFT, False, True, "null", id="in a page with an opaque origin"),
        pytest.param(
            Request(HERE, SAME, redirects=(SAME, OTHER)), DRAFT, True, False, "https://example.com", id="redirects"
        ),
        pytest.param(
            Request(HERE, SAME, redirects=(SAME, OTHER)),
            FIREFOX,
            False,
            False,
            "https://example.com",
            id="Firefox counts redirects",
        ),
        pytest.param(
            Request(HERE, OTHER, via="script"), DRAFT, True, False, "https://example.com", id="a script's own document"
        ),
        pytest.param(
            Request(HERE, SAME, "iframe", via="script", ancestors=(OTHER,)),
            DRAFT,
            False,
            True,
            "https://other.example",
            id="a script in a cross-site page",
        ),
    ),
)
def test_a_request_is_same_site_with_all_that_caused_and_surround_it(
    request_: Request,
    profile: Profile,
    same_site: bool,  # noqa: FBT001 -- a table's column
    third_party: bool,  # noqa: FBT001 -- a table's column
    partition: str,
) -> None:
    """Initiator, documents around it, and redirects where they count."""
    context = context_of(request_, SUFFIXES, profile)

    assert (context.same_site, context.third_party, context.partition) == (same_site, third_party, partition)


@pytest.mark.parametrize(("method", "safe"), (("GET", True), ("head", True), ("TRACE", True), ("POST", False)))
def test_a_method_is_safe_or_not(method: str, safe: bool) -> None:  # noqa: FBT001 -- a table's column
    """By RFC 9110, in any case."""
    assert context_of(Request(HERE, method=method), SUFFIXES, DRAFT).safe is safe


def test_a_request_without_a_host_is_the_callers_error() -> None:
    """No cookies can go anywhere."""
    with pytest.raises(InvalidURL):
        context_of(Request("about:blank"), SUFFIXES, DRAFT)
