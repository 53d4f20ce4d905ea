"""One finding as text: what, where, what an attacker gains, what to do, how to see it again."""

import re
from collections.abc import Iterable, Iterator

from hardtack.cookies import is_ip
from hardtack.recording.model import CookieId, Recording
from hardtack.report.paint import SEVERITY_INK, Ink, Look
from hardtack.report.phrases import shown
from hardtack.report.reproduce import curl_for, telling_request
from hardtack.report.tally import Found, field_line, remedy_of
from hardtack.verdict import Check, Evidence

_LABEL = 12
_PLACES_SHOWN = 3
_VARIABLE = re.compile(r"\$\{?([A-Z_][A-Z0-9_]*)")


def finding_lines(found: Found, recording: Recording, look: Look) -> Iterator[str]:
    """The lines of one finding, an empty one first.

    Args:
        found: the finding with its check.
        recording: where its evidence stands.
        look: colour and width.
    """
    check, finding = found.check, found.finding
    mark = look.ink(f"[{finding.severity.word}]", SEVERITY_INK[finding.severity])
    yield ""
    yield f"  {mark} {look.ink(f'{check.code} {check.name}', Ink.BOLD)}"
    yield from look.wrapped(shown(finding.message), 4)
    if finding.cookie is not None:
        yield from _labelled("cookie", _cookie(finding.cookie), look)
    for evidence in finding.evidence[:_PLACES_SHOWN]:
        yield from _labelled("seen in", _place(evidence, recording), look)
        if (line := field_line(evidence, recording)) is not None:
            yield from _labelled("", shown(line), look)
    if len(finding.evidence) > _PLACES_SHOWN:
        yield from _labelled("", f"and in {len(finding.evidence) - _PLACES_SHOWN} more places", look)
    if finding.gain:
        yield from _labelled("gain", shown(finding.gain), look)
    if remedy := finding.remedy or remedy_of(check):
        yield from _labelled("remedy", shown(remedy), look)
    # A command is copied: it stays on one line.
    yield f"    {'reproduce':<{_LABEL}}{_command(found, recording)}"
    yield from _labelled("see", _references(check), look)


def variables_told(shown_findings: Iterable[Found], recording: Recording, look: Look) -> Iterator[str]:
    """What the variables in the commands of these findings are; nothing where there are none."""
    variables = (match for one in shown_findings if (match := _VARIABLE.search(_command(one, recording))))
    if (first := next(variables, None)) is not None:
        yield from look.wrapped(
            "In the commands below put the values of your own session into the variables, each called after its cookie"
            f" or field (${first[1]}).",
            2,
        )


def _command(found: Found, recording: Recording) -> str:
    request = telling_request(found.check.code, found.finding.evidence[0], recording)
    return curl_for(request, any_certificate=recording.target.lab)


def _labelled(label: str, text: str, look: Look) -> Iterator[str]:
    yield from look.wrapped(text, 4 + _LABEL, first=f"    {label:<{_LABEL}}")


def _cookie(cookie: CookieId) -> str:
    # Nothing is below an address.
    alone = cookie.host_only or is_ip(cookie.host)
    host = f"{shown(cookie.host)}{'' if alone else ' and every host under it'}"
    return f"{shown(cookie.name) or '(nameless)'}, for {host}, path {shown(cookie.path)}"


def _place(evidence: Evidence, recording: Recording) -> str:
    exchange = recording.exchanges[evidence.exchange]
    asked = f"#{exchange.index} {shown(exchange.request.method)} {shown(exchange.request.url)}"
    note = f": {shown(evidence.note)}" if evidence.note else ""
    return f"{asked} ({exchange.step.value}){note}"


def _references(check: Check) -> str:
    ids = [f"CWE-{number}" for number in check.cwe] + [f"ASVS {one}" for one in check.asvs] + list(check.wstg)
    return ", ".join([f"hardtack explain {check.code}", *ids])
