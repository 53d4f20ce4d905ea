"""`hardtack lint` for a person: what each file does to cookies, then each finding with its remedy and replacement."""

from collections.abc import Iterator
from typing import Final

from hardtack.lint import Finding, Linted, section
from hardtack.report.linted import LintedFile, Replacement
from hardtack.report.paint import SEVERITY_INK, Ink, Look
from hardtack.report.phrases import counted, printable

__all__ = ["lint_text"]

_MOST_LINES: Final = 30
"""Of a replacement; `hardtack render` prints all of it."""


def lint_text(files: tuple[LintedFile, ...], look: Look) -> str:
    """The result as text, ending with a line feed; empty where there is nothing to tell.

    Args:
        files: all that were read.
        look: colour and width.
    """
    told: dict[Replacement, str] = {}
    parts = [part for file in files if file.linted is not None for part in _file(file, file.linted, told, look)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n" if parts else ""


def _file(file: LintedFile, linted: Linted, told: dict[Replacement, str], look: Look) -> Iterator[list[str]]:
    head = f"{printable(file.name)}: {linted.kind.title}, {counted(len(linted.findings), 'finding')}"
    if not linted.effects and not linted.findings:
        return
    does = [f"{printable(file.name)}:{one.line}: does: {printable(one.text)}" for one in linted.effects]
    yield [*look.heading(head), *does]
    pairs = tuple(zip(linted.findings, file.replacements, strict=True))
    # A line is replaced once, after all that is wrong with it.
    last = {(finding.line, replacement): index for index, (finding, replacement) in enumerate(pairs)}
    for index, (finding, replacement) in enumerate(pairs):
        place = f"{printable(file.name)}:{finding.line}"
        lines = list(_finding(place, finding, look))
        if replacement is not None and last[finding.line, replacement] == index:
            lines += _replacement(place, replacement, told, look)
        yield lines


def _finding(place: str, finding: Finding, look: Look) -> Iterator[str]:
    rule = finding.rule
    severity = look.ink(finding.severity.word, SEVERITY_INK[finding.severity])
    yield f"{place}: {rule.code} {severity} {rule.name}: {printable(finding.message)}"
    yield f"    {printable(finding.text)}"
    for word, heading in (("why", "Why it matters"), ("remedy", "Remedy")):
        yield from look.wrapped(f"{word}: {' '.join(section(rule, heading).split())}", 4)


def _replacement(place: str, replacement: Replacement, told: dict[Replacement, str], look: Look) -> Iterator[str]:
    if replacement in told:
        yield f"    instead: as for {told[replacement]} ({replacement.target})"
        return
    told[replacement] = place
    basis = "" if replacement.tested else ", from documentation"
    yield f"    instead, as `hardtack render {replacement.target}` writes it{basis}:"
    shown = replacement.lines[:_MOST_LINES]
    yield from (look.ink(f"        {printable(line)}", Ink.DIM) for line in shown)
    left = len(replacement.lines) - len(shown)
    if left:
        yield f"        … and {counted(left, 'line')} more"
    for note in replacement.notes:
        yield from look.wrapped(f"but: {note}", 4)
