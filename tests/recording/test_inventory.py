"""The inventory says of each cookie what it is for, by proof before name, and by which lines it is judged."""

from dataclasses import replace
from itertools import product

import pytest

from hardtack.cookies.profiles import SameSite
from hardtack.recording.inventory import Inventory, SeenCookie, exposed, exposed_to, inventory
from hardtack.recording.model import Attacker, CredentialFacts, Exchange
from hardtack.recording.roles import Role
from tests.recording.recordings import ORACLE, TARGET, answered, cookie, inside, proof, recording, silent

SID = cookie("sid")
REMEMBER = cookie("remember")


def only(seen: Inventory) -> SeenCookie:
    """The one cookie of an inventory."""
    (one,) = seen.cookies
    return one


def seen(*lines: str, credentials: CredentialFacts | None = None, url: str = "https://shop.example/") -> SeenCookie:
    """The one cookie that one response with these set-cookie lines gives."""
    exchange = answered(*(f"Set-Cookie: {line}" for line in lines), url=url)
    return only(inventory(recording(exchange, credentials=credentials)))


@pytest.mark.parametrize(
    ("line", "credentials", "role", "how"),
    (
        pytest.param("sid=~a", proof((SID,)), Role.SESSION, "alone it opens", id="alone in a set"),
        pytest.param("sid=~a", proof((SID, REMEMBER)), Role.SESSION, "2 cookies together", id="one of two"),
        pytest.param("sid=~a; Max-Age=99", proof((SID,)), Role.SESSION, "alone", id="persistent, but the only way in"),
        pytest.param(
            "remember=~a; Max-Age=99", proof((REMEMBER,), (SID,)), Role.REMEMBER_ME, "keep it", id="second way"
        ),
        pytest.param("remember=~a", proof((REMEMBER,), (SID,)), Role.SESSION, "alone", id="second way, not persistent"),
        pytest.param("sid=~a", proof((REMEMBER,), required=(SID,)), Role.SUPPORT, "fresh", id="needed, no credential"),
        pytest.param("PHPSESSID=~a", None, Role.LIKELY_SESSION, "by its name (PHP)", id="by name without a login"),
        pytest.param("PHPSESSID=~a", proof((SID,)), Role.OTHER, "opens without it", id="proof beats name"),
        pytest.param(
            "PHPSESSID=~a", proof((SID,), complete=False), Role.LIKELY_SESSION, "PHP", id="search not complete"
        ),
        pytest.param("PHPSESSID=~a", proof(header=True), Role.LIKELY_SESSION, "PHP", id="HTTP Basic carries the login"),
        pytest.param("csrftoken=~a", proof((SID,)), Role.CSRF, "by its name", id="proof leaves the name of a token"),
        pytest.param(
            "csrftoken=~a", proof((SID,)), Role.CSRF, "and replay showed", id="a token's name and what it opens"
        ),
        pytest.param("csrftoken=~a", proof((cookie("csrftoken"),)), Role.SESSION, "alone", id="a token that opens"),
        pytest.param("_ga=~a", None, Role.ANALYTICS, "by its name", id="analytics"),
        pytest.param("flavour=~a", None, Role.OTHER, "nothing is known", id="unknown"),
        pytest.param("flavour=~a", proof((SID,)), Role.OTHER, "replay showed", id="unknown, but tried"),
    ),
)
def test_the_role(line: str, credentials: CredentialFacts | None, role: Role, how: str) -> None:
    """Role and reason follow replay, then the name."""
    name = line.partition("=")[0]
    made = inventory(recording(answered(f"Set-Cookie: {line}"), credentials=credentials))
    found = made.named(name)[0]
    assert found.role is role
    assert how in found.how


def test_a_needed_token_keeps_its_name() -> None:
    """A CSRF token that must be sent, though any fresh one will do, is called a CSRF token."""
    token = cookie("csrftoken")
    made = inventory(
        recording(answered("Set-Cookie: csrftoken=~a"), credentials=proof((SID, token), required=(token,)))
    )
    (found,) = made.named("csrftoken")
    assert found.role is Role.CSRF
    assert "fresh anonymous value" in found.how


def test_a_known_name_of_a_remember_me_cookie() -> None:
    """A proved cookie with the name of a remember-me cookie is one, persistent or not."""
    token = cookie("remember_token")
    assert seen("remember_token=~a", credentials=proof((token,))).role is Role.REMEMBER_ME


def test_an_unsound_oracle_proves_nothing() -> None:
    """Credentials found by an oracle whose controls failed are not believed."""
    made = recording(answered("Set-Cookie: sid=~a"), credentials=proof((SID,)))
    shaken = inventory(replace(made, oracle=replace(ORACLE, sound=False)))
    assert (only(shaken).role, shaken.proved) == (Role.OTHER, False)


@pytest.mark.parametrize(
    ("lines", "judged"),
    (
        pytest.param(("sid=~a; Secure", "sid=; Max-Age=0"), ("sid=~a; Secure",), id="a deletion says nothing"),
        pytest.param(("sid=~a", "sid=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), ("sid=~a",), id="an old date deletes"),
        pytest.param(
            ("sid=~a; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=9",),
            ("sid=~a; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=9",),
            id="Max-Age before Expires",
        ),
        pytest.param(("sid=~a; Expires=soon",), ("sid=~a; Expires=soon",), id="a date that is none lives"),
        pytest.param(("sid=~a; Secure", "sid="), ("sid=~a; Secure",), id="an empty value is no session"),
        pytest.param(("sid=",), ("sid=",), id="but it is a cookie"),
        pytest.param(("sid=~a", "sid=~b; SameSite=None"), ("sid=~a",), id="a dropped line binds nobody"),
        pytest.param(("sid=~a; SameSite=None",), ("sid=~a; SameSite=None",), id="unless all are dropped"),
        pytest.param(("sid=~a; SameSite=None; Max-Age=0",), (), id="a dropped deletion"),
        pytest.param(("sid=; SameSite=None; Expires=Thu, 01 Jan 1970 00:00:00 GMT",), (), id="a dropped old date"),
    ),
)
def test_the_lines_a_cookie_is_judged_by(lines: tuple[str, ...], judged: tuple[str, ...]) -> None:
    """Attributes come from live lines that a browser obeys."""
    assert tuple(one.line for one in seen(*lines).judged) == judged


def test_lines_over_https_count_before_those_over_http() -> None:
    """Where a cookie was set on both sides, the https side is judged."""
    plain = answered("Set-Cookie: sid=~a", url="http://shop.example/")
    https = answered("Set-Cookie: sid=~b; Secure")
    one = only(inventory(recording(https, plain)))
    assert (one.secure, one.set_over_https) == (True, True)
    assert not only(inventory(recording(plain))).set_over_https


def test_the_lines_that_opened_the_account_count() -> None:
    """Of a proved cookie the lines whose value was inside are judged, not those of anonymous visitors."""
    anonymous = answered("Set-Cookie: sid=~old")
    login = answered("Set-Cookie: sid=~new; HttpOnly")
    account = answered(sent=(("sid", "~new"),))
    made = recording(anonymous, login, account, credentials=proof((SID,)), probes=(inside(2),))
    assert only(inventory(made)).http_only


def test_the_worst_line_decides() -> None:
    """A renewal without a flag undoes it."""
    one = seen("sid=~a; HttpOnly; Secure", "sid=~b; Secure", "sid=~c; HttpOnly")
    assert not one.http_only
    assert not one.secure
    assert one.without_http_only is not None
    assert one.without_http_only.line == "sid=~b; Secure"


def test_attributes_of_the_last_line() -> None:
    """SameSite, Domain and what browsers keep are those of the last judged line."""
    one = seen("sid=~a", "sid=~b; SameSite=Lax; Max-Age=99; Domain=")
    assert (one.same_site, one.domain, one.path, one.lifetime) == (SameSite.LAX, None, "/", 99)
    assert [kept.lifetime for kept in one.kept_by] == [99, 99]
    assert seen("sid=~a; Domain=shop.example").domain == "shop.example"


def test_a_lifetime_is_counted_from_the_servers_clock() -> None:
    """Expires is held against the Date of its response, and cut at 400 days."""
    date = "Date: Thu, 01 Jan 2026 00:00:00 GMT"
    line = "Set-Cookie: sid=~a; Expires=Thu, 01 Jan 2026 00:01:00 GMT"
    assert only(inventory(recording(answered(date, line)))).lifetime == 60
    assert seen("sid=~a; Max-Age=999999999").lifetime == 34_560_000


def test_browsers_may_disagree() -> None:
    """What Chromium keeps as a nameless cookie, Firefox keeps under a name; HTAB drops it in Chromium alone."""
    one = seen("sid=a\tb")
    assert [kept.reject is None for kept in one.kept_by] == [False, True]
    assert not one.dropped
    assert seen("secure; HttpOnly").name == "(nameless)"


def test_dropped_cookies_are_listed() -> None:
    """A cookie that every browser drops stands in the list, with the scope it asked for, but is not live."""
    made = inventory(recording(answered("Set-Cookie: PHPSESSID=~a; Domain=other.example.net; Path=/x")))
    one = only(made)
    assert (one.dropped, one.id) == (True, cookie("PHPSESSID", host="other.example.net", host_only=False, path="/x"))
    assert not made.live


def test_a_line_with_a_control_character() -> None:
    """A line that can't be parsed is listed under a printable name."""
    one = seen("s\x01d=~a; Secure")
    assert (one.name, one.dropped, one.secure, one.same_site, one.domain) == (
        r"s\x01d", True, False, SameSite.UNSET, None
    )  # fmt: skip
    assert one.masks == ()


def test_a_cookie_no_response_set() -> None:
    """A proved cookie that no response set came from a script: it is live, and has no flags."""
    made = inventory(recording(answered(sent=(("sid", "~a"),)), credentials=proof((SID,))))
    one = only(made)
    assert (one.live, one.sent, one.secure, one.http_only, one.kept_by) == (None, 0, False, False, ())
    assert (one.lifetime, one.domain, one.dropped) == (None, None, False)
    assert made.session == (one,)


def test_cookies_of_other_hosts_stand_apart() -> None:
    """A host met on the way is not audited, unless its cookie opens the account."""
    elsewhere = answered("Set-Cookie: sso=~a", url="https://login.example.net/")
    shared = answered("Set-Cookie: both=~a; Domain=example.net", url="https://login.example.net/")
    made = recording(elsewhere, shared, answered(), silent())
    here = replace(TARGET, https="https://www.example.net/")
    assert [one.id.name for one in inventory(made).foreign] == ["sso", "both"]
    assert [one.id.name for one in inventory(replace(made, target=here)).cookies] == ["both"]
    sso = cookie("sso", host="login.example.net")
    assert only(inventory(recording(elsewhere, credentials=proof((sso,))))).role is Role.SESSION


def test_an_address_without_a_host_sets_nothing() -> None:
    """An imported URL that is none is passed over."""
    assert inventory(recording(answered("Set-Cookie: a=b", url="about:blank"))).cookies == ()
    assert inventory(replace(recording(), target=replace(TARGET, https="https:///"))).cookies == ()


@pytest.mark.parametrize(
    ("exchanges", "login", "changed"),
    (
        pytest.param((answered("Set-Cookie: sid=~a"), answered("Set-Cookie: sid=~b")), 1, True, id="another value"),
        pytest.param((answered("Set-Cookie: sid=~a"), answered("Set-Cookie: sid=~a")), 1, False, id="the same again"),
        pytest.param((answered("Set-Cookie: sid=~a"), answered()), 1, False, id="not set again"),
        pytest.param((answered("Set-Cookie: sid=~b"),), 0, None, id="not there before"),
        pytest.param((answered("Set-Cookie: sid=~b"),), None, None, id="no login"),
        pytest.param(
            (answered("Set-Cookie: sid=~a", browser="second"), answered("Set-Cookie: sid=~b")),
            1,
            None,
            id="another browser",
        ),
    ),
)
def test_change_at_login(exchanges: tuple[Exchange, ...], login: int | None, changed: bool | None) -> None:  # noqa: FBT001
    """Whether the login changed a value is told by the browser that logged in."""
    made = recording(*exchanges, credentials=proof((SID,)))
    made = replace(made, login=replace(made.login, exchange=login))
    assert only(inventory(made)).changed_at_login is changed


def test_masks_are_those_of_live_values() -> None:
    """The values to look into are those that were set, each once."""
    assert seen("sid=~a", "sid=~b", "sid=~a", "sid=x; Max-Age=0").masks == ("~a", "~b")


@pytest.mark.parametrize(
    ("attacker", "wants"),
    (
        pytest.param(Attacker.NETWORK, {"secure": False, "hsts": False}, id="plain HTTP is read"),
        pytest.param(Attacker.SCRIPT, {"http_only": False}, id="document.cookie"),
        pytest.param(Attacker.SIBLING, {"host_only": False}, id="Domain"),
        pytest.param(Attacker.NEIGHBOUR, {"path": "/"}, id="the whole host"),
    ),
)
def test_exposure(attacker: Attacker, wants: dict[str, bool | str]) -> None:
    """An attacker gets a cookie if and only if its own properties allow it, whatever the others are."""
    for secure, http_only, host_only, hsts in product((False, True), repeat=4):
        for path in ("/", "/shop"):
            has = {"secure": secure, "http_only": http_only, "host_only": host_only, "hsts": hsts, "path": path}
            got = exposed(attacker, secure=secure, http_only=http_only, host_only=host_only, path=path, hsts=hsts)
            assert got is all(has[key] == value for key, value in wants.items())


def test_exposed_cookies_of_a_site() -> None:
    """Only cookies carrying the session count, and HSTS protects those it covers."""
    lines = ("Set-Cookie: PHPSESSID=~a; HttpOnly; Path=/x", "Set-Cookie: JSESSIONID=~b; Secure", "Set-Cookie: lang=en")
    open_site = inventory(recording(answered(*lines)))
    covered = inventory(recording(answered(*lines, "Strict-Transport-Security: max-age=9")))
    names = {attacker: [one.id.name for one in exposed_to(attacker, open_site)] for attacker in Attacker}
    assert names == {
        Attacker.NETWORK: ["PHPSESSID"],
        Attacker.SCRIPT: ["JSESSIONID"],
        Attacker.SIBLING: [],
        Attacker.NEIGHBOUR: ["JSESSIONID"],
    }
    assert exposed_to(Attacker.NETWORK, covered) == ()


def test_a_copy_of_the_credential_is_one() -> None:
    """A cookie with the name and value that opened the account is a session cookie, whatever its path."""
    copies = answered(
        "Set-Cookie: sid=~a", "Set-Cookie: sid=~a; Path=/plugins", "Set-Cookie: sid=~b; Path=/x", "Set-Cookie: y=~a"
    )
    account = answered(sent=(("sid", "~a"),))
    made = inventory(recording(copies, account, credentials=proof((SID,)), probes=(inside(1),)))
    assert [one.role for one in made.cookies] == [Role.SESSION, Role.SESSION, Role.OTHER, Role.OTHER]
    assert "the name and the value of the cookie that opens" in made.cookies[1].how
