"""The target caddy: what it writes for itself, and what becomes of it in older Caddys and in a site of one's own."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.errors import PolicyError
from hardtack.policy import (
    CookieMatch,
    CookieRule,
    Hsts,
    MatchKind,
    OnError,
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
from hardtack.render import Exactness, caddy
from tests.absence import absent
from tests.engines.caddy import CADDY
from tests.equivalence import compare
from tests.matrix import MORE
from tests.policy_corpus import policy_files, read_lines, read_policy
from tests.raw_http import ask, upstream
from tests.render.texts import text_of
from tests.servers import ENGINES, missing, running

SITE = Site("https://app.example.test", "http://127.0.0.1:8080/base/", Tls.FRONT)
DEBIAN = Path("/usr/bin/caddy")
OWN = """\
import {folder}/cookies.caddy
http://:8080 {{
	bind 127.0.0.1
	import hardtack_policy
	handle /own {{
		header Set-Cookie "JSESSIONID=1"
		respond "{{http.request.header.Cookie}}"
	}}
	handle {{
		reverse_proxy 127.0.0.1:{port}
	}}
}}
"""


@pytest.mark.parametrize("tls", list(Tls))
def test_the_plain_side_is_where_the_site_says(tls: Tls) -> None:
    """Who speaks TLS decides on addresses, on what is believed, and on whether HSTS and a redirect are written."""
    scheme = "http" if tls is Tls.NONE else "https"
    transport = Transport(Redirect.PERMANENT, hsts=Hsts(300, ramp=(600,)))
    policy = Policy(
        replace(SITE, origin=f"{scheme}://app.example.test", tls=tls), transport, Treatment(SecureRule.IF_TLS)
    )
    text = text_of(caddy.RENDERER, policy)
    said = tls is not Tls.NONE
    assert ("max-age=300" in text) is said
    assert (" 308\n" in text) is said
    assert ("vars @hardtack_tls" in text) is said
    assert ("is believed here" in text) is (tls is Tls.FRONT)
    assert ("https://app.example.test:443 {" in text) is (tls is Tls.HERE)
    assert ("http://app.example.test:80 {" in text) is (tls is not Tls.FRONT)
    assert "rewrite * /base{http.request.uri}" in text
    assert "vars " not in text_of(caddy.RENDERER, replace(policy, defaults=Treatment(SecureRule.REQUIRE)))
    bare = replace(policy, defaults=Treatment(), transport=Transport(Redirect.FOUND, exempt=()))
    assert "hardtack_tls" not in text_of(caddy.RENDERER, bare)
    assert "vars_regexp" not in text_of(caddy.RENDERER, bare)


def test_what_counts_characters_is_said() -> None:
    """A dot with a count is approximate for its rule, one without is exact."""
    rules = tuple(CookieRule(CookieMatch(MatchKind.PATTERN, text)) for text in ("a.*", "b.+", "c.?", ".{2}", "[ab]{2}"))
    answers = caddy.RENDERER.answers(Policy(SITE, cookies=rules))
    assert [answer.rule for answer in answers if answer.field == "match"] == ["c.?", ".{2}"]
    assert all(answer.exactness is Exactness.APPROXIMATE for answer in answers if answer.field == "match")


def test_lines_that_refuse_elsewhere_are_said() -> None:
    """Caddy can't refuse a response for a line of it, and says so."""
    refusing = caddy.RENDERER.answers(Policy(SITE, on_error=OnError.REFUSE))
    (sentence,) = [answer.sentence for answer in refusing if answer.field == "on_error"]
    assert "the response passes" in sentence


@given(st.text(st.characters(max_codepoint=0xFF)))
def test_quote_refuses_or_means_the_text(text: str) -> None:
    """What is returned expands to the text, holds no brace and no lone dollar sign."""
    if re.search(r"[^\x20-\x7e]|[{}]", text):
        with pytest.raises(PolicyError, match="can't be written"):
            caddy.quote(text)
    else:
        quoted = caddy.quote(text)
        assert quoted.replace("$$", "$") == text
        assert not re.search(r"(?<!\$)(?:\$\$)*\$(?!\$)", quoted)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_a_token_ends_where_it_is_closed(text: str) -> None:
    """Between its quotes nothing is that closes or escapes them."""
    if "`" in text and re.search(r'["\\]', text):
        with pytest.raises(PolicyError, match="backquote"):
            caddy.token(text)
    else:
        written = caddy.token(text)
        assert written[1:-1] == text
        assert written[0] == written[-1]
        assert not set(written[1:-1]) & ({'"', "\\"} if written[0] == '"' else {"`"})


def test_no_placeholder_comes_of_a_policy() -> None:
    """Braces of a policy's texts are in no comment, and a path that would be written with them is refused."""
    rule = CookieRule(CookieMatch(MatchKind.NAME, "{$HOME}{http.request.host}"))
    text = caddy.RENDERER.render(Policy(replace(SITE, upstream="http://h"), cookies=(rule,)), None).files[0].text
    assert "{$" not in text
    assert "{http.request.host}" not in text
    changed = replace(rule, treatment=PartialTreatment(path=(PathChange("/a", "/{x}"),)))
    with pytest.raises(PolicyError, match="can't be written"):
        text_of(caddy.RENDERER, Policy(SITE, cookies=(changed,)))


@pytest.mark.server
@pytest.mark.parametrize("name", ("06-oracle", "08-secure-prefix", "11-limits"))
def test_debians_caddy_does_what_the_policy_means(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Caddy 2.6, which reads several things otherwise than newer ones, is equal too."""
    if not DEBIAN.exists():
        absent("Debian's caddy is not installed")
    monkeypatch.setitem(ENGINES, "caddy", replace(CADDY, program=str(DEBIAN)))
    policy = read_policy(next(file for file in policy_files() if file.stem == name))
    outcome = compare("caddy", policy, (*read_lines(), *MORE), tmp_path)
    assert outcome.different == []


@pytest.mark.server
def test_snippet_serves_in_a_site_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the site answers itself is edited as well, and its handlers get the cookies under their own names."""
    if missing("caddy"):
        absent("caddy is not installed")
    policy = read_policy(next(file for file in policy_files() if file.stem == "02-host-prefix"))

    with upstream([["JSESSIONID=2; Path=/x"]]) as application:

        def main(root: Path, program: str) -> tuple[list[str], list[str]]:
            folder = root / "etc/caddy/hardtack"
            listening = re.findall(r"http://:[0-9]+", (folder / "site.caddy").read_text(encoding="ascii"))[0]
            text = OWN.format(folder=folder, port=application.port).replace("http://:8080", listening)
            (folder / "site.caddy").write_text(text, encoding="ascii")
            return CADDY.main(root, program)

        monkeypatch.setitem(ENGINES, "caddy", replace(CADDY, main=main))
        with running("caddy", policy, application.port, tmp_path) as server:
            lines = "Host: a\r\nX-Forwarded-Proto: https\r\nCookie: JSESSIONID=evil; __Host-JSESSIONID=good\r\n"
            for target, wanted in (("/own", "1"), ("/200/0", "2")):
                answer = ask(("127.0.0.1", server.port), f"GET {target} HTTP/1.1\r\n{lines}", tls=False)
                (cookie,) = answer.all("set-cookie")
                assert cookie.startswith(f"__Host-JSESSIONID={wanted}; ")
                assert b"JSESSIONID=good" in answer.body
                assert b"evil" not in answer.body


@pytest.mark.server
def test_caddy_refuses_what_it_can_not_read(tmp_path: Path) -> None:
    """The validator that every file is held to is one that can fail: look-around is none of its expressions'."""
    if not DEBIAN.exists():
        absent("Debian's caddy is not installed")
    file = tmp_path / "Caddyfile"
    file.write_text(":80 {\n\theader {\n\t\tdefer\n\t\tSet-Cookie `a(?!b)` `c`\n\t}\n}\n", encoding="ascii")
    words = [str(DEBIAN), "validate", "--config", str(file), "--adapter", "caddyfile"]
    assert subprocess.run(words, check=False, capture_output=True, timeout=60).returncode == 1
