"""Apache 2.2's dialect: nothing in it came later, what it can't do is said, and its expressions run on Apache 2.4."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from hardtack.errors import PolicyError
from hardtack.policy import (
    ACME_PATH,
    CookieMatch,
    CookieRule,
    Hsts,
    Inbound,
    MatchKind,
    NamePrefix,
    PartialTreatment,
    PathChange,
    Policy,
    Redirect,
    SecureRule,
    Site,
    Tls,
    Transport,
    Treatment,
)
from hardtack.render import Exactness, apache
from tests.absence import absent
from tests.equivalence import compare
from tests.policy_corpus import policy_files, read_lines, read_policy
from tests.raw_http import ask, upstream
from tests.servers import missing, running

TARGET = "apache-2.2-dialect"
SITE = Site("https://app.example.test", "http://127.0.0.1:8080", Tls.FRONT)
RULE = CookieRule(CookieMatch(MatchKind.NAME, "sid"), treatment=PartialTreatment(prefix=NamePrefix.HOST))
# What is to be tried: all at once, both prefixes, drops, TLS spoken by Apache, and every cookie renamed.
TRIED = ("05-drop", "06-oracle", "08-secure-prefix", "11-limits", "13-all-prefixed")


def _texts(policy: Policy) -> list[str]:
    return [file.text for file in apache.RENDERER.render(policy, (2, 2)).files]


@pytest.mark.parametrize("tls", (Tls.FRONT, Tls.HERE))
def test_nothing_is_used_that_came_later(tls: Tls) -> None:
    """No expressions, no edit of every match, no 308, no parameter for the size of a field: 2.2 would not start."""
    policy = Policy(
        replace(SITE, tls=tls),
        Transport(Redirect.PERMANENT, (ACME_PATH,), Hsts(300)),
        Treatment(SecureRule.IF_TLS),
        (RULE,),
        inbound=Inbound(drop=("tracking",)),
    )
    texts = _texts(policy)
    directives = [line for text in texts for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert not [
        line for line in directives if re.search(r"expr=|edit\*|308|responsefieldsize|%\{HTTPS\}|TLSv1\.3", line)
    ]
    assert "[R=301,L,NE]" in texts[0]
    assert 'Header always set Strict-Transport-Security "max-age=300" env=hardtack_https' in texts[0]
    # Who says that a request came by TLS: what stands in front, or the virtual host that speaks it.
    assert ('SetEnvIf X-Forwarded-Proto "^https$" hardtack_https' in texts[0]) is (tls is Tls.FRONT)
    assert ('SetEnvIf Request_URI "^" hardtack_https' in texts[1]) is (tls is Tls.HERE)


def test_it_is_from_documentation() -> None:
    """Each file and the answer say that Apache 2.2 was never run with it, and the command names the version."""
    rendered = apache.RENDERER.render(Policy(SITE), (2, 2, 34))
    assert not rendered.tested
    for file in rendered.files:
        assert "# From documentation: Apache 2.2 itself was never run with this." in file.text
        assert "hardtack render apache --version 2.2 POLICY" in file.text
    assert apache.RENDERER.render(Policy(SITE), (2, 4)).tested
    assert apache.RENDERER.render(Policy(SITE), (2,)).tested


@pytest.mark.parametrize(
    ("transport", "cookies", "inexact"),
    (
        (Transport(Redirect.PERMANENT), (RULE,), {"inbound", "transport.redirect"}),
        (Transport(Redirect.FOUND), (), set()),
    ),
)
def test_what_2_2_cannot_do_is_said(transport: Transport, cookies: tuple[CookieRule, ...], inexact: set[str]) -> None:
    """A redirect by 301 for 308 and a bound on renamed cookies are declared, where the policy comes to them."""
    rendered = apache.RENDERER.render(Policy(SITE, transport, cookies=cookies), (2, 2))
    found = {one.field for one in rendered.answers if one.exactness is not Exactness.EXACT}
    assert found == {"on_error", *inexact}


@pytest.mark.parametrize("stripped", (True, False))
def test_a_field_that_is_all_taken_out_is_not_sent(*, stripped: bool) -> None:
    """Where cookies are renamed alone none can be left empty, and nothing is written for that."""
    policy = Policy(SITE, cookies=(RULE,), inbound=Inbound(strip_bare_renamed=stripped))
    assert ("RequestHeader unset Cookie env=hardtack_no_cookie" in _texts(policy)[0]) is stripped


def test_a_percent_sign_stands_for_itself() -> None:
    """2.2 reads no format in a replacement, so nothing is doubled."""
    policy = Policy(SITE, defaults=Treatment(path=(PathChange("/a", "/50%"),)))
    assert '"$1/50%$2"' in _texts(policy)[0]
    assert '"$1/50%%$2"' in apache.RENDERER.render(policy, None).files[0].text


@pytest.mark.parametrize("path", ("/a$1", "/a&b", '/a"b', "/a\\b"))
def test_what_2_2_gives_a_meaning_of_its_own_is_refused(path: str) -> None:
    """Nothing says what 2.2 makes of it, and a path that means something else would log users out."""
    policy = Policy(SITE, defaults=Treatment(path=(PathChange("/old", path),)))
    with pytest.raises(PolicyError, match=r"can't be written into a replacement of Apache's"):
        _texts(policy)


@pytest.mark.server
@pytest.mark.parametrize("stem", TRIED)
def test_the_expressions_do_what_the_policy_means(stem: str, tmp_path: Path) -> None:
    """The same text, run by Apache 2.4, differs from the policy's meaning in what was declared alone."""
    if missing(TARGET):
        absent("Apache is not installed")
    file = next(file for file in policy_files() if file.stem == stem)
    assert compare(TARGET, read_policy(file), read_lines()[::2], tmp_path).different == []


@pytest.mark.server
def test_more_cookies_than_edits_let_none_pass(tmp_path: Path) -> None:
    """Eight of a name are taken out or renamed; with a ninth the application gets no cookie at all."""
    if missing(TARGET):
        absent("Apache is not installed")
    policy = Policy(SITE, cookies=(RULE,))
    with upstream([["a=1"]]) as application, running(TARGET, policy, application.port, tmp_path) as server:
        for name, copies, kept in (
            ("sid", 8, ["a=1", "b=2"]),
            ("sid", 9, []),
            ("__Host-sid", 8, ["a=1", *(f"sid={number}" for number in range(8)), "b=2"]),
            ("__Host-sid", 9, []),
        ):
            field = "; ".join(("a=1", *(f"{name}={number}" for number in range(copies)), "b=2"))
            request = f"GET /200/0 HTTP/1.1\r\nHost: a\r\nCookie: {field}\r\n"
            body = ask(("127.0.0.1", server.port), request, tls=False).body.decode("latin-1")
            found = re.findall(r"^cookie: *([^\r]*)", body, re.MULTILINE | re.IGNORECASE)
            assert [pair.strip() for text in found for pair in text.split(";") if pair.strip()] == kept
