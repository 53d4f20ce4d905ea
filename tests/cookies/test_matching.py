"""Hosts, paths, sites and trustworthy origins."""

import pytest

from hardtack.cookies.matching import (
    InvalidURL,
    Target,
    canonical_host,
    default_path,
    domain_match,
    is_ip,
    is_trustworthy,
    parse_target,
    path_match,
    schemeful_site,
)
from hardtack.cookies.suffixes import load_suffixes

SUFFIXES = load_suffixes()


@pytest.mark.parametrize(
    ("host", "expected"),
    (
        pytest.param("ExAmPlE.CoM", "example.com", id="lower case"),
        pytest.param("example.com.", "example.com.", id="a trailing dot is another host"),
        pytest.param("élève.fr", "xn--lve-6lad.fr", id="A-labels"),
        pytest.param("ÉLÈVE。fr", "xn--lve-6lad.fr", id="case and full stop mapped"),
        pytest.param("straße.de", "xn--strae-oqa.de", id="non-transitional"),
        pytest.param("\U0001fae0.com", "xn--129h.com", id="emoji, which IDNA 2008 refuses"),
        pytest.param("é_a.fr", "xn--_a-9ia.fr", id="an underscore, which STD3 refuses"),
        pytest.param("xn--129h.com", "xn--129h.com", id="A-label"),
        pytest.param("[::1]", "::1", id="brackets dropped"),
        pytest.param("0:0:0:0:0:0:0:1", "::1", id="one spelling"),
        pytest.param("::ffff:192.168.0.1", "::ffff:c0a8:1", id="IPv4-mapped in hexadecimal"),
        pytest.param("3xam::1e", "3xam::1e", id="no address"),
        pytest.param("[::1", None, id="one bracket"),
        pytest.param("", None, id="empty"),
        pytest.param("a b", None, id="space"),
        pytest.param("a/b", None, id="slash"),
        pytest.param("\u00ad", None, id="nothing left"),
        pytest.param("a\u2260\ufffdb", None, id="what UTS 46 forbids"),
    ),
)
def test_a_host_has_one_spelling(host: str, expected: str | None) -> None:
    """Lower case, A-labels, one form for an address, or no host."""
    assert canonical_host(host) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    (("192.168.0.1", True), ("::1", True), ("1.2.3", False), ("100.192.168.0.1", False), ("a.b", False), ("", False)),
)
def test_an_address_is_known(host: str, expected: bool) -> None:  # noqa: FBT001 -- a table's column
    """IPv4 and IPv6 addresses, nothing else."""
    assert is_ip(host) is expected


@pytest.mark.parametrize(
    ("host", "domain", "expected"),
    (
        pytest.param("example.com", "example.com", True, id="equal"),
        pytest.param("www.example.com", "example.com", True, id="below"),
        pytest.param("example.com", "www.example.com", False, id="above"),
        pytest.param("badexample.com", "example.com", False, id="no dot before"),
        pytest.param("192.168.0.1", "168.0.1", False, id="an address has nothing above it"),
        pytest.param("192.168.0.1", "192.168.0.1", True, id="equal address"),
        pytest.param("example.com", "", False, id="empty domain"),
    ),
)
def test_a_host_matches_its_domain_and_those_above(host: str, domain: str, expected: bool) -> None:  # noqa: FBT001
    """Equal, or below with a dot and no address."""
    assert domain_match(host, domain) is expected


@pytest.mark.parametrize(
    ("request_path", "cookie_path", "expected"),
    (
        ("/a", "/a", True),
        ("/a/b", "/a", True),
        ("/a/b", "/a/", True),
        ("/ab", "/a", False),
        ("/", "/a", False),
        ("/a", "/", True),
        ("/A", "/a", False),
        ("/%61", "/a", False),
    ),
)
def test_a_path_matches_itself_and_what_is_below(request_path: str, cookie_path: str, expected: bool) -> None:  # noqa: FBT001
    """Raw, with a slash at the border."""
    assert path_match(request_path, cookie_path) is expected


@pytest.mark.parametrize(
    ("uri_path", "expected"),
    ((None, "/"), ("", "/"), ("a/b", "/"), ("/", "/"), ("/a", "/"), ("/a/", "/a"), ("/a/b/c", "/a/b")),
)
def test_the_default_path_ends_before_the_last_slash(uri_path: str | None, expected: str) -> None:
    """Up to and without the last slash, at least a slash."""
    assert default_path(uri_path) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    (
        ("https://Example.COM:8443/a?b#c", Target("https", "example.com", "/a")),
        ("wss://example.com", Target("https", "example.com", "/")),
        ("ws://[::1]:80/x", Target("http", "::1", "/x")),
        ("http://user@example.com/", Target("http", "example.com", "/")),
    ),
)
def test_a_url_is_taken_apart(url: str, expected: Target) -> None:
    """Scheme, host and path; the port does not count."""
    assert parse_target(url) == expected


@pytest.mark.parametrize(
    "url", ("", "null", "ftp://example.com/", "https:///x", "http://[::1/", "http://a b/", "about:blank")
)
def test_a_url_that_carries_no_cookies_is_refused(url: str) -> None:
    """It is the caller's error, and the message does not repeat the URL."""
    with pytest.raises(InvalidURL, match=r"^not an http, https, ws or wss URL with a host$"):
        parse_target(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    (
        ("https://www.example.co.uk/", "https://example.co.uk"),
        ("http://www.example.co.uk/", "http://example.co.uk"),
        ("https://co.uk/", "https://co.uk"),
        ("https://127.0.0.1:1/", "https://127.0.0.1"),
        ("https://localhost/", "https://localhost"),
        ("wss://a.github.io/", "https://a.github.io"),
        ("null", None),
        ("data:text/html,x", None),
    ),
)
def test_a_site_is_scheme_and_registrable_domain(url: str, expected: str | None) -> None:
    """Opaque origins have none."""
    assert schemeful_site(url, SUFFIXES) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    (
        ("https://example.com/", True),
        ("http://example.com/", False),
        ("http://localhost:8000/", True),
        ("http://localhost./", True),
        ("http://app.localhost/", True),
        ("http://notlocalhost/", False),
        ("http://127.0.0.1/", True),
        ("http://127.9.9.9/", True),
        ("http://[::1]/", True),
        ("http://10.0.0.1/", False),
    ),
)
def test_https_and_loopback_are_trustworthy(url: str, expected: bool) -> None:  # noqa: FBT001 -- a table's column
    """Secure cookies come from there and go there."""
    assert is_trustworthy(parse_target(url)) is expected
