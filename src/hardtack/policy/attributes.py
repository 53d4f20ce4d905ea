"""What a treatment makes of the attributes of one set-cookie line.

Attributes are (name in lower case, the whole attribute as spelt, trimmed), in the order of the line.
"""

import re
from typing import Final, assert_never

from hardtack.cookies import SameSite, format_cookie_date, parse_cookie_date
from hardtack.policy.model import (
    DomainChange,
    HttpOnlyRule,
    Keep,
    MaxLifetime,
    NamePrefix,
    PathChange,
    Remove,
    SameSiteRule,
    SecureRule,
    Treatment,
    When,
)

__all__ = ["RANK", "Attributes", "additions", "change_path", "is_deletion", "split_attributes", "touched", "treat"]

Attributes = list[tuple[str, str]]

RANK: Final = {SameSite.UNSET: 0, SameSite.NONE: 1, SameSite.LAX: 2, SameSite.STRICT: 3}
"""How far each SameSite keeps a cookie from other sites' requests; UNSET = absent or no known value."""

_WSP: Final = " \t"
_SAME_SITE: Final = {"none": SameSite.NONE, "lax": SameSite.LAX, "strict": SameSite.STRICT}
# delta-seconds as browsers must read them: an optional "-", then digits alone (rfc6265bis-22 5.6.2).
_seconds = re.compile(r"-?[0-9]+").fullmatch
# Python refuses to read numbers of thousands of digits; one of more digits than these lasts longer than any cap.
_MOST_DIGITS: Final = 18
_LAST_DATE: Final = 253_402_300_799
"""9999-12-31T23:59:59Z: no cookie-date goes beyond."""


def split_attributes(rest: str) -> Attributes:
    """Take apart what follows the first ";" of a line; empty attributes (``;;``) are left out.

    Args:
        rest: That text, latin-1 isomorphic.
    """
    attributes: Attributes = []
    for part in rest.split(";"):
        text = part.strip(_WSP)
        if text:
            attributes.append((text.partition("=")[0].rstrip(_WSP).lower(), text))
    return attributes


def _value(text: str) -> str:
    return text.partition("=")[2].lstrip(_WSP)


def _max_age(text: str) -> int | None:
    """Seconds that a Max-Age gives, None if it gives none."""
    value = _value(text)
    if not _seconds(value):
        return None
    digits = value.lstrip("-").lstrip("0")
    number = int(digits or "0") if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
    return -number if value[0] == "-" else number


def is_deletion(attributes: Attributes, now: int) -> bool:
    """Whether a line takes a cookie away: Max-Age ≤ 0, or no valid Max-Age and Expires ≤ now.

    Args:
        attributes: Of the line.
        now: Epoch seconds.
    """
    max_age: int | None = None
    expires: int | None = None
    for key, text in attributes:
        if key == "max-age":
            seconds = _max_age(text)
            max_age = max_age if seconds is None else seconds
        elif key == "expires":
            epoch = parse_cookie_date(_value(text))
            expires = expires if epoch is None else epoch
    if max_age is not None:
        return max_age <= 0
    return expires is not None and expires <= now


def touched(treatment: Treatment) -> frozenset[str]:
    """The names of the attributes whose presence makes a difference beyond their not being added.

    Args:
        treatment: Settled.
    """
    return frozenset(
        name
        for name, touches in (
            ("domain", treatment.domain is not Keep.KEEP),
            ("path", bool(treatment.path) or treatment.prefix is NamePrefix.HOST),
            ("httponly", treatment.http_only is HttpOnlyRule.FORBID),
            ("samesite", treatment.same_site is not Keep.KEEP),
            ("max-age", treatment.lifetime is not Keep.KEEP),
            ("expires", treatment.lifetime is not Keep.KEEP),
        )
        if touches
    )


def additions(treatment: Treatment, *, https: bool) -> tuple[tuple[str, str], ...]:
    """The attributes that a line gets if it has none of that name.

    Args:
        treatment: Settled.
        https: Whether the browser's request came by TLS.
    """
    added: list[tuple[str, str]] = []
    if treatment.prefix is NamePrefix.HOST:
        added.append(("path", "Path=/"))
    if treatment.secure is SecureRule.REQUIRE or (treatment.secure is SecureRule.IF_TLS and https):
        added.append(("secure", "Secure"))
    if treatment.http_only is HttpOnlyRule.REQUIRE:
        added.append(("httponly", "HttpOnly"))
    if isinstance(treatment.same_site, SameSiteRule):
        added.append(("samesite", _written(treatment.same_site)))
    return tuple(added)


def treat(attributes: Attributes, treatment: Treatment, now: int) -> Attributes:
    """What becomes of the attributes that stand in a line.

    Args:
        attributes: Of the line.
        treatment: Settled.
        now: Epoch seconds.
    """
    lives = treatment.lifetime is not Keep.KEEP and not is_deletion(attributes, now)
    same_site = _same_site(attributes, treatment.same_site)
    kept: Attributes = []
    for key, text in attributes:
        new: str | None = text
        match key:
            case "domain":
                new = _domain(text, treatment.domain)
            case "path":
                new = _path(text, treatment)
            case "httponly":
                new = None if treatment.http_only is HttpOnlyRule.FORBID else text
            case "samesite":
                new = same_site or text
            case "max-age" if lives:
                new = _capped_age(text, treatment.lifetime)
            case "expires" if lives:
                new = _capped_date(text, treatment.lifetime, now)
            case _:
                pass
        if new is not None:
            kept.append((key, new))
    return kept


def _domain(text: str, rule: Keep | Remove | DomainChange) -> str | None:
    match rule:
        case Keep.KEEP:
            return text
        case Remove.REMOVE:
            return None
        case DomainChange(old, new):
            # A leading dot has no meaning, nor has case (rfc6265bis-22 5.6.3).
            same = _value(text).removeprefix(".").lower() == old.removeprefix(".").lower()
            return f"Domain={new}" if same else text


def _path(text: str, treatment: Treatment) -> str:
    if treatment.prefix is NamePrefix.HOST:
        return "Path=/"
    path = _value(text)
    changed = change_path(treatment.path, path)
    return text if changed == path else f"Path={changed}"


def change_path(changes: tuple[PathChange, ...], path: str) -> str:
    """A Path as the browser is to see it.

    The first change whose old prefix the path lies in counts, whole segments only. A path that lies in its new prefix
    too, where that lies in the old one, is left, and so is one that a change would then hit again: both may have been
    changed before.

    Args:
        changes: In order.
        path: As upstream gave it; what doesn't begin with "/" is no path and left as it is.
    """
    once = _change_once(changes, path)
    return path if once != path and _change_once(changes, once) != once else once


def _change_once(changes: tuple[PathChange, ...], path: str) -> str:
    for change in changes:
        old, new = change.old.rstrip("/"), change.new.rstrip("/")
        if _within(path, old):
            if _within(new or "/", old) and _within(path, new):
                return path
            return new + path[len(old) :] or "/"
    return path


def _within(path: str, prefix: str) -> bool:
    """Whether a path is a prefix (without "/" at its end) or lies below it."""
    return path[:1] == "/" and (path == prefix or path.startswith(f"{prefix}/"))


def _same_site(attributes: Attributes, rule: SameSiteRule | Keep) -> str | None:
    """What every SameSite of the line is to say from now on, None if they stay."""
    if isinstance(rule, Keep):
        return None
    last = ""
    for key, text in attributes:
        if key == "samesite":
            last = _value(text).lower()
    given = _SAME_SITE.get(last, SameSite.UNSET)
    match rule.when:
        case When.ABSENT:
            changes = given is SameSite.UNSET
        case When.WEAKER:
            changes = RANK[given] < RANK[rule.value]
        case When.ALWAYS:
            changes = given is not rule.value
        case _:
            assert_never(rule.when)
    return _written(rule) if changes else None


def _written(rule: SameSiteRule) -> str:
    return f"SameSite={rule.value.value.capitalize()}"


def _capped_age(text: str, rule: Keep | Remove | MaxLifetime) -> str | None:
    if not isinstance(rule, MaxLifetime):
        return None
    seconds = _max_age(text)
    return text if seconds is None or seconds <= rule.seconds else f"Max-Age={rule.seconds}"


def _capped_date(text: str, rule: Keep | Remove | MaxLifetime, now: int) -> str | None:
    if not isinstance(rule, MaxLifetime):
        return None
    epoch = parse_cookie_date(_value(text))
    latest = min(now + rule.seconds, _LAST_DATE)
    return text if epoch is None or epoch <= latest else f"Expires={format_cookie_date(latest)}"
