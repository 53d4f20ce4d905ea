"""What a policy does with the requests and responses of one application, by whatever interface that is called."""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from hardtack.errors import PolicyError
from hardtack.integrations.policy_files import PolicySource, policy_from
from hardtack.policy import (
    PlainAnswer,
    Policy,
    RequestFacts,
    Tls,
    enforce_response,
    hsts_field,
    inbound,
    plain_answer,
)
from hardtack.report.cookie_line import shown_line

__all__ = ["Clock", "Gate", "Reply", "system_clock"]

Clock = Callable[[], float]
"""Gives epoch seconds."""

_HELD_ELSEWHERE: Final = ("session", "vault")
_logger: Final = logging.getLogger("hardtack.middleware")


def system_clock() -> float:
    """Epoch seconds, now."""
    return time.time()  # noqa: TID251 -- the rim: whoever calls it may give another


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that doesn't come from the application.

    Attributes:
        status: its status.
        fields: (name in lower case, value), without those of the body.
        body: plain text.
    """

    status: int
    fields: tuple[tuple[str, str], ...]
    body: str


_REFUSED: Final = Reply(502, (), "The application's answer could not be made safe, so it was not passed on.\n")
_FORBIDDEN: Final = Reply(403, (), "This site is asked by https alone.\n")


class Gate:
    """A policy between a server and an application.

    Args:
        source: The policy, or the path of its TOML file.
        accept: Fields that the application does by itself, of those that nothing in its process can do for it:
            ``session`` and ``vault``.
        clock: Gives epoch seconds.

    Raises:
        HostError: The policy's file can't be read.
        PolicyError: It is no policy, or asks for something that is not accepted and can't be done here.
        ValueError: A word of `accept` is none.
    """

    def __init__(self, source: PolicySource, accept: Collection[str], clock: Clock) -> None:
        policy = policy_from(source)
        _admit(policy, (accept,) if isinstance(accept, str) else accept)
        self._policy = policy
        self._clock = clock
        self._hsts = None if policy.transport.hsts is None else hsts_field(policy.transport.hsts)

    def is_https(self, scheme: str, forwarded: str | None) -> bool:
        """Whether the browser's request came by TLS.

        Args:
            scheme: What the server says of its own connection.
            forwarded: X-Forwarded-Proto, several joined by commas; None = the request has none. It is looked at only
                where the policy says that TLS ends in front, and then its last word counts, which is the nearest
                server's; some servers take the field away and make `scheme` of it.
        """
        if self._policy.site.tls is Tls.FRONT and forwarded is not None:
            scheme = forwarded.rpartition(",")[2].strip(" \t")
        return scheme.lower() in {"https", "wss"}

    def plain_reply(self, method: str, path: str, query: str) -> Reply | None:
        """What a request that came by plain HTTP is answered; None = it is for the application.

        Args:
            method: Of the request.
            path: As the browser sent it, escapes and all.
            query: What follows its "?".
        """
        transport = self._policy.transport
        answer = plain_answer(transport, method, path)
        if answer is PlainAnswer.SERVE:
            return None
        # What begins otherwise (the absolute form) would become another host's name behind the origin.
        if answer is PlainAnswer.FORBID or transport.redirect is None or not path.startswith("/"):
            return _FORBIDDEN
        target = f"{path}?{query}" if query else path
        return Reply(int(transport.redirect), (("location", f"{self._policy.site.origin}{target}"),), "")

    def cookie_field(self, fields: Sequence[str]) -> str:
        """The Cookie field as the application is to get it; "" = none.

        Args:
            fields: All that the request has (HTTP/2 sends several), latin-1 isomorphic.
        """
        return inbound(self._policy, "; ".join(fields))

    def set_cookie_lines(self, lines: Sequence[str], *, https: bool) -> tuple[str, ...] | None:
        """The set-cookie lines of a response as they go out; None = the response must not pass.

        Args:
            lines: As the application gave them, latin-1 isomorphic.
            https: Whether the browser's request came by TLS.
        """
        if not lines:
            return ()
        made = enforce_response(self._policy, lines, RequestFacts(https=https, now=int(self._clock())))
        for name, fault in made.faults:
            _logger.warning("the cookie %s did not pass: %s", _shown(name), fault.text)
        for name in made.unknown:
            _logger.warning("no rule names the cookie %s", _shown(name))
        return None if made.refused else made.lines

    def hsts(self, *, https: bool) -> str | None:
        """The Strict-Transport-Security that replaces any of the application's; None = that is left as it is."""
        return self._hsts if https else None

    def refusal(self, *, https: bool) -> Reply:
        """What stands in the place of a response that must not pass."""
        hsts = self.hsts(https=https)
        fields = () if hsts is None else (("strict-transport-security", hsts),)
        return Reply(_REFUSED.status, fields, _REFUSED.body)


def _admit(policy: Policy, accept: Collection[str]) -> None:
    for word in accept:
        if word not in _HELD_ELSEWHERE:
            raise ValueError(f"accept: {word!r} is no such field; there are {', '.join(_HELD_ELSEWHERE)}")
    asked = {"session": policy.session is not None, "vault": policy.vault is not None}
    left = [field for field in _HELD_ELSEWHERE if asked[field] and field not in accept]
    if left:
        words = ", ".join(repr(field) for field in left)
        raise PolicyError(
            f"The policy asks for {' and '.join(left)}: a middleware holds no sessions.",
            f"Leave it to the application, and say so: accept=({words},)",
        )


def _shown(name: str) -> str:
    return shown_line(f"{name}=").name or "without a name"
