"""What a treatment makes of the attributes of set-cookie lines."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final, TypeVar, assert_never

from hardtack.cookies import format_cookie_date
from hardtack.policy.attributes import (
    RANK,
    Attributes,
    change_path,
    epoch_of,
    lives,
    rank_of,
    seconds_of,
    value_of,
)
from hardtack.policy.model import (
    DomainChange,
    HttpOnlyRule,
    Keep,
    MaxLifetime,
    NamePrefix,
    Remove,
    SameSiteRule,
    SecureRule,
    Treatment,
    When,
)

__all__ = ["Edits"]

_Found = TypeVar("_Found")

_WSP: Final = " \t"
_LONG: Final = 1024
_MOST_KNOWN: Final = 1024
_LAST_DATE: Final = 253_402_300_799
"""9999-12-31T23:59:59Z: no cookie-date goes beyond."""

# What a treatment does with one attribute, as far as that alone tells: its name in lower case; its text as it goes out
# unless the line has a say, None = it doesn't; whether the line has a say; and the number that it has a say by: a rank,
# the seconds of a Max-Age, the epoch of an Expires, None = it gives none.
_Seen = tuple[str, str | None, bool, int | None]


class Edits:
    """What a treatment does to the attributes of a line, made ready once for many lines."""

    def __init__(self, treatment: Treatment) -> None:
        self._alone: dict[str, Callable[[str], str | None]] = {}
        if treatment.domain is not Keep.KEEP:
            self._alone["domain"] = partial(_domain, treatment.domain)
        if treatment.path or treatment.prefix is NamePrefix.HOST:
            self._alone["path"] = partial(_path, treatment)
        if treatment.http_only is HttpOnlyRule.FORBID:
            self._alone["httponly"] = _taken_out
        self._worth: dict[str, Callable[[str], int | None]] = {}
        if isinstance(treatment.same_site, SameSiteRule):
            self._worth["samesite"] = rank_of
        if treatment.lifetime is not Keep.KEEP:
            self._worth |= {"max-age": seconds_of, "expires": epoch_of}
        # What every SameSite of a line is to say, by the rank of the last; None = they stay.
        self._same_site = tuple(_same_site(treatment.same_site, rank) for rank in RANK.values())
        self._lifetime = treatment.lifetime
        self._added = (_additions(treatment, https=False), _additions(treatment, https=True))
        # A site writes its attributes in a few ways only, and most of its lines differ in their values alone.
        self._seen: dict[str, _Seen] = {}
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
        keys: list[str] = []
        texts = [""]
        waiting: list[tuple[int, str, int | None]] = []
        # What was never seen may never be seen again.
        repeats = len(rest) <= _LONG
        for part in rest.split(";"):
            seen = self._seen.get(part)
            if seen is None:
                repeats = False
                seen = self._look_at(part)
            key, text, waits, worth = seen
            keys.append(key)
            if waits:
                waiting.append((len(texts), key, worth))
            if text is not None:
                texts.append(text)
        if waiting:
            texts = self._settled(texts, waiting, now)
        texts += [text for key, text in self._added[https] if key not in keys]
        tail = "; ".join(texts)
        # A Max-Age means the same at any time.
        if repeats and (self._lifetime is Keep.KEEP or "expires" not in keys):
            _remember(known, rest, tail)
        return tail

    def _look_at(self, part: str) -> _Seen:
        """What is done with an attribute that was not seen yet."""
        text = part.strip(_WSP)
        key = text.partition("=")[0].rstrip(_WSP).lower()
        if key in self._worth:
            found: _Seen = (key, text, True, self._worth[key](text))
        elif key in self._alone:
            found = (key, self._alone[key](text), False, None)
        else:
            found = (key, text or None, False, None)
        if len(part) <= _LONG:
            _remember(self._seen, part, found)
        return found

    def _settled(self, texts: list[str], waiting: list[tuple[int, str, int | None]], now: int) -> list[str]:
        """The texts, once those that wait, by place, are as the whole line has it."""
        rank, age, date = 0, None, None
        for _, key, worth in waiting:
            if worth is None:
                continue
            if key == "samesite":
                rank = worth
            elif key == "max-age":
                age = worth
            else:
                date = worth
        same_site, lifetime = self._same_site[rank], self._lifetime
        alive = lives(age, date, now)
        for place, key, worth in waiting:
            if key == "samesite":
                texts[place] = same_site or texts[place]
            elif alive and worth is not None and isinstance(lifetime, MaxLifetime):
                texts[place] = _capped(lifetime.seconds, key, worth, now) or texts[place]
        if alive and isinstance(lifetime, Remove):
            gone = [place for place, key, _ in waiting if key != "samesite"]
            return [text for place, text in enumerate(texts) if place not in gone]
        return texts


def _remember(found: dict[str, _Found], text: str, what: _Found) -> None:
    if len(found) >= _MOST_KNOWN:
        found.clear()
    found[text] = what


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


def _taken_out(_text: str) -> None:
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


def _same_site(rule: SameSiteRule | Keep, given: int) -> str | None:
    if isinstance(rule, Keep):
        return None
    match rule.when:
        case When.ABSENT:
            changes = given == 0
        case When.WEAKER:
            changes = given < RANK[rule.value]
        case When.ALWAYS:
            changes = given != RANK[rule.value]
        case _:
            assert_never(rule.when)
    return _written(rule) if changes else None


def _written(rule: SameSiteRule) -> str:
    return f"SameSite={rule.value.value.capitalize()}"


def _capped(most: int, key: str, worth: int, now: int) -> str | None:
    """The Max-Age or Expires that stands for one that is too long; None if it isn't."""
    if key == "max-age":
        return f"Max-Age={most}" if worth > most else None
    latest = min(now + most, _LAST_DATE)
    return f"Expires={_date(latest)}" if worth > latest else None


# All lines of one second are cut to the same date.
@lru_cache(maxsize=8)
def _date(epoch: int) -> str:
    return format_cookie_date(epoch)
