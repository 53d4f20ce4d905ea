"""`hardtack explain` for a person: what becomes of a set-cookie line, where the cookie goes, what each attribute does.

What all browsers agree on is said once; where they differ, they stand side by side.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from hardtack.cookies import Cookie, Ignored, SameSite, Scope, SetCookie, is_ip, is_trustworthy, parse_target
from hardtack.report.cookie_line import shown_attribute, shown_line, shown_place, shown_url, shown_value
from hardtack.report.explain_hints import line_hints
from hardtack.report.explain_policy import policy_text
from hardtack.report.explain_words import (
    attribute_effect,
    cross_site_words,
    lifetime_words,
    prefix_effect,
    same_site_words,
)
from hardtack.report.explained import ExplainedLine, ExplainedLines, Fate, View
from hardtack.report.paint import Ink, Look
from hardtack.report.phrases import counted
from hardtack.report.rejections import remedy_for, source_of

__all__ = ["explain_text"]

_PLAIN = Look()
_FATES = {
    Fate.STORED: ("STORED", Ink.GREEN),
    Fate.DELETES: ("DELETES", Ink.YELLOW),
    Fate.REJECTED: ("REJECTED", Ink.BOLD_RED),
}
_FATE_WIDTH = 10
_LABEL = 15
_GAP = 2
_LONGEST_LABEL = 24
_CROSS_SITE_LABELS = ("link followed", "form posted", "iframe, image")


@dataclass(frozen=True, slots=True)
class _Keeping:
    """A browser that stores the cookie, and as what."""

    view: View
    cookie: Cookie
    scope: Scope


def explain_text(explained: ExplainedLines, look: Look = _PLAIN, *, reveal: bool = False) -> str:
    """The explanation of every line, ending with a line feed.

    Args:
        explained: what the browsers make of them.
        look: colour and width.
        reveal: whether to show values whole.
    """
    blocks = ["\n".join(_head(explained, look))]
    blocks += ["\n".join(_line(one, explained, look, reveal=reveal)) for one in explained.lines]
    return "\n\n".join(blocks) + "\n"


def _head(explained: ExplainedLines, look: Look) -> Iterator[str]:
    guessed = " (assumed: no --url)" if explained.assumed else ""
    through = "" if explained.policy is None else ", through the policy"
    text = f"As if sent by {shown_url(explained.url)}{guessed}{through}"
    if len(explained.lines) > 1:
        bad = sum(one.rejected for one in explained.lines)
        text += f"; {counted(len(explained.lines), 'line')}, each by itself, {bad or 'none'} rejected"
    return (look.ink(line, Ink.DIM) for line in look.wrapped(text, 0))


def _line(one: ExplainedLine, explained: ExplainedLines, look: Look, *, reveal: bool) -> Iterator[str]:
    yield from _field(one.line, look, reveal=reveal)
    views, now = one.views, explained.now
    if one.hardened is not None and explained.policy is not None:
        yield from policy_text(one.hardened.told, explained.policy, look, reveal=reveal)
        views = one.hardened.views
        if one.hardened.told.line is None:
            return
        if one.hardened.told.changes:
            yield ""
            yield from _field(one.hardened.told.line, look, reveal=reveal)
    yield from _fates(views, look, reveal=reveal)
    for hint in line_hints(one.line):
        yield from look.wrapped(hint, _FATE_WIDTH + 2, first=f"  {look.ink('hint:'.ljust(_FATE_WIDTH), Ink.YELLOW)}")
    keeping = tuple(
        _Keeping(view, cookie, scope)
        for view in views
        if view.fate is Fate.STORED
        and (cookie := view.explanation.cookie) is not None
        and (scope := view.explanation.scope) is not None
    )
    for part in (_scope(keeping, now, look, reveal=reveal), _attributes(views, now, look, reveal=reveal)):
        lines = tuple(part)
        if lines:
            yield ""
            yield from lines


def _field(text: str, look: Look, *, reveal: bool) -> Iterator[str]:
    field = "Set-Cookie: "
    shown = shown_line(text, reveal=reveal).text
    first, *rest = tuple(look.wrapped(shown, 4, first=field, columns=len(field))) or (field,)
    return (look.ink(line, Ink.BOLD) for line in (first, *rest))


def _fates(views: tuple[View, ...], look: Look, *, reveal: bool) -> Iterator[str]:
    """Who stores it and who doesn't, and why not: those who agree on one line."""
    groups: dict[tuple[Fate, object], list[View]] = {}
    for view in views:
        groups.setdefault((view.fate, view.explanation.rejected), []).append(view)
    for (fate, _), members in groups.items():
        word, ink = _FATES[fate]
        names = ", ".join(view.name for view in members)
        first = f"  {look.ink(word.ljust(_FATE_WIDTH), ink)}"
        yield from look.wrapped(names + _why(members[0], reveal=reveal), _FATE_WIDTH + 2, first=first)
        told = members[0].explanation
        if told.rejected is not None:
            yield from look.wrapped(f"→ {remedy_for(told.rejected, told.parsed)}", _FATE_WIDTH + 2)


def _why(view: View, *, reveal: bool) -> str:
    cookie, rule = view.explanation.cookie, view.explanation.rejected
    if rule is not None:
        source = source_of(rule.section)
        return f": {rule.text}" + ("" if source in view.name else f" ({source})")
    if view.fate is Fate.DELETES and cookie is not None:
        path = shown_attribute("Path", cookie.path, reveal=reveal)
        below = "" if cookie.host_only or is_ip(cookie.domain) else " and the hosts below it"
        return f": the cookie of that name for {shown_place(cookie.domain, reveal=reveal)}{below}, {path}"
    return ""


def _scope(keeping: tuple[_Keeping, ...], now: int, look: Look, *, reveal: bool) -> Iterator[str]:
    """Where the stored cookie goes."""
    if not keeping:
        return
    views = tuple(one.view for one in keeping)
    rows: list[tuple[str, tuple[str, ...]]] = []
    if any(not one.cookie.name for one in keeping):
        rows.append(("sent as", tuple(_nameless(one.cookie, reveal=reveal) for one in keeping)))
    rows += [
        ("goes to", tuple(_goes_to(one.scope, reveal=reveal) for one in keeping)),
        ("over", tuple(_schemes(one.scope) for one in keeping)),
        ("kept", tuple(lifetime_words(view, now) for view in views)),
        (
            "scripts",
            tuple("see it (document.cookie)" if one.scope.script_readable else "don't see it" for one in keeping),
        ),
    ]
    yield from _table(rows, views, look)
    crossing = [("SameSite", tuple(same_site_words(view) for view in views))]
    told = zip(*(cross_site_words(view) for view in views), strict=True)
    crossing += list(zip(_CROSS_SITE_LABELS, told, strict=True))
    yield ""
    yield from look.heading("  From other sites")
    yield from _table(crossing, views, look)


def _table(rows: list[tuple[str, tuple[str, ...]]], views: tuple[View, ...], look: Look) -> Iterator[str]:
    """The rows; names of browsers stand above the first row on which they differ."""
    column = (look.width - 2 - _LABEL + _GAP) // len(views) - _GAP
    named = False
    for label, cells in rows:
        if len(set(cells)) == 1:
            yield from look.wrapped(cells[0], 2 + _LABEL, first=f"  {label:<{_LABEL}}")
            continue
        if not named:
            named = True
            names = "".join(f"{view.name:<{column + _GAP}}" for view in views).rstrip()
            yield " " * (2 + _LABEL) + look.ink(names, Ink.DIM)
        yield from _side_by_side(label, cells, column, look)


def _side_by_side(label: str, cells: tuple[str, ...], column: int, look: Look) -> Iterator[str]:
    wrapped = [textwrap.wrap(cell, column) for cell in cells]
    for at in range(max(map(len, wrapped))):
        start = f"  {label if at == 0 else '':<{_LABEL}}"
        texts = [f"{lines[at] if at < len(lines) else '':<{column + _GAP}}" for lines in wrapped]
        texts[-1] = texts[-1].rstrip()
        yield (start + "".join(look.ink(text, Ink.YELLOW) for text in texts)).rstrip()


def _nameless(cookie: Cookie, *, reveal: bool) -> str:
    """What a line without a name becomes: what stands there is all value, whatever a browser calls it."""
    return f"{shown_value(cookie.name, reveal=reveal)}=" if cookie.name else shown_value(cookie.value, reveal=reveal)


def _goes_to(scope: Scope, *, reveal: bool) -> str:
    path = "every path" if scope.path == "/" else f"{shown_place(scope.path, reveal=reveal)} and below"
    host = shown_place(scope.domain, reveal=reveal)
    return f"{host}{' and every host below it' if scope.subdomains else ' alone'}, any port, {path}"


def _schemes(scope: Scope) -> str:
    if not scope.secure_only:
        return "https and plain http, readable on the way"
    host = f"[{scope.domain}]" if ":" in scope.domain else scope.domain
    loopback = is_trustworthy(parse_target(f"http://{host}/"))
    return "https, and plain http within this machine" if loopback else "https only"


def _attributes(views: tuple[View, ...], now: int, look: Look, *, reveal: bool) -> Iterator[str]:
    """What each attribute does; then what is not there though a session cookie would want it."""
    parsed = tuple(view for view in views if view.explanation.parsed is not None)
    if not parsed:
        return
    stored = (view.explanation.parsed for view in views if view.fate is Fate.STORED)
    first_stored = next((one for one in stored if one is not None), None)
    rows = [*_given(parsed, now, reveal=reveal), *(() if first_stored is None else _absent(first_stored))]
    if not rows:
        return
    obeyed = any(view.fate is not Fate.REJECTED for view in views)
    yield from look.heading("  Attributes" if obeyed else "  Attributes, were it stored")
    widest = max((len(label) for label, _, _ in rows if len(label) <= _LONGEST_LABEL), default=0)
    for label, effect, ink in rows:
        indent = 2 + widest + _GAP
        columns = max(indent, 2 + len(label) + _GAP)
        told = label if ink is None else look.ink(label, ink)
        first = f"  {told}{' ' * (columns - 2 - len(label))}"
        yield from look.wrapped(effect, indent, first=first, columns=columns)


def _given(views: tuple[View, ...], now: int, *, reveal: bool) -> Iterator[tuple[str, str, Ink | None]]:
    prefix = views[0].explanation.prefix
    if prefix is not None:
        yield prefix.value, prefix_effect(prefix), None
    for at, effect in enumerate(views[0].explanation.attributes):
        label = shown_attribute(effect.attribute.name, effect.attribute.value, reveal=reveal)
        said: dict[str, list[str]] = {}
        for view in views:
            words = attribute_effect(view.explanation.attributes[at], view, now, reveal=reveal)
            said.setdefault(words, []).append(view.name)
        if len(said) == 1:
            words = next(iter(said))
        else:
            words = "; ".join(f"{', '.join(names)}: {words}" for words, names in said.items())
        useless = effect.attribute.ignored not in {None, Ignored.INVALID} and len(said) == 1
        yield label, words, Ink.DIM if useless else None


def _absent(parsed: SetCookie) -> Iterator[tuple[str, str, Ink | None]]:
    if not parsed.secure:
        yield "no Secure", "goes over plain http too", Ink.YELLOW
    if not parsed.http_only:
        yield "no HttpOnly", "scripts see it", Ink.YELLOW
    if parsed.same_site is SameSite.UNSET:
        yield "no SameSite", "each browser has a default of its own", Ink.YELLOW
