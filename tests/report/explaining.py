"""Set-cookie lines explained at a fixed time, for the tests of every format."""

from hardtack.cookies import CHROMIUM, DRAFT, FIREFOX, Profile, load_suffixes
from hardtack.report.explained import ExplainedLine, ExplainedLines, View, explain_lines

SUFFIXES = load_suffixes()
NOW = 1_800_000_000
HERE = "https://www.example.com/login"
ALL = (DRAFT, CHROMIUM, FIREFOX)
SECRET = "Canary0123456789abcdef0123456789"


def explained(*lines: str, url: str = HERE, profiles: tuple[Profile, ...] = ALL) -> ExplainedLines:
    """The lines in the browsers, now."""
    return ExplainedLines(url, url == HERE, NOW, explain_lines(lines, url, profiles, now=NOW, suffixes=SUFFIXES))


def one_line(line: str, *, url: str = HERE) -> ExplainedLine:
    """One line in all browsers."""
    return explained(line, url=url).lines[0]


def view(line: str, profile: Profile = DRAFT, *, url: str = HERE) -> View:
    """One line in one browser."""
    return explained(line, url=url, profiles=(profile,)).lines[0].views[0]
