"""Whether a line becomes a cookie."""

import pytest

from hardtack.cookies import (
    CHROMIUM,
    CHROMIUM_BLOCKING,
    DRAFT,
    FIREFOX,
    Cookie,
    CookieStore,
    Profile,
    Reject,
    Rejected,
    Request,
    Stored,
    load_suffixes,
)
from hardtack.cookies.admit import EARLIEST, MAX_LIFETIME

SUFFIXES = load_suffixes()
NOW = 1_000_000_000
HERE = "https://www.example.com/a/b"
OTHER = "https://other.example/"
PLAIN = Request("http://www.example.com/a/b")
SCRIPT = Request(HERE, via="script")
IMAGE = Request(HERE, OTHER, "subresource")


def cookie(line: str, request: Request | None = None, profile: Profile = DRAFT) -> Cookie:
    """The cookie of a line that must be stored."""
    (outcome,) = CookieStore(SUFFIXES, profile).receive(request or Request(HERE), [line], NOW)
    assert isinstance(outcome, Stored)
    return outcome.cookie


@pytest.mark.parametrize(
    ("line", "request_", "profile", "reason"),
    (
        pytest.param("=", Request(HERE), DRAFT, Reject.EMPTY, id="unparsed"),
        pytest.param("a=b; Domain=\xe9.com", Request(HERE), DRAFT, Reject.DOMAIN_NOT_ASCII, id="non-ASCII Domain"),
        pytest.param("a=b; Domain=\xe9.com", Request(HERE), CHROMIUM, Reject.DOMAIN_MISMATCH, id="no UTF-8"),
        pytest.param("a=b; Domain=\xc2\xad", Request(HERE), CHROMIUM, Reject.DOMAIN_MISMATCH, id="mapped to nothing"),
        pytest.param("a=b; Domain=com", Request(HERE), DRAFT, Reject.PUBLIC_SUFFIX, id="public suffix"),
        pytest.param("a=b; Domain=org", Request(HERE), DRAFT, Reject.PUBLIC_SUFFIX, id="another's public suffix"),
        pytest.param("a=b; Domain=example.org", Request(HERE), DRAFT, Reject.DOMAIN_MISMATCH, id="another host"),
        pytest.param("a=b; Domain=x.www.example.com", Request(HERE), DRAFT, Reject.DOMAIN_MISMATCH, id="below"),
        pytest.param("a=b; Domain=.", Request(HERE), FIREFOX, Reject.DOMAIN_MISMATCH, id="a dot"),
        pytest.param(
            "a=b",
            Request("https://www.example.com/" + "x" * 1025 + "/"),
            FIREFOX,
            Reject.DEFAULT_PATH_TOO_LONG,
            id="long",
        ),
        pytest.param("a=b; Secure", PLAIN, DRAFT, Reject.SECURE_FROM_INSECURE, id="Secure over http"),
        pytest.param("a=b; HttpOnly", SCRIPT, DRAFT, Reject.HTTP_ONLY_FROM_SCRIPT, id="HttpOnly by script"),
        pytest.param("a=b", IMAGE, DRAFT, Reject.SAME_SITE_CROSS_SITE, id="unset, cross-site"),
        pytest.param("a=b; SameSite=Lax", IMAGE, DRAFT, Reject.SAME_SITE_CROSS_SITE, id="Lax, cross-site"),
        pytest.param(
            "a=b; SameSite=Lax",
            Request(HERE, kind="iframe", via="script", ancestors=(OTHER,)),
            DRAFT,
            Reject.SAME_SITE_CROSS_SITE,
            id="a script in a cross-site frame",
        ),
        pytest.param("a=b; SameSite=None", Request(HERE), DRAFT, Reject.SAME_SITE_NONE_INSECURE, id="None, no Secure"),
        pytest.param("__Secure-a=b", Request(HERE), DRAFT, Reject.SECURE_PREFIX, id="__Secure-"),
        pytest.param("__Host-a=b; Secure; Path=/a", Request(HERE), FIREFOX, Reject.HOST_PREFIX, id="__Host-, Path"),
        pytest.param(
            "__host-a=b; Secure", Request("https://www.example.com/"), DRAFT, Reject.HOST_PREFIX, id="no Path"
        ),
        pytest.param(
            "__Host-a=b; Secure; Path=/; Domain=www.example.com", Request(HERE), DRAFT, Reject.HOST_PREFIX, id="Domain"
        ),
        pytest.param("__Http-a=b; Secure", Request(HERE), DRAFT, Reject.HTTP_PREFIX, id="__Http-"),
        pytest.param("__Http-a=b; Secure", SCRIPT, DRAFT, Reject.HTTP_PREFIX, id="__Http- by script"),
        pytest.param(
            "__Host-Http-a=b; Secure; HttpOnly", Request(HERE), DRAFT, Reject.HOST_HTTP_PREFIX, id="__Host-Http-"
        ),
        pytest.param("__host-a", Request(HERE), DRAFT, Reject.NAMELESS_PREFIX, id="nameless with a prefix"),
        pytest.param("=__Http-a", Request(HERE), DRAFT, Reject.NAMELESS_PREFIX, id="empty name, a prefix"),
        pytest.param("a=b; Partitioned", Request(HERE), DRAFT, Reject.PARTITIONED_INSECURE, id="Partitioned"),
        pytest.param(
            "a=b; SameSite=None; Secure", IMAGE, CHROMIUM_BLOCKING, Reject.THIRD_PARTY_BLOCKED, id="third party"
        ),
    ),
)
def test_a_line_that_breaks_a_rule_is_dropped(line: str, request_: Request, profile: Profile, reason: Reject) -> None:
    """The reason is the first rule broken, and nothing is stored."""
    store = CookieStore(SUFFIXES, profile)
    (outcome,) = store.receive(request_, [line], NOW)

    assert isinstance(outcome, Rejected)
    assert outcome.reason is reason
    assert len(store) == 0


@pytest.mark.parametrize(
    ("line", "url", "profile", "domain", "host_only"),
    (
        pytest.param("a=b", HERE, DRAFT, "www.example.com", True, id="no Domain"),
        pytest.param("a=b; Domain=", HERE, DRAFT, "www.example.com", True, id="empty Domain"),
        pytest.param("a=b; Domain=.", HERE, DRAFT, "www.example.com", True, id="a dot, in the draft"),
        pytest.param("a=b; Domain=example.com", HERE, DRAFT, "example.com", False, id="above"),
        pytest.param("a=b; Domain=WWW.example.com", HERE, DRAFT, "www.example.com", False, id="itself"),
        pytest.param("a=b; Domain=github.io", "https://github.io/", DRAFT, "github.io", True, id="a public suffix"),
        pytest.param("a=b; Domain=localhost", "http://localhost/", DRAFT, "localhost", True, id="localhost"),
        pytest.param("a=b; Domain=127.0.0.1", "http://127.0.0.1/", DRAFT, "127.0.0.1", False, id="an address"),
        pytest.param(
            "a=b; Domain=\xc3\xa9l\xc3\xa8ve\xe3\x80\x82example.com",
            "https://xn--lve-6lad.example.com/",
            CHROMIUM,
            "xn--lve-6lad.example.com",
            False,
            id="UTF-8 in Chromium",
        ),
    ),
)
def test_the_domain_is_the_host_or_what_it_asks_for(
    line: str,
    url: str,
    profile: Profile,
    domain: str,
    host_only: bool,  # noqa: FBT001 -- a table's column
) -> None:
    """Host-only without a Domain, or where it is a public suffix."""
    stored = cookie(line, Request(url), profile)

    assert (stored.domain, stored.host_only) == (domain, host_only)


@pytest.mark.parametrize(
    ("line", "expires"),
    (
        ("a=b", None),
        ("a=b; Max-Age=60", NOW + 60),
        ("a=b; Max-Age=1", NOW + 1),
        ("a=b; Max-Age=0", EARLIEST),
        ("a=b; Max-Age=-5", EARLIEST),
        ("a=b; Max-Age=34560001", NOW + MAX_LIFETIME),
        ("a=b; Expires=Fri, 31 Dec 9999 23:59:59 GMT", NOW + MAX_LIFETIME),
        ("a=b; Expires=Sun, 09 Sep 2001 01:46:50 GMT", NOW + 10),
        ("a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", NOW + 60),
    ),
)
def test_the_lifetime_ends_within_400_days(line: str, expires: int | None) -> None:
    """Max-Age before Expires, both cut, neither = the browser session."""
    assert cookie(line).expires == expires


@pytest.mark.parametrize(
    ("line", "path"),
    (("a=b", "/a"), ("a=b; Path=x", "/a"), ("a=b; Path=/x", "/x"), ("a=b; Path=/a/b", "/a/b")),
)
def test_the_path_is_given_or_the_default_path(line: str, path: str) -> None:
    """What is no path stands for the default-path."""
    assert cookie(line).path == path


@pytest.mark.parametrize(
    ("line", "request_", "profile", "partition"),
    (
        ("a=b; Secure", Request(HERE), FIREFOX, None),
        ("a=b; Secure; Partitioned", Request(HERE), DRAFT, "https://example.com"),
        ("a=b; Secure; SameSite=None; Partitioned", IMAGE, CHROMIUM_BLOCKING, "https://other.example"),
        ("a=b; Secure; SameSite=None", IMAGE, DRAFT, None),
        ("a=b; Secure; SameSite=None", IMAGE, FIREFOX, "https://other.example"),
        ("a=b", IMAGE, FIREFOX, "https://other.example"),
    ),
)
def test_a_partition_is_the_top_level_site(
    line: str, request_: Request, profile: Profile, partition: str | None
) -> None:
    """Asked for by Partitioned, or given to all third parties."""
    assert cookie(line, request_, profile).partition == partition


@pytest.mark.parametrize(
    ("line", "request_", "profile"),
    (
        pytest.param("a=b; SameSite=Strict", Request(HERE, OTHER, method="POST"), DRAFT, id="a cross-site navigation"),
        pytest.param("a=b; Secure", Request("http://localhost/"), DRAFT, id="Secure from loopback"),
        pytest.param("__Host-a=b; Secure", Request("https://example.com/"), FIREFOX, id="__Host- in Firefox"),
        pytest.param("__Host-a=b; Secure; Path=/; Domain=", Request(HERE), DRAFT, id="__Host- with an empty Domain"),
        pytest.param("__Http-a=b; Secure; HttpOnly; Domain=example.com", Request(HERE), DRAFT, id="__Http-"),
        pytest.param("foo", Request(HERE), DRAFT, id="nameless"),
        pytest.param(
            "a=b", Request("https://example.com/" + "x" * 1023 + "/"), FIREFOX, id="the longest default-path in Firefox"
        ),
        pytest.param("a=b", Request("https://example.com/" + "x" * 1025 + "/"), DRAFT, id="a long default-path"),
    ),
)
def test_a_line_that_keeps_the_rules_is_stored(line: str, request_: Request, profile: Profile) -> None:
    """What is near to breaking a rule and does not."""
    assert cookie(line, request_, profile).created == NOW
