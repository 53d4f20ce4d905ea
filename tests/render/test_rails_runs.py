"""Rails itself, run with the initializer that was written: cookies, redirect and HSTS are what the policy says."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardtack.cookies import SameSite
from hardtack.policy import (
    CookieMatch,
    CookieRole,
    CookieRule,
    Hsts,
    HttpOnlyRule,
    MatchKind,
    MaxLifetime,
    NamePrefix,
    PartialTreatment,
    Policy,
    Redirect,
    RequestFacts,
    SameSiteRule,
    SecureRule,
    Site,
    Tls,
    Transport,
    Treatment,
    When,
    enforce_line,
)
from hardtack.render import Exactness, rails
from tests.absence import absent
from tests.render.applications import attributes, write

pytestmark = pytest.mark.server

SITE = Site("https://app.example.test:8443", tls=Tls.FRONT)
NAME = "_app_session"
ALWAYS = PartialTreatment(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE, SameSiteRule(SameSite.STRICT, When.WEAKER))
TREATMENTS = {
    "flags": ALWAYS,
    "host": PartialTreatment(prefix=NamePrefix.HOST, lifetime=MaxLifetime(3600)),
    "lax": PartialTreatment(same_site=SameSiteRule(SameSite.LAX, When.ABSENT), http_only=HttpOnlyRule.FORBID),
}
APPLICATION = """
require "json"
require "rails"
require "action_controller/railtie"

class App < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.hosts.clear
  config.secret_key_base = "for tests alone " * 4
  config.logger = Logger.new(nil)
  config.load_defaults 6.1
end

class PagesController < ActionController::Base
  def count
    session[:n] = (session[:n] || 0) + 1
    render plain: session[:n].to_s
  end

  def others
    cookies[:plain] = "1"
    cookies[:chosen] = { value: "1", same_site: :strict, httponly: true }
    render plain: ""
  end
end

Rails.application.initialize!
Rails.application.routes.draw do
  match "/others", to: "pages#others", via: :all
  match "*all", to: "pages#count", via: :all, format: false
  root to: "pages#count"
end

cookies = ""
told = JSON.parse(ARGV[0]).map do |proto, method, path|
  env = Rack::MockRequest.env_for("http://app.example.test:3000#{path}", method: method)
  status, headers, body = Rails.application.call(
    env.merge("HTTP_X_FORWARDED_PROTO" => proto, "HTTP_COOKIE" => cookies, "HTTP_HOST" => "app.example.test")
  )
  text = +""
  body.each { |part| text << part }
  lines = Array(headers["Set-Cookie"]).flat_map { |one| one.split("\\n") }
  cookies = lines.map { |line| line.split(";", 2).first }.join("; ") unless lines.empty?
  { status: status, lines: lines, body: text,
    location: headers["Location"], hsts: headers["Strict-Transport-Security"] }
end
puts JSON.generate(told)
"""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer of the application."""

    status: int
    lines: list[str]
    body: str
    location: str | None
    hsts: str | None


def _asked(folder: Path, *requests: tuple[str, str, str]) -> list[Told]:
    """The answers to requests (scheme, method, path) that bring back the cookies of those before."""
    if shutil.which("rails") is None:
        absent("ruby-railties is not installed")
    (folder / "application.rb").write_text(APPLICATION, encoding="ascii")
    command = ["ruby", "application.rb", json.dumps(requests)]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [Told(**one) for one in json.loads(done.stdout)]


def _written(policy: Policy, folder: Path) -> Path:
    (folder / "config/initializers").mkdir(parents=True)
    write(rails.RENDERER, policy, folder / "config/initializers")
    return folder


def _rule(treatment: PartialTreatment) -> CookieRule:
    return CookieRule(CookieMatch(MatchKind.NAME, NAME), CookieRole.SESSION, treatment)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The session's line of an application without the initializer."""
    (told,) = _asked(tmp_path_factory.mktemp("bare"), ("https", "GET", "/"))
    (line,) = told.lines
    return line


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_rails_sets_what_the_policy_says(treatment: str, bare: str, tmp_path: Path) -> None:
    """With the initializer the session cookie is enforced, and is known again."""
    policy = Policy(SITE, cookies=(_rule(TREATMENTS[treatment]),))
    first, second = _asked(_written(policy, tmp_path), ("https", "GET", "/"), ("https", "GET", "/"))
    wanted = enforce_line(policy, bare, RequestFacts(https=True, now=0))
    assert wanted is not None
    assert [attributes(line) for line in first.lines] == [attributes(wanted)]
    assert [first.body, second.body] == ["1", "2"]


def test_rails_answers_plain_http_as_it_was_declared(tmp_path: Path) -> None:
    """It redirects to the site's own address and port, exempt paths are served, and HSTS stands on the TLS side."""
    transport = Transport(Redirect.PERMANENT, ("/healthz", "/acme/"), Hsts(300, subdomains=True))
    moved, posted, *exempt, longer, secure = _asked(
        _written(Policy(SITE, transport), tmp_path),
        *(("http", "GET", "/a?b=c"), ("http", "POST", "/a"), ("http", "GET", "/healthz"), ("http", "GET", "/acme/x")),
        *(("http", "GET", "/healthzx"), ("https", "GET", "/")),
    )
    assert (moved.status, moved.location) == (308, "https://app.example.test:8443/a?b=c")
    # Declared: other methods are redirected too.
    assert (posted.status, longer.status) == (308, 308)
    assert [one.status for one in exempt] == [200, 200]
    assert secure.hsts == "max-age=300; includeSubDomains"
    assert moved.hsts is None


@pytest.mark.parametrize("redirect", (None, Redirect.PERMANENT), ids=str)
def test_rails_flags_every_cookie_by_tls(redirect: Redirect | None, tmp_path: Path) -> None:
    """Whether plain HTTP is redirected or not, and on exempt paths too, what comes by TLS gets Secure."""
    others = Treatment(SecureRule.REQUIRE, same_site=SameSiteRule(SameSite.LAX, When.ABSENT))
    policy = Policy(SITE, Transport(redirect, ("/others",) if redirect else (), Hsts(300)), others)
    by_tls, plain = _asked(_written(policy, tmp_path), ("https", "GET", "/others"), ("http", "GET", "/others"))
    assert [attributes(line) for line in by_tls.lines] == [
        ("plain", frozenset({"path=/", "samesite=lax", "secure"})),
        ("chosen", frozenset({"path=/", "samesite=strict", "httponly", "secure"})),
    ]
    assert plain.status == 200
    assert not [line for line in plain.lines if "secure" in line.lower()]


def test_rails_keeps_sessions_of_plain_http(tmp_path: Path) -> None:
    """Where Secure is for TLS alone, force_ssl adds it there, and a session that began by plain HTTP is kept."""
    by_tls = PartialTreatment(SecureRule.IF_TLS)
    policy = Policy(SITE, Transport(hsts=Hsts(300)), Treatment(SecureRule.IF_TLS), (_rule(by_tls),))
    first, second, third = _asked(_written(policy, tmp_path), *(("http", "GET", "/"),) * 2, ("https", "GET", "/"))
    assert [first.body, second.body, third.body] == ["1", "2", "3"]
    assert [["secure" in attributes(line)[1] for line in one.lines] for one in (first, third)] == [[False], [True]]
    answers = {(one.field, one.rule): one.exactness for one in rails.RENDERER.answers(policy)}
    assert answers["secure", NAME] is Exactness.EXACT
    assert answers["secure", None] is Exactness.APPROXIMATE
