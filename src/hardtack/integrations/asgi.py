"""A policy as ASGI middleware (spec 3.0): websockets, streams and all else that servers offer stay as they are."""

from collections.abc import Awaitable, Callable, Collection, Iterable, MutableMapping
from typing import Final, cast
from urllib.parse import quote

from hardtack.integrations.gate import Clock, Gate, Reply, system_clock
from hardtack.integrations.policy_files import PolicySource

__all__ = ["CookiePolicyMiddleware"]

_Mapping = MutableMapping[str, object]
_Receive = Callable[[], Awaitable[_Mapping]]
_Send = Callable[[_Mapping], Awaitable[None]]
_App = Callable[[_Mapping, _Receive, _Send], Awaitable[None]]
_Headers = list[tuple[bytes, bytes]]
_Given = bytes | bytearray | memoryview | str

_SAFE: Final = "/:@!$&'()*+,;=~-._"
_ANSWERS: Final = frozenset(("http.response.start", "websocket.accept", "websocket.http.response.start"))


class CookiePolicyMiddleware:
    """Does to the cookies of an ASGI application what a policy says, in both directions.

    Set-cookie lines, limits and the deletions of old identities on the way out; names and the Cookie field on the way
    in; the plain side's redirects and refusals; HSTS in place of the application's own. A response that the policy
    refuses is answered 502, and nothing of it passes. Bodies are not held back. What does not pass, and what no rule
    names under ``unknown = "report"``, is told to the logger ``hardtack.middleware``, without values.

    It has to be the outermost layer: what is put around it (a framework's own error pages, say) it does not see, and
    what the server answers by itself has no HSTS. With ``site.tls = "front"`` X-Forwarded-Proto is believed, so only
    the server in front may reach this one.

    Args:
        app: The application.
        policy: A policy, or the path of its TOML file.
        accept: ``session`` and ``vault``, where the policy has them and something else does them; a middleware can't.
        clock: Gives epoch seconds.

    Raises:
        HostError: The file can't be read.
        PolicyError: It is no policy, or asks for sessions or a vault that are not accepted.
        ValueError: A word of `accept` is none.
    """

    def __init__(
        self, app: _App, policy: PolicySource, *, accept: Collection[str] = (), clock: Clock = system_clock
    ) -> None:
        self._app = app
        self._gate = Gate(policy, accept, clock)

    async def __call__(self, scope: _Mapping, receive: _Receive, send: _Send) -> None:
        """Answer a request, or let the application do it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = _headers(scope)
        proto = _all(headers, b"x-forwarded-proto")
        https = self._gate.is_https(str(scope.get("scheme", "http")), ",".join(proto) if proto else None)
        way = _Way(self._gate, send, scope, https=https)
        if not https and (reply := self._gate.plain_reply(way.method, *_target(scope))) is not None:
            if scope["type"] == "websocket":
                # The handshake has to be taken before it can be answered.
                await receive()
            await way.reply(reply)
            return
        await self._app(self._with_cookies(scope, headers), receive, way.send)

    def _with_cookies(self, scope: _Mapping, headers: _Headers) -> _Mapping:
        given = _all(headers, b"cookie")
        if not given:
            return scope
        field = self._gate.cookie_field(given)
        if given == [field]:
            return scope
        kept = [pair for pair in headers if pair[0].lower() != b"cookie"]
        return {**scope, "headers": [*kept, (b"cookie", field.encode("latin-1"))] if field else kept}


class _Way:
    """The way out of one request."""

    def __init__(self, gate: Gate, send: _Send, scope: _Mapping, *, https: bool) -> None:
        self.method = str(scope.get("method", "GET"))
        self._gate = gate
        self._send = send
        self._https = https
        self._refused = False
        self._websocket = scope["type"] == "websocket"
        self._can_answer = "websocket.http.response" in cast("_Mapping", scope.get("extensions") or {})

    async def send(self, message: _Mapping) -> None:
        """Take a message of the application's; of a refused response there is no more to come."""
        if self._refused:
            return
        if message["type"] in _ANSWERS:
            headers = self._headers_out(_headers(message))
            if headers is None:
                self._refused = True
                await self.reply(self._gate.refusal(https=self._https))
                return
            message = {**message, "headers": headers}
        await self._send(message)

    async def reply(self, reply: Reply) -> None:
        """Answer in the application's place; a websocket whose server can't be told how is closed, which is a 403."""
        if self._websocket and not self._can_answer:
            await self._send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        body = reply.body.encode("ascii")
        headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in reply.fields]
        headers += [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode("ascii"))]
        kind = "websocket.http.response" if self._websocket else "http.response"
        await self._send({"type": f"{kind}.start", "status": reply.status, "headers": headers})
        await self._send({"type": f"{kind}.body", "body": b"" if self.method == "HEAD" else body})

    def _headers_out(self, headers: _Headers) -> _Headers | None:
        lines = self._gate.set_cookie_lines(_all(headers, b"set-cookie"), https=self._https)
        if lines is None:
            return None
        hsts = self._gate.hsts(https=self._https)
        replaced = {b"set-cookie"} if hsts is None else {b"set-cookie", b"strict-transport-security"}
        out = [pair for pair in headers if pair[0].lower() not in replaced]
        out += [(b"set-cookie", line.encode("latin-1")) for line in lines]
        if hsts is not None:
            out.append((b"strict-transport-security", hsts.encode("ascii")))
        return out


def _headers(holder: _Mapping) -> _Headers:
    """The header fields of a scope or a message, which may be left out and be any iterable of pairs.

    h11, and so uvicorn, takes text and buffers as well: what is no cookie here would be one there.
    """
    pairs = cast("Iterable[tuple[_Given, _Given]]", holder.get("headers") or ())
    return [(_octets(name), _octets(value)) for name, value in pairs]


def _octets(given: _Given) -> bytes:
    return given.encode("latin-1") if isinstance(given, str) else bytes(given)


def _all(headers: _Headers, field: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in headers if name.lower() == field]


def _target(scope: _Mapping) -> tuple[str, str]:
    """Path and query as the browser sent them; a server that keeps no raw path has unescaped it."""
    raw = cast("bytes | None", scope.get("raw_path"))
    path = quote(str(scope["path"]), _SAFE) if raw is None else raw.partition(b"?")[0].decode("latin-1")
    return path, cast("bytes", scope.get("query_string", b"")).decode("latin-1")
