"""Set-Cookie and Cookie field values: parsing exactly as browsers do (rfc6265bis-22 5.6) and serialising (4.1, 5.8.3).

Text is latin-1 isomorphic throughout: one character is one byte. Nothing is unquoted, percent-decoded or folded.
"""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from hardtack.cookies.dates import parse_cookie_date
from hardtack.cookies.profiles import DRAFT, Profile, SameSite
from hardtack.cookies.reject import Reject, Rejected

__all__ = [
    "Attribute",
    "Ignored",
    "SetCookie",
    "SplitSetCookie",
    "parse_cookie_header",
    "parse_set_cookie",
    "split_set_cookie",
]

MAX_PAIR = 4096
MAX_ATTRIBUTE = 1024
_WSP = " \t"
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]").search
# More digits than this say no more than this many: Python refuses to read very long numbers.
_MAX_DIGITS = 18
_SAME_SITE = {"none": SameSite.NONE, "lax": SameSite.LAX, "strict": SameSite.STRICT}


class Ignored(Enum):
    """Why an attribute has no effect."""

    UNKNOWN = "unknown"
    TOO_LONG = "too-long"
    INVALID = "invalid"
    OVERRIDDEN = "overridden"
    OUTRANKED = "outranked"

    @property
    def text(self) -> str:
        """The reason in one sentence."""
        return _IGNORED_TEXTS[self]


_IGNORED_TEXTS = {
    Ignored.UNKNOWN: "no browser knows this attribute",
    Ignored.TOO_LONG: "its value exceeds 1024 bytes",
    Ignored.INVALID: "its value does not have the attribute's syntax",
    Ignored.OVERRIDDEN: "a later attribute of the same name wins",
    Ignored.OUTRANKED: "Max-Age wins over Expires",
}


class Attribute(NamedTuple):
    """One attribute as it stood in the line, trimmed.

    Attributes:
        name: As spelt.
        value: As spelt; empty both for ``Path`` and ``Path=``.
        ignored: Why it has no effect, None if it has. An invalid SameSite or Path value is marked invalid though it
            does have one: it unsets the SameSite, or makes the path the default-path.
    """

    name: str
    value: str
    ignored: Ignored | None = None


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


class SplitSetCookie(NamedTuple):
    """A set-cookie line in its parts, before any attribute is understood."""

    name: str
    value: str
    attributes: list[tuple[str, str]]


def split_set_cookie(line: str, profile: Profile = DRAFT) -> SplitSetCookie | Rejected:
    """Split a set-cookie line into name, value and raw attributes (rfc6265bis-22 5.6 steps 1 to 6).

    Attributes without name and value (``;;``) are left out.

    Args:
        line: The field value, latin-1 isomorphic. Never raises, whatever it holds.
        profile: Whose rules.
    """
    # Printable text holds no control character, and is much quicker to see than to search.
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
    attributes: list[tuple[str, str]] = []
    if rest:
        for part in rest.split(";"):
            key, _, text = part.partition("=")
            key = key.strip(_WSP)
            text = text.strip(_WSP)
            if key or text:
                attributes.append((key, text))
    return SplitSetCookie(name, value, attributes)


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
    split = split_set_cookie(line if isinstance(line, str) else line.decode("latin-1"), profile)
    if isinstance(split, Rejected):
        return split
    if not split.attributes:
        return SetCookie(split.name, split.value)
    return _understand(split, profile)


def _understand(split: SplitSetCookie, profile: Profile) -> SetCookie:
    """Give the attributes their meaning (rfc6265bis-22 5.6.1 to 5.6.7)."""
    domain: str | None = None
    path: str | None = None
    max_age: int | None = None
    expires: int | None = None
    secure = http_only = partitioned = False
    same_site = SameSite.UNSET
    seen: dict[str, int] = {}
    attributes: list[Attribute] = []
    for name, value in split.attributes:
        key = name.lower()
        ignored: Ignored | None = None
        if len(value) > MAX_ATTRIBUTE:
            attributes.append(Attribute(name, value, Ignored.TOO_LONG))
            continue
        match key:
            case "path":
                path = value if value[:1] == "/" else None
                ignored = None if path else Ignored.INVALID
            case "secure":
                secure = True
            case "httponly":
                http_only = True
            case "samesite":
                same_site = _SAME_SITE.get(value.lower(), SameSite.UNSET)
                ignored = Ignored.INVALID if same_site is SameSite.UNSET else None
            case "expires":
                epoch = parse_cookie_date(value)
                if epoch is not None or profile.last_occurrence_wins:
                    expires = epoch
                ignored = Ignored.INVALID if epoch is None else None
            case "max-age":
                seconds = _parse_max_age(value, profile)
                if seconds is not None or profile.last_occurrence_wins:
                    max_age = seconds
                ignored = Ignored.INVALID if seconds is None else None
            case "domain":
                domain = _parse_domain(value, profile)
            case "partitioned":
                partitioned = True
            case _:
                attributes.append(Attribute(name, value, Ignored.UNKNOWN))
                continue
        if ignored is None or key not in _LAST_VALID or profile.last_occurrence_wins:
            if key in seen:
                _override(attributes, seen[key])
            seen[key] = len(attributes)
        attributes.append(Attribute(name, value, ignored))
    if max_age is not None and expires is not None:
        _override(attributes, seen["expires"], Ignored.OUTRANKED)
    return SetCookie(
        split.name,
        split.value,
        tuple(attributes),
        domain,
        path,
        max_age,
        expires,
        secure,
        http_only,
        partitioned,
        same_site,
    )


# "fails to parse => ignore the cookie-av": only these leave an earlier one of the same name standing.
_LAST_VALID = frozenset(("expires", "max-age"))


def _override(attributes: list[Attribute], index: int, why: Ignored = Ignored.OVERRIDDEN) -> None:
    """Mark an attribute as beaten, unless it is marked invalid anyway."""
    loser = attributes[index]
    if loser.ignored is None:
        attributes[index] = Attribute(loser.name, loser.value, why)


def _parse_max_age(value: str, profile: Profile) -> int | None:
    """Read a delta-seconds, None if it is none (rfc6265bis-22 5.6.2: an optional "-", then digits only)."""
    digits = value[1:] if value[:1] == "-" else value
    if not (digits.isascii() and digits.isdecimal()):
        return -1 if profile.minus_expires and value[:1] == "-" else None
    seconds = int(digits) if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS
    return seconds if digits is value else -seconds


def _parse_domain(value: str, profile: Profile) -> str:
    """Read a Domain (rfc6265bis-22 5.6.3): one leading dot dropped, lower case; possibly empty."""
    if value == "." and profile.rejects_dot_domain:
        return value
    return value.removeprefix(".").lower()


def parse_cookie_header(text: str) -> tuple[tuple[str, str], ...]:
    """Take a Cookie field value apart as a browser put it together (rfc6265bis-22 5.8.3).

    Args:
        text: The field value, latin-1 isomorphic.

    Returns:
        (name, value) in order, repeats kept, nothing unquoted. A pair without "=" is a nameless cookie: ("", text).
    """
    pairs: list[tuple[str, str]] = []
    for part in text.split(";"):
        pair = part.strip(_WSP)
        if pair:
            name, equals, value = pair.partition("=")
            pairs.append((name.strip(_WSP), value.strip(_WSP)) if equals else ("", pair))
    return tuple(pairs)
