"""The public suffix list."""

from datetime import date

import publicsuffixlist
import pytest

from hardtack.cookies.suffixes import load_suffixes, suffix_list_date

SUFFIXES = load_suffixes()


@pytest.mark.parametrize(
    ("host", "expected"),
    (
        pytest.param("www.example.com", "example.com", id="listed"),
        pytest.param("a.b.example.co.uk", "example.co.uk", id="two labels"),
        pytest.param("com", None, id="a suffix has none"),
        pytest.param("a.github.io", "a.github.io", id="private section"),
        pytest.param("app.internal", "app.internal", id="unlisted: the rule *"),
        pytest.param("www.ck", "www.ck", id="exception"),
        pytest.param("a.b.ck", "a.b.ck", id="wildcard"),
        pytest.param("WWW.Example.COM.", "example.com.", id="case folded, trailing dot kept"),
    ),
)
def test_the_registrable_domain_is_suffix_and_one_label(host: str, expected: str | None) -> None:
    """By the list's algorithm, private section and default rule included."""
    assert SUFFIXES.registrable_domain(host) == expected
    assert SUFFIXES.is_public_suffix(host) is (expected is None)


@pytest.mark.parametrize("text", ("", ".", ".com", "a/b"))
def test_what_is_no_host_has_no_suffix(text: str) -> None:
    """It is neither a public suffix nor below one."""
    assert SUFFIXES.registrable_domain(text) is None
    assert not SUFFIXES.is_public_suffix(text)


def test_the_list_has_a_date() -> None:
    """It says how old the list is: the last part of the package's version."""
    packaged = suffix_list_date()

    assert packaged > date(2014, 1, 1)
    assert publicsuffixlist.__version__.endswith(f".{packaged:%Y%m%d}")
