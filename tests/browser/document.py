"""Writes docs/browsers.md from the table: ``python -m tests.browser.document``."""

from pathlib import Path

from hardtack.cookies import CHROMIUM, CHROMIUM_BLOCKING, DRAFT, FIREFOX, Profile, SuffixList, load_suffixes
from tests.browser.case import Case
from tests.browser.model import play
from tests.browser.outcome import Held, Outcome
from tests.browser.quirks import QUIRKS
from tests.browser.table import CASES, resolved

__all__ = ["PAGE", "text"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "browsers.md"

NOW = 1_795_392_000  # 2026-11-23T00:00:00Z, the day of the measurement
LONGEST = 60

_HEAD = """# Browsers

<!-- Generated from the table of tests/browser: `python -m tests.browser.document` writes it anew. -->

hardtack's cookie store has a profile for each browser. The cases below play in Debian 12's Chromium 156.0.8078.79 (with
third-party cookies allowed, and with Debian's default, which blocks them) and in Firefox ESR 153.7.0, both headless
with an empty profile, against servers on loopback; what is sent, what scripts see and which cookies are held must be
the same in the browser and in the profile. Measured on 2026-11-23; a browser of another major version fails the test
until it has been measured.
"""

_NOT_COVERED = """## Not covered

- Safari and every other WebKit; Chrome of Google's own build; Chromium and Firefox on other systems.
- Eviction when a store is full; what is kept over a restart; private windows.
- The end of the two minutes in which Chromium sends a cookie without SameSite along with a cross-site POST: only the
  beginning is played here.
- Reloads, sandboxed frames, service workers, websockets, the storage access API.
- The partition of a cookie in Firefox is judged by where it is sent: its protocol does not tell it.
- NUL, CR and LF in a field line: both browsers refuse the response before they look at its cookies. Scripts can send
  them; those cases are played.
"""


def text() -> str:
    """The page."""
    suffixes = load_suffixes()
    return "\n".join((_HEAD, _rules(suffixes), _quirks(), _NOT_COVERED, _covered()))


def _rules(suffixes: SuffixList) -> str:
    rows = [row for case in CASES if (row := _rule(case, suffixes))]
    title = "## Where browsers depart from the draft\n\nOne row a case in which a profile and rfc6265bis-22 differ.\n\n"
    head = "| rule | case | lines | draft | Chromium 156 | Firefox 153 |\n| --- | --- | --- | --- | --- | --- |\n"
    return title + head + "".join(rows)


def _rule(case: Case, suffixes: SuffixList) -> str:
    concrete = resolved(case, NOW)
    times = tuple(NOW + sum(int(step.wait) for step in case.steps[:place]) for place in range(len(case.steps) + 1))
    outcomes = [play(concrete, profile, suffixes, times) for profile in (DRAFT, CHROMIUM, FIREFOX)]
    if len(set(outcomes)) == 1:
        return ""
    step = case.steps[0]
    lines = "<br>".join(map(_code, step.lines + step.scripts))
    cells = " | ".join(_came_to(outcome, outcomes) for outcome in outcomes)
    return f"| {case.rule} | {case.reason} | {lines} | {cells} |\n"


def _came_to(outcome: Outcome, others: list[Outcome]) -> str:
    """What is sent with each request after the first, or where all send the same, what is held."""
    sent = [" / ".join(_code(line) for seen in other.seen[1:] for line in seen.sent) for other in others]
    if len(set(sent)) > 1:
        return sent[others.index(outcome)]
    shown = ["; ".join(_code(seen.shown or "") for seen in other.seen if seen.shown is not None) for other in others]
    if len(set(shown)) > 1:
        return f"scripts see {shown[others.index(outcome)]}"
    return "<br>".join(map(_kept, outcome.held)) or "nothing held"


def _kept(held: Held) -> str:
    flags = [word for word, given in (("Secure", held.secure), ("HttpOnly", held.http_only)) if given]
    if held.partitioned:
        flags.append("partitioned")
    ends = "with the session" if held.expires == -1 else f"after {held.expires - NOW} s"
    return ", ".join((f"{_code(f'{held.name}={held.value}')} held, path {_code(held.path)}", *flags, f"ends {ends}"))


def _code(line: str) -> str:
    """A line as code in a table: bytes that can't be printed escaped, long ones cut."""
    if not line:
        return "–"
    shown = "".join(char if 0x20 <= ord(char) < 0x7F else f"\\x{ord(char):02x}" for char in line)
    if len(shown) > LONGEST:
        shown = f"{shown[:LONGEST]}… ({len(line)} bytes)"
    return "`` " + shown.replace("|", "\\|") + " ``"


def _quirks() -> str:
    rows = "".join(
        f"| {profile} | {case} | {', '.join(sorted(quirk.parts))} | {quirk.reason}. |\n"
        for (profile, case), quirk in QUIRKS.items()
    )
    title = "## What the profiles leave out\n\nThe tests hold each of these too: it must still be so.\n\n"
    return f"{title}| browser | case | differs in | why |\n| --- | --- | --- | --- |\n{rows}"


def _covered() -> str:
    total = f"{len(CASES)} cases"
    played = {profile.name: _played(profile) for profile in (CHROMIUM, CHROMIUM_BLOCKING, FIREFOX)}
    counts = ", ".join(f"{count} in {name}" for name, count in played.items())
    rows = "".join(f"| {case.rule} | {case.name} | {case.reason} |\n" for case in CASES)
    return f"## Covered\n\n{total}: {counts}.\n\n| rule | case | what it shows |\n| --- | --- | --- |\n{rows}"


def _played(profile: Profile) -> int:
    return sum(profile is not CHROMIUM_BLOCKING or case.third_party for case in CASES)


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
