"""What a policy makes of all set-cookie lines of a response: limits over them all, and what cookies were before."""

from collections.abc import Iterable
from dataclasses import dataclass

from hardtack.cookies import prefix_of
from hardtack.policy.attributes import is_deletion, split_attributes
from hardtack.policy.enforce import Fault, RequestFacts, name_of, treat_line
from hardtack.policy.model import CookieRole, CookieRule, Identity, Limits, OnError, Policy, Unknown
from hardtack.policy.resolve import resolver

__all__ = ["Enforced", "enforce_response", "farewells", "refuses"]

_EPOCH_DATE = "Thu, 01 Jan 1970 00:00:00 GMT"


@dataclass(frozen=True, slots=True)
class Enforced:
    """What a policy makes of all set-cookie lines of a response.

    Attributes:
        lines: What goes out, in order; before each cookie the deletions of what it was.
        faults: What was dropped because it couldn't be enforced: (the cookie's name as upstream gave it, why).
        refused: The response must not pass: 502 stands in its place, and `lines` is empty.
        unknown: Names of cookies that no rule names, under ``unknown = "report"``; each once.
    """

    lines: tuple[str, ...]
    faults: tuple[tuple[str, Fault], ...] = ()
    refused: bool = False
    unknown: tuple[str, ...] = ()


def farewells(policy: Policy, line: str, request: RequestFacts) -> tuple[str, ...]:
    """The set-cookie lines that delete what a cookie was before, to be sent before the cookie itself.

    Without them browsers that hold an old identity hold both, and send both. They go out as they are: enforced once
    more, they would be renamed and delete the new cookie.

    Args:
        policy: A policy that `check_policy` has nothing against.
        line: The field value as upstream sent it; a deletion takes its old identities with it.
        request: What may be known of the request.

    Returns:
        One line for each of the rule's `was`; none if the cookie itself does not go out.
    """
    if not isinstance(treat_line(policy, line, request), str):
        return ()
    return _farewells(resolver(policy)(name_of(line)).rule)


def _farewells(rule: CookieRule | None) -> tuple[str, ...]:
    return () if rule is None else tuple(dict.fromkeys(map(_deletion, rule.was)))


def _deletion(identity: Identity) -> str:
    parts = [f"{identity.name}=", f"Path={identity.path}"]
    if identity.domain is not None:
        parts.append(f"Domain={identity.domain}")
    # Expires for those that know no Max-Age.
    parts += ["Max-Age=0", f"Expires={_EPOCH_DATE}"]
    if prefix_of(identity.name) is not None:
        # A browser refuses even the deletion of a prefixed name without Secure.
        parts.append("Secure")
    return "; ".join(parts)


def enforce_response(policy: Policy, lines: Iterable[str], request: RequestFacts) -> Enforced:
    """What a policy makes of all set-cookie lines of one response, limits and old identities included.

    Args:
        policy: A policy that `check_policy` has nothing against.
        lines: The field values as upstream sent them, in order, latin-1 isomorphic.
        request: What may be known of the request.
    """
    resolve = resolver(policy)
    room = _Room(policy.limits)
    sent: list[str] = []
    faults: list[tuple[str, Fault]] = []
    unknown: dict[str, None] = {}
    refused = False
    for line in lines:
        found = resolve(name_of(line))
        out = treat_line(policy, line, request)
        if isinstance(out, str):
            out = room.take(out, request) or out
        if isinstance(out, Fault):
            faults.append((found.upstream, out))
            refused |= refuses(policy, found.rule)
        elif out is not None:
            sent += [text for text in _farewells(found.rule) if text not in sent]
            sent.append(out)
            if found.rule is None and policy.unknown is Unknown.REPORT:
                unknown[found.upstream] = None
    return Enforced(() if refused else tuple(sent), tuple(faults), refused, tuple(unknown))


def refuses(policy: Policy, rule: CookieRule | None) -> bool:
    """Whether a line that can't be enforced costs the whole response: without its session's cookie it is of no use.

    Args:
        policy: The policy.
        rule: The rule that the cookie falls under; None = none names it.
    """
    return policy.on_error is OnError.REFUSE or (rule is not None and rule.role is CookieRole.SESSION)


class _Room:
    """What is left of the limits of a response; deletions neither take of it nor are stopped by it."""

    def __init__(self, limits: Limits) -> None:
        self._lines = limits.set_cookies
        self._bytes = limits.headers_bytes

    def take(self, line: str, request: RequestFacts) -> Fault | None:
        """Take a line's room, or say why there is none for it."""
        if is_deletion(split_attributes(line.partition(";")[2]), request.now):
            return None
        if self._lines == 0:
            return Fault.TOO_MANY_LINES
        if self._bytes is not None and self._bytes < len(line):
            return Fault.LINES_TOO_LONG
        if self._lines is not None:
            self._lines -= 1
        if self._bytes is not None:
            self._bytes -= len(line)
        return None
