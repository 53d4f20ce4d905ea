"""A set-cookie line, parsed exactly as browsers do (rfc6265bis-22 5.6).

Text is latin-1 isomorphic throughout: one character is one byte. Nothing is unquoted, percent-decoded or folded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from hardtack.cookies.attribute import Attribute, Ignored
from hardtack.cookies.browser_dates import parse_expires
from hardtack.cookies.profiles import DRAFT, Profile, SameSite
from hardtack.cookies.reject import Reject, Rejected

__all__ = [
    "Attribute",
    "Ignored",
    "SetCookie",
    "SplitSetCookie",
    "parse_set_cookie",
    "split_set_cookie",
]

MAX_PAIR = 4096
MAX_ATTRIBUTE = 1024
_WSP = " \t"
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]").search
# More digits than this say no more than this many: Python refuses to read very long numbers.
_MAX_DIGITS = 18
_MAX_INT64 = 2**63 - 1
_number = re.compile(r"([+-]?)0*([0-9]*)").match
KNOWN_ATTRIBUTES = frozenset(("domain", "expires", "httponly", "max-age", "partitioned", "path", "samesite", "secure"))
_FLAGS = frozenset(("httponly", "partitioned", "secure"))
_new_attribute: Callable[[type[Attribute], tuple[str, str, Ignored | None]], Attribute]
_new_attribute = tuple.__new__  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
_SAME_SITE = {"none": SameSite.NONE, "lax": SameSite.LAX, "strict": SameSite.STRICT}


@dataclass(frozen=True, slots=True)
class SetCookie:
    """A parsed set-cookie line: the raw attributes in order, and what they mean together.

    Attributes:
        name: Cookie name; empty for a nameless cookie.
        value: Cookie value, quotes included.
        attributes: All attributes, in order, with repeats.
        domain: Value of the Domain that counts, lower-case, without one leading dot; "" = given empty (host-only);
            None = not given.
        path: Value of the Path that counts; None = not given or not a path, which means the default-path.
        max_age: Seconds as written, before the cap of 400 days; None = not given.
        expires: Epoch seconds as written, before the cap; None = not given. Max-Age wins over it.
        secure: Secure was given.
        http_only: HttpOnly was given.
        partitioned: Partitioned was given (CHIPS).
        same_site: The SameSite that counts; UNSET if not given or not understood (then an attribute is INVALID).
    """

    name: str
    value: str = field(repr=False)
    attributes: tuple[Attribute, ...] = ()
    domain: str | None = None
    path: str | None = None
    max_age: int | None = None
    expires: int | None = None
    secure: bool = False
    http_only: bool = False
    partitioned: bool = False
    same_site: SameSite = SameSite.UNSET


def _slot(name: str) -> Callable[[SetCookie, object], None]:
    """What puts a value into a slot of a new SetCookie, past the `__setattr__` that freezes it."""
    put: Callable[[SetCookie, object], None] = vars(SetCookie)[name].__set__
    return put


# The generated __init__ of a frozen class looks every slot up by name: a quarter of the time of a whole parse.
_new_set_cookie = object.__new__
_put_name = _slot("name")
_put_value = _slot("value")
_put_attributes = _slot("attributes")
_put_domain = _slot("domain")
_put_path = _slot("path")
_put_max_age = _slot("max_age")
_put_expires = _slot("expires")
_put_secure = _slot("secure")
_put_http_only = _slot("http_only")
_put_partitioned = _slot("partitioned")
_put_same_site = _slot("same_site")


class SplitSetCookie(NamedTuple):
    """A set-cookie line in its parts, before any attribute is understood."""

    name: str
    value: str
    attributes: list[tuple[str, str]]


def split_set_cookie(line: str, profile: Profile = DRAFT) -> SplitSetCookie | Rejected:
    """Split a set-cookie line into name, value and raw attributes (rfc6265bis-22 5.6).

    Attributes without name and value (``;;``) are left out.

    Args:
        line: The field value, latin-1 isomorphic. Never raises, whatever it holds.
        profile: Whose rules.
    """
    pair = _split_pair(line, profile)
    if isinstance(pair, Rejected):
        return pair
    name, value, rest = pair
    attributes: list[tuple[str, str]] = []
    if rest:
        for part in rest.split(";"):
            key, _, text = part.partition("=")
            key = key.strip(_WSP)
            text = text.strip(_WSP)
            if key or text:
                attributes.append((key, text))
    return SplitSetCookie(name, value, attributes)


def _split_pair(line: str, profile: Profile) -> tuple[str, str, str] | Rejected:
    """Name, value and unparsed attributes of a line (5.6, the first algorithm), or the rule that drops it."""
    # Printable text holds no control character, and is quicker to see than to search.
    if not line.isprintable() and (bad := _control(line, profile)) is not None:
        return Rejected(bad)
    pair, _, rest = line.partition(";")
    name, equals, value = pair.partition("=")
    if not equals and not profile.bare_name:
        name, value = "", name
    name = name.strip(_WSP)
    value = value.strip(_WSP)
    if len(name) + len(value) > MAX_PAIR:
        return Rejected(Reject.TOO_LARGE)
    if not name and (bad := _nameless(value, profile)) is not None:
        return Rejected(bad)
    return name, value, rest


def _control(line: str, profile: Profile) -> Reject | None:
    """The rule on control characters that a line breaks, if any."""
    if _CONTROL(line):
        return Reject.CONTROL_CHARACTER
    if profile.rejects_tab and "\t" in line:
        for part in line.split(";"):
            name, _, value = part.partition("=")
            if "\t" in name.strip(_WSP) or "\t" in value.strip(_WSP):
                return Reject.TAB
    return None


def _nameless(value: str, profile: Profile) -> Reject | None:
    """The rule on cookies without a name that this one breaks, if any."""
    if not value:
        return Reject.EMPTY
    if profile.rejects_empty_name:
        return Reject.NAMELESS
    if profile.rejects_nameless_equals and "=" in value:
        return Reject.NAMELESS_WITH_EQUALS
    return None


def parse_set_cookie(line: str | bytes, *, profile: Profile = DRAFT) -> SetCookie | Rejected:
    """Parse one set-cookie line (rfc6265bis-22 5.6).

    Args:
        line: The field value, as bytes or latin-1 isomorphic text. Never raises, whatever it holds.
        profile: Whose rules.

    Returns:
        The cookie as the line asks for it, or the rule that drops the line. Rules that need the request or the
        store (domain, prefixes, Secure …) are `CookieStore.receive`'s.
    """
    pair = _split_pair(line if isinstance(line, str) else line.decode("latin-1"), profile)
    if isinstance(pair, Rejected):
        return pair
    name, value, rest = pair
    if not rest:
        return SetCookie(name, value)
    attributes, winners = _contest(rest, profile)
    max_age = _max_age(attributes, winners, profile) if "max-age" in winners else None
    expires = _expires(attributes, winners, profile) if "expires" in winners else None
    if max_age is not None and expires is not None:
        _ignore(attributes, winners["expires"], Ignored.OUTRANKED)
    cookie = _new_set_cookie(SetCookie)
    _put_name(cookie, name)
    _put_value(cookie, value)
    _put_domain(cookie, _domain(attributes, winners, profile) if "domain" in winners else None)
    _put_path(cookie, _path(attributes, winners) if "path" in winners else None)
    _put_max_age(cookie, max_age)
    _put_expires(cookie, expires)
    _put_secure(cookie, "secure" in winners)
    _put_http_only(cookie, "httponly" in winners)
    _put_partitioned(cookie, "partitioned" in winners)
    _put_same_site(cookie, _same_site(attributes, winners) if "samesite" in winners else SameSite.UNSET)
    # Last: to give a path or a same-site is also to mark an attribute that has none to give.
    _put_attributes(cookie, tuple(attributes))
    return cookie


def _path(attributes: list[Attribute], winners: dict[str, int]) -> str | None:
    """The Path that counts (5.6.4), None if it is no path."""
    path = attributes[winners["path"]].value
    if path[:1] == "/":
        return path
    _ignore(attributes, winners["path"], Ignored.INVALID)
    return None


def _same_site(attributes: list[Attribute], winners: dict[str, int]) -> SameSite:
    """The SameSite that counts (5.6.7)."""
    same_site = _SAME_SITE.get(attributes[winners["samesite"]].value.lower())
    if same_site is not None:
        return same_site
    _ignore(attributes, winners["samesite"], Ignored.INVALID)
    return SameSite.UNSET


def _contest(rest: str, profile: Profile) -> tuple[list[Attribute], dict[str, int]]:
    """Find the attributes that count: of each name the last, unless it is too long.

    Returns:
        All attributes, the losers marked, and where the winner of each known name (lower-case) stands.
    """
    attributes: list[Attribute] = []
    winners: dict[str, int] = {}
    may_be_long = len(rest) > MAX_ATTRIBUTE
    for part in rest.split(";"):
        name, _, value = part.partition("=")
        name = name.strip(_WSP)
        value = value.strip(_WSP)
        key = name.lower()
        ignored: Ignored | None = None
        if key not in KNOWN_ATTRIBUTES:
            if not name and not value:
                continue
            ignored = Ignored.UNKNOWN
        elif may_be_long and len(value) > MAX_ATTRIBUTE and not (profile.unlimited_flags and key in _FLAGS):
            ignored = Ignored.TOO_LONG
        elif key not in winners:
            winners[key] = len(attributes)
        elif _takes_over(key, value, profile):
            _ignore(attributes, winners[key], Ignored.OVERRIDDEN)
            winners[key] = len(attributes)
        else:
            ignored = Ignored.INVALID
        # What Attribute(name, value, ignored) does, at half the price: this is the innermost loop.
        attributes.append(_new_attribute(Attribute, (name, value, ignored)))
    return attributes, winners


def _takes_over(key: str, value: str, profile: Profile) -> bool:
    """Whether a repeated attribute beats the one before it.

    "If it fails to parse, ignore the cookie-av" leaves an earlier Max-Age or Expires standing; other names have no such
    rule, and browsers do not keep to it.
    """
    if profile.last_occurrence_wins:
        return True
    match key:
        case "expires":
            return parse_expires(value, profile.dates) is not None
        case "max-age":
            return _parse_max_age(value, profile) is not None
        case _:
            return True


def _ignore(attributes: list[Attribute], index: int, why: Ignored) -> None:
    """Mark an attribute as without effect."""
    attributes[index] = attributes[index]._replace(ignored=why)


def _max_age(attributes: list[Attribute], winners: dict[str, int], profile: Profile) -> int | None:
    """The Max-Age that counts (5.6.2), None if it does not parse."""
    seconds = _parse_max_age(attributes[winners["max-age"]].value, profile)
    if seconds is None:
        _ignore(attributes, winners["max-age"], Ignored.INVALID)
    return seconds


def _expires(attributes: list[Attribute], winners: dict[str, int], profile: Profile) -> int | None:
    """The Expires that counts (5.6.1), None if it does not parse."""
    epoch = parse_expires(attributes[winners["expires"]].value, profile.dates)
    if epoch is None:
        _ignore(attributes, winners["expires"], Ignored.INVALID)
    return epoch


def _parse_max_age(value: str, profile: Profile) -> int | None:
    """Read a delta-seconds, None if it is none (rfc6265bis-22 5.6.2: an optional "-", then digits only)."""
    if len(value) <= _MAX_DIGITS and value.isascii() and value.isdecimal():
        return int(value)
    found = _number(value)
    if found is None or (found[1] == "+" and not profile.plus_max_age):
        return None
    digits = found[2]
    huge = len(digits) > _MAX_DIGITS
    if found.end() < len(value) or found.end() == found.end(1):
        # It is more or less than a number.
        if profile.minus_expires and found[1] == "-":
            return -1
        if not (profile.overflow_ends_max_age and huge and (len(digits) > 19 or int(digits) > _MAX_INT64)):
            return None
    seconds = 10**_MAX_DIGITS if huge else int(digits or "0")
    return -seconds if found[1] == "-" else seconds


def _domain(attributes: list[Attribute], winners: dict[str, int], profile: Profile) -> str:
    """The Domain that counts (5.6.3): one leading dot dropped, lower case; possibly empty."""
    value = attributes[winners["domain"]].value
    if value == "." and profile.rejects_dot_domain:
        return value
    domain = value.removeprefix(".")
    # Bytes beyond ASCII have no case: they may be parts of UTF-8.
    return domain.lower() if domain.isascii() else domain.encode("latin-1", "replace").lower().decode("latin-1")
