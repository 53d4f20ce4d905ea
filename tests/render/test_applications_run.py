"""Real frameworks, run with the settings that were written: their own cookies are what the policy says of them."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from hardtack.cookies import SameSite
from hardtack.errors import PolicyError
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
    Remove,
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
from hardtack.render import express, ingress_nginx, php, wordpress
from tests.absence import absent
from tests.engines.model import free_port
from tests.raw_http import Answer, ask
from tests.render.applications import APPLICATIONS, attributes, run, write
from tests.servers import find_renderer

SESSIONS = {
    "django": "sessionid",
    "flask": "session",
    "fastapi": "session",
    "php": "PHPSESSID",
    "express": "connect.sid",
}
SITE = Site("https://app.example.test", "http://127.0.0.1:8080", Tls.FRONT)
STRICT = SameSiteRule(SameSite.STRICT, When.WEAKER)
TREATMENTS = {
    "flags": PartialTreatment(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE, STRICT),
    "prefix": PartialTreatment(prefix=NamePrefix.HOST, lifetime=MaxLifetime(3600)),
    "session": PartialTreatment(
        SecureRule.IF_TLS, lifetime=Remove.REMOVE, same_site=SameSiteRule(SameSite.LAX, When.ALWAYS)
    ),
}
DEFAULTS = Treatment(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE, SameSiteRule(SameSite.LAX), prefix=NamePrefix.SECURE)


def _policy(target: str, treatment: str) -> Policy:
    """The session cookie alone, or all cookies, which the Python frameworks need the middleware for."""
    if treatment == "defaults":
        transport = Transport(Redirect.PERMANENT, hsts=Hsts(300))
        return Policy(SITE, transport, DEFAULTS)
    match = CookieMatch(MatchKind.NAME, SESSIONS[target])
    return Policy(SITE, cookies=(CookieRule(match, CookieRole.SESSION, TREATMENTS[treatment]),))


def _wanted(policy: Policy, bare: list[str], *, https: bool = True) -> list[tuple[str, frozenset[str]]]:
    facts = RequestFacts(https=https, now=0)
    return sorted((attributes(enforce_line(policy, line, facts) or "") for line in bare), key=lambda one: one[0])


@pytest.mark.slow
@pytest.mark.parametrize("treatment", (*TREATMENTS, "defaults"))
@pytest.mark.parametrize("target", sorted(APPLICATIONS))
def test_python_application_sets_what_the_policy_says(target: str, treatment: str, tmp_path: Path) -> None:
    """With its settings, and the middleware where it is written, each cookie is enforced, and is known again."""
    policy = _policy(target, treatment)
    bare, _ = run(target, tmp_path, hardened=False)
    write(find_renderer(target), policy, tmp_path)
    # No setting of theirs knows Secure by TLS alone, nor a lifetime that a view of Django's sets.
    needs = treatment in {"defaults", "session"} or (target, treatment) == ("django", "prefix")
    assert (tmp_path / "hardtack_middleware.py").exists() is needs
    lines, bodies = run(target, tmp_path, hardened=True)
    assert sorted((attributes(line) for line in lines), key=lambda one: one[0]) == _wanted(policy, bare)
    assert bodies == ["1", "2"]
    assert len(bare) == (2 if target == "django" else 1)


@pytest.mark.slow
@pytest.mark.parametrize("target", sorted(APPLICATIONS))
def test_python_application_sets_secure_by_tls_alone(target: str, tmp_path: Path) -> None:
    """Where the policy says `if_tls`, a session that began by plain HTTP is kept."""
    policy = _policy(target, "session")
    bare, _ = run(target, tmp_path, hardened=False, proto="http")
    write(find_renderer(target), policy, tmp_path)
    lines, bodies = run(target, tmp_path, hardened=True, proto="http")
    wanted = _wanted(policy, bare, https=False)
    assert sorted((attributes(line) for line in lines), key=lambda one: one[0]) == wanted
    assert not any("secure" in words for _, words in wanted)
    assert bodies == ["1", "2"]


@contextmanager
def _serving(command: list[str], port: int, folder: Path, **more: str) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ, **more})
        try:
            end = time.monotonic() + 20
            while time.monotonic() < end:
                assert process.poll() is None, (folder / "log").read_text()
                try:
                    ask(("127.0.0.1", port), "GET / HTTP/1.1\r\nHost: a\r\n", tls=False)
                except OSError:
                    time.sleep(0.1)
                else:
                    break
            yield
        finally:
            process.terminate()
            process.wait(10)


def _visit(port: int, cookies: str = "", *, method: str = "GET", path: str = "/", proto: str = "https") -> Answer:
    more = f"Cookie: {cookies}\r\n" if cookies else ""
    request = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: {proto}\r\n{more}"
    return ask(("127.0.0.1", port), request, tls=False)


def _twice(port: int, proto: str = "https") -> tuple[list[str], list[str]]:
    first = _visit(port, proto=proto)
    lines = list(first.all("set-cookie"))
    second = _visit(port, "; ".join(line.partition(";")[0] for line in lines), proto=proto)
    return lines, [first.body.decode(), second.body.decode()]


PHP_PAGE = "<?php session_start(); $_SESSION['n'] = ($_SESSION['n'] ?? 0) + 1; echo $_SESSION['n'];"


@contextmanager
def _php(folder: Path) -> Iterator[int]:
    (folder / "index.php").write_text(PHP_PAGE, encoding="ascii")
    (folder / "sessions").mkdir(exist_ok=True)
    port = free_port()
    command = ["php", "-d", f"session.save_path={folder}/sessions", "-S", f"127.0.0.1:{port}", "index.php"]
    with _serving(command, port, folder, PHP_INI_SCAN_DIR=f":{folder}"):
        yield port


@pytest.mark.server
@pytest.mark.parametrize("treatment", sorted(TREATMENTS))
def test_php_sets_what_the_policy_says(treatment: str, tmp_path: Path) -> None:
    """With the .ini file the session cookie is enforced, and known again; an id that PHP did not make is not taken."""
    if shutil.which("php") is None:
        absent("php is not installed")
    with _php(tmp_path) as port:
        bare, _ = _twice(port)
    policy = _policy("php", treatment)
    write(php.RENDERER, policy, tmp_path)
    with _php(tmp_path) as port:
        lines, bodies = _twice(port)
        name = lines[0].partition("=")[0]
        assert _visit(port, f"{name}=chosenbysomeoneelse1234567").all("set-cookie") != ()
    # It has no setting for Secure by TLS alone: that is left out, as the policy has it by plain HTTP.
    assert [attributes(line) for line in lines] == _wanted(policy, bare, https=treatment != "session")
    assert bodies == ["1", "2"]


EXPRESS_APPLICATION = """
const express = require("express");
const session = require("express-session");
const hardened = process.argv[2] === "hardened";
const hardtack = hardened ? require("./hardtack.js") : {session: {}, transport() {}};
const app = express();
hardtack.transport(app);
app.use(session({secret: "for tests alone", resave: false, saveUninitialized: false, ...hardtack.session}));
app.all("*all", (req, res) => {
  req.session.n = (req.session.n || 0) + 1;
  res.send(String(req.session.n));
});
app.listen(Number(process.argv[3]), "127.0.0.1");
"""


@pytest.fixture(scope="module")
def express_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Express 5 and express-session."""
    if shutil.which("npm") is None:
        absent("npm is not installed")
    folder = tmp_path_factory.mktemp("express")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "express@5", "express-session@1"]
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=110)
    if done.returncode:
        absent("npm can't install Express here")
    (folder / "application.js").write_text(EXPRESS_APPLICATION, encoding="ascii")
    return folder


@contextmanager
def _express(folder: Path, how: str) -> Iterator[int]:
    port = free_port()
    with _serving(["node", "application.js", how, str(port)], port, folder):
        yield port


@pytest.mark.server
@pytest.mark.parametrize("treatment", (*TREATMENTS, "defaults"))
def test_express_sets_what_the_policy_says(treatment: str, express_folder: Path) -> None:
    """With the module the session cookie is enforced, and is known again."""
    policy = _policy("express", treatment)
    with _express(express_folder, "bare") as port:
        bare, _ = _twice(port)
    write(express.RENDERER, policy, express_folder)
    with _express(express_folder, "hardened") as port:
        lines, bodies = _twice(port)
    assert [attributes(line) for line in lines] == _wanted(policy, bare)
    assert bodies == ["1", "2"]


@pytest.mark.server
def test_express_sets_secure_by_tls_alone(express_folder: Path) -> None:
    """Where the policy says `if_tls`, a session that began by plain HTTP is kept."""
    policy = _policy("express", "session")
    with _express(express_folder, "bare") as port:
        bare, _ = _twice(port, "http")
    write(express.RENDERER, policy, express_folder)
    with _express(express_folder, "hardened") as port:
        lines, bodies = _twice(port, "http")
    assert [attributes(line) for line in lines] == _wanted(policy, bare, https=False)
    assert bodies == ["1", "2"]


@pytest.mark.server
def test_express_answers_plain_http_as_the_policy_says(express_folder: Path) -> None:
    """GET is redirected, POST forbidden, an exempt path served, and HSTS stands on the TLS side alone."""
    transport = Transport(Redirect.PERMANENT, ("/healthz", "/acme/"), Hsts(300))
    write(express.RENDERER, Policy(SITE, transport), express_folder)
    with _express(express_folder, "hardened") as port:
        moved = _visit(port, path="/a?b=c", proto="http")
        assert (moved.status, moved.all("location")) == (308, ("https://app.example.test/a?b=c",))
        assert _visit(port, method="POST", proto="http").status == 403
        assert [_visit(port, path=path, proto="http").status for path in ("/healthz", "/acme/x")] == [200, 200]
        assert [_visit(port, path=path, proto="http").status for path in ("/healthzx", "/acme/%2e%2e/x")] == [308, 308]
        assert _visit(port).all("strict-transport-security") == ("max-age=300",)
        assert moved.all("strict-transport-security") == ()


@pytest.mark.server
def test_snippet_of_ingress_nginx_is_nginx(tmp_path: Path) -> None:
    """The lines pass the test of nginx itself, names of any characters included."""
    if shutil.which("nginx") is None:
        absent("nginx is not installed")
    hostile = CookieRule(CookieMatch(MatchKind.NAME, "x'\"\\${a}#{"), treatment=PartialTreatment(SecureRule.KEEP))
    rules = (hostile, CookieRule(CookieMatch(MatchKind.PATTERN, "[a-z]{2,4}"), treatment=TREATMENTS["flags"]))
    files = ingress_nginx.RENDERER.render(
        Policy(SITE, defaults=Treatment(SecureRule.REQUIRE), cookies=rules), None
    ).files
    lines = [line for line in files[0].text.splitlines() if "proxy_cookie_flags" in line]
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ server {{ listen 127.0.0.1:{free_port()}; location / {{\n"
        + "\n".join(lines)
        + "\nproxy_pass http://127.0.0.1:1; } } }\n",
        encoding="ascii",
    )
    command = ["nginx", "-t", "-e", "stderr", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert len(lines) == 2


@pytest.mark.server
def test_plugin_of_wordpress_is_php(tmp_path: Path) -> None:
    """PHP itself accepts the plugin, whatever the policy asks for."""
    if shutil.which("php") is None:
        absent("php is not installed")
    transport = Transport(Redirect.PERMANENT, hsts=Hsts(300, subdomains=True))
    for lifetime in (MaxLifetime(600), Remove.REMOVE):
        policy = Policy(SITE, transport, Treatment(SecureRule.REQUIRE, lifetime=lifetime))
        write(wordpress.RENDERER, policy, tmp_path)
        done = subprocess.run(["php", "-l", "hardtack.php"], cwd=tmp_path, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


TEXTS = tuple(
    f"a{bad}b" for bad in ('"', "\\", "'", "${x}", "$x", "</script>", "`", "\n", "\x00", "\xff", "\u2028", "\U0001f36a")
)


@pytest.mark.slow
def test_node_reads_what_was_quoted(tmp_path: Path) -> None:
    """A JavaScript interpreter sees exactly the quoted texts, and runs nothing of them."""
    if shutil.which("node") is None:
        absent("node is not installed")
    quoted = ", ".join(map(express.quote, TEXTS))
    (tmp_path / "quoted.js").write_text(f'"use strict"; console.log(JSON.stringify([{quoted}]));', encoding="ascii")
    done = subprocess.run(["node", "quoted.js"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert tuple(json.loads(done.stdout)) == TEXTS


@pytest.mark.slow
def test_php_reads_what_was_quoted(tmp_path: Path) -> None:
    """PHP sees exactly the quoted texts, as literals and, those that are not refused, as values of an .ini file."""
    if shutil.which("php") is None:
        absent("php is not installed")
    literals = ", ".join(map(wordpress.quote, TEXTS))
    kept = [text for text in TEXTS if _is_written(text)]
    ini = "".join(f"k{number} = {php.quote(text)}\n" for number, text in enumerate(kept))
    (tmp_path / "quoted.ini").write_text(ini, encoding="utf-8")
    (tmp_path / "quoted.php").write_text(
        f"<?php echo json_encode([[{literals}], array_values(parse_ini_file('quoted.ini'))]);", encoding="utf-8"
    )
    done = subprocess.run(["php", "quoted.php"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [list(TEXTS), kept]
    assert kept == ["a</script>b", "a`b"]


def _is_written(text: str) -> bool:
    try:
        php.quote(text)
    except PolicyError:
        return False
    return True


@pytest.mark.server
def test_another_policy_is_seen(tmp_path: Path) -> None:
    """Settings of another policy than the one that the cookie is held to differ from it."""
    if shutil.which("php") is None:
        absent("php is not installed")
    write(php.RENDERER, _policy("php", "flags"), tmp_path)
    with _php(tmp_path) as port:
        lines, _ = _twice(port)
    other = replace(_policy("php", "flags"), cookies=())
    assert [attributes(line) for line in lines] != _wanted(other, ["PHPSESSID=x; path=/"])


def test_what_was_run_says_so() -> None:
    """The targets that these tests run are those that claim to have been run."""
    assert all(find_renderer(name).render(Policy(SITE), None).tested for name in SESSIONS)
