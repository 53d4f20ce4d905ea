"""The demo over real sockets: each of the ten answers right and wrong, and nothing else moved by it."""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from hardtack.demo import RunningDemo, Switches, start_demo
from tests.demo.client import INVENTED, Client, attributes

ALL = Switches.parse(right="all")
BOTH = pytest.mark.parametrize("right", (True, False))


@contextmanager
def demo_with(question: str, *, right: bool) -> Iterator[tuple[RunningDemo, Client]]:
    """A demo that is right but perhaps for that question, and a browser on its https (else plain) side."""
    with start_demo(ALL if right else Switches.parse(wrong=question)) as demo:
        yield demo, Client(demo, demo.https_url or demo.http_url)


@BOTH
def test_q1_session_before_login_is_inside_afterwards_only_when_wrong(*, right: bool) -> None:
    """The jar frozen before login is let in after it when Q1 is weak, and not when it is right."""
    with demo_with("q1", right=right) as (_, client):
        client.ask("/portal/")
        frozen = dict(client.cookies)
        assert client.log_in().status == 303
        assert client.inside()
        assert client.replay(frozen) is not right


@BOTH
def test_q1_invented_id_is_adopted_only_when_wrong(*, right: bool) -> None:
    """An id planted before the form is fetched is inside after login when Q1 is weak."""
    with demo_with("q1", right=right) as (_, client):
        planted = {("demo_session", "/portal"): INVENTED}
        client.cookies = dict(planted)
        first = client.ask("/portal/").set_cookie("demo_session")
        assert (first != "") is right
        assert INVENTED not in first
        assert client.log_in().status == 303
        assert client.inside()
        assert client.replay(planted) is not right


@BOTH
def test_q2_jar_frozen_inside_survives_logout_only_when_wrong(*, right: bool) -> None:
    """Logout always takes the cookie; the frozen jar stays inside when Q2 is weak; another session always does."""
    with demo_with("q2", right=right) as (demo, client):
        other = Client(demo, client.side)
        assert (client.log_in().status, other.log_in().status) == (303, 303)
        frozen = dict(client.cookies)
        assert client.log_out().values("Location") == ("/portal/",)
        assert not any(name == "demo_session" for name, _ in client.cookies)
        assert not client.inside()
        assert client.replay(frozen) is not right
        assert other.inside()


@BOTH
@pytest.mark.parametrize(
    ("question", "expected", "unwanted"),
    (
        ("q3", {"HttpOnly"}, set[str]()),
        ("q4", set[str](), {"Domain=demo.test"}),
        ("q5", set[str](), {"Max-Age=315360000"}),
        ("q6", {"Path=/portal"}, {"Path=/"}),
        ("q10", {"Secure"}, set[str]()),
    ),
)
def test_attribute_of_the_session_cookie(question: str, expected: set[str], unwanted: set[str], *, right: bool) -> None:
    """One attribute of the session cookie follows its switch, before login and at login, and the others stay."""
    base = {"Path=/portal", "Secure", "HttpOnly", "SameSite=Lax"}
    with demo_with(question, right=right) as (_, client):
        client.host = "app.demo.test"
        first = client.ask("/portal/login").set_cookie("demo_session")
        at_login = client.log_in().set_cookie("demo_session")
        assert attributes(first) == attributes(at_login) == (base if right else base - expected | unwanted)
        assert client.inside()


@pytest.mark.parametrize(
    ("host", "domain"),
    (
        ("app.demo.test", "demo.test"),  # the parent
        ("app.demo.test:8443", "demo.test"),  # a port is no part of the name
        ("APP.demo.TEST", "demo.test"),  # names have no case
        ("a.b.demo.test", "b.demo.test"),  # only one step up
        ("demo.test", None),  # the parent is a public suffix
        ("localhost", None),  # no parent
        ("127.0.0.1", None),  # an address
        ("[::1]", None),  # an address
    ),
)
def test_q4_weak_domain_is_the_parent_if_there_is_one(host: str, domain: str | None) -> None:
    """The weak Domain goes one label up, and never to a public suffix or part of an address; logout takes it along."""
    with demo_with("q4", right=False) as (_, client):
        client.host = host
        domains = {f"Domain={domain}"} if domain else set[str]()
        line = client.log_in().set_cookie("demo_session")
        assert {each for each in attributes(line) if each.startswith("Domain")} == domains
        gone = client.log_out().set_cookie("demo_session")
        assert {each for each in attributes(gone) if each.startswith("Domain")} == domains


@BOTH
def test_q6_second_application_ends_the_session_only_when_wrong(*, right: bool) -> None:
    """With Q6 weak a visit to the shop overwrites the portal's session; with it right they don't meet."""
    with demo_with("q6", right=right) as (_, client):
        client.log_in()
        shop = client.ask("/shop/")
        (line,) = shop.values("Set-Cookie")
        assert line.startswith("shop_session=" if right else "demo_session=")
        assert ("Path=/shop" if right else "Path=/") in attributes(line)
        assert client.inside() is right
        if right:
            assert {scope for _, scope in client.cookies} == {"/portal", "/shop"}


def test_q6_shop_keeps_its_basket() -> None:
    """The second application knows its own visitor again."""
    with demo_with("q6", right=True) as (_, client):
        client.ask("/shop/")
        again = client.ask("/shop/")
        assert "basket: 2." in again.text
        assert again.values("Set-Cookie") == ()


@BOTH
def test_q7_profile_cookie_tells_the_user_only_when_wrong(*, right: bool) -> None:
    """The login sets base64 JSON with name and e-mail when Q7 is weak; it opens nothing."""
    with demo_with("q7", right=right) as (demo, client):
        line = client.log_in().set_cookie("profile")
        assert (line == "") is right
        if not right:
            data = json.loads(base64.b64decode(line.removeprefix("profile=").split(";")[0], validate=True))
            assert data == {"user": demo.username, "email": demo.email}
            assert not client.replay({key: value for key, value in client.cookies.items() if key[0] == "profile"})
            client.log_out()
            assert not any(name == "profile" for name, _ in client.cookies)


@BOTH
def test_q8_https_side_exists_only_when_right(*, right: bool) -> None:
    """Without an https side the plain one serves the login, and Q9 and Q10 are weak with it."""
    with demo_with("q8", right=right) as (demo, client):
        assert (demo.https_url is not None, demo.ca_file is not None) == (right, right)
        assert demo.login_url.startswith("https://" if right else "http://")
        assert (demo.switches.q9, demo.switches.q10) == (right, right)
        assert client.log_in().status == 303
        assert client.inside()


@BOTH
def test_q9_plain_side_serves_only_when_wrong(*, right: bool) -> None:
    """The plain side redirects everything and sets nothing, or logs in, shares sessions and parts with https."""
    with demo_with("q9", right=right) as (demo, secure):
        plain = Client(demo, demo.http_url)
        page = secure.ask("/portal/login").text
        assert (f'src="{demo.http_url}portal/biscuit.svg"' in page) is not right
        if right:
            for path, form in (("/", None), ("/portal/login?a=b", {"x": "y"}), ("/health", None)):
                answer = plain.ask(path, form)
                assert (answer.status, answer.values("Set-Cookie")) == (308, ())
                assert answer.values("Location") == (f"{demo.https_url}{path.removeprefix('/')}",)
                assert answer.values("Strict-Transport-Security") == ()
        else:
            line = plain.log_in().set_cookie("demo_session")
            assert "Secure" not in attributes(line)
            assert plain.inside()
            secure.log_in()
            assert Client(demo, demo.http_url, cookies=dict(secure.cookies)).inside()
            assert plain.ask("/portal/biscuit.svg").status == 200


@BOTH
def test_q10_hsts_and_secure_only_when_right(*, right: bool) -> None:
    """Each https response has HSTS of two years and each cookie Secure, or none has either."""
    with demo_with("q10", right=right) as (_, client):
        answers = [client.ask("/portal/"), client.log_in(), client.ask("/nowhere"), client.ask("/shop/")]
        hsts = ("max-age=63072000; includeSubDomains",) if right else ()
        assert {answer.values("Strict-Transport-Security") for answer in answers} == {hsts}
        lines = [line for answer in answers for line in answer.values("Set-Cookie")]
        assert {"Secure" in attributes(line) for line in lines} == {right}
        assert len(lines) >= 4


@pytest.mark.parametrize("switches", (Switches(), ALL, Switches.parse(right="q8")))
def test_failed_login_and_outside(switches: Switches) -> None:
    """In any state a wrong password gets 401 with the form, and nobody but the user is inside."""
    with start_demo(switches) as demo:
        client = Client(demo, demo.https_url or demo.http_url)
        assert not client.inside()
        refused = client.log_in("wrong")
        assert (refused.status, bool(refused.token)) == (401, True)
        stranger = {"csrf_token": refused.token, "username": "smith", "password": demo.password}
        assert client.ask("/portal/login", stranger).status == 401
        assert not client.inside()
        assert client.ask("/portal/settings").values("Location") == ("/portal/login",)
        assert client.log_in().values("Location") == ("/portal/account",)
        assert demo.username in client.ask("/portal/account").text
        assert demo.email in client.ask("/portal/settings").text


def test_forms_need_their_token() -> None:
    """Login and logout without the session's own token are refused, and change nothing."""
    with start_demo(ALL) as demo:
        client, other = Client(demo, demo.https_url or ""), Client(demo, demo.https_url or "")
        form = {"username": demo.username, "password": demo.password}
        foreign = other.ask("/portal/login").token
        client.ask("/portal/login")
        assert client.ask("/portal/login", form).status == 403
        assert client.ask("/portal/login", form | {"csrf_token": foreign}).status == 403
        assert not client.inside()
        client.log_in()
        assert client.ask("/portal/logout", {"csrf_token": foreign}).status == 403
        assert client.inside()


def test_remember_me_keeps_the_cookie_a_fortnight() -> None:
    """With Q5 right the session cookie has Max-Age only for who asks to be remembered."""
    with start_demo(ALL) as demo:
        client = Client(demo, demo.https_url or "")
        form = {"csrf_token": client.ask("/portal/login").token, "username": demo.username, "remember": "1"}
        answer = client.ask("/portal/login", form | {"password": demo.password})
        assert "Max-Age=1209600" in attributes(answer.set_cookie("demo_session"))


def test_script_reads_the_token_cookie() -> None:
    """The cookie that lacks HttpOnly is one that the application's own script reads."""
    with start_demo(ALL) as demo:
        client = Client(demo, demo.https_url or "")
        page = client.ask("/portal/login")
        assert "HttpOnly" not in attributes(page.set_cookie("csrf_token"))
        assert client.cookies["csrf_token", "/portal"] == page.token
        script = client.ask("/portal/app.js")
        assert "document.cookie" in script.text
        assert '"csrf_token="' in script.text
        assert script.values("Set-Cookie") == ()


def test_eight_log_in_at_once() -> None:
    """Eight browsers log in together: each gets a session of its own, and one's logout leaves the others inside."""
    with start_demo(ALL) as demo:
        clients = [Client(demo, demo.https_url or "") for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(Client.log_in, clients))
        assert {answer.status for answer in answers} == {303}
        assert len({client.cookies["demo_session", "/portal"] for client in clients}) == 8
        clients[0].log_out()
        assert [client.inside() for client in clients] == [False] + [True] * 7
