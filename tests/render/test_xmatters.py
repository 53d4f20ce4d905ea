"""The founding article's product: what is written for it, and that Apache's part keeps to the product's path."""

import re
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
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
    NamePrefix,
    PartialTreatment,
    PathChange,
    Policy,
    Redirect,
    RequestFacts,
    SameSiteRule,
    SecureRule,
    Site,
    Tls,
    Transport,
    Treatment,
    enforce_line,
)
from hardtack.render import Exactness, Rendered, apache, xmatters
from tests.absence import absent
from tests.differences import same
from tests.engines.apache import APACHE
from tests.engines.model import free_port
from tests.raw_http import ask, upstream
from tests.servers import missing

ALONE = Site("https://alarm.example.test:8443")
FRONTED = replace(ALONE, upstream="http://127.0.0.1:8888", tls=Tls.FRONT)
SESSION = CookieRule(
    CookieMatch(MatchKind.NAME, "JSESSIONID"), CookieRole.SESSION, PartialTreatment(prefix=NamePrefix.HOST)
)
LINES = ("JSESSIONID=a; Path=/", "b=1; Path=/alarmpoint/x")
HARD = Treatment(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE)


def _context(rendered: Rendered) -> dict[str, str]:
    """The properties that the context file sets."""
    (text,) = (file.text for file in rendered.files if file.path.endswith("/webserver/contexts/alarmpoint.xml"))
    ET.fromstring(re.sub(r"<[?!][^-][^>]*>", "", text).strip())  # noqa: S314 -- our own text
    assert "org.mortbay.jetty.webapp.WebAppContext" in text
    return dict(re.findall(r'<Set name="(\w+)">([^<]*)<', text))


def _conf(rendered: Rendered) -> str:
    (text,) = (file.text for file in rendered.files if file.path.endswith("/xmatters.conf"))
    return text


@pytest.mark.parametrize(
    ("new", "exactness"),
    (
        ("/alarmpoint", Exactness.EXACT),
        ("/alarmpoint/x", Exactness.EXACT),
        ("/", Exactness.EXACT),
        ("/portal", Exactness.APPROXIMATE),
        ("/alarm", Exactness.APPROXIMATE),
        ("/alarmpointer", Exactness.APPROXIMATE),
    ),
)
def test_a_path_that_is_not_forwarded_is_said(new: str, exactness: Exactness) -> None:
    """A cookie that a rule or the defaults put on a path apart from the product's never comes back to it."""
    change = (PathChange("/app", new),)
    by_rule = Policy(FRONTED, cookies=(replace(SESSION, treatment=PartialTreatment(path=change)),))
    for policy in (by_rule, Policy(FRONTED, defaults=Treatment(path=change))):
        (answer,) = (one for one in xmatters.RENDERER.answers(policy) if one.field == "path")
        assert answer.exactness is exactness
        assert (new in answer.sentence) is (exactness is Exactness.APPROXIMATE)


def test_without_a_front_the_context_file_has_all_of_it() -> None:
    """The properties are Jetty 6's own, and what its session manager can't do is answered as for Jetty."""
    policy = Policy(ALONE, defaults=HARD, cookies=(SESSION,))
    rendered = xmatters.RENDERER.render(policy, None)
    assert _context(rendered) == {
        "usingCookies": "true",
        "sessionCookie": "__Host-JSESSIONID",
        "httpOnly": "true",
        "secureCookies": "true",
        "sessionURL": "none",
    }
    assert len(rendered.files) == 1
    assert rendered.answers == xmatters.RENDERER.answers(policy)
    assert rendered.inexact[0].field == "cookies"


@pytest.mark.parametrize("version", (None, (2, 4), (2, 2, 34)))
def test_behind_apache_the_context_file_renames_nothing(version: tuple[int, ...] | None) -> None:
    """What Apache renames would be renamed twice, so Jetty only keeps ids out of URLs."""
    policy = Policy(FRONTED, Transport(Redirect.FOUND, hsts=Hsts(300)), HARD, (SESSION,))
    rendered = xmatters.RENDERER.render(policy, version)
    assert _context(rendered) == {"usingCookies": "true", "sessionURL": "none"}
    assert rendered.answers == apache.RENDERER.render(policy, version).answers
    assert rendered.answers == xmatters.RENDERER.answers(policy) or version == (2, 2, 34)


@pytest.mark.parametrize("version", (None, (2, 2)))
def test_apaches_lines_are_those_of_the_target_apache(version: tuple[int, ...] | None) -> None:
    """Each line on cookies is Apache's own and stands within the path; redirect and HSTS stand outside of it."""
    policy = Policy(FRONTED, Transport(Redirect.FOUND, hsts=Hsts(300)), HARD, (SESSION,))
    conf, own = _conf(xmatters.RENDERER.render(policy, version)), apache.RENDERER.render(policy, version).files[0].text
    inside = conf.partition('<Location "/alarmpoint">\n')[2].partition("</Location>")[0]
    ours = [line[2:] for line in inside.splitlines()]
    theirs = own.splitlines()
    assert [line for line in theirs if line in set(ours)] == ours
    outside = [line for line in conf.replace(inside, "").splitlines() if line.startswith(("Header", "RequestHeader"))]
    assert all("Cookie" not in line for line in outside)
    assert "RewriteEngine On" in conf.partition("</Location>")[2]
    assert "ProxyPass /alarmpoint http://127.0.0.1:8888/alarmpoint" in conf
    assert "ProxyPassReverseCookiePath" not in re.sub(r"(?m)^#.*", "", conf)


def test_what_is_unknown_is_said() -> None:
    """Neither output claims to have been run, and the property that the article lost is named as lost."""
    for site in (ALONE, FRONTED):
        rendered = xmatters.RENDERER.render(Policy(site), None)
        assert not rendered.tested
        text = rendered.files[0].text
        assert "From documentation: this was never run on xMatters" in text
        assert "after jetty.use.cookies" in text
        assert "administration guide" in text
    plain = _conf(xmatters.RENDERER.render(Policy(replace(FRONTED, upstream="http://127.0.0.1:1/alarmpoint")), None))
    assert "whole site" not in plain
    assert "http://127.0.0.1:1/alarmpoint\n" in plain


@contextmanager
def _apache_with(conf: str, application_port: int, root: Path) -> Iterator[int]:
    """The port of an Apache with a fragment, and with other applications beside the fragment's."""
    port = free_port()
    (root / "xmatters.conf").write_text(conf, encoding="ascii")
    sites = root / "etc/apache2/sites-available"
    sites.mkdir(parents=True)
    (sites / "hardtack.conf").write_text(
        f"Listen 127.0.0.1:{port}\n<VirtualHost 127.0.0.1:{port}>\nInclude {root}/xmatters.conf\n"
        f"ProxyPass /alarmpointx http://127.0.0.1:{application_port}/other\n"
        f"ProxyPass /other http://127.0.0.1:{application_port}/other\n</VirtualHost>\n",
        encoding="ascii",
    )
    validate, run = APACHE.main(root, "/usr/sbin/apache2")
    subprocess.run(validate, check=True, timeout=60)
    process = subprocess.Popen(run, cwd=root)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _lines(port: int, target: str) -> tuple[str, ...]:
    request = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n"
    return ask(("127.0.0.1", port), request, tls=False).all("set-cookie")


def _wait(port: int) -> None:
    end = time.monotonic() + 15
    while True:
        try:
            _lines(port, "/")
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return


@pytest.mark.server
def test_other_applications_of_the_host_keep_their_cookies(tmp_path: Path) -> None:
    """On a real Apache, cookies below /alarmpoint are changed and those beside it are not."""
    if missing("apache"):
        absent("apache is not installed")
    rules = replace(HARD, same_site=SameSiteRule(SameSite.LAX), path=(PathChange("/", "/alarmpoint"),))
    with upstream([LINES]) as application:
        policy = Policy(replace(FRONTED, upstream=f"http://127.0.0.1:{application.port}"), defaults=rules)
        with _apache_with(_conf(xmatters.RENDERER.render(policy, None)), application.port, tmp_path) as port:
            hard, *others = (_lines(port, f"{path}/200/0") for path in ("/alarmpoint", "/alarmpointx", "/other"))
    for line, sent in zip(hard, LINES, strict=True):
        wanted = enforce_line(policy, sent, RequestFacts(https=True, now=0))
        assert wanted is not None
        assert same(wanted, line)
    assert others == [LINES, LINES]
