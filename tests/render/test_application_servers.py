"""Tomcat and Jetty, run with what the renderers wrote, do what the policies mean, or what was declared."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from hardtack.cookies import SameSite
from hardtack.policy import (
    CookieMatch,
    CookieRole,
    CookieRule,
    HttpOnlyRule,
    MatchKind,
    NamePrefix,
    PartialTreatment,
    PathChange,
    Policy,
    Redirect,
    SameSiteRule,
    SecureRule,
    Session,
    Site,
    Tls,
    Transport,
    Treatment,
    check_policy,
)
from tests.absence import absent
from tests.application_servers import Served, absent_part, compare_served, serving
from tests.engines.jetty import JETTY
from tests.engines.tomcat import TOMCAT, TOMCAT_9
from tests.equivalence import COOKIE_FIELDS
from tests.policy_corpus import policy_files, read_lines, read_policy
from tests.raw_http import Answer

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]

# Each a start of a server; all policies on the present ones are run for the documents' matrix.
GROUPS = {
    "tomcat": ("tomcat", ("02",)),
    "tomcat-9": ("tomcat-9", ("02", "06", "07", "10", "11")),
    "jetty": ("jetty", ("02",)),
}
FRONT = Site("https://app.example.test", tls=Tls.FRONT)
HOSTILE_NAME = "__S&'#%$*+.^`|~!"
HOSTILE_PATH = "/m\"n'<&>--]]>%{x}$1\\"


def _policies(numbers: Sequence[str]) -> list[tuple[str, Policy]]:
    return [(file.stem, read_policy(file)) for file in policy_files() if file.stem[:2] in numbers]


def _need(target: str) -> None:
    if missing := absent_part(target):
        absent(f"{target}: {missing} is not installed")


@pytest.fixture(scope="module")
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Served]]:
    """The virtual hosts of a running server, by the names of their policies."""
    target, numbers = GROUPS[request.param]
    _need(target)
    policies = _policies(numbers)
    assert len(policies) == len(numbers)
    strange = _hard(HOSTILE_NAME, prefix=NamePrefix.NONE, path=(PathChange("/", HOSTILE_PATH),))
    policies += [("hard", _hard()), ("strange", strange)]
    with serving(target, policies, tmp_path_factory.mktemp("server")) as hosts:
        yield dict(zip((name for name, _ in policies), hosts, strict=True))


each = pytest.mark.parametrize("served", GROUPS, indirect=True)


@each
def test_server_does_what_the_policy_means(served: dict[str, Served]) -> None:
    """Session cookie, cookies of addCookie, raw lines, HSTS and plain answers are the policy's, or were declared."""
    for one in served.values():
        outcome = compare_served(one, read_lines(), COOKIE_FIELDS)
        assert outcome.different == []
        assert outcome.equal > 30


def _hard(name: str = "JSESSIONID", **more: object) -> Policy:
    treatment = replace(PartialTreatment(prefix=NamePrefix.HOST), **more)  # type: ignore[arg-type]
    rule = CookieRule(CookieMatch(MatchKind.NAME, name), CookieRole.SESSION, treatment)
    defaults = Treatment(SecureRule.REQUIRE, HttpOnlyRule.REQUIRE, SameSiteRule(SameSite.STRICT))
    policy = Policy(FRONT, Transport(Redirect.PERMANENT), defaults, (rule,), session=Session(idle=900))
    check_policy(policy)
    return policy


def _session(answer: Answer) -> tuple[str, bool]:
    """The session's id and whether it has just begun."""
    body = answer.body.decode("latin-1")
    found = re.search(r"session: (\S+)\r?\nnew: (true|false)", body)
    assert found is not None, body
    return found[1], found[2] == "true"


@each
def test_a_renamed_session_cookie_is_taken_by_its_new_name_alone(served: dict[str, Served]) -> None:
    """The old name, the name in other spellings and an id in the URL open no session, and beside it they do no harm."""
    one = served["hard"]
    cookie = one.ask("session=1", https=True).all("set-cookie")[0]
    value = cookie.partition(";")[0].partition("=")[2]
    inside = one.ask("session=1", https=True, more=f"Cookie: __Host-JSESSIONID={value}\r\n")
    mine, new = _session(inside)
    assert not new
    attacks = ["JSESSIONID", "x__Host-JSESSIONID", "__Secure-JSESSIONID"]
    (inbound,) = (answer.sentence for answer in one.rendered.answers if answer.field == "inbound")
    # Jetty doesn't heed the case, and says so.
    attacks += [] if "in any case" in inbound else ["__host-JSESSIONID", "__Host-jsessionid"]
    for name in attacks:
        assert _session(one.ask("session=1", https=True, more=f"Cookie: {name}={value}\r\n"))[1], name
    for key in ("jsessionid", "JSESSIONID", "__Host-JSESSIONID"):
        assert _session(one.fetch(f"/index.jsp;{key}={value}?session=1", https=True))[0] != mine, key
    both = f"Cookie: JSESSIONID=evil; __Host-JSESSIONID={value}\r\n"
    assert _session(one.ask("session=1", https=True, more=both)) == (mine, False)


@each
def test_what_else_a_policy_says_is_done(served: dict[str, Served]) -> None:
    """Sessions have their idle time, ids stand in no URL, a request that is forbidden isn't run."""
    one = served["hard"]
    first_answer = one.ask("session=1", https=True)
    body = first_answer.body.decode("latin-1").splitlines()
    assert "idle: 900" in body
    assert "url: /index.jsp" in body
    assert "times: 1" in body
    cookie = f"Cookie: {first_answer.all('set-cookie')[0].partition(';')[0]}\r\n"
    if "transport.redirect" not in one.unsupported:
        assert one.ask("session=1", "POST", more=cookie).status == 403
        assert b"times: 2" in one.ask("session=1", https=True, more=cookie).body


@each
def test_hostile_texts_mean_themselves(served: dict[str, Served]) -> None:
    """A name and a Path of markup, quotes, percent and dollar signs come out as they stand in the policy."""
    (line,) = served["strange"].ask("session=1", https=True).all("set-cookie")
    assert line.startswith(f"{HOSTILE_NAME}=")
    assert f"; Path={HOSTILE_PATH}" in line


@each
def test_what_servers_do_by_themselves(served: dict[str, Served], request: pytest.FixtureRequest) -> None:
    """Ids in URLs, 30 idle minutes, HttpOnly in Tomcat alone, no SameSite; an id that was made up is not taken."""
    bare = replace(served["hard"], host="bare.test")
    answer = bare.ask("session=1")
    (line,) = answer.all("set-cookie")
    assert sorted(line.split("; ")[1:]) == (["Path=/"] if "jetty" in request.node.name else ["HttpOnly", "Path=/"])
    body = answer.body.decode("latin-1")
    assert "url: /index.jsp;jsessionid=" in body
    assert "idle: 1800" in body
    made_up, new = _session(bare.ask("session=1", more="Cookie: JSESSIONID=0123456789ABCDEF\r\n"))
    assert new
    assert made_up != "0123456789ABCDEF"


@each
def test_a_server_that_does_otherwise_is_seen(served: dict[str, Served]) -> None:
    """A server that runs another policy than the one it is held to differs in its session cookie each time."""
    one = served["02-host-prefix"]
    defaults = replace(one.policy.defaults, http_only=HttpOnlyRule.KEEP)
    other = replace(one, policy=replace(one.policy, defaults=defaults, cookies=()))
    outcome = compare_served(other, read_lines()[:5], ())
    assert sum("session" in text for text in outcome.different) == 12


def test_the_versions_are_read() -> None:
    """Each server's files say what it is."""
    for target, container, name in (
        ("tomcat", TOMCAT, "Apache Tomcat/10."),
        ("tomcat-9", TOMCAT_9, "Apache Tomcat/9."),
        ("jetty", JETTY, "Jetty 9.4."),
    ):
        _need(target)
        assert container.version().startswith(name)
