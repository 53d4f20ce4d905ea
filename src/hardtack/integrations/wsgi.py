"""A policy as WSGI middleware (PEP 3333)."""

from collections.abc import Callable, Collection, Iterable, Iterator
from http import HTTPStatus
from types import TracebackType
from typing import Final, Protocol, cast
from urllib.parse import quote

from hardtack.integrations.gate import Clock, Gate, Reply, system_clock
from hardtack.integrations.policy_files import PolicySource

__all__ = ["CookiePolicyMiddleware"]

_Environ = dict[str, object]
_Fields = list[tuple[str, str]]
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
_Write = Callable[[bytes], object]

_SAFE: Final = "/:@!$&'()*+,;=~-._"


class _StartResponse(Protocol):
    def __call__(self, status: str, headers: _Fields, exc_info: _ExcInfo | None = None, /) -> _Write: ...


_App = Callable[[_Environ, _StartResponse], Iterable[bytes]]


class CookiePolicyMiddleware:
    """Does to the cookies of a WSGI application what a policy says, in both directions.

    Set-cookie lines, limits and the deletions of old identities on the way out; names and the Cookie field on the way
    in; the plain side's redirects and refusals; HSTS in place of the application's own. A response that the policy
    refuses is answered 502, and nothing of it passes. Bodies are not held back. What does not pass, and what no rule
    names under ``unknown = "report"``, is told to the logger ``hardtack.middleware``, without values.

    It has to be the outermost layer: what is put around it it does not see, and what the server answers by itself has
    no HSTS. With ``site.tls = "front"`` X-Forwarded-Proto is believed, so only the server in front may reach this one.

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

    def __call__(self, environ: _Environ, start_response: _StartResponse) -> Iterable[bytes]:
        """Answer a request, or let the application do it."""
        forwarded = environ.get("HTTP_X_FORWARDED_PROTO")
        https = self._gate.is_https(str(environ["wsgi.url_scheme"]), None if forwarded is None else str(forwarded))
        method = str(environ["REQUEST_METHOD"])
        way = _Way(self._gate, start_response, https=https, head=method == "HEAD")
        if not https and (reply := self._gate.plain_reply(method, *_target(environ))) is not None:
            way.reply(reply)
            return way.body_of(reply)
        return way.passed(self._app(self._with_cookies(environ), way.start))

    def _with_cookies(self, environ: _Environ) -> _Environ:
        given = environ.get("HTTP_COOKIE")
        if given is None:
            return environ
        field = self._gate.cookie_field([str(given)])
        if field == given:
            return environ
        others = {name: value for name, value in environ.items() if name != "HTTP_COOKIE"}
        return {**others, "HTTP_COOKIE": field} if field else others


class _Way:
    """The way out of one request."""

    def __init__(self, gate: Gate, start_response: _StartResponse, *, https: bool, head: bool) -> None:
        self._gate = gate
        self._start_response = start_response
        self._https = https
        self._head = head
        self._started = False
        self._handed_over = False
        self.refused = False

    def start(self, status: str, headers: _Fields, exc_info: _ExcInfo | None = None, /) -> _Write:
        """What the application calls."""
        out = self._headers_out(list(headers))
        self._started = True
        self.refused = out is None
        if out is not None:
            return self._start_response(status, out, *(() if exc_info is None else (exc_info,)))
        if self._handed_over and exc_info is not None and exc_info[1] is not None:
            # The body is on its way and can't be taken back: the server learns of the error as it would by itself.
            raise exc_info[1].with_traceback(exc_info[2])
        self.reply(self._gate.refusal(https=self._https), exc_info)
        return _discard

    def reply(self, reply: Reply, exc_info: _ExcInfo | None = None) -> None:
        """Begin an answer in the application's place."""
        fields = [("-".join(part.capitalize() for part in name.split("-")), value) for name, value in reply.fields]
        fields += [("Content-Type", "text/plain"), ("Content-Length", str(len(reply.body)))]
        status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
        self._start_response(status, fields, *(() if exc_info is None else (exc_info,)))

    def body_of(self, reply: Reply) -> list[bytes]:
        """That answer's body."""
        return [] if self._head else [reply.body.encode("ascii")]

    def refusal(self) -> list[bytes]:
        """The body that stands in the place of a refused one."""
        return self.body_of(self._gate.refusal(https=self._https))

    def passed(self, body: Iterable[bytes]) -> Iterable[bytes]:
        """The application's body as it is where its head is known, so that servers can still send files their way."""
        if not self._started:
            return _Late(self, body)
        if not self.refused:
            self._handed_over = True
            return body
        _close(body)
        return self.refusal()

    def _headers_out(self, headers: _Fields) -> _Fields | None:
        given = [value for name, value in headers if name.lower() == "set-cookie"]
        lines = self._gate.set_cookie_lines(given, https=self._https)
        if lines is None:
            return None
        hsts = self._gate.hsts(https=self._https)
        replaced = {"set-cookie"} if hsts is None else {"set-cookie", "strict-transport-security"}
        out = [pair for pair in headers if pair[0].lower() not in replaced]
        out += [("Set-Cookie", line) for line in lines]
        if hsts is not None:
            out.append(("Strict-Transport-Security", hsts))
        return out


class _Late:
    """A body whose application has not begun its answer yet: whether it passes is known with the first part."""

    def __init__(self, way: _Way, body: Iterable[bytes]) -> None:
        self._way = way
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        for part in self._body:
            if self._way.refused:
                break
            yield part
        if self._way.refused:
            yield from self._way.refusal()

    def close(self) -> None:
        """The server is done with it."""
        _close(self._body)


def _close(body: Iterable[bytes]) -> None:
    close = cast("object", getattr(body, "close", None))
    if callable(close):
        close()


def _discard(_data: bytes) -> None:
    """Take what an application writes of a refused response."""


def _target(environ: _Environ) -> tuple[str, str]:
    """Path and query as the browser sent them; a server that doesn't tell its target has unescaped the path."""
    raw = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "")
    query = str(environ.get("QUERY_STRING", ""))
    if raw.startswith("/"):
        return raw.partition("?")[0], query
    path = f"{environ.get('SCRIPT_NAME', '')}{environ.get('PATH_INFO', '')}"
    return quote(path.encode("latin-1"), _SAFE), query
