"""Whether a cookie goes with a request."""

from dataclasses import replace

import pytest

from hardtack.cookies import (
    CHROMIUM,
    CHROMIUM_BLOCKING,
    DRAFT,
    FIREFOX,
    Cookie,
    CookieStore,
    Decision,
    Profile,
    Request,
    SameSite,
    SendRule,
    load_suffixes,
)

SUFFIXES = load_suffixes()
COOKIE = Cookie("a", "b", "example.com", host_only=False, created=1000)
HERE = "https://www.example.com/a"
OTHER = "https://other.example/"
LINK = Request(HERE, OTHER)
FORM = Request(HERE, OTHER, method="POST")
IMAGE = Request(HERE, OTHER, "subresource")


@pytest.mark.parametrize(
    ("cookie", "request_", "profile", "expected"),
    (
        pytest.param(COOKIE, Request(HERE), DRAFT, SendRule.MATCHES, id="matches"),
        pytest.param(replace(COOKIE, expires=1000), Request(HERE), DRAFT, SendRule.EXPIRED, id="expired"),
        pytest.param(replace(COOKIE, expires=1001), Request(HERE), DRAFT, SendRule.MATCHES, id="not yet"),
        pytest.param(replace(COOKIE, host_only=True), Request(HERE), DRAFT, SendRule.HOST, id="host-only"),
        pytest.param(COOKIE, Request("https://example.org/"), DRAFT, SendRule.HOST, id="another host"),
        pytest.param(replace(COOKIE, domain="com"), Request(HERE), DRAFT, SendRule.PUBLIC_SUFFIX, id="a suffix by now"),
        pytest.param(
            Cookie("a", "b", "127.0.0.1", host_only=False),
            Request("http://127.0.0.1/"),
            DRAFT,
            SendRule.MATCHES,
            id="an address",
        ),
        pytest.param(replace(COOKIE, path="/b"), Request(HERE), DRAFT, SendRule.PATH, id="another path"),
        pytest.param(
            replace(COOKIE, secure=True), Request("http://www.example.com/"), DRAFT, SendRule.SECURE, id="plain http"
        ),
        pytest.param(
            Cookie("a", "b", "localhost", secure=True),
            Request("http://localhost/"),
            DRAFT,
            SendRule.MATCHES,
            id="loopback",
        ),
        pytest.param(
            replace(COOKIE, http_only=True), Request(HERE, via="script"), DRAFT, SendRule.HTTP_ONLY, id="a script"
        ),
        pytest.param(COOKIE, Request(HERE, via="script"), DRAFT, SendRule.MATCHES, id="a script may"),
        pytest.param(replace(COOKIE, same_site=SameSite.STRICT), LINK, DRAFT, SendRule.STRICT, id="Strict, link"),
        pytest.param(replace(COOKIE, same_site=SameSite.LAX), LINK, DRAFT, SendRule.LAX_NAVIGATION, id="Lax, link"),
        pytest.param(replace(COOKIE, same_site=SameSite.LAX), FORM, CHROMIUM, SendRule.LAX, id="Lax, form"),
        pytest.param(replace(COOKIE, same_site=SameSite.LAX), IMAGE, DRAFT, SendRule.LAX, id="Lax, image"),
        pytest.param(
            replace(COOKIE, same_site=SameSite.LAX),
            Request(HERE, kind="iframe", via="script", ancestors=(OTHER,)),
            DRAFT,
            SendRule.LAX,
            id="Lax, a script in a frame",
        ),
        pytest.param(replace(COOKIE, same_site=SameSite.NONE), IMAGE, DRAFT, SendRule.SAME_SITE_NONE, id="None, image"),
        pytest.param(COOKIE, LINK, DRAFT, SendRule.LAX_NAVIGATION, id="unset, link"),
        pytest.param(COOKIE, FORM, DRAFT, SendRule.UNSET_AS_LAX, id="unset, form: the draft"),
        pytest.param(COOKIE, FORM, CHROMIUM, SendRule.LAX_UNSAFE, id="unset, form: young"),
        pytest.param(replace(COOKIE, created=880), FORM, CHROMIUM, SendRule.LAX_UNSAFE, id="two minutes"),
        pytest.param(replace(COOKIE, created=879), FORM, CHROMIUM, SendRule.UNSET_AS_LAX, id="more than two minutes"),
        pytest.param(COOKIE, IMAGE, CHROMIUM, SendRule.UNSET_AS_LAX, id="unset, image"),
        pytest.param(replace(COOKIE, created=0), FORM, FIREFOX, SendRule.UNSET_AS_NONE, id="unset in Firefox"),
        pytest.param(COOKIE, IMAGE, FIREFOX, SendRule.OTHER_PARTITION, id="third party in Firefox"),
        pytest.param(
            replace(COOKIE, partition="https://other.example"),
            IMAGE,
            FIREFOX,
            SendRule.UNSET_AS_NONE,
            id="the partition of the page",
        ),
        pytest.param(
            replace(COOKIE, same_site=SameSite.NONE),
            IMAGE,
            CHROMIUM_BLOCKING,
            SendRule.THIRD_PARTY_BLOCKED,
            id="blocked",
        ),
        pytest.param(
            replace(COOKIE, same_site=SameSite.NONE, partition="https://other.example"),
            IMAGE,
            CHROMIUM_BLOCKING,
            SendRule.SAME_SITE_NONE,
            id="partitioned, hence not blocked",
        ),
        pytest.param(
            replace(COOKIE, partition="https://other.example"),
            Request(HERE),
            CHROMIUM,
            SendRule.OTHER_PARTITION,
            id="partitioned elsewhere",
        ),
    ),
)
def test_a_cookie_goes_or_stays_by_the_first_rule_that_decides(
    cookie: Cookie, request_: Request, profile: Profile, expected: SendRule
) -> None:
    """Lifetime, host, path, scheme, script, jar, same-site, in this order."""
    sent = expected in {
        SendRule.MATCHES,
        SendRule.SAME_SITE_NONE,
        SendRule.LAX_NAVIGATION,
        SendRule.LAX_UNSAFE,
        SendRule.UNSET_AS_NONE,
    }

    assert CookieStore(SUFFIXES, profile).would_send(cookie, request_, 1000) == Decision(sent, expected)


def test_each_rule_has_code_section_and_sentence() -> None:
    """A rule can be looked up by its code."""
    assert all(SendRule(rule.value) is rule and rule.section and rule.text for rule in SendRule)
