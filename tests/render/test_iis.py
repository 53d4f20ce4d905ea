"""IIS: its outbound rules, run as an engine of ECMAScript's expressions would."""

import re
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
    Remove,
    SameSiteRule,
    SecureRule,
    Treatment,
    When,
)
from hardtack.render import iis
from tests.render.answers import SITE
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
    for element in ET.fromstring(text_of(iis.RENDERER, policy)).iter("rule"):  # noqa: S314 -- what was just written
        match, action = element.find("match"), element.find("action")
        assert match is not None
        assert action is not None
        found = re.search(match.attrib["pattern"], line)
        if found:
            groups = {f"{{R:{number}}}": found[number] or "" for number in range(len(found.groups()) + 1)}
            line = re.sub(r"\{R:\d\}", partial(_group, groups), action.attrib["value"])
    assert [part.strip() for part in line.split(";")] == wanted.split("; ")
