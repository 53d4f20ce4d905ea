"""ingress-nginx and Envoy Gateway: what a resource of Kubernetes may hold, and what it does."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from hardtack.errors import PolicyError
from hardtack.policy import (
    DomainChange,
    Hsts,
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
from hardtack.render import Exactness, envoy_gateway, ingress_nginx
from tests.absence import absent
from tests.render.answers import HOST, SITE, exactness, rule
from tests.render.texts import text_of


def test_flags_of_ingress_nginx() -> None:
    """The first line that matches counts, and a cookie without flags gets none from the lines below."""
    policy = Policy(
        Site("https://app.example.test", SITE.upstream),
        defaults=Treatment(
            SecureRule.REQUIRE, domain=DomainChange("a.test", "b.test"), path=(PathChange("/a-b", "/"),)
        ),
        cookies=(rule("plain", PartialTreatment(SecureRule.KEEP), None),),
    )
    text = text_of(ingress_nginx.RENDERER, policy)
    assert 'proxy_cookie_flags "~^(?!(?:(?:plain))$).*$" secure;' in text
    assert 'proxy-cookie-domain: "a.test b.test"' in text
    assert 'proxy-cookie-path: "/a-b /"' in text
    assert "snippet" not in text_of(ingress_nginx.RENDERER, Policy(SITE))


@pytest.mark.parametrize("path", ("/a;b", "/$a", "/a b", "/\xe9"))
def test_what_ingress_nginx_lets_in_no_annotation_is_refused(path: str) -> None:
    """The controller's own check of the annotation would refuse it, and without that nginx reads it as its own."""
    policy = Policy(SITE, defaults=Treatment(path=(PathChange(path, "/"),)))
    with pytest.raises(PolicyError, match="ingress-nginx"):
        ingress_nginx.RENDERER.render(policy, None)


def test_ingress_nginx_redirects_to_the_same_path() -> None:
    """Without the annotation for it, a slash at the end is lost on the way."""
    for tls in (Tls.FRONT, Tls.HERE):
        policy = Policy(replace(SITE, tls=tls), Transport(Redirect.PERMANENT))
        assert 'ingress.kubernetes.io/preserve-trailing-slash: "true"' in text_of(ingress_nginx.RENDERER, policy)


def test_ingress_nginx_sends_hsts_on_its_own_tls_alone() -> None:
    """Where TLS is spoken before it the keys would do nothing: none are written, and that is said."""
    policy = Policy(SITE, Transport(hsts=Hsts(300)))
    assert exactness(ingress_nginx.RENDERER, policy) == {("transport.hsts", None): Exactness.UNSUPPORTED}
    assert "hsts-max-age" not in text_of(ingress_nginx.RENDERER, policy)
    here = replace(policy, site=replace(SITE, tls=Tls.HERE))
    assert exactness(ingress_nginx.RENDERER, here) == {("transport.hsts", None): Exactness.APPROXIMATE}
    assert 'hsts-max-age: "300"' in text_of(ingress_nginx.RENDERER, here)


SANDBOX = """
io, require, package, debug, load, loadstring, rawget, rawset = nil
getmetatable, setmetatable, getfenv, setfenv, newproxy, module = nil
local headers = {
  get = function() return "value" end, getNumValues = function() return 1 end, remove = function() end,
  getAtIndex = function() return "value" end, replace = function() end, add = function() end,
}
local metadata = {get = function() return "found" end, set = function() end}
local stream = {dynamicMetadata = function() return metadata end, downstreamSslConnection = function() return {} end}
StreamHandle = {
  headers = function() return headers end, streamInfo = function() return stream end, logWarn = function() end,
  respond = function() end, body = function() return {setBytes = function() end} end,
}
_G = nil
"""


def test_envoy_gateway_accepts_the_script(tmp_path: Path) -> None:
    """The script runs once on stand-ins without what Envoy Gateway takes away before it tries a script."""
    if shutil.which("lua5.1") is None:
        absent("lua5.1 is not installed")
    policy = Policy(SITE, Transport(Redirect.PERMANENT, hsts=Hsts(300)), cookies=(rule("sid", HOST),))
    text = text_of(envoy_gateway.RENDERER, policy)
    block = text.partition("inline: |\n")[2]
    script = "".join(line.removeprefix("        ") for line in block.splitlines(keepends=True))
    calls = "envoy_on_request(StreamHandle) envoy_on_response(StreamHandle) print('done')"
    (tmp_path / "script.lua").write_text(f"{SANDBOX}{script}{calls}\n", encoding="ascii")
    done = subprocess.run(["lua5.1", "script.lua"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.stdout == "done\n", done.stderr


def test_envoy_gateway_is_told_whom_to_believe() -> None:
    """Envoy overwrites X-Forwarded-Proto if it isn't: all would be plain HTTP, which is redirected for ever."""
    text = text_of(envoy_gateway.RENDERER, Policy(SITE, Transport(Redirect.PERMANENT)))
    first, _, second = text.partition("\n---\n")
    assert "kind: ClientTrafficPolicy" in first
    assert "  clientIPDetection:\n    xForwardedFor:\n" in first
    assert "      numTrustedHops: 1\n" in f"{first}\n"
    assert "kind: EnvoyExtensionPolicy" in second
    here = Policy(replace(SITE, tls=Tls.HERE), Transport(Redirect.PERMANENT))
    assert "ClientTrafficPolicy" not in text_of(envoy_gateway.RENDERER, here)
