r"""The way out as a row of regular expressions (PCRE), each replacing all of a set-cookie line: `enforce` by edits.

While the edits run, a line begins with a mark: ``;`` the number of its treatment, letters, ``;``. So a rule is looked
for once, by the name that upstream gave, and what follows is said of the mark. No line can bring a mark along: the
first edit puts one before every line. A line whose mark should stay for any reason sets nothing: to a browser it is a
cookie without name and value (rfc6265bis-22 5.7, step 6). No expression takes more than linear time for what a line may
hold, but for a rule's own pattern: engines give up on others, and would leave the line as it was.

Letters: ``d`` a deletion, ``s`` its SameSite is to be set, ``x`` its Expires is to be a Max-Age.
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
from hardtack.render._marks import CONTROLS, COPIES, LineEdit, first_edits, marks_of, spelt
from hardtack.render._names import ANY_PREFIX, BLANKS, literal
from hardtack.render._path_patterns import path_patterns
from hardtack.render._re2 import above
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
_END: Final = r"((?:;.*)?)$"
_MAX_AGE: Final = rf";{_W}max\x2dage{_W}={_W}"
_VALID_AGE: Final = rf"{_MAX_AGE}-?[0-9]+{_W}(?:;|$)"
_TIME: Final = "[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}"
_PAST: Final = (
    rf"(?:(?:[^;]*[^;0-9a-z])?[0-9]{{1,2}}[ -][a-z]{{3,9}}[ -](?:{OVER}|{OVER_SHORT})[^;0-9]{_TIME}"
    rf"|[^;]*[a-z]{{3,9}} +[0-9]{{1,2}} {_TIME} {OVER}(?![0-9]))"
)


def line_edits(policy: Policy, *, controls: bool = False) -> tuple[LineEdit, ...]:
    """All edits of a policy, in order.

    Args:
        policy: A policy that `check_policy` has nothing against.
        controls: Lines with a control character reach the engine's edits and would pass, so they are taken out.
    """
    classes = treated_alike(policy)
    edits = [
        *first_edits(policy),
        *(_controlled() if controls else ()),
        *_deletions(policy, classes),
        *_dropped(classes),
        *_domains(classes),
        *_paths(classes),
        *_lifetimes(classes),
        *_http_only(classes),
        *_same_sites(classes),
        *_secure(classes),
        *_renamed(classes),
        *_limited(policy),
    ]
    return (*edits, LineEdit(r"^;[0-9]+[dsx]*;(.*)$", (1,), "The mark goes; the line is done."))


def _controlled() -> Iterator[LineEdit]:
    why = "A line with a control character is a cookie to no browser: it does not pass."
    yield LineEdit(rf"^;[0-9]+;.*{CONTROLS}.*$", (), why, refuses=True)


def _deletions(policy: Policy, classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    numbers = knowing_deletions(policy, classes)
    if not numbers:
        return
    marks = spelt(numbers)
    why = "Deletions are spared what would keep a logout from working: the last valid Max-Age is 0 or less,"
    last = rf"(?=(?:;|$))(?!.*{_VALID_AGE})"
    yield LineEdit(rf"(?i)^;({marks})(;.*{_MAX_AGE}(?:-[0-9]+|0+){_W}{last}.*)$", (";", 1, "d", 2), why)
    why = "or there is none, and the Expires is of a year that is over, or just a date with an empty value."
    last = rf"(?!.*;{_W}expires{_W}=)"
    head = rf";(?!.*{_VALID_AGE})"
    yield LineEdit(rf"(?i)^;({marks})({head}.*;{_W}expires{_W}={_W}{_PAST}{last}.*)$", (";", 1, "d", 2), why)
    empty = rf"[^;=]*={_W}(?=;)"
    yield LineEdit(rf"(?i)^;({marks})({head}{empty}.*;{_W}expires{_W}=[^;]*{_TIME}{last}.*)$", (";", 1, "d", 2), why)


def _dropped(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    numbers = where(classes, action=Action.DROP)
    if numbers:
        why = "These do not leave."
        yield LineEdit(f"^{marks_of(numbers, '')}.*$", (), why)


def _taken_out(marks: str, key: str, why: str) -> list[LineEdit]:
    return [LineEdit(rf"(?i)^({marks}.*);{_W}{key}{_W}(?:=[^;]*)?{_END}", (1, 2), why)] * COPIES


def _added(numbers: Iterable[int], key: str, text: str, why: str, letters: str = "[dsx]*") -> LineEdit:
    there = rf"(?!.*;{_W}{key}{_W}(?:[=;]|$))"
    return LineEdit(rf"(?i)^({marks_of(numbers, letters)}{there}.*)$", (1, f"; {text}"), why)


def _domains(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    numbers = where(classes, domain=Remove.REMOVE)
    if numbers:
        yield from _taken_out(marks_of(numbers), "domain", "No Domain: only this host gets the cookie back.")
    for change, numbers in by_value(classes, lambda treatment: treatment.domain, DomainChange):
        marks = marks_of(numbers)
        old = literal(change.old.removeprefix("."))
        # What one edit has written the next one is not to find, or a copy before it would be left.
        done = rf"(?!(?-i:{literal(change.new)}){_W}(?:;|$))" if only_spelt_otherwise(change) else ""
        pattern = rf"(?i)^({marks}.*;{_W})domain{_W}={_W}{done}(?:\x2e)?{old}{_W}{_END}"
        why = "One Domain stands for another."
        yield from [LineEdit(pattern, (1, f"Domain={change.new}", 2), why)] * COPIES


def _paths(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    hosts = where(classes, prefix=NamePrefix.HOST)
    if hosts:
        why = "__Host- names have the Path / (rfc6265bis-22 4.1.3.2)."
        yield from _taken_out(marks_of(hosts), "path", why)
        yield _added(hosts, "path", "Path=/", why)
    for changes, numbers in by_path(classes):
        head = rf"(?i:^({marks_of(numbers)}.*;{_W}path{_W}={_W}))"
        for pattern, parts in path_patterns(changes):
            why = "The Path as browsers see it, by whole segments."
            yield from [LineEdit(head + pattern, (1, *parts), why)] * COPIES


def _lifetimes(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    numbers = where(classes, lifetime=Remove.REMOVE)
    if numbers:
        why = "These end with the browser's session; deletions stay deletions."
        for key in ("expires", r"max\x2dage"):
            yield from _taken_out(marks_of(numbers, ""), key, why)
    for cap, capped in by_value(classes, lambda treatment: treatment.lifetime, MaxLifetime):
        yield from _capped(capped, cap.seconds)


def _capped(numbers: list[int], most: int) -> Iterator[LineEdit]:
    live = marks_of(numbers, "x?")
    why = f"No Max-Age above {most}."
    longer = rf"(?i)^({live}.*;{_W})max\x2dage{_W}={_W}0*(?:{above(most)}){_W}{_END}"
    yield from [LineEdit(longer, (1, f"Max-Age={most}", 2), why)] * COPIES
    why = f"Dates can't be counted here: what has an Expires alone gets a Max-Age of {most} in its place."
    dated = rf"(?!.*{_VALID_AGE}).*;{_W}expires{_W}=[^;]*{_TIME}.*"
    yield LineEdit(rf"(?i)^;({spelt(numbers)})(;{dated})$", (";", 1, "x", 2), why)
    marked = marks_of(numbers, "x")
    yield from _taken_out(marked, "expires", why)
    yield LineEdit(rf"^({marked}.*)$", (1, f"; Max-Age={most}"), why)


def _http_only(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    forbidden = where(classes, http_only=HttpOnlyRule.FORBID)
    if forbidden:
        yield from _taken_out(marks_of(forbidden), "httponly", "Scripts read these, so they have no HttpOnly.")
    required = where(classes, http_only=HttpOnlyRule.REQUIRE)
    if required:
        yield _added(required, "httponly", "HttpOnly", "No script reads these.")


def _same_sites(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    for rule, numbers in by_value(classes, lambda treatment: treatment.same_site, SameSiteRule):
        word = rule.value.value.capitalize()
        stays = "|".join(words_that_stay(rule))
        one = rf";{_W}samesite{_W}(?:[=;]|$)"
        last = rf";{_W}samesite(?={_W}(?:[=;]|$))(?!{_W}={_W}(?:{stays}){_W}(?:;|$))(?!.*{one})"
        why = f"SameSite={word} where it is {when_it_is(rule)}; the last one counts."
        yield LineEdit(rf"(?i)^;({spelt(numbers)})([dx]*;.*{last}.*)$", (";", 1, "s", 2), why)
        yield from _taken_out(marks_of(numbers, "s[dx]*"), "samesite", why)
        yield _added(numbers, "samesite", f"SameSite={word}", why)


def _secure(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    for rule in (SecureRule.REQUIRE, SecureRule.IF_TLS):
        numbers = where(classes, secure=rule)
        if numbers:
            edit = _added(numbers, "secure", "Secure", "Never by plain HTTP; Secure=anything is Secure.")
            yield LineEdit(edit.pattern, edit.parts, edit.why, https_only=rule is SecureRule.IF_TLS)


def _renamed(classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    for prefix in (NamePrefix.HOST, NamePrefix.SECURE):
        numbers = where(classes, prefix=prefix)
        if numbers:
            pattern = rf"^({marks_of(numbers)}){_W}(?!{ANY_PREFIX})((?=[^=; \t])[^=;]*=.*)$"
            why = f"Their names begin with {prefix.value}; the way in takes it off."
            yield LineEdit(pattern, (1, prefix.value, 2), why)


def _limited(policy: Policy) -> Iterator[LineEdit]:
    most = policy.limits.set_cookie_bytes
    if most is not None and most < _MOST_COUNTED:
        why = f"No line longer than {most} bytes (limits.set_cookie_bytes)."
        yield LineEdit(rf"^;[0-9]+[sx]*;.{{{most + 1}}}.*$", (), why, refuses=True)


_MOST_COUNTED: Final = 65_000
"""PCRE counts no further than 65535; servers that run these patterns take no line as long."""
