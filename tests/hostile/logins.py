"""Sites whose login, sessions or certificates are not what a walk would wish for, some of them for good reasons."""

import ssl
import warnings
from pathlib import Path
from typing import Final

from tests.hostile.bakery import Bakery
from tests.hostile.server import Answer, Asked, redirect, reply
from tests.hostile.sites import Row, always, at, endless
from tests.probe.certificates import EPOCH, Authority, new_authority, self_signed

HOST: Final = "a.example"


def _says_yes(asked: Asked, bakery: Bakery) -> Answer | None:
    return bakery.let_in(asked) if (asked.method, asked.path) == ("POST", "/login") else None


def _locks(asked: Asked, bakery: Bakery) -> Answer | None:
    if bakery.failures and (asked.method, asked.path) == ("POST", "/login"):
        return bakery.login_page("This account is locked.")
    return None


def _every_tenth_is_busy(asked: Asked, _bakery: Bakery) -> Answer | None:
    return reply(429, "slow down", "Retry-After: 1") if asked.number in {10, 20} else None


def _busy_from_the_tenth_on(asked: Asked, _bakery: Bakery) -> Answer | None:
    return reply(429, "slow down", "Retry-After: 2") if asked.number >= 10 else None


def _refuses_after_twelve(asked: Asked, _bakery: Bakery) -> Answer | None:
    return reply(429, "slow down") if asked.number >= 12 else None


def _wants_a_riddle_solved(asked: Asked, bakery: Bakery) -> Answer | None:
    if (asked.method, asked.path) == ("POST", "/login"):
        return bakery.login_page("Please solve the captcha.")
    return None


def _never_the_same(asked: Asked, bakery: Bakery) -> Answer | None:
    own = bakery(asked)
    if not isinstance(own, bytes) or not own.startswith(b"HTTP/1.1 200"):
        return own
    head, _, body = own.partition(b"\r\n\r\n")
    noise = f"<p>{' '.join(bakery.issue() for _ in range(50))}".encode()
    named = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    return b"\r\n".join([*named, f"X-Request-Id: {bakery.issue()}".encode(), b"", b""]) + body + noise


def _forgetful_half(asked: Asked, bakery: Bakery) -> Answer | None:
    """Several backends behind a balancer; every fifth page for insiders comes from one that knows no session."""
    if asked.path != "/account":
        return None
    bakery.looks += 1
    return redirect("/login") if bakery.looks % 5 == 0 else None


def _gone_at_the_second_look(asked: Asked, _bakery: Bakery) -> Answer | None:
    is_later = asked.number > 1 and (asked.path, asked.method) == ("/login", "GET")
    return reply(200, "<p>The bakery is closed.") if is_later else None


def _loops_after_login(asked: Asked, _bakery: Bakery) -> Answer | None:
    if asked.path == "/account":
        return redirect("/account")
    return None


_RIDDLE = "<div class=g-recaptcha data-sitekey=x></div>"
_CHALLENGE = "<title>Just a moment...</title><h1>Complete the captcha to go on</h1>"

LOGINS = (
    Row("a login that always says yes", _says_yes, "the jar of a failed login is inside as well"),
    Row("a login that locks after one failure", _locks, "logged in by form", verdicts=(("Q2", "passed"),)),
    Row(
        "a login that counts attempts",
        lambda _a, _b: None,
        "the form counts attempts or shows a captcha",
        bakery=lambda: Bakery(form="<p>3 attempts left"),
        failures=0,
    ),
    Row(
        "a login that is closed the second time",
        _gone_at_the_second_look,
        "the login form was gone when it was fetched again",
    ),
    Row(
        "a login that answers with an error",
        at("/login", reply(500, "oops"), "POST"),
        "the login was answered with an error of the server (500)",
    ),
    Row(
        "a login that cuts the connection",
        at("/login", b"", "POST"),
        "the login was not answered: connection closed early",
    ),
    Row(
        "a login that redirects without end",
        _loops_after_login,
        "the login redirects without end: 10 redirects were followed",
    ),
    Row(
        "a login that leads elsewhere",
        at("/login", redirect("https://sso.example/assert?ticket=1"), "POST"),
        "the login leads to another host, https://sso.example/assert",
    ),
    Row(
        "a login behind Digest",
        always(reply(401, "", 'WWW-Authenticate: Digest realm="x", nonce="y"')),
        "asks for a login that is no form (401, Digest)",
    ),
    Row("a page for nobody", always(reply(403, "no")), "the address given was answered with an error (403)"),
    Row("another user's password", lambda _a, _b: None, "the login was refused", arguments=("--username", "nobody")),
)

LIMITED = (
    Row("a server that is busy now and then", _every_tenth_is_busy, "logged in by form", verdicts=(("Q2", "passed"),)),
    Row(
        "a server that stays busy",
        _busy_from_the_tenth_on,
        "the audit's time would end in a pause of 2 seconds that the site asks for (Retry-After)",
    ),
    Row(
        "a server that stays busy and says no time",
        _refuses_after_twelve,
        "was refused because of too many requests (429)",
    ),
    Row(
        "a login limited for an hour",
        at("/login", reply(429, "slow", "Retry-After: 3600"), "POST"),
        "the login was refused because of too many requests (429), for 3600 more seconds",
    ),
    Row(
        "a site limited for an hour",
        always(reply(429, "slow", "Retry-After: 3600")),
        "the address given was refused because of too many requests (429), for 3600 more seconds",
    ),
    Row(
        "a login with a captcha",
        _wants_a_riddle_solved,
        "the login form shows a captcha, which no program may solve",
        bakery=lambda: Bakery(form=_RIDDLE),
        failures=0,
    ),
    Row(
        "a captcha in the login's place",
        always(reply(200, _CHALLENGE)),
        "the page shows a captcha, or a check for a browser, in its place",
    ),
)

SESSIONS = (
    Row(
        "pages that differ each time",
        _never_the_same,
        "logged in by form",
        verdicts=(("Q1", "passed"), ("Q2", "passed")),
    ),
    Row(
        "a session bound to its User-Agent",
        lambda _a, _b: None,
        "logged in by form",
        bakery=lambda: Bakery(bound=True),
        verdicts=(("Q1", "passed"), ("Q2", "passed")),
    ),
    Row(
        "one session a user, the newest wins",
        lambda _a, _b: None,
        "logged in by form",
        bakery=lambda: Bakery(most=1),
        verdicts=(("Q2", "passed"),),
    ),
    Row(
        "one session a user, the newest is refused",
        lambda _a, _b: None,
        "logged in by form",
        bakery=lambda: Bakery(most=1, refuses=True),
        verdicts=(("Q2", "passed"),),
    ),
    Row(
        "two backends, one of them forgetful",
        _forgetful_half,
        "only now and then, as where one of several servers knows no session",
        verdicts=(("Q1", "open"), ("Q2", "open")),
    ),
)


def _expired(folder: Path) -> ssl.SSLContext:
    authority = new_authority(folder)
    return authority.server(authority.issue(HOST, until=EPOCH.replace(year=2021)))


def _for_another_host(folder: Path) -> ssl.SSLContext:
    authority = new_authority(folder)
    return authority.server(authority.issue("b.example"))


def _self_signed(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(folder, HOST))
    return context


def _only_tls_1_0(folder: Path) -> ssl.SSLContext:
    authority: Authority = new_authority(folder)
    context = authority.server(authority.issue(HOST))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def _trusted(folder: Path) -> ssl.SSLContext:
    authority = new_authority(folder)
    return authority.server(authority.issue(HOST))


_CA = ("--ca", "{home}/authority.pem")

SECURED = (
    Row(
        "a certificate that has expired",
        lambda _a, _b: None,
        "The certificate of a.example:{port} has expired. hint: Renew the certificate",
        2,
        _CA,
        context=_expired,
    ),
    Row(
        "a certificate for another host",
        lambda _a, _b: None,
        "The certificate of a.example:{port} is for another host.",
        2,
        _CA,
        context=_for_another_host,
    ),
    Row(
        "a certificate that vouches for itself",
        lambda _a, _b: None,
        "The certificate of a.example:{port} is self-signed. hint: Give the certificate's authority with --ca FILE",
        2,
        context=_self_signed,
    ),
    Row(
        "TLS 1.0 alone",
        lambda _a, _b: None,
        "speaks no TLS that browsers still accept: 1.1 at most, and 1.2 is needed. hint: Switch TLS 1.2",
        2,
        _CA,
        context=_only_tls_1_0,
    ),
    Row(
        "silence behind TLS",
        lambda _a, _b: endless(b"", b"", 0.2, 1),
        "didn't answer in time",
        2,
        _CA,
        context=_trusted,
    ),
)
