"""What an audit never touches: other hosts with a site's secrets, http with a password, inner addresses, harmful links.

All names lead to loopback by `--resolve`; each server keeps a log of what it was asked, and that log is asserted.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hardtack.recording.walk.login import basic
from tests.hostile.audits import HOST
from tests.hostile.bakery import PASSWORD, USERNAME, Bakery
from tests.hostile.command import Ran, run
from tests.hostile.server import Answer, Asked, Server, redirect, reply, serving
from tests.probe.certificates import new_authority

pytestmark = pytest.mark.slow

OTHER = "other.example"
ADDRESSES = tuple(f"{name}:127.0.0.1" for name in (HOST, OTHER, "cdn.a.example"))

Site = Callable[[Asked], Answer]


def audit(home: Path, url: str, *arguments: str, **more: str) -> Ran:
    """Audit a site whose names all lead to loopback."""
    names = [part for address in ADDRESSES for part in ("--resolve", address)]
    return run(
        home, url, *names, "--username", USERNAME, "--no-input", "--settle", "0", "--timeout", "2", "--max-time", "30",
        *arguments, HARDTACK_PASSWORD=PASSWORD, **more,
    )  # fmt: skip


def instead(bakery: Bakery, own: Callable[[Asked], Answer | None]) -> Site:
    """The bakery, with some answers of the site's own."""

    def answering(asked: Asked) -> Answer:
        answer = own(asked)
        return bakery(asked) if answer is None else answer

    return answering


def sent_to(server: Server, host: str) -> list[Asked]:
    """What a host was asked."""
    return [asked for asked in server.asked if asked.host == host]


def posted_elsewhere(_asked: Asked) -> Answer | None:
    """Nothing of its own: the form itself leads elsewhere."""
    return None


def login_moves_on(asked: Asked) -> Answer | None:
    """A login whose answer sends the content on to another host (307 keeps method and content)."""
    if (asked.method, asked.path) == ("POST", "/login"):
        return redirect(f"http://{OTHER}:{port_of(asked)}/login", status=307)
    return None


def pages_lead_elsewhere(asked: Asked) -> Answer | None:
    """Redirects, forwards and links to another host on the way in and inside."""
    elsewhere = f"http://{OTHER}:{port_of(asked)}"
    if asked.path == "/":
        return reply(
            200,
            f"<meta http-equiv=refresh content='0;url={elsewhere}/'><a href={elsewhere}/login>Log in</a>"
            f"<a href=/login>Log in</a><a href={elsewhere}/account>My account</a>",
        )
    return redirect(f"{elsewhere}/hardtack") if asked.path.startswith("/hardtack") else None


def port_of(asked: Asked) -> str:
    """The port that was asked."""
    return asked.fields["host"].rpartition(":")[2]


@pytest.mark.parametrize(
    ("own", "action", "says"),
    (
        (posted_elsewhere, "http://other.example:{port}/login", "the login would send the password to http://other"),
        (posted_elsewhere, "//other.example:{port}/login", "which is not part of this audit: it was not sent"),
        (login_moves_on, "/login", "the login leads to another host, http://other.example"),
        (pages_lead_elsewhere, "/login", "logged in by form"),
    ),
    ids=("form elsewhere", "form elsewhere, without scheme", "redirect with content", "redirects, forwards, links"),
)
def test_another_host_is_asked_nothing(
    tmp_path: Path, own: Callable[[Asked], Answer | None], action: str, says: str
) -> None:
    """No request at all reaches a host that the user did not name, and the user reads that it was wanted."""
    bakery = Bakery()
    with serving(instead(bakery, own)) as server:
        bakery.action = action.replace("{port}", str(server.port))
        ran = audit(tmp_path, server.url("/", HOST))

    assert sent_to(server, OTHER) == []
    assert says in ran.said, ran.out


@pytest.mark.parametrize("allowing", (("--allow-host", OTHER), ("--login-url", "http://other.example:{port}/login")))
def test_a_host_that_is_named_gets_the_login(tmp_path: Path, allowing: tuple[str, ...]) -> None:
    """--allow-host and --login-url let the password go there, and the other host's cookies stay with it."""
    bakery = Bakery()
    with serving(bakery) as server:
        bakery.action = f"http://{OTHER}:{server.port}/login"
        audit(tmp_path, server.url("/", HOST), *(one.replace("{port}", str(server.port)) for one in allowing))

    there = sent_to(server, OTHER)
    assert any(PASSWORD in asked.body for asked in there)
    assert not any(PASSWORD in asked.raw for asked in sent_to(server, HOST))
    # The session's cookie is of the host that set it, and is sent to no other.
    assert not any("sid" in asked.cookies for asked in sent_to(server, HOST))


@pytest.mark.parametrize(
    ("status", "where"), ((302, "http://other.example:{port}/"), (307, "http://other.example:{port}/login"))
)
def test_cookies_stay_at_home_among_allowed_hosts(tmp_path: Path, status: int, where: str) -> None:
    """A host that may be asked gets neither the site's cookies, nor its page's address, nor added fields."""
    bakery = Bakery(attributes=f"Path=/; Domain={HOST}")

    def own(asked: Asked) -> Answer | None:
        return redirect(where.replace("{port}", port_of(asked)), status=status) if asked.path == "/" else None

    with serving(instead(bakery, lambda asked: own(asked) if asked.host == HOST else None)) as server:
        url = server.url("/login?next=from-the-query", HOST)
        audit(tmp_path, url, "--allow-host", OTHER, "--header", "X-Key: added-by-the-user-alone")

    there = sent_to(server, OTHER)
    assert there
    assert not any(asked.cookies for asked in there)
    assert not any("from-the-query" in asked.raw or "added-by-the-user" in asked.raw for asked in there)
    assert all("added-by-the-user" in asked.raw for asked in sent_to(server, HOST))


def test_the_password_never_goes_over_http_where_https_answers(tmp_path: Path) -> None:
    """A form on https that posts to http is not submitted, and the report says so."""
    authority = new_authority(tmp_path)
    bakery = Bakery()
    with serving(bakery) as plain, serving(bakery, context=authority.server(authority.issue(HOST))) as secure:
        bakery.action = plain.url("/login", HOST)
        ran = audit(
            tmp_path, secure.url("/login", HOST), "--ca", str(authority.file), "--http-url", plain.url("/", HOST)
        )

    assert not any(PASSWORD in asked.raw for asked in (*plain.asked, *secure.asked))
    assert "over http although https answers: it was not sent" in ran.said, ran.out


def test_an_audit_of_http_moves_to_https_with_the_password(tmp_path: Path) -> None:
    """The user names http, https answers: the password, the cookie and added fields go over https alone."""
    authority = new_authority(tmp_path)
    bakery = Bakery(attributes="Path=/; Secure; HttpOnly")
    with serving(bakery) as plain, serving(bakery, context=authority.server(authority.issue(HOST))) as secure:
        ran = audit(
            tmp_path, plain.url("/login", HOST), "--ca", str(authority.file), "--https-url", secure.url("/login", HOST)
        )

    assert "logged in by form" in ran.said, ran.out
    assert any(PASSWORD in asked.body for asked in secure.asked)
    assert not any(PASSWORD in asked.raw or "sid" in asked.cookies for asked in plain.asked)


def test_http_basic_and_added_fields_stay_off_http(tmp_path: Path) -> None:
    """Authorization is sent to the https side that asked for it, never to its plain twin."""
    authority = new_authority(tmp_path)

    def guarded(asked: Asked) -> Answer:
        if asked.fields.get("authorization") == basic(USERNAME, PASSWORD):
            return reply(200, "<title>Account</title><p>Hello baker")
        return reply(401, "who?", 'WWW-Authenticate: Basic realm="x"')

    with serving(guarded) as plain, serving(guarded, context=authority.server(authority.issue(HOST))) as secure:
        ran = audit(
            tmp_path, secure.url("/", HOST), "--ca", str(authority.file), "--http-url", plain.url("/", HOST),
            "--also", secure.url("/shop/", OTHER), "--header", "X-Key: added-by-the-user-alone",
        )  # fmt: skip

    assert "logged in by HTTP Basic" in ran.said, ran.out
    assert any("authorization" in asked.fields for asked in secure.asked)
    assert plain.asked
    assert not any("authorization" in asked.fields for asked in plain.asked)
    assert not any("authorization" in asked.fields for asked in sent_to(secure, OTHER))


PUBLIC = """
import hardtack.probe.scope as scope
from ipaddress import ip_address
inner = scope._is_internal
scope._is_internal = lambda address: address != ip_address("127.0.0.2") and inner(address)
"""
"""Lets 127.0.0.2 count as an address of the public internet, so that none of its real addresses is ever asked."""


@pytest.mark.parametrize(
    ("to", "says"),
    (
        ("http://127.0.0.1:{port}/", "leads to an internal address, http://127.0.0.1:"),
        ("http://[::1]:{port}/", "leads to an internal address, http://[::1]:"),
        ("http://localhost:{port}/", "leads to an internal address, http://localhost:"),
        ("http://169.254.169.254/latest/meta-data/", "leads to an internal address, http://169.254.169.254/"),
        ("http://10.0.0.1/", "leads to an internal address, http://10.0.0.1/"),
        ("http://other.example:{port}/", "other.example leads to 127.0.0.1, an internal address"),
        ("http://metadata.example:{port}/", "where clouds keep an instance's credentials"),
    ),
)
def test_a_public_site_leads_to_no_inner_address(tmp_path: Path, to: str, says: str) -> None:
    """Neither by address nor by the name of an allowed host; it is refused and reported."""
    (tmp_path / "sitecustomize.py").write_text(PUBLIC, encoding="utf-8")

    def answering(_asked: Asked) -> Answer:
        return redirect(to.replace("{port}", str(inner.port)))

    with serving(lambda _asked: reply(200, "inner")) as inner, serving(answering, host="127.0.0.2") as server:
        ran = run(
            tmp_path, server.url("/", HOST), "--username", USERNAME, "--no-input", "--timeout", "2", "--rate", "100",
            "--resolve", f"{HOST}:127.0.0.2", "--resolve", f"{OTHER}:127.0.0.1",
            "--resolve", "metadata.example:169.254.169.254",
            "--allow-host", OTHER, "--allow-host", "metadata.example",
            HARDTACK_PASSWORD=PASSWORD, PYTHONPATH=str(tmp_path),
        )  # fmt: skip

    assert inner.asked == []
    assert server.asked
    assert says in ran.said, ran.out


HARMFUL = (
    "/account/delete", "/delete?id=1", "/orders/7/cancel", "/pay?order=7", "/unsubscribe", "/account/close", "/wipe",
    "/cart/checkout", "/items/3/remove", "/konto/loeschen", "/users/1/destroy", "/subscription/cancel",
    "/transfer?to=x",
    "/deactivate", "/reset-password", "/purchase", "/Benutzer/l%C3%B6schen", "/supprimer-mon-compte",
)  # fmt: skip


def test_harmful_links_are_never_asked(tmp_path: Path) -> None:
    """Pages full of links that delete, cancel, pay or unsubscribe: not one of them is requested."""
    links = "".join(f"<a href='{path}'>{word}</a>" for path in HARMFUL for word in ("My account", "Log out", "Profile"))
    worded = "".join(
        f"<a href='/worded/{n}'>{text}</a>" for n, text in enumerate(("Delete account", "Cancel", "Pay now"))
    )
    forms = "".join(f"<form method=post action='{path}'><button>Log out</button></form>" for path in HARMFUL)
    bakery = Bakery(front=links + worded, inside=links + worded + forms)
    with serving(bakery) as server:
        ran = audit(tmp_path, server.url("/", HOST))

    asked = {one.target for one in server.asked}
    assert "logged in by form" in ran.said, ran.out
    assert not asked & set(HARMFUL)
    assert not [target for target in asked if target.startswith("/worded/")]
    assert bakery.failures <= 1


def test_one_wrong_password_in_a_quarter_of_an_hour(tmp_path: Path) -> None:
    """Two audits one after the other try one wrong password together."""
    bakery = Bakery()
    with serving(bakery) as server:
        first, second = (audit(tmp_path, server.url("/", HOST)) for _ in range(2))

    assert bakery.failures == 1
    assert "one was tried at this target" not in first.said
    assert "one was tried at this target in the last 15 minutes" in second.said


PART = re.compile(r"^ *\d+\. ([^:\n]+): (.*)\n +(\d+)(?: to (\d+)| (or more))? requests?", re.MULTILINE)


@pytest.mark.parametrize(
    ("bakery", "arguments"),
    (
        (Bakery(), ()),
        (Bakery(), ("--login-url", "/login", "--inside-url", "/account", "--logout", "POST /logout")),
        (Bakery(most=1), ("--also", "/shop/", "--settle", "0.1")),
    ),
    ids=("all found out", "all named", "neighbour, one session"),
)
def test_a_dry_run_is_true(tmp_path: Path, bakery: Bakery, arguments: tuple[str, ...]) -> None:
    """The plan bounds what each step sends, names every method, and nothing is sent while it is made."""
    with serving(bakery) as server:
        plan = audit(tmp_path, server.url("/", HOST), "--dry-run", *arguments).out
        planned_before = list(server.asked)
        ran = audit(tmp_path, server.url("/", HOST), "--format", "json", *arguments)

    most = 0
    for _, _, least, bound, unbounded in PART.findall(plan):
        most += 10_000 if unbounded else int(bound or least)
    assert planned_before == []
    assert ran.code == 1
    assert 20 < len(server.asked) <= most
    for method in {asked.method for asked in server.asked} - {"GET"}:
        assert method in plan or "submission" in plan
    assert f"hosts of http://{HOST}:{server.port}/" in plan
