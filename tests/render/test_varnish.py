"""The target varnish: what it writes for itself, and what becomes of it in a VCL of one's own."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.policy import (
    Hsts,
    Limits,
    OnError,
    Policy,
    Redirect,
    SecureRule,
    Site,
    Tls,
    Transport,
    Treatment,
)
from hardtack.render import Exactness, varnish
from tests.absence import absent
from tests.engines.varnish import VARNISH
from tests.policy_corpus import policy_files, read_policy
from tests.raw_http import Answer, ask, upstream
from tests.render.texts import text_of
from tests.servers import ENGINES, missing, running

SITE = Site("https://app.example.test", "http://[::1]:8080/base/", Tls.FRONT)
OWN = """\
vcl 4.1;
include "{folder}/cookies.vcl";
import header;
backend default {{ .host = "127.0.0.1"; .port = "{port}"; }}
sub vcl_recv {{ if (req.url ~ "again" && req.restarts == 0) {{ return (restart); }} }}
sub vcl_backend_response {{ set beresp.ttl = 60s; }}
sub vcl_deliver {{ set resp.http.Hits = obj.hits; }}
"""


@pytest.mark.parametrize("tls", list(Tls))
def test_tls_is_spoken_before_varnish(tls: Tls) -> None:
    """Whether a request came by TLS is what stands in front says; without TLS there is nothing to say."""
    scheme = "http" if tls is Tls.NONE else "https"
    transport = Transport(Redirect.PERMANENT, hsts=Hsts(300, ramp=(600,)))
    policy = Policy(
        replace(SITE, origin=f"{scheme}://app.example.test", tls=tls), transport, Treatment(SecureRule.IF_TLS)
    )
    text = text_of(varnish.RENDERER, policy)
    said = tls is not Tls.NONE
    assert ('X-Forwarded-Proto == "https"' in text) is said
    assert ('set req.http.X-Forwarded-Proto = "http"' in text) is not said
    assert ("is believed here" in text) is said
    assert ("max-age=300" in text) is said
    assert ("synth(1308)" in text) is said
    assert (" -a :8080 " if said else " -a :80 ") in text
    assert '.host = "::1";' in text
    assert 'set bereq.url = "/base" + bereq.url;' in text
    needed = [answer.field for answer in varnish.RENDERER.answers(policy) if answer.exactness is Exactness.NEEDS]
    assert needed == (["site.tls"] if tls is Tls.HERE else [])


def test_too_long_a_line_refuses_where_the_policy_says() -> None:
    """A line that is too long costs the response where on_error says so, else itself alone."""
    limited = Policy(SITE, limits=Limits(4096))
    assert "synth(1502)" not in text_of(varnish.RENDERER, limited)
    assert "header.remove" in text_of(varnish.RENDERER, limited)
    assert text_of(varnish.RENDERER, replace(limited, on_error=OnError.REFUSE)).count("1502") == 2


def test_nothing_is_written_for_nothing() -> None:
    """A policy that asks nothing of requests leaves no subroutine for them."""
    text = varnish.RENDERER.render(Policy(SITE, Transport(exempt=())), None).files[0].text
    assert "sub vcl_recv" not in text
    assert "sub vcl_synth" not in text
    redirecting = replace(Policy(SITE), transport=Transport(Redirect.FOUND, exempt=()))
    assert "stay on plain HTTP" not in text_of(varnish.RENDERER, redirecting)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_quote_stays_within_its_string(text: str) -> None:
    """A text is strings joined by plus signs, each ended by its own end, that together are the text."""
    written = f'"{varnish.quote(text)}"'
    strings = re.findall(r'\{"(.*?)"\}|"([^"]*)"', written)
    assert " + ".join(f'{{"{long}"}}' if long else f'"{short}"' for long, short in strings) == written
    assert "".join(long + short for long, short in strings) == text


@pytest.mark.server
def test_fragment_serves_in_a_vcl_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Varnish's own rules for caching hold, and a request that is started again keeps its renamed cookies."""
    if missing("varnish"):
        absent("varnish is not installed")
    policy = read_policy(next(file for file in policy_files() if "oracle" in file.stem))

    with upstream([["JSESSIONID=1; Path=/"], []]) as application:

        def main(root: Path, program: str) -> tuple[list[str], list[str]]:
            folder = root / "etc/varnish/hardtack"
            (folder / "site.vcl").write_text(OWN.format(folder=folder, port=application.port), encoding="ascii")
            return VARNISH.main(root, program)

        monkeypatch.setitem(ENGINES, "varnish", replace(VARNISH, main=main))
        with running("varnish", policy, application.port, tmp_path) as server:

            def get(target: str, cookie: str = "") -> Answer:
                fields = f"Cookie: {cookie}\r\n" if cookie else ""
                request = f"GET {target} HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\n{fields}"
                return ask(("127.0.0.1", server.port), request, tls=False)

            assert [get("/200/0").all("hits") for _ in range(2)] == [("0",), ("0",)]
            assert [line[:19] for line in get("/200/0").all("set-cookie")] == [
                "JSESSIONID=; Path=/",
                "__Host-JSESSIONID=1",
            ]
            assert [get("/200/1").all("hits") for _ in range(2)] == [("0",), ("1",)]
            assert get("/200/1", "JSESSIONID=evil").all("hits") == ("2",)
            again = get("/200/1?again", "JSESSIONID=evil; __Host-JSESSIONID=good")
            assert b"Cookie: JSESSIONID=good\r\n" in again.body
