"""IIS: its outbound rules, run as an engine of ECMAScript's expressions would."""

import re
from dataclasses import replace
from functools import partial
from xml.etree import ElementTree as ET

import pytest

from hardtack.cookies import SameSite
from hardtack.policy import (
    CookieMatch,
    CookieRule,
    DomainChange,
    HttpOnlyRule,
    MatchKind,
    PartialTreatment,
    PathChange,
    Policy,
    Redirect,
    Remove,
    RequestFacts,
    SameSiteRule,
    SecureRule,
    Tls,
    Transport,
    Treatment,
    When,
    enforce_line,
)
from hardtack.render import iis
from tests.render.answers import SITE, rule
from tests.render.applications import attributes
from tests.render.texts import text_of


def test_a_response_without_cookies_gets_none_from_iis() -> None:
    """To a rule, a field that isn't there is an empty text: none matches that, or it would write a field."""
    policy = Policy(
        SITE, defaults=Treatment(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE, SameSiteRule(SameSite.LAX, When.ALWAYS))
    )
    patterns = re.findall(r'Set_Cookie" pattern="([^"]*)"', text_of(iis.RENDERER, policy))
    assert patterns
    assert not [pattern for pattern in patterns if re.search(pattern, "")]


def _group(groups: dict[str, str], found: re.Match[str]) -> str:
    return groups[found[0]]


@pytest.mark.parametrize(
    ("line", "wanted"),
    (
        ("a=1", "a=1; SameSite=Lax; Secure; HttpOnly"),
        ("a=1; secure; HTTPONLY; SameSite=None", "a=1; secure; HTTPONLY; SameSite=Lax"),
        ("a=secure; Path=/old/x; SameSite=Strict", "a=secure; Path=/new/x; SameSite=Strict; Secure; HttpOnly"),
        ("a=1; path=/old; Domain=.a.test", "a=1; path=/new; Domain=b.test; SameSite=Lax; Secure; HttpOnly"),
        ("a=1; path=/older", "a=1; path=/older; SameSite=Lax; Secure; HttpOnly"),
        ("free=1; Domain=c.test; HttpOnly", "free=1; SameSite=Lax; Secure"),
        # What is no value of SameSite counts as none; browsers take it so as well.
        ("a=1; SameSite=strictly; Secure", "a=1; Secure; SameSite=Lax; HttpOnly"),
        ("a=1; SameSite; Secure", "a=1; Secure; SameSite=Lax; HttpOnly"),
        ("a=1; SameSite = lax ; Secure", "a=1; SameSite = lax; Secure; HttpOnly"),
    ),
)
def test_rules_of_iis_say_what_the_policy_says(line: str, wanted: str) -> None:
    """Each rule, one after another on one field, as an engine of ECMAScript's expressions would."""
    free = PartialTreatment(http_only=HttpOnlyRule.FORBID, domain=Remove.REMOVE, path=())
    policy = Policy(
        SITE,
        defaults=Treatment(
            *(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE, SameSiteRule(SameSite.LAX, When.WEAKER)),
            domain=DomainChange("a.test", "b.test"),
            path=(PathChange("/old", "/new"),),
        ),
        cookies=(CookieRule(CookieMatch(MatchKind.PATTERN, "fre+"), treatment=free),),
    )
    assert [part.strip() for part in _rewritten(policy, line).split(";")] == wanted.split("; ")


def _rewritten(policy: Policy, line: str) -> str:
    for element in ET.fromstring(text_of(iis.RENDERER, policy)).iter("rule"):  # noqa: S314 -- what was just written
        match, action = element.find("match"), element.find("action")
        assert match is not None
        assert action is not None
        found = re.search(match.attrib["pattern"], line)
        if found:
            groups = {f"{{R:{number}}}": found[number] or "" for number in range(len(found.groups()) + 1)}
            line = re.sub(r"\{R:\d\}", partial(_group, groups), action.attrib["value"])
    return line


@pytest.mark.parametrize("when", When)
@pytest.mark.parametrize("value", (SameSite.NONE, SameSite.LAX, SameSite.STRICT))
@pytest.mark.parametrize(
    "had", ("", "; SameSite", "; SameSite=bogus", "; samesite=none", "; SameSite=LAX", "; SameSite=Strict")
)
def test_same_site_of_iis_is_the_policys(when: When, value: SameSite, had: str) -> None:
    """Whatever a cookie had, it has what the policy makes of it afterwards."""
    policy = Policy(SITE, defaults=Treatment(SecureRule.REQUIRE, same_site=SameSiteRule(value, when)))
    line = f"a=1; Secure{had}"
    wanted = enforce_line(policy, line, RequestFacts(https=True, now=0)) or ""
    assert attributes(_rewritten(policy, line)) == attributes(wanted)


def test_cookies_of_aspnet_are_hardened_only_where_all_are() -> None:
    """`httpCookies` knows no names: a cookie that scripts are to read would become HttpOnly with the others."""
    strict = SameSiteRule(SameSite.STRICT)
    others = Treatment(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE, strict)
    site = replace(SITE, tls=Tls.HERE)
    assert '<httpCookies httpOnlyCookies="true" requireSSL="true" sameSite="Strict" />' in text_of(
        iis.RENDERER, Policy(site, defaults=others)
    )
    for treatment, taken in (
        (PartialTreatment(http_only=HttpOnlyRule.KEEP), "httpOnlyCookies"),
        (PartialTreatment(http_only=HttpOnlyRule.FORBID), "httpOnlyCookies"),
        (PartialTreatment(SecureRule.IF_TLS), "requireSSL"),
        (PartialTreatment(same_site=SameSiteRule(SameSite.LAX)), "sameSite"),
    ):
        text = text_of(iis.RENDERER, Policy(site, defaults=others, cookies=(rule("read", treatment, None),)))
        (element,) = re.findall("<httpCookies .*", text)
        assert taken not in element
        assert element.count("=") == 2


def test_plain_paths_of_iis_are_in_their_own_case() -> None:
    """URL Rewrite takes letters of any case if it is not told otherwise, and what is exempt is one path."""
    text = text_of(iis.RENDERER, Policy(SITE, Transport(Redirect.FOUND, ("/b",))))
    assert text.count('<match url="^(?!b$).*" ignoreCase="false" />') == 2
    sentences = {
        redirect: iis.RENDERER.answers(Policy(SITE, Transport(redirect)))[0].sentence
        for redirect in (Redirect.FOUND, Redirect.PERMANENT)
    }
    assert ["301" in sentence for sentence in sentences.values()] == [False, True]
