"""The least an audit of one application has to send, by the standard library: ``audit_floor.py HTTP [HTTPS CA]``.

Nine questions, each once, without a second opinion: who answers in clear, who over TLS, the login form, the login, the
account with the session, without it, an invented id, the logout, and the session replayed. It knows the pages of the
demo and judges nothing; it is the ground under `benchmarks/audit.py`. Without an https side the TLS question is a
handshake that fails, which the application does not see as a request.
"""

import re
import ssl
import sys
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from urllib.parse import urlencode, urlsplit

LOGIN, ACCOUNT, LOGOUT = "/portal/login", "/portal/account", "/portal/logout"
USER = {"username": "baker", "password": "Biscuit-77-oat"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Jar = dict[str, str]


def main() -> None:
    """Ask the nine questions, and check that the answers are the demo's."""
    http, *secure = sys.argv[1:]
    with closing(connection(http, None)) as plain:
        ask(plain, "GET", LOGIN, {})
        if not secure:
            with (
                suppress(OSError),
                closing(connection(http.replace("http:", "https:"), ssl.create_default_context())) as tls,
            ):
                tls.connect()
            sequence(plain)
            return
    https, ca = secure
    with closing(connection(https, ssl.create_default_context(cafile=ca))) as tls:
        ask(tls, "GET", LOGIN, {})
        sequence(tls)


def sequence(site: HTTPConnection) -> None:
    """From the form to the replay."""
    jar: Jar = {}
    ask(site, "GET", LOGIN, jar)
    assert ask(site, "POST", LOGIN, jar, {**USER, "csrf_token": jar["csrf_token"]}).status == 303
    inside = dict(jar)
    assert ask(site, "GET", ACCOUNT, jar).status == 200
    assert ask(site, "GET", ACCOUNT, {}).status == 303
    ask(site, "GET", LOGIN, {"demo_session": "0" * 32})
    assert ask(site, "POST", LOGOUT, jar, {"csrf_token": jar["csrf_token"]}).status == 303
    assert ask(site, "GET", ACCOUNT, inside).status == 303


def connection(url: str, tls: ssl.SSLContext | None) -> HTTPConnection:
    """A kept-alive connection to a side."""
    place = urlsplit(url)
    host, port = place.hostname or "", place.port or 0
    return HTTPConnection(host, port) if tls is None else HTTPSConnection(host, port, context=tls)


def ask(site: HTTPConnection, method: str, path: str, jar: Jar, form: dict[str, str] | None = None) -> HTTPResponse:
    """One request; what the answer sets goes into the jar."""
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} if jar else {}
    site.request(method, path, urlencode(form) if form else None, cookie | (FORM if form else {}))
    answer = site.getresponse()
    answer.read()
    for line in answer.headers.get_all("Set-Cookie") or []:
        if pair := re.match(r"([^=;]+)=([^;]*)", line):
            jar[pair[1]] = pair[2]
    return answer


if __name__ == "__main__":
    main()
