"""What a policy makes of a set-cookie line. This is what a policy means: every generated configuration is held to it.

Of the request, a policy may look at what `RequestFacts` holds and at nothing else: not at its path or other fields, nor
at the status of the response. So a cookie is treated alike on 200, 302, 404 and 500.

The points that bite:

* A line is split as browsers split it (rfc6265bis-22 5.6): at each ";", within quotes too; names are trimmed of blanks
  and tabs; attribute names are compared without regard to case; ``Secure=true`` is Secure. Name and value leave as they
  came, byte for byte, but for a prefix put before the name. Attributes that the policy doesn't touch stay, in their
  order; none is added that is there already, so none stands more often than it did.
* A deletion has a Max-Age of 0 or less, or no valid Max-Age and an Expires that is not after now (of several, the last
  valid one counts). It is spared by lifetime, drop, limits and on_error, or logging out would fail; but it is renamed,
  re-pathed and flagged exactly like what it deletes, or it would delete something else.
* SameSite: absent or invalid < None < Lax < Strict, and the last one counts. ``absent`` and ``weaker`` never loosen.
* A path is changed by whole segments, once: `attributes.change_path` says which are left because they may have been
  changed before. A nameless cookie gets flags, but no prefix; a name that has any prefix gets no other.
* A line that browsers drop anyway (over 4096 bytes, without name and value, a broken prefix …) is neither repaired nor
  dropped for that: it is treated like any other.
* A line with a control character other than tab is no cookie to any browser, and splits responses in some servers: it
  never passes, deletion or not, and `on_error` says whether the response does.

To enforce twice is to enforce once (within the same second).
"""

import re
from dataclasses import dataclass, replace
from enum import Enum, unique
from typing import cast

from hardtack.cookies import Rejected, SetCookie, parse_set_cookie
from hardtack.policy.attributes import is_deletion, split_attributes
from hardtack.policy.model import Action, Policy
from hardtack.policy.resolve import resolver

__all__ = ["Fault", "RequestFacts", "enforce", "enforce_line", "name_of", "treat_line"]

_WSP = " \t"
_control = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]").search


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """All that a policy may know of a request.

    Attributes:
        https: The browser's request came by TLS (as far as this server knows: its own, or what stands before it).
        now: Epoch seconds.
    """

    https: bool
    now: int


@unique
class Fault(Enum):
    """Why a set-cookie line can't be enforced."""

    CONTROL_CHARACTER = "control-character"
    LINE_TOO_LONG = "line-too-long"
    TOO_MANY_LINES = "too-many-lines"
    LINES_TOO_LONG = "lines-too-long"

    @property
    def text(self) -> str:
        """The reason in one sentence."""
        return _FAULT_TEXTS[self]


_FAULT_TEXTS = {
    Fault.CONTROL_CHARACTER: "a set-cookie line holds a control character",
    Fault.LINE_TOO_LONG: "a set-cookie line is longer than limits.set_cookie_bytes",
    Fault.TOO_MANY_LINES: "the response has more set-cookie lines than limits.set_cookies",
    Fault.LINES_TOO_LONG: "the set-cookie lines of the response are longer than limits.headers_bytes",
}


def enforce(policy: Policy, line: str, request: RequestFacts) -> SetCookie | None:
    """What a policy makes of one set-cookie line, parsed.

    Args:
        policy: A policy that `check_policy` has nothing against.
        line: The field value as upstream sent it, latin-1 isomorphic. Never raises, whatever it holds.
        request: What may be known of the request.

    Returns:
        The cookie as it goes out, or None if it doesn't. (Of a cookie that browsers drop for its size, too.)
    """
    out = enforce_line(policy, line, request)
    if out is None:
        return None
    cookie = parse_set_cookie(out)
    return _beyond_browsers(out) if isinstance(cookie, Rejected) else cookie


def _beyond_browsers(line: str) -> SetCookie:
    """A cookie that no browser takes (too large, or without name and value), parsed all the same."""
    pair, _, rest = line.partition(";")
    name, equals, value = pair.partition("=")
    name, value = (name, value) if equals else ("", name)
    # Name and value are all that can keep a line without control characters from being parsed.
    others = cast("SetCookie", parse_set_cookie(f"-=;{rest}"))
    return replace(others, name=name.strip(_WSP), value=value.strip(_WSP))


def enforce_line(policy: Policy, line: str, request: RequestFacts) -> str | None:
    """What a policy makes of one set-cookie line, as text: `enforce` without the parsing.

    Args:
        policy: A policy that `check_policy` has nothing against.
        line: The field value as upstream sent it, latin-1 isomorphic. Never raises, whatever it holds.
        request: What may be known of the request.

    Returns:
        The line as it goes out, attributes separated by "; ", or None if it doesn't.
    """
    out = treat_line(policy, line, request)
    return out if isinstance(out, str) else None


def name_of(line: str) -> str:
    """The name of the cookie that a set-cookie line or a pair of a Cookie field sets; "" if it is nameless."""
    name, equals, _ = line.partition(";")[0].partition("=")
    return name.strip(_WSP) if equals else ""


def treat_line(policy: Policy, line: str, request: RequestFacts) -> str | Fault | None:
    """As `enforce_line`, but with the reason why a line can't be enforced in place of None."""
    # Printable text holds no control character, and is quicker to see than to search.
    if not line.isprintable() and _control(line):
        return Fault.CONTROL_CHARACTER
    pair, _, rest = line.partition(";")
    name, equals, _ = pair.partition("=")
    found = resolver(policy)(name.strip(_WSP) if equals else "")
    if found.treatment.action is Action.DROP and not is_deletion(split_attributes(rest), request.now):
        return None
    out = f"{found.added_prefix}{pair.strip(_WSP)}{found.edits.tail(rest, request.now, https=request.https)}"
    most = policy.limits.set_cookie_bytes
    if most is not None and len(out) > most and not is_deletion(split_attributes(rest), request.now):
        return Fault.LINE_TOO_LONG
    return out
