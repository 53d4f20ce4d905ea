"""A comparison as text for a person: what broke first, then the policy, what is fixed, open, new and not known."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from hardtack.recording.model import Recording
from hardtack.report.as_json import verdict_word
from hardtack.report.as_text import VERDICTS
from hardtack.report.changed import Broken
from hardtack.report.comparison import Comparison, Turn
from hardtack.report.finding_changes import Change, FindingChange
from hardtack.report.findings_text import finding_lines, variables_told
from hardtack.report.in_force import LOAD, Breach
from hardtack.report.paint import SEVERITY_INK, Ink, Look
from hardtack.report.phrases import counted, shown
from hardtack.report.tally import Found

_PLAIN = Look()
_LABEL = 12
_WORD = 9
_TURN_INK = {
    Turn.FIXED: Ink.GREEN,
    Turn.WORSE: Ink.BOLD_RED,
    Turn.NEW: Ink.RED,
    Turn.LOST: Ink.YELLOW,
}


def comparison_text(comparison: Comparison, look: Look = _PLAIN) -> str:
    """The comparison as text, ending with a line feed.

    Args:
        comparison: two audits compared.
        look: colour and width.
    """
    parts = (
        _head(comparison, look),
        _questions(comparison, look),
        _broken(comparison, look),
        _breaches(comparison, look),
        _short(comparison, Change.FIXED, look),
        _open(comparison, look),
        _new(comparison, look),
        _unknown(comparison, look),
        _short(comparison, Change.MOOT, look),
        _sum(comparison, look),
    )
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


def _head(comparison: Comparison, look: Look) -> Iterator[str]:
    before, after = comparison.before.recording, comparison.after.recording
    yield from look.heading(f"{shown(after.tool)}: {shown(after.target.url)}, before and after")
    for name, one in (("before", before), ("after", after)):
        inside = f"logged in by {one.login.method.value}" if one.login.proved else f"not logged in: {one.login.reason}"
        told = f"{shown(one.target.url)}, {counted(len(one.exchanges), 'request')}, {shown(inside)}"
        yield from look.wrapped(told, 2 + _LABEL, first=f"  {name:<{_LABEL}}")


def _questions(comparison: Comparison, look: Look) -> Iterator[str]:
    yield look.ink(f"  {'':<5}{'before':<{_WORD}}after", Ink.BOLD)
    for one in comparison.questions:
        was, now = (VERDICTS[verdict_word(outcome)] for outcome in (one.before, one.after))
        cells = "".join(look.ink(word.ljust(_WORD), ink) for word, ink in (was, now))
        turn = "" if one.turn is Turn.SAME else f" ({one.turn.value})"
        yield from look.wrapped(
            f"{one.question.value}{turn}",
            7 + 2 * _WORD,
            first=f"  {one.question.id:<5}{cells}",
            columns=7 + 2 * _WORD,
        )


def _broken(comparison: Comparison, look: Look) -> Iterator[str]:
    if not comparison.broken:
        return
    before, after = comparison.before.recording, comparison.after.recording
    count = len(comparison.broken)
    what = f"{counted(count, 'thing')} worked before and no longer {'does' if count == 1 else 'do'}"
    yield look.ink(f"Broken: {what}", Ink.BOLD_RED)
    for one in comparison.broken:
        yield ""
        yield from look.wrapped(
            _told(one), 4, first=f"  {look.ink(one.part.value, Ink.RED)} ", columns=3 + len(one.part.value)
        )
        yield from _places(one, before, after, look)
        if one.hint:
            yield from look.wrapped(shown(one.hint), 6, first="    → ")


def _told(one: Broken) -> str:
    return shown(f"{one.subject}: {one.now}" if one.subject else f"no longer works: {one.now}")


def _places(one: Broken, before: Recording, after: Recording, look: Look) -> Iterator[str]:
    for name, index, recording in (("before", one.before, before), ("after", one.after, after)):
        if index is not None:
            yield from look.wrapped(place(index, recording), 4 + _LABEL, first=f"    {name:<{_LABEL}}")


def place(index: int, recording: Recording) -> str:
    """An exchange in words: its request and its answer."""
    exchange = recording.exchanges[index]
    answer = exchange.response.status if exchange.response is not None else "no answer"
    return f"#{index} {shown(exchange.request.method)} {shown(exchange.request.url)}: {answer}"


def _breaches(comparison: Comparison, look: Look) -> Iterator[str]:
    if comparison.breaches is None:
        return
    if not comparison.breaches:
        yield look.ink("The policy is in force in all that was seen", Ink.GREEN)
        return
    yield look.ink(f"The policy is not in force: {_breaches_counted(comparison.breaches)}", Ink.BOLD_RED)
    if comparison.cause:
        yield from look.wrapped(shown(comparison.cause.told), 4, first="  → ")
    for one in comparison.breaches:
        yield from _breach(one, comparison.after.recording, look)


def _breaches_counted(breaches: tuple[Breach, ...]) -> str:
    return f"{len(breaches)} {'breach' if len(breaches) == 1 else 'breaches'}"


def _breach(one: Breach, recording: Recording, look: Look) -> Iterator[str]:
    more = f", and in {one.places - 1} more" if one.places > 1 else ""
    yield ""
    yield from look.wrapped(
        f"{shown(one.subject) or '(nameless)'}: {place(one.exchange, recording)}{more}", 4, first="  "
    )
    for name, text, none in (("came", one.line, "nothing"), ("policy", one.wanted, "nothing may come")):
        told = shown(text) if text is not None else none
        yield from look.wrapped(told, 4 + _LABEL, first=f"    {name:<{_LABEL}}")


def _of(comparison: Comparison, change: Change) -> list[FindingChange]:
    return [one for one in comparison.findings if one.change is change]


def _short(comparison: Comparison, change: Change, look: Look) -> Iterator[str]:
    """Findings that are gone, a few lines each."""
    found = _of(comparison, change)
    if not found:
        return
    yield look.ink(f"{change.value.capitalize()}: {counted(len(found), 'finding')}", Ink.BOLD)
    for one in found:
        yield from _title(one, look)
        yield from look.wrapped(f"before: {shown(one.told.message)}", 4)
        if one.reason:
            yield from look.wrapped(f"now: {shown(one.reason)}", 4)
        elif one.after is not None:
            yield from look.wrapped(f"a note is left: {shown(one.after.message)}", 4)


def _title(one: FindingChange, look: Look) -> Iterator[str]:
    mark = look.ink(f"[{one.told.severity.word}]", SEVERITY_INK[one.told.severity])
    yield f"  {mark} {look.ink(f'{one.check.code} {one.check.name}', Ink.BOLD)}"


def _open(comparison: Comparison, look: Look) -> Iterator[str]:
    found = _of(comparison, Change.OPEN)
    if not found:
        return
    yield look.ink(f"Still open: {counted(len(found), 'finding')}", Ink.BOLD)
    for one in found:
        yield from _title(one, look)
        was = one.before.severity if one.before is not None else one.told.severity
        turned = "" if was is one.told.severity else f" (it was {was.word})"
        yield from look.wrapped(f"{shown(one.told.message)}{turned}", 4)


def _new(comparison: Comparison, look: Look) -> Iterator[str]:
    """New findings as an audit tells them, each with why it was not known before."""
    found = [(one, Found(one.check, one.told)) for one in _of(comparison, Change.NEW)]
    if not found:
        return
    recording = comparison.after.recording
    yield look.ink(f"New: {counted(len(found), 'finding')}", Ink.BOLD)
    yield from variables_told([each for _, each in found], recording, look)
    for one, each in found:
        yield from finding_lines(each, recording, look)
        if one.reason:
            yield from look.wrapped(shown(one.reason), 4 + _LABEL, first=f"    {'before':<{_LABEL}}")


def _unknown(comparison: Comparison, look: Look) -> Iterator[str]:
    """What is not known any more, what has one reason on one line."""
    alike: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for one in comparison.unknown:
        alike[one.reason, one.supply][one.subject] = None
    for each in _of(comparison, Change.UNKNOWN):
        alike[each.reason, each.supply][each.check.code] = None
    if not alike:
        return
    yield look.ink("Not known", Ink.BOLD)
    said: set[str] = set()
    for (reason, supply), subjects in alike.items():
        yield from look.wrapped(shown(f"{', '.join(subjects)}: {reason}"), 4, first="  · ")
        if supply and supply not in said:
            said.add(supply)
            yield from look.wrapped(shown(supply), 6, first="    → ")


def _sum(comparison: Comparison, look: Look) -> Iterator[str]:
    """What it comes to in one line, and what to do next."""
    counts = Counter(one.change for one in comparison.findings)
    told = [f"{len(comparison.broken)} broken"]
    if comparison.breaches is not None:
        told.append(f"{_breaches_counted(comparison.breaches)} of the policy")
    told += [f"{counts[change]} {change.value}" for change in (Change.FIXED, Change.OPEN, Change.NEW, Change.UNKNOWN)]
    told.append(f"{counted(comparison.pages, 'page')} as before")
    yield from look.wrapped(", ".join(told), 0)
    yield from look.wrapped(f"Next: {_next(comparison, counts)}", 0)


def _next(comparison: Comparison, counts: Counter[Change]) -> str:
    if comparison.broken:
        undo = "undo the change at the server, or mend it, and verify again"
        first = next((one.first for one in comparison.broken if one.first), "")
        return f"{first}; if they are right, {undo}" if first else undo
    if comparison.breaches:
        remedy = comparison.cause.remedy if comparison.cause else LOAD
        return shown(remedy)
    left = [one for one in comparison.findings if one.change in {Change.NEW, Change.OPEN}]
    if left:
        return f"hardtack explain {left[0].check.code}"
    supply = next((one.supply for one in comparison.unknown if one.supply), "")
    if supply or counts[Change.UNKNOWN]:
        return shown(supply) or "ask again for what is not known"
    host = shown(urlsplit(comparison.after.recording.target.url).netloc)
    return f"keep the new recording (--record), and verify {host} against it after the next release"
