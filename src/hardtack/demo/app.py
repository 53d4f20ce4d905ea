"""The demo's two applications: a request goes in, a response comes out, and only the given state changes.

Below `/portal` lives a login application, below `/shop` a second one that merely keeps a basket cookie. Each of the ten
questions is answered rightly or weakly as the state's switches say. No socket, clock or randomness is touched here.
"""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, Literal
from urllib.parse import parse_qsl

from hardtack.demo import pages
from hardtack.demo.sessions import REMEMBERED_LIMIT, Session, Sessions
from hardtack.demo.set_cookie import CSRF_COOKIE, LANGUAGE_COOKIE, PORTAL, PORTAL_COOKIE, SHOP, SetCookie
from hardtack.demo.switches import Switches

USERNAME: Final = "baker"
"""The demo's only user."""
PASSWORD: Final = "Biscuit-77-oat"  # noqa: S105 - a demonstration's password, printed at its start
"""The user's password."""
EMAIL: Final = "baker@example.com"
"""The user's e-mail address."""

_HSTS = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
_HTTPS_PORT = 443
_BASKETS = 10_000
_FORM_FIELDS = 32
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[0-9A-Za-z._-]{1,253})(?::[0-9]{1,5})?")
# RFC 9112 section 3.2: a request target is a path, or an absolute URL when the client takes us for a proxy.
_TARGET = re.compile(r"(?:https?://[^/?#]*)?((/[!->@-~]*)(?:\?[!-~]*)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as the wire gave it (text is latin-1).

    Attributes:
        scheme: Which listener it came in by.
        method: The method, upper case.
        target: The request target.
        host: The Host field's value.
        cookie: The Cookie field's value, empty if there was none.
        body: The content.
    """

    scheme: Literal["http", "https"]
    method: str
    target: str
    host: str
    cookie: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One response; Content-Length and Date are the server's business.

    Attributes:
        status: The status code.
        field_lines: Name and value of each field line, in order.
        body: The content.
    """

    status: HTTPStatus
    field_lines: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(slots=True)
class State:
    """All that outlives a request. `respond` changes it, so calls must come one after another.

    Attributes:
        switches: The answers to give.
        sessions: The login application's sessions.
        http_port: Port of the plain side, for the mixed picture of Q9.
        https_port: Port of the https side; `None` if there is none, and then the plain side serves whatever Q9 says.
        baskets: Visits for each basket id of the second application, at most 10,000.
    """

    switches: Switches
    sessions: Sessions
    http_port: int
    https_port: int | None
    baskets: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class _Visit:
    state: State
    request: Request
    hostname: str
    cookies: Mapping[str, str]

    @property
    def set_cookie(self) -> SetCookie:
        return SetCookie(self.state.switches, https=self.request.scheme == "https", hostname=self.hostname)

    def session(self) -> Session | None:
        return self.state.sessions.find(self.cookies.get(PORTAL_COOKIE))

    def form(self) -> Mapping[str, str] | None:
        try:
            pairs = parse_qsl(
                self.request.body.decode("latin-1"),
                keep_blank_values=True,
                strict_parsing=True,
                errors="replace",
                max_num_fields=_FORM_FIELDS,
            )
        except ValueError:
            return None
        return dict(pairs)

    def page(self, status: HTTPStatus, title: str, body: str, *lines: str) -> Response:
        # Q9: a page that came over https must not fetch any part in clear; the weak answer does.
        mixed = self.request.scheme == "https" and not self.state.switches.q9
        origin = f"http://{self.hostname}:{self.state.http_port}" if mixed else ""
        content = pages.page(title, body, picture=f"{origin}{PORTAL}/biscuit.svg")
        headers = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"))
        return Response(status, (*headers, *(("Set-Cookie", line) for line in lines)), content)

    def public_page(self, status: HTTPStatus, title: str, body: Callable[[Session], str]) -> Response:
        """A page that opens an anonymous session for who has none."""
        session = self.state.sessions.visit(self.cookies.get(PORTAL_COOKIE))
        lines: list[str] = []
        if self.cookies.get(PORTAL_COOKIE) != session.session_id:
            lines.append(self.set_cookie.portal_session(session.session_id))
        if self.cookies.get(CSRF_COOKIE) != session.csrf_token:
            lines.append(self.set_cookie.csrf(session.csrf_token))
        if LANGUAGE_COOKIE not in self.cookies:
            lines.append(self.set_cookie.language())
        return self.page(status, title, body(session), *lines)


Handler = Callable[[_Visit], Response]
"""Answers one method of one path."""


def respond(state: State, request: Request) -> Response:
    """Answer one request. Whatever the request holds, there is an answer: hostile input gets a 4xx.

    Args:
        state: The application's state, changed in place.
        request: The request.

    Returns:
        The response, with HSTS when Q10 is right and the request came over https.
    """
    response = _respond(state, request)
    if request.scheme == "https" and state.switches.q10:
        return Response(response.status, (*response.field_lines, _HSTS), response.body)
    return response


def _respond(state: State, request: Request) -> Response:
    host, target = _HOST.fullmatch(request.host), _TARGET.fullmatch(request.target)
    if host is None or target is None:
        return _plain(HTTPStatus.BAD_REQUEST)
    hostname = host[1].lower()
    if request.scheme == "http" and state.https_port is not None and state.switches.q9:
        port = "" if state.https_port == _HTTPS_PORT else f":{state.https_port}"
        return _redirect(f"https://{hostname}{port}{target[1]}", HTTPStatus.PERMANENT_REDIRECT)
    methods = _ROUTES.get(target[2])
    if methods is None:
        return _plain(HTTPStatus.NOT_FOUND)
    handler = methods.get("GET" if request.method == "HEAD" else request.method)
    if handler is None:
        return _plain(HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", ", ".join(methods)))
    return handler(_Visit(state, request, hostname, _cookies(request.cookie)))


def _home(visit: _Visit) -> Response:
    return visit.public_page(HTTPStatus.OK, "Portal", lambda session: pages.home(session.user))


def _login_form(visit: _Visit) -> Response:
    return _login_page(visit, HTTPStatus.OK)


def _login_page(visit: _Visit, status: HTTPStatus, problem: str = "") -> Response:
    return visit.public_page(status, "Log in", lambda session: pages.login(session.csrf_token, problem))


def _login(visit: _Visit) -> Response:
    form, session = visit.form(), visit.session()
    if form is None:
        return _plain(HTTPStatus.BAD_REQUEST)
    if session is None or not _same(form.get(CSRF_COOKIE, ""), session.csrf_token):
        return _login_page(visit, HTTPStatus.FORBIDDEN, "This form has expired. Please try again.")
    name_fits = _same(form.get("username", ""), USERNAME)
    if not _same(form.get("password", ""), PASSWORD) or not name_fits:
        # RFC 9110 section 15.5.2 wants a challenge with a 401; browsers ignore a scheme they don't know.
        response = _login_page(visit, HTTPStatus.UNAUTHORIZED, "Wrong user name or password.")
        challenge = ("WWW-Authenticate", 'Form realm="demo"')
        return Response(response.status, (*response.field_lines, challenge), response.body)
    session = visit.state.sessions.log_in(session, USERNAME, remembered="remember" in form)
    lines = (
        visit.set_cookie.portal_session(
            session.session_id, remember_for=REMEMBERED_LIMIT if session.remembered else None
        ),
        visit.set_cookie.csrf(session.csrf_token),
        visit.set_cookie.profile(USERNAME, EMAIL),
    )
    return _redirect(f"{PORTAL}/account", HTTPStatus.SEE_OTHER, *filter(None, lines))


def _account(visit: _Visit) -> Response:
    return _inside(visit, "Account", lambda user, session: pages.account(user, session.csrf_token))


def _settings(visit: _Visit) -> Response:
    return _inside(visit, "Settings", lambda user, session: pages.settings(user, EMAIL, session.csrf_token))


def _inside(visit: _Visit, title: str, body: Callable[[str, Session], str]) -> Response:
    session = visit.session()
    if session is None or session.user is None:
        return _redirect(f"{PORTAL}/login", HTTPStatus.SEE_OTHER)
    return visit.page(HTTPStatus.OK, title, body(session.user, session))


def _logout(visit: _Visit) -> Response:
    form, session = visit.form(), visit.session()
    if form is None:
        return _plain(HTTPStatus.BAD_REQUEST)
    if session is None or not _same(form.get(CSRF_COOKIE, ""), session.csrf_token):
        return _plain(HTTPStatus.FORBIDDEN)
    visit.state.sessions.log_out(session)
    return _redirect(f"{PORTAL}/", HTTPStatus.SEE_OTHER, *visit.set_cookie.deletions())


def _shop(visit: _Visit) -> Response:
    baskets = visit.state.baskets
    basket = visit.cookies.get(visit.set_cookie.shop_cookie)
    lines: list[str] = []
    if basket is None or basket not in baskets:
        # A stranger's id is replaced: with Q6 weak that stranger is the login application, whose session is lost here.
        basket = visit.state.sessions.new_id()
        lines.append(visit.set_cookie.shop_session(basket))
        while len(baskets) >= _BASKETS:
            del baskets[next(iter(baskets))]
    baskets[basket] = baskets.get(basket, 0) + 1
    return visit.page(HTTPStatus.OK, "Shop", pages.shop(baskets[basket]), *lines)


def _static(content_type: str, body: bytes) -> Handler:
    headers = (("Content-Type", content_type), ("Cache-Control", "public, max-age=3600"))
    return lambda _visit: Response(HTTPStatus.OK, headers, body)


def _moved(location: str) -> Handler:
    return lambda _visit: _redirect(location, HTTPStatus.SEE_OTHER)


def _redirect(location: str, status: HTTPStatus, *lines: str) -> Response:
    headers = (("Location", location), ("Cache-Control", "no-store"))
    return Response(status, (*headers, *(("Set-Cookie", line) for line in lines)))


def _plain(status: HTTPStatus, *headers: tuple[str, str]) -> Response:
    body = f"{status.value} {status.phrase}\n".encode()
    return Response(status, (("Content-Type", "text/plain; charset=utf-8"), *headers), body)


def _cookies(field_value: str) -> Mapping[str, str]:
    # RFC 6265 section 5.4: of two cookies of one name the first is the one with the longer path, so the first counts.
    pairs = (part.strip().partition("=") for part in field_value.split(";"))
    return dict(reversed([(name, value) for name, _, value in pairs]))


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


_ROUTES: Final[Mapping[str, Mapping[str, Handler]]] = MappingProxyType(
    {
        "/": {"GET": _moved(f"{PORTAL}/")},
        "/health": {"GET": lambda _visit: _plain(HTTPStatus.OK)},
        PORTAL: {"GET": _moved(f"{PORTAL}/")},
        f"{PORTAL}/": {"GET": _home},
        f"{PORTAL}/login": {"GET": _login_form, "POST": _login},
        f"{PORTAL}/account": {"GET": _account},
        f"{PORTAL}/settings": {"GET": _settings},
        f"{PORTAL}/logout": {"POST": _logout},
        f"{PORTAL}/style.css": {"GET": _static("text/css", pages.STYLE)},
        f"{PORTAL}/app.js": {"GET": _static("text/javascript", pages.SCRIPT)},
        f"{PORTAL}/biscuit.svg": {"GET": _static("image/svg+xml", pages.PICTURE)},
        SHOP: {"GET": _moved(f"{SHOP}/")},
        f"{SHOP}/": {"GET": _shop},
    }
)
