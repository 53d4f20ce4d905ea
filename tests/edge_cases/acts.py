"""What answers in a site's place where a row needs more than the table of a site can say."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from hardtack.recording.message import Answer, Request, Response
from tests.edge_cases.scene import GOOD
from tests.recording.site import PASSWORD, STARTED, USERNAME, data, html, sent_value, to

FORM = (
    '<form action="/login" method="post"><input name="username"><input name="password" type="password">'
    "<button>Log in</button></form>"
)
LOG_IN = '<a href="/login">Log in</a>'
CODE = (
    '<form action="/code" method="post"><label>Code <input name="otp" autocomplete="one-time-code"></label>'
    "<button>Verify</button></form>"
)
INSIDE = f'<p>{USERNAME}</p><a href="/account">Account</a><a href="/orders">Orders</a><a href="/logout">Log out</a>'


def sent_cookies(request: Request) -> dict[str, str]:
    """The cookies of a request, by name."""
    pairs = (pair.partition("=") for pair in sent_value(request, "cookie").split("; ") if pair)
    return {name: value for name, _, value in pairs}


def given_fields(request: Request) -> dict[str, str]:
    """The fields of a form that was sent."""
    return {name: values[0] for name, values in parse_qs(request.body.decode("latin-1")).items()}


def setting(response: Response, *lines: str) -> Response:
    """The answer with set-cookie lines."""
    fields = response.fields + tuple(("Set-Cookie", text) for text in lines)
    return Response(response.status, response.reason, response.version, fields, response.body)


def right(request: Request) -> bool:
    """Whether name and password are right."""
    given = given_fields(request)
    return (given.get("username"), given.get("password")) == (USERNAME, PASSWORD)


def jwt(claims: Mapping[str, object], key: bytes) -> str:
    """A token signed with HMAC-SHA256 (RFC 7515)."""
    head = _text({"alg": "HS256", "typ": "JWT"})
    signed = f"{head}.{_text(claims)}"
    return f"{signed}.{_octets(hmac.digest(key, signed.encode(), sha256))}"


def _text(value: Mapping[str, object]) -> str:
    return _octets(json.dumps(value, separators=(",", ":")).encode())


def _octets(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass(slots=True)
class Stateless:
    """An application that keeps no sessions: a signed token in a cookie is the user, as long as it claims to be.

    Attributes:
        lasts: seconds that the token claims to last, or None where it claims no end.
        key: what it is signed with.
        name: the cookie's name.
        attributes: what stands behind the value.
        refresh: whether a second cookie, which the server does keep, opens the account as well.
        count: tokens so far.
    """

    lasts: int | None = None
    key: bytes = bytes(range(200, 232))
    name: str = "token"
    attributes: str = GOOD
    refresh: bool = False
    count: int = 0
    _issued: set[str] = field(default_factory=set[str])
    _kept: set[str] = field(default_factory=set[str])

    def __call__(self, number: int, request: Request) -> Answer | None:
        """Answer a request."""
        del number
        path, sent = urlsplit(request.url).path, sent_cookies(request)
        inside = sent.get(self.name) in self._issued or sent.get("refresh") in self._kept
        if path == "/login" and request.method == "POST":
            return setting(to("/account"), *self._begun()) if right(request) else html(f"<p>Wrong.</p>{FORM}")
        if path == "/login":
            return html(f"<title>Login</title>{FORM}")
        if path == "/logout":
            self._kept.discard(sent.get("refresh", ""))
            ends = [f"{name}=; Max-Age=0; {self.attributes}" for name in sent]
            return setting(to("/"), *ends)
        if path == "/" and not inside:
            return html('<title>Shop</title><a href="/login">Log in</a>')
        if path not in {"/", "/account", "/orders"}:
            return html("<title>Nothing</title>", 404)
        return html(f"<title>{path}</title>{INSIDE}") if inside else to("/login")

    def _begun(self) -> list[str]:
        self.count += 1
        claims: dict[str, object] = {"sub": "7319", "jti": f"{self.count:08x}" * 4}
        if self.lasts is not None:
            claims["exp"] = int(STARTED) + self.lasts
        token = jwt(claims, self.key)
        self._issued.add(token)
        lines = [f"{self.name}={token}; {self.attributes}"]
        if self.refresh:
            kept = f"{self.count + 0x3A5E1B77:08x}" * 4
            self._kept.add(kept)
            lines.append(f"refresh={kept}; {self.attributes}")
        return lines


@dataclass(slots=True)
class Factors:
    """A login of two steps: the password, then a code; the session is inside after the second.

    Attributes:
        renews: whether the second step gives the session a new id.
    """

    renews: bool
    _half: set[str] = field(default_factory=set[str])
    _whole: set[str] = field(default_factory=set[str])

    def __call__(self, number: int, request: Request) -> Answer | None:
        """Answer a request."""
        path, sent = urlsplit(request.url).path, sent_cookies(request).get("sid", "")
        if request.method == "POST" and path == "/login":
            return self._into(self._half, number, "/code") if right(request) else html(FORM)
        if path == "/code":
            return self._coded(number, sent) if request.method == "POST" else html(f"<title>Code</title>{CODE}")
        if path == "/login":
            return html(f"<title>Login</title>{FORM}")
        if path == "/logout":
            self._whole.discard(sent)
            return setting(to("/"), f"sid=; Max-Age=0; {GOOD}")
        inside = sent in self._whole
        if path in {"/account", "/orders"} and not inside:
            return to("/login")
        return html(f"<title>{path}</title>{INSIDE if inside else LOG_IN}")

    def _coded(self, number: int, sent: str) -> Response:
        if sent not in self._half:
            return to("/login")
        if self.renews:
            return self._into(self._whole, number, "/account")
        self._whole.add(sent)
        return to("/account")

    def _into(self, which: set[str], number: int, place: str) -> Response:
        value = f"{number + 0x2B7C9D11:08x}" * 4
        which.add(value)
        return setting(to(place), f"sid={value}; {GOOD}")


@dataclass(slots=True)
class SignOn:
    """An application and the sign-on host that logs in to it: the logout ends the application's session alone.

    Attributes:
        provider: the sign-on host, which keeps its own session and asks for no password while that lasts.
    """

    provider: str
    _inside: set[str] = field(default_factory=set[str])
    _known: set[str] = field(default_factory=set[str])
    _codes: set[str] = field(default_factory=set[str])

    def __call__(self, number: int, request: Request) -> Answer | None:
        """Answer a request to either host."""
        parts, sent = urlsplit(request.url), sent_cookies(request)
        fresh = f"{number + 0x41C3A7E5:08x}" * 4
        if parts.hostname == self.provider:
            return self._sign_on(request, sent, fresh)
        home = f"{parts.scheme}://{self.provider}{':' + str(parts.port) if parts.port else ''}"
        code = parse_qs(parts.query).get("code", [""])[0]
        if parts.path == "/login":
            return to(f"{home}/login?back={parts.scheme}://{parts.netloc}/callback")
        if parts.path == "/callback" and code in self._codes:
            self._codes.remove(code)
            self._inside.add(fresh)
            return setting(to("/account"), f"sid={fresh}; {GOOD}")
        if parts.path == "/logout":
            self._inside.discard(sent.get("sid", ""))
            return setting(to("/"), f"sid=; Max-Age=0; {GOOD}")
        if parts.path in {"/account", "/orders"}:
            inside = sent.get("sid") in self._inside
            return html(f"<title>{parts.path}</title>{INSIDE}") if inside else to("/login")
        return html('<title>Shop</title><a href="/login">Log in</a>')

    def _sign_on(self, request: Request, sent: Mapping[str, str], fresh: str) -> Answer:
        query = urlsplit(request.url).query
        back = parse_qs(query).get("back", [""])[0]
        if request.method == "POST" and right(request):
            self._known.add(fresh)
            answer = setting(self._handed(back, fresh), f"idp={fresh}; Path=/; Max-Age=2592000")
            return setting(answer, "visits=1; Path=/; Max-Age=31536000")
        if sent.get("idp") in self._known:
            return self._handed(back, fresh)
        form = FORM.replace('action="/login"', f'action="/login?{query}"')
        return setting(html(f"<title>Sign on</title>{form}"), "visits=1; Path=/; Max-Age=31536000")

    def _handed(self, back: str, code: str) -> Response:
        self._codes.add(code)
        return to(f"{back}?code={code}")


@dataclass(slots=True)
class Bearer:
    """An API that gives a token for the password and takes it back; it sets no cookie."""

    _good: set[str] = field(default_factory=set[str])

    def __call__(self, number: int, request: Request) -> Answer | None:
        """Answer a request."""
        path, token = urlsplit(request.url).path, sent_value(request, "authorization").removeprefix("Bearer ")
        if path == "/api/login" and request.method == "POST":
            given: object = json.loads(request.body)
            if given != {"username": USERNAME, "password": PASSWORD}:
                return data({"error": "wrong"}, 401)
            fresh = f"{number + 0x5D21F0C3:08x}" * 4
            self._good.add(fresh)
            return data({"token": fresh})
        if path == "/api/logout":
            self._good.discard(token)
            return data({})
        if path == "/api/me":
            return data({"name": USERNAME}) if token in self._good else data({"error": "who?"}, 401)
        return html("<title>Shop</title><div id='app'></div>")


@dataclass(slots=True)
class Shell:
    """A single-page application: one shell for every address, and an API that knows who asks."""

    _inside: set[str] = field(default_factory=set[str])

    def __call__(self, number: int, request: Request) -> Answer | None:
        """Answer a request."""
        path, sent = urlsplit(request.url).path, sent_cookies(request).get("sid", "")
        if path == "/login" and request.method == "POST":
            if not right(request):
                return data({"error": "wrong"}, 401)
            fresh = f"{number + 0x66D0A91B:08x}" * 4
            self._inside.add(fresh)
            return setting(data({"ok": True}), f"sid={fresh}; {GOOD}")
        if path == "/logout":
            self._inside.discard(sent)
            return setting(data({"ok": True}), f"sid=; Max-Age=0; {GOOD}")
        if path == "/api/me":
            return data({"name": USERNAME}) if sent in self._inside else data({"error": "who?"}, 401)
        return html(f"<title>Shop</title>{FORM}")
