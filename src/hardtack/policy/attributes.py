"""What a treatment makes of the attributes of one set-cookie line.

Attributes are (name in lower case, the whole attribute as spelt, trimmed), in the order of the line.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial
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

__all__ = ["RANK", "Attributes", "Edits", "change_path", "is_deletion", "split_attributes", "value_of"]

Attributes = list[tuple[str, str]]

RANK: Final = {SameSite.UNSET: 0, SameSite.NONE: 1, SameSite.LAX: 2, SameSite.STRICT: 3}
"""How far each SameSite keeps a cookie from other sites' requests; UNSET = absent or no known value."""

_WSP: Final = " \t"
_SAME_SITE: Final = {"none": SameSite.NONE, "lax": SameSite.LAX, "strict": SameSite.STRICT}
# delta-seconds as browsers must read them: an optional "-", then digits alone (rfc6265bis-22 5.6.2).
_seconds = re.compile(r"-?[0-9]+").fullmatch
# Python refuses to read numbers of thousands of digits; one of more digits than these lasts longer than any cap.
_MOST_DIGITS: Final = 18
_LONG: Final = 1024
_MOST_KNOWN: Final = 1024
_LAST_DATE: Final = 253_402_300_799
"""9999-12-31T23:59:59Z: no cookie-date goes beyond."""


def split_attributes(rest: str) -> Attributes:
    """Take apart what follows the first ";" of a line; empty attributes (``;;``) are left out.

    Args:
        rest: That text, latin-1 isomorphic.
    """
    attribute = _attribute if len(rest) <= _LONG else _attribute.__wrapped__
    return [found for part in rest.split(";") if (found := attribute(part))]


# A site writes most of its attributes in a few ways only.
@lru_cache(maxsize=1024)
def _attribute(part: str) -> tuple[str, str] | None:
    text = part.strip(_WSP)
    return (text.partition("=")[0].rstrip(_WSP).lower(), text) if text else None


def value_of(text: str) -> str:
    """The value of an attribute as spelt; "" if it has none."""
    return text.partition("=")[2].lstrip(_WSP)


# A line's date is asked for twice, and lines of one second often have the same.
@lru_cache(maxsize=64)
def _epoch(text: str) -> int | None:
    return parse_cookie_date(value_of(text))


def _max_age(text: str) -> int | None:
    """Seconds that a Max-Age gives, None if it gives none."""
    value = value_of(text)
    if not _seconds(value):
        return None
    if len(value) <= _MOST_DIGITS:
        return int(value)
    digits = value.lstrip("-").lstrip("0")
    number = int(digits or "0") if len(digits) <= _MOST_DIGITS else 10**_MOST_DIGITS
    return -number if value[0] == "-" else number


def is_deletion(attributes: Attributes, now: int) -> bool:
    """Whether a line takes a cookie away: Max-Age ≤ 0, or no valid Max-Age and Expires ≤ now.

    Args:
        attributes: Of the line.
        now: Epoch seconds.
    """
    ages = [seconds for key, text in attributes if key == "max-age" and (seconds := _max_age(text)) is not None]
    if ages:
        return ages[-1] <= 0
    dates = [epoch for key, text in attributes if key == "expires" and (epoch := _epoch(text)) is not None]
    return bool(dates) and dates[-1] <= now


class Edits:
    """What a treatment does to the attributes of a line, made ready once for many lines."""

    def __init__(self, treatment: Treatment) -> None:
        # What depends on the attribute alone.
        self._alone: dict[str, Callable[[str], str | None]] = {}
        if treatment.domain is not Keep.KEEP:
            self._alone["domain"] = partial(_domain, treatment.domain)
        if treatment.path or treatment.prefix is NamePrefix.HOST:
            self._alone["path"] = lru_cache(maxsize=256)(partial(_path, treatment))
        if treatment.http_only is HttpOnlyRule.FORBID:
            self._alone["httponly"] = _taken_out
        # What depends on the line.
        self._in_line: dict[str, Callable[[Attributes], str | None]] = {}
        if isinstance(treatment.same_site, SameSiteRule):
            self._in_line["samesite"] = partial(_same_site, treatment.same_site)
        # What depends on now, and is for lines alone that are no deletion.
        self._alive = _lifetimes(treatment.lifetime)
        self._touched = frozenset((*self._alone, *self._in_line, *self._alive))
        # A Max-Age means the same at any time.
        self._timed = frozenset(self._alive) - {"max-age"}
        self._added = (_additions(treatment, https=False), _additions(treatment, https=True))
        # Most lines of a site differ in their values alone.
        self._known: tuple[dict[str, str], dict[str, str]] = ({}, {})

    def tail(self, rest: str, now: int, *, https: bool) -> str:
        """What follows the pair when the line goes out, with its leading "; " if there is anything.

        Args:
            rest: What followed the pair, without its ";"; latin-1 isomorphic.
            now: Epoch seconds.
            https: Whether the browser's request came by TLS.
        """
        known = self._known[https]
        tail = known.get(rest)
        if tail is not None:
            return tail
        attributes = split_attributes(rest)
        keys = [key for key, _ in attributes]
        edited = attributes if self._touched.isdisjoint(keys) else self._edit(attributes, now)
        parts = ["", *(text for _, text in edited), *(text for key, text in self._added[https] if key not in keys)]
        tail = "; ".join(parts)
        if self._timed.isdisjoint(keys) and len(rest) <= _LONG:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[rest] = tail
        return tail

    def _edit(self, attributes: Attributes, now: int) -> Attributes:
        kept: Attributes = []
        lives: bool | None = None
        for attribute in attributes:
            key, text = attribute
            new: str | None = text
            if key not in self._touched:
                kept.append(attribute)
                continue
            if key in self._alone:
                new = self._alone[key](text)
            elif key in self._in_line:
                new = self._in_line[key](attributes) or text
            else:
                lives = not is_deletion(attributes, now) if lives is None else lives
                new = self._alive[key](text, now) if lives else text
            if new is not None:
                kept.append((key, new))
        return kept


def _additions(treatment: Treatment, *, https: bool) -> Attributes:
    added: Attributes = []
    if treatment.prefix is NamePrefix.HOST:
        added.append(("path", "Path=/"))
    if treatment.secure is SecureRule.REQUIRE or (treatment.secure is SecureRule.IF_TLS and https):
        added.append(("secure", "Secure"))
    if treatment.http_only is HttpOnlyRule.REQUIRE:
        added.append(("httponly", "HttpOnly"))
    if isinstance(treatment.same_site, SameSiteRule):
        added.append(("samesite", _written(treatment.same_site)))
    return added


def _taken_out(_text: str, _now: int = 0) -> None:
    return None


def _domain(rule: Remove | DomainChange, text: str) -> str | None:
    if isinstance(rule, Remove):
        return None
    # A leading dot has no meaning, nor has case (rfc6265bis-22 5.6.3).
    same = value_of(text).removeprefix(".").lower() == rule.old.removeprefix(".").lower()
    return f"Domain={rule.new}" if same else text


def _path(treatment: Treatment, text: str) -> str:
    if treatment.prefix is NamePrefix.HOST:
        return "Path=/"
    path = value_of(text)
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


def _same_site(rule: SameSiteRule, attributes: Attributes) -> str | None:
    """What every SameSite of the line is to say from now on, None if they stay."""
    last = ""
    for key, text in attributes:
        if key == "samesite":
            last = value_of(text).lower()
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


def _lifetimes(rule: Keep | Remove | MaxLifetime) -> dict[str, Callable[[str, int], str | None]]:
    """What becomes of the Max-Age and the Expires of a cookie that lives, given now."""
    if isinstance(rule, MaxLifetime):
        return {"max-age": partial(_capped_age, rule.seconds), "expires": partial(_capped_date, rule.seconds)}
    return {} if isinstance(rule, Keep) else {"max-age": _taken_out, "expires": _taken_out}


def _capped_age(most: int, text: str, _now: int) -> str:
    seconds = _max_age(text)
    return text if seconds is None or seconds <= most else f"Max-Age={most}"


def _capped_date(most: int, text: str, now: int) -> str:
    epoch = _epoch(text)
    latest = min(now + most, _LAST_DATE)
    return text if epoch is None or epoch <= latest else f"Expires={_date(latest)}"


# All lines of one second are cut to the same date.
@lru_cache(maxsize=8)
def _date(epoch: int) -> str:
    return format_cookie_date(epoch)
