"""A report as text for a person: the ten questions, the session's cookies, the findings, what is open, what is next."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import assert_never
from urllib.parse import urlsplit

from hardtack.cookies import is_ip
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Probe, Recording, Side, StepResult
from hardtack.report.as_json import verdict_word
from hardtack.report.basis import basis_of
from hardtack.report.exposure import exposures
from hardtack.report.findings_text import finding_lines, variables_told
from hardtack.report.paint import Ink, Look
from hardtack.report.phrases import counted, lifetime, shown
from hardtack.report.tally import found_by
from hardtack.verdict import (
    Errored,
    Failed,
    Inconclusive,
    NotApplicable,
    Outcome,
    Passed,
    QuestionReport,
    Report,
    Severity,
)

__all__ = ["Look", "as_text"]

_PLAIN = Look()
VERDICTS = {
    "passed": ("passed", Ink.GREEN),
    "failed": ("FAILED", Ink.RED),
    "not-applicable": ("n/a", Ink.DIM),
    "inconclusive": ("open", Ink.YELLOW),
    "errored": ("ERROR", Ink.BOLD_RED),
}
_VERDICT_WIDTH = 7
_INDENT = 2 + 5 + _VERDICT_WIDTH


def as_text(report: Report, look: Look = _PLAIN) -> str:
    """The report as text, ending with a line feed.

    Args:
        report: the audit's result.
        look: colour, width, and whether to explain each verdict.
    """
    parts = (
        _head(report.recording, look),
        _questions(report, look),
        _cookies(report.recording, look),
        _exposures(report.recording, look),
        _findings(report, look),
        _open(report, look),
        _next(report, look),
    )
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


def _head(recording: Recording, look: Look) -> Iterator[str]:
    target, login = recording.target, recording.login
    yield from look.heading(f"{shown(recording.tool)}: session cookies of {shown(target.url)}")
    sides = [
        f"{name}: {shown(url) if url else 'no answer'}"
        for name, url in (("https", target.https), ("http", target.http))
    ]
    yield from look.wrapped("; ".join([*sides, f"{counted(len(recording.exchanges), 'request')} sent"]), 2)
    if login.proved:
        logged_in = f"logged in by {login.method.value}"
        told = f"; inside and outside were told apart by {shown(recording.oracle.url)}" if recording.oracle else ""
        yield from look.wrapped(logged_in + told, 2)
    else:
        yield from look.wrapped(f"not logged in: {shown(login.reason)}", 2)


def _questions(report: Report, look: Look) -> Iterator[str]:
    yield from look.heading("The ten questions")
    for one in report.questions:
        word, ink = VERDICTS[verdict_word(one.outcome)]
        first = f"  {one.question.id:<5}" + look.ink(word.ljust(_VERDICT_WIDTH), ink)
        yield from look.wrapped(one.question.value, _INDENT, first=first)
        yield from look.wrapped(shown(sentence(one.outcome)), _INDENT)
        if look.explain:
            yield from _explained(one, report.recording, look)


def sentence(outcome: Outcome) -> str:
    """A verdict in one sentence."""
    match outcome:
        case Passed() | Failed():
            return outcome.summary
        case NotApplicable() | Inconclusive():
            return outcome.reason
        case Errored():
            return f"The check crashed, a defect of hardtack: {outcome.reason}"
    assert_never(outcome)


def _explained(one: QuestionReport, recording: Recording, look: Look) -> Iterator[str]:
    """The checks asked, and the probes with the control that makes each count."""
    for answer in one.answers:
        word = VERDICTS[verdict_word(answer.outcome)][0]
        yield from look.wrapped(
            f"{answer.check.code} {answer.check.name}: {word}. {shown(sentence(answer.outcome))}", _INDENT + 2
        )
    alike: dict[str, list[Probe]] = defaultdict(list)
    for probe in basis_of(one.question, recording):
        alike[_asked(probe)].append(probe)
    for text, probes in alike.items():
        numbers = ", ".join(f"#{probe.exchange}" for probe in probes)
        yield from look.wrapped(f"{numbers} {text}", _INDENT + 4, first=" " * (_INDENT + 2) + "· ")


def _asked(probe: Probe) -> str:
    """A probe in words, with the control that makes it count."""
    names = ", ".join(sorted({shown(cookie.name) for cookie in probe.cookies})) or "no cookie"
    note = f" ({shown(probe.note)})" if probe.note else ""
    witnessed = probe.control is not None and probe.control != probe.exchange and probe.side is Side.OUTSIDE
    control = f", the live session inside right after it (#{probe.control})" if witnessed else ""
    return f"{probe.purpose.value}{note}, with {names}: {probe.side.value}{control}"


def _exposures(recording: Recording, look: Look) -> Iterator[str]:
    told = exposures(recording)
    if not told:
        return
    yield from look.heading("Who gets in with just the cookies that he gets at, by replay")
    width = max(len(one.attacker.value) for one in told)
    for one in told:
        first = f"  {one.attacker.value:<{width}}  "
        word = look.ink(one.words, Ink.RED) if one.side is Side.INSIDE else one.words
        names = f"with {', '.join(map(shown, one.cookies))}" if one.cookies else ""
        taken = len(first) + len(one.words) + 1
        lines = list(look.wrapped(names, width + 4, first=f"{first}{word} ", columns=taken))
        yield from lines or [f"{first}{word}"]


def _cookies(recording: Recording, look: Look) -> Iterator[str]:
    seen = inventory(recording)
    session = (*seen.session, *seen.untold)
    # A name that was only deleted is no cookie of the site's: programs delete what older versions of them set.
    others = tuple(one for one in seen.cookies if one not in session and one.judged)
    if session:
        guessed = "" if seen.proved else " (by their names alone: nothing is proved)"
        yield from look.heading(f"Cookies that {'carry' if seen.proved else 'may carry'} the session{guessed}")
        for one in session:
            name = shown(one.name)
            first = f"  {look.ink(name, Ink.BOLD)} "
            yield from look.wrapped(_described(one), 4, first=first, columns=len(name) + 3)
    else:
        yield from look.heading("Cookies that carry the session: none found")
        if recording.credentials is not None and recording.credentials.header:
            yield from look.wrapped("The Authorization field opens the account, no cookie does.", 2)
    if others:
        told = (f"{shown(one.name)} ({one.role.value if one.part.tried else 'not proved'})" for one in others)
        yield from look.wrapped("Other cookies: " + ", ".join(dict.fromkeys(told)), 2)


def _described(one: SeenCookie) -> str:
    if one.untold:
        return f"({one.role.value}; {shown(one.how)}): brought along by name and value alone"
    attributes = [
        "Secure" if one.secure else "no Secure",
        "HttpOnly" if one.http_only else "no HttpOnly",
        _same_site(one),
        "this host alone" if one.id.host_only or is_ip(one.id.host) else f"every host under {shown(one.id.host)}",
        f"Path={shown(one.path)}",
        f"kept {lifetime(one.lifetime)}",
    ]
    return f"({one.role.value}; {shown(one.how)}): {', '.join(attributes)}"


def _same_site(one: SeenCookie) -> str:
    if one.same_site_unknown:
        return "SameSite not known"
    return f"SameSite={one.same_site.value.capitalize()}" if one.same_site.value != "unset" else "no SameSite"


def _findings(report: Report, look: Look) -> Iterator[str]:
    found = found_by(report.answers)
    worst = [one for one in found if one.finding.severity is not Severity.INFO]
    notes = [one for one in found if one.finding.severity is Severity.INFO]
    yield from look.heading(counted(len(worst), "finding") if worst else "No findings")
    yield from variables_told(worst, report.recording, look)
    for one in worst:
        yield from finding_lines(one, report.recording, look)
    if notes:
        yield ""
        yield from look.heading("Notes")
        for one in notes:
            yield from look.wrapped(f"{one.check.code} {shown(one.finding.message)}", 4, first="  · ")


def _open(report: Report, look: Look) -> Iterator[str]:
    """What was not asked or not answered, and why."""
    asked = [(one.question.id, one.outcome) for one in report.questions]
    asked += [(answer.check.code, answer.outcome) for answer in report.extras]
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, out in asked:
        if isinstance(out, Inconclusive):
            alike[out.reason, out.supply].append(name)
    lines = [(f"{', '.join(names)} stayed open: {reason}", supply) for (reason, supply), names in alike.items()]
    steps = (step for step in report.recording.steps if step.result is not StepResult.DONE)
    lines += [(f"{step.step.value}, {step.result.value}: {step.detail}", "") for step in steps]
    if not lines:
        return
    yield from look.heading("Not asked, or not answered")
    said: set[str] = set()
    for text, supply in lines:
        yield from look.wrapped(shown(text), 4, first="  · ")
        if supply and supply not in said:
            said.add(supply)
            yield from look.wrapped(shown(supply), 6, first="    → ")


def _sum(report: Report) -> str:
    """How many questions ended how, and how many findings there are of which severity."""
    words = Counter(VERDICTS[verdict_word(one.outcome)][0].lower() for one in report.questions)
    found = Counter(one.finding.severity for one in found_by(report.answers))
    worst = [
        f"{found[severity]} {severity.word}"
        for severity in sorted(found, reverse=True)
        if severity is not Severity.INFO
    ]
    told = ", ".join(f"{words[word]} {word}" for word in ("failed", "error", "open", "passed", "n/a") if words[word])
    total = sum(count for severity, count in found.items() if severity is not Severity.INFO)
    kinds = f" ({', '.join(worst)})" if worst else ""
    return f"{told}; {counted(total, 'finding')}{kinds}"


def _next(report: Report, look: Look) -> Iterator[str]:
    """What it comes to in one line, and the next command to run."""
    yield from look.wrapped(_sum(report), 0)
    found = [one for one in found_by(report.answers) if one.finding.severity is not Severity.INFO]
    if found:
        yield f"Next: hardtack explain {found[0].check.code}"
        return
    supply = next((one.outcome.supply for one in report.questions if isinstance(one.outcome, Inconclusive)), None)
    if supply is not None:
        yield from look.wrapped(f"Next: {shown(supply)}", 0)
        return
    host = shown(urlsplit(report.recording.target.url).netloc)
    yield f"Next: audit {host} again after its next release, with --strict, so that a question left open fails the run"
