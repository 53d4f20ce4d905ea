"""The HTTP client behind everything live: one request, one answer, nothing done behind the caller's back.

No cookie jar, no redirects followed, no cache: the walk does these itself, as a browser would, because they are what is
audited. Every field line of a response is kept as it came. Whatever a site does is an answer, never an exception.
"""

import re
from types import TracebackType
from typing import Self

import h11

from hardtack.probe.connect import Connection, Connector, ExchangeFailedError, proxy_fields
from hardtack.probe.content import read_content
from hardtack.probe.limits import Budget, BudgetSpentError, Clock, Deadline, Meter
from hardtack.probe.options import ClientOptions
from hardtack.probe.origin import Origin, Unusable, is_address, parse_target
from hardtack.probe.outgoing import Outgoing, UnsendableError, field_lines
from hardtack.probe.scope import Scope
from hardtack.recording.message import Answer, Failure, FailureKind, Request, Response

_SECRET_FROM = 16
"""Octets from which a part of an added field line is a secret of its own: a token behind a scheme, a cookie's value."""

_NO_OPTIONS = ClientOptions()
_NO_BUDGET = Budget()
_CLOCK = Clock()


class Client:
    """Sends requests one at a time and keeps one connection an origin open between them.

    Not for use by several threads at once. Close it, or use it as a context manager.
    """

    def __init__(
        self,
        options: ClientOptions = _NO_OPTIONS,
        *,
        scope: Scope | None = None,
        budget: Budget = _NO_BUDGET,
        clock: Clock = _CLOCK,
    ) -> None:
        """A client; nothing is sent yet.

        Args:
            options: how to send.
            scope: what may be touched; None = everything, for requests that a person typed one by one.
            budget: how much may be sent.
            clock: the sense of time.

        Raises:
            UsageError: a file named in the options can't be used.
        """
        self._options = options
        self._scope = scope
        self._clock = clock
        self._connector = Connector(options)
        self._meter = Meter(budget, options.rate, clock)
        self._idle: dict[Origin, Connection] = {}

    @property
    def sent(self) -> int:
        """Requests sent so far, those sent again and those that found no connection included."""
        return self._meter.sent

    @property
    def secrets(self) -> tuple[str, ...]:
        """What its options hold that no recording may: values of added field lines, and passwords of proxy and key."""
        values = [value for _, value in self._options.headers]
        parts = [part for value in values for part in re.split(r"[\s;,=]+", value) if len(part) >= _SECRET_FROM]
        proxy = self._options.proxy.credentials if self._options.proxy else None
        passwords = [] if proxy is None else [proxy.partition(b":")[2].decode("latin-1")]
        shown = self._options.client_certificate
        if shown is not None and shown.password is not None:
            passwords.append(shown.password)
        return (*values, *parts, *passwords)

    @property
    def time_left(self) -> float | None:
        """Seconds for which more may be sent; None without a bound."""
        return self._meter.time_left()

    def send(self, request: Request, *, fresh: bool = False, patience: float | None = None) -> Answer:
        """Sends one request and reads its response.

        A request that went out on a kept connection which the server closed without a byte of an answer is sent once
        more on a new one: the server had most likely closed it before (RFC 9112, section 9.3.1), and browsers do so.

        Args:
            request: what to send. Its fields win over the options' and the client's own of the same name.
            fresh: whether to use a connection of its own, new and closed afterwards.
            patience: seconds for the whole exchange, if fewer than the limits allow; None = as the limits say.

        Returns:
            The response, or why there is none. Content cut short is a response with `truncated`.

        Raises:
            BudgetSpentError: the audit may send no more; nothing was sent.
            ValueError: the request sets a field line that is the client's own (Host, Content-Length,
                Transfer-Encoding, Connection).
        """
        target = parse_target(request.url)
        if isinstance(target, Unusable):
            return Failure(FailureKind.REFUSED_SCOPE, f"{target.reason}.")
        refusal = self._scope.permits(request.url) if self._scope else None
        if refusal is not None:
            return Failure(FailureKind.REFUSED_SCOPE, refusal.reason)
        # What the user adds may be a secret (Authorization): it is for the site under audit, not for its neighbours,
        # and goes over http only where the user named http.
        added = self._options.headers if self._is_trusted(target.origin) else ()
        outgoing = Outgoing(request, target, field_lines(self._options.user_agent, added, request))
        self._meter.let_out()
        longest = self._options.limits.request_deadline
        deadline = Deadline(self._clock, longest if patience is None else min(patience, longest))
        try:
            return self._exchange(outgoing, deadline, fresh=fresh)
        except ExchangeFailedError as error:
            return error.failure
        except TimeoutError:
            return Failure(FailureKind.TIMEOUT, f"{target.origin.authority} didn't answer in time.")
        except UnsendableError:
            return Failure(
                FailureKind.PROTOCOL, "The request holds something that HTTP/1.1 can't carry: it wasn't sent."
            )

    def close(self) -> None:
        """Closes all connections."""
        while self._idle:
            self._idle.popitem()[1].close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _exchange(self, outgoing: Outgoing, deadline: Deadline, *, fresh: bool) -> Answer:
        origin = outgoing.target.origin
        kept = None if fresh else self._take(origin)
        if kept is not None:
            try:
                return self._converse(kept, outgoing, deadline, keep=True)
            except ExchangeFailedError as error:
                if not (error.unanswered and self._may_repeat()):
                    raise
        return self._converse(self._open(origin, deadline), outgoing, deadline, keep=not fresh)

    def _is_trusted(self, origin: Origin) -> bool:
        if self._scope is None or origin in self._scope.origins:
            return True
        return origin.scheme == "https" and self._scope.names(origin)

    def _may_repeat(self) -> bool:
        try:
            self._meter.let_out()
        except BudgetSpentError:
            return False
        return True

    def _take(self, origin: Origin) -> Connection | None:
        connection = self._idle.pop(origin, None)
        if connection is None or connection.is_idle():
            return connection
        connection.close()
        return None

    def _open(self, origin: Origin, deadline: Deadline) -> Connection:
        sooner = deadline.sooner(self._options.limits.connect_timeout)
        try:
            return self._connector.connect(origin, self._addresses(origin, sooner), sooner)
        except TimeoutError:
            detail = f"{origin.authority} took no connection in time."
            raise ExchangeFailedError(FailureKind.TIMEOUT, detail) from None

    def _addresses(self, origin: Origin, deadline: Deadline) -> tuple[str, ...]:
        """Where to connect to, as far as the scope admits it; with a proxy, only what the URL itself says is known."""
        proxied = self._options.proxy is not None
        if not proxied:
            addresses = self._connector.addresses(origin, deadline)
        else:
            addresses = (origin.host,) if is_address(origin.host) else ()
        if self._scope is not None and not self._scope.names(origin):
            site = () if proxied else self._site_addresses(self._scope, deadline)
            for address in addresses:
                refusal = self._scope.admits(origin, address, site)
                if refusal is not None:
                    raise ExchangeFailedError(FailureKind.REFUSED_SCOPE, refusal.reason)
        return addresses

    def _site_addresses(self, scope: Scope, deadline: Deadline) -> tuple[str, ...]:
        found: list[str] = []
        for named in scope.origins:
            try:
                found += self._connector.addresses(named, deadline)
            except ExchangeFailedError:
                continue
        return tuple(found)

    def _converse(self, connection: Connection, outgoing: Outgoing, deadline: Deadline, *, keep: bool) -> Answer:
        reusable = False
        try:
            framing = h11.Connection(h11.CLIENT)
            proxy = self._options.proxy if connection.via_proxy else None
            message = outgoing.write(framing, None if proxy is None else proxy_fields(proxy))
            # A server may answer and close before it has read all (413): only its answer counts.
            connection.send(message, deadline)
            limits = self._options.limits
            head, rest = connection.read_head(deadline, limits.header_bytes)
            first = [rest] if rest else []

            def receive() -> bytes:
                return first.pop() if first else connection.receive(deadline)

            content = read_content(head, framing, receive, limits)
            reusable = keep and head.keeps_alive and content.complete and not framing.trailing_data[0]
        finally:
            if not reusable:
                connection.close()
        if reusable:
            self._idle[outgoing.target.origin] = connection
        return Response(head.status, head.reason, head.version, head.fields, content.body, content.truncated)
