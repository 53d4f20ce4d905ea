"""The way out as a row of regular expressions for RE2, which has no look-around: `enforce` by edits.

Each edit is made at every match in a set-cookie line; what marks and their letters are, `_marks_re2` says. As with
`_line_edits` no line can bring a mark along.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from hardtack.policy import (
    Action,
    DomainChange,
    HttpOnlyRule,
    MaxLifetime,
    NamePrefix,
    Policy,
    Remove,
    SameSiteRule,
    SecureRule,
)
from hardtack.render._marks import CONTROLS, COPIES, LineEdit
from hardtack.render._marks_re2 import TLS_LETTER, first_edits, letters, marked, marks_of
from hardtack.render._names import literal
from hardtack.render._path_regions import region_patterns
from hardtack.render._re2 import BLANKS, above, caseless
from hardtack.render._treated import (
    TreatedAlike,
    by_path,
    by_value,
    knowing_deletions,
    only_spelt_otherwise,
    treated_alike,
    when_it_is,
    where,
    words_that_stay,
)
from hardtack.render._years_over import OVER, OVER_SHORT

__all__ = ["line_edits"]

_W: Final = BLANKS
_END: Final = "((?:;.*)?)$"
_REST: Final = "(?:;.*)?"
_TIME: Final = "[0-9][0-9]?:[0-9][0-9]?:[0-9][0-9]?"
_MONTH: Final = "[A-Za-z][A-Za-z][A-Za-z]+"
_PAST: Final = (
    f"(?:(?:[^;]*[^;0-9A-Za-z])?[0-9][0-9]?[ -]{_MONTH}[ -](?:{OVER}|{OVER_SHORT})[^;0-9]{_TIME}[^;]*"
    f"|[^;]*{_MONTH} +[0-9][0-9]? {_TIME} {OVER}(?:[^;0-9][^;]*)?)"
)
_FOUND: Final = "^;([0-9]+[a-z]*)~"


def line_edits(policy: Policy) -> tuple[LineEdit, ...]:
    """All edits of a policy, in order.

    Args:
        policy: A policy that `check_policy` has nothing against.
    """
    classes = treated_alike(policy)
    return (
        *first_edits(policy, classes, by_tls=bool(where(classes, secure=SecureRule.IF_TLS))),
        *_deletions(policy, classes),
        *_dropped(classes),
        *_domains(classes),
        *_paths(classes),
        *_lifetimes(classes),
        *_http_only(classes),
        *_same_sites(classes),
        *_secure(classes),
        *_renamed(classes),
        *_finished(policy),
    )


def _deletions(policy: Policy, classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    numbers = knowing_deletions(policy, classes)
    if not numbers:
        return
    why = "Deletions are spared what would keep a logout from working: the last valid Max-Age is 0 or less,"
    yield _last(numbers, "max-age", f"{_W}={_W}(-?[0-9]+)", why)
    yield LineEdit(f"{_FOUND}(?:-[0-9]+|0+);(.*)$", (";", 1, "ad;", 2), why)
    yield LineEdit(f"{_FOUND}[^;]*;(.*)$", (";", 1, "a;", 2), why)
    why = "or there is none, and the Expires is of a year that is over, or just a date with an empty value."
    yield _last(numbers, "expires", f"{_W}={_W}([^;]*)", why, "a")
    yield LineEdit(f"{_FOUND}{_PAST};(.*)$", (";", 1, "d;", 2), why)
    yield LineEdit(f"{_FOUND}[^;]*{_TIME}[^;]*;([^;=]*={_REST})$", (";", 1, "d;", 2), why)
    yield LineEdit(f"{_FOUND}[^;]*;(.*)$", (";", 1, ";", 2), why)


def _last(numbers: Iterable[int], key: str, value: str, why: str, lacks: str = "") -> LineEdit:
    """An edit that puts into the mark what the last attribute of a name has as its value (a group of the pattern)."""
    edit = marked(numbers, f".*;{caseless(key)}{value}{_REST}", "", why, lacks)
    return LineEdit(edit.pattern, (";", 1, "~", 3, ";", 2), why)


def _dropped(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    numbers = where(classes, action=Action.DROP)
    if numbers:
        yield LineEdit(f"^{marks_of(numbers, lacks='d')}.*()$", (1,), "These do not leave.")


def _taken_out(marks: str, key: str, why: str) -> list[LineEdit]:
    return [LineEdit(f"^({marks}.*);{caseless(key)}(?:{_W}=[^;]*)?{_END}", (1, 2), why)] * COPIES


def _added(marks: str, text: str, why: str) -> LineEdit:
    return LineEdit(f"^({marks}.*)$", (1, f";{text}"), why)


def _if_absent(numbers: Iterable[int], text: str, letter: str, why: str, has: str = "") -> Iterator[LineEdit]:
    there = f".*;{caseless(text)}(?:{_W}=[^;]*)?{_REST}"
    yield marked(numbers, there, letter, why)
    yield _added(marks_of(numbers, has, letter), text, why)


def _domains(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    numbers = where(classes, domain=Remove.REMOVE)
    if numbers:
        yield from _taken_out(marks_of(numbers), "domain", "No Domain: only this host gets the cookie back.")
    for change, numbers in by_value(classes, lambda treatment: treatment.domain, DomainChange):
        marks = marks_of(numbers)
        pattern = rf"^({marks}.*;){caseless('domain')}{_W}={_W}{_spelt_otherwise(change)}{_END}"
        yield from [LineEdit(pattern, (1, f"Domain={change.new}", 2), "One Domain stands for another.")] * COPIES


def _spelt_otherwise(change: DomainChange) -> str:
    """A pattern for a Domain that is to be changed, and not for what it is changed to, or others would be left."""
    new = change.new.removeprefix(".")
    if not only_spelt_otherwise(change):
        return rf"\x2e?{caseless(change.old.removeprefix('.'))}"
    letters = [at for at, char in enumerate(new) if char.isalpha()]
    others = [f"{literal(new[:at])}{new[at].swapcase()}{caseless(new[at + 1 :])}" for at in letters]
    dot, without = (r"\x2e", "") if change.new.startswith(".") else ("", r"\x2e")
    return f"(?:{'|'.join([without + caseless(new), *(dot + other for other in others)])})"


def _paths(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    hosts = where(classes, prefix=NamePrefix.HOST)
    if hosts:
        why = "__Host- names have the Path / (rfc6265bis-22 4.1.3.2)."
        yield from _taken_out(marks_of(hosts), "path", why)
        yield _added(marks_of(hosts), "Path=/", why)
    for changes, numbers in by_path(classes):
        head = f"^({marks_of(numbers)}.*;{caseless('path')}{_W}={_W})"
        for pattern, parts in region_patterns(changes):
            why = "The Path as browsers see it, by whole segments."
            yield from [LineEdit(head + pattern, (1, *parts), why)] * COPIES


def _lifetimes(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    numbers = where(classes, lifetime=Remove.REMOVE)
    if numbers:
        why = "These end with the browser's session; deletions stay deletions."
        for key in ("expires", "max-age"):
            yield from _taken_out(marks_of(numbers, lacks="d"), key, why)
    for cap, capped in by_value(classes, lambda treatment: treatment.lifetime, MaxLifetime):
        yield from _capped(capped, cap.seconds)


def _capped(numbers: list[int], most: int) -> Iterator[LineEdit]:
    why = f"No Max-Age above {most}."
    more = f"{caseless('max-age')}{_W}={_W}0*(?:{above(most)})"
    pattern = f"^({marks_of(numbers, lacks='d')}.*;){more}{_END}"
    yield from [LineEdit(pattern, (1, f"Max-Age={most}", 2), why)] * COPIES
    why = f"Dates can't be counted here: what has an Expires alone gets a Max-Age of {most} in its place."
    dated = f".*;{caseless('expires')}{_W}=[^;]*{_TIME}.*"
    yield marked(numbers, dated, "x", why, "ad")
    yield from _taken_out(marks_of(numbers, "x"), "expires", why)
    yield _added(marks_of(numbers, "x"), f"Max-Age={most}", why)


def _http_only(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    forbidden = where(classes, http_only=HttpOnlyRule.FORBID)
    if forbidden:
        yield from _taken_out(marks_of(forbidden), "httponly", "Scripts read these, so they have no HttpOnly.")
    required = where(classes, http_only=HttpOnlyRule.REQUIRE)
    if required:
        yield from _if_absent(required, "HttpOnly", "o", "No script reads these.")


def _same_sites(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    for rule, numbers in by_value(classes, lambda treatment: treatment.same_site, SameSiteRule):
        word = rule.value.value.capitalize()
        why = f"SameSite={word} where it is {when_it_is(rule)}; the last one counts."
        yield _last(numbers, "samesite", f"(?:{_W}={_W}([^;]*))?", why)
        yield LineEdit(f"{_FOUND}(?:{'|'.join(map(caseless, words_that_stay(rule)))});(.*)$", (";", 1, "k;", 2), why)
        yield LineEdit(f"{_FOUND}[^;]*;(.*)$", (";", 1, ";", 2), why)
        yield from _taken_out(marks_of(numbers, lacks="k"), "samesite", why)
        yield _added(marks_of(numbers, lacks="k"), f"SameSite={word}", why)


def _secure(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    for rule in (SecureRule.REQUIRE, SecureRule.IF_TLS):
        numbers = where(classes, secure=rule)
        if numbers:
            has = TLS_LETTER if rule is SecureRule.IF_TLS else ""
            yield from _if_absent(numbers, "Secure", "s", "Never by plain HTTP; Secure=anything is Secure.", has)


def _renamed(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    for prefix in (NamePrefix.HOST, NamePrefix.SECURE):
        numbers = where(classes, prefix=prefix)
        if numbers:
            pattern = f"^({marks_of(numbers, lacks='p')})([^=; \\t][^=;]*=.*)$"
            why = f"Their names begin with {prefix.value}; the way in takes it off."
            yield LineEdit(pattern, (1, prefix.value, 2), why)


def _finished(policy: Policy) -> Iterator[LineEdit]:
    yield LineEdit(";", ("; ",), "Attributes are set apart as is usual.")
    most = policy.limits.set_cookie_bytes
    if most is not None and most < _MOST_COUNTED:
        why = f"No line longer than {most} bytes (limits.set_cookie_bytes)."
        yield LineEdit(f"^; [0-9]+{letters(lacks='d')}; {'.' * (most + 1)}.*()$", (1,), why, refuses=True)
    yield LineEdit("^; [0-9]+[a-z]*; (.*)$", (1,), "The mark goes; the line is done.")
    yield LineEdit(f"^.*{CONTROLS}.*()$", (1,), "A line with a control character is a cookie to no browser: emptied.")


_MOST_COUNTED: Final = 32_768
"""Counts are written out, a character for each byte; longer lines than this no browser takes by far."""
