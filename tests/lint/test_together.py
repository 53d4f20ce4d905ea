"""What several findings of one line say was meant by it, as one policy."""

import pytest

from hardtack.cookies import SameSite
from hardtack.lint import Kind, lint, of_whole_lines
from hardtack.lint.intended import (
    EIGHT_HOURS,
    HTTP_ONLY,
    IDLE_HALF_AN_HOUR,
    LAX,
    NO_DOMAIN,
    NOTHING,
    SECURE,
    cookies,
    for_cookie,
    hsts,
    only,
    paths,
    readable,
)
from hardtack.lint.together import together
from hardtack.policy import CookieRole, Policy, Remove, SameSiteRule, When
from hardtack.policy.validate import problems_of

STRICT = cookies(same_site=SameSiteRule(SameSite.STRICT, When.ABSENT))
YEAR = 31_536_000


def of_sid(meant: Policy) -> Policy:
    """The same for the cookie sid alone."""
    return only(meant, "sid", CookieRole.SESSION)


@pytest.mark.parametrize(
    ("policies", "whole"),
    (
        ((), NOTHING),
        ((SECURE,), SECURE),
        ((SECURE, HTTP_ONLY), cookies(secure=True, http_only=True)),
        ((cookies(secure=True, http_only=True), readable("XSRF-TOKEN", secure=False)), readable("XSRF-TOKEN")),
        ((LAX, STRICT), LAX),
        ((SECURE, STRICT), cookies(secure=True, same_site=SameSiteRule(SameSite.STRICT, When.ABSENT))),
        ((NO_DOMAIN, EIGHT_HOURS), cookies(domain=Remove.REMOVE, lifetime=EIGHT_HOURS.defaults.lifetime)),
        ((paths("/a", "/b"), paths("/a", "/b")), paths("/a", "/b")),
        ((of_sid(SECURE), of_sid(HTTP_ONLY), of_sid(LAX)), for_cookie("sid")),
        ((IDLE_HALF_AN_HOUR, NOTHING), IDLE_HALF_AN_HOUR),
        ((SECURE, hsts(60)), Policy(SECURE.site, defaults=SECURE.defaults, transport=hsts(60).transport)),
        ((hsts(YEAR), hsts(60, subdomains=True)), hsts(YEAR, subdomains=True)),
        ((hsts(YEAR, subdomains=True, preload=True), hsts(YEAR)), hsts(YEAR, subdomains=True)),
    ),
)
def test_several_meanings_are_one(policies: tuple[Policy, ...], whole: Policy) -> None:
    """All that is asked for; of two that contradict each other the first, and the exceptions of each."""
    assert together(policies) == whole
    assert problems_of(together(policies)) == ()


def test_the_findings_of_a_line_mean_one_thing() -> None:
    """The blanket line is after both flags, and scripts must read some cookies: neither undoes the other."""
    linted = lint(
        "Header edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure\nHeader edit Set-Cookie ^(.*)$ $1;Secure\n", Kind.APACHE
    )
    meant = {line: {one.intended for one in of_whole_lines(linted.findings) if one.line == line} for line in (1, 2)}

    assert meant == {1: {readable("XSRF-TOKEN")}, 2: {SECURE}}


def test_what_is_written_anyhow_is_meant_apart() -> None:
    """In a file of one line, ids in addresses are told of beside the flags of the cookie."""
    text = (
        "<web-app><session-config><tracking-mode>URL</tracking-mode><cookie-config><http-only>false</http-only>"
        "<secure>false</secure></cookie-config></session-config></web-app>\n"
    )
    meant = {one.rule.code: one.intended for one in of_whole_lines(lint(text, Kind.WEB_XML).findings)}

    assert meant["HL503"] == NOTHING
    assert (
        meant["HL501"] == meant["HL502"] == only(cookies(secure=True, http_only=True), "JSESSIONID", CookieRole.SESSION)
    )
