"""`hardtack explain`: what browsers make of a set-cookie line; or the page of a check."""

import os
import shutil
import time
from inspect import cleandoc
from typing import TYPE_CHECKING

import click

from hardtack.verdict import Check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hardtack.cookies import Profile
    from hardtack.policy import Policy
    from hardtack.report.explained import ExplainedLines
    from hardtack.report.paint import Look

_ASSUMED_URL = "https://www.example.com/"
_BROWSERS = ("draft", "chromium", "firefox", "all")
_WIDTH = 100


def _complete(_ctx: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """The codes, questions and names that begin so; what is typed in lower case stays it."""
    from hardtack.checks import CHECKS
    from hardtack.lint import RULES
    from hardtack.verdict import Question

    codes = [*(check.code for check in CHECKS), *(question.id for question in Question)]
    words = codes if incomplete[:1].isupper() else [*(code.lower() for code in codes), "all"]
    rules = [
        word for rule in RULES for word in (rule.code if incomplete[:1].isupper() else rule.code.lower(), rule.name)
    ]
    return [word for word in (*words, *(check.name for check in CHECKS), *rules) if word.startswith(incomplete)]


@click.command(
    "explain",
    epilog="Exit codes: 0 stored by every chosen browser (or a page was printed), 1 rejected by one, or a policy that "
    "can't be enforced, 2 could not run.",
)
@click.argument("what", metavar="[LINE|CODE|-]", nargs=-1, shell_complete=_complete)
@click.option("--url", metavar="URL", help=f"Where the line comes from  [default: {_ASSUMED_URL}].")
@click.option("--policy", metavar="FILE", help="What this policy (TOML) makes of the line, and browsers of that.")
@click.option("--browser", type=click.Choice(_BROWSERS), default="all", show_default=True, help="Whose rules.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--reveal", is_flag=True, help="Print values whole, however long.")
@click.option("--no-color", is_flag=True, help="No colour (as with NO_COLOR set).")
@click.pass_context
def command(  # noqa: PLR0913 -- one argument an option
    ctx: click.Context,
    /,
    what: tuple[str, ...],
    *,
    url: str | None,
    policy: str | None,
    browser: str,
    form: str,
    reveal: bool,
    no_color: bool,
) -> None:
    """Say what browsers make of a set-cookie line, or print the page of a check.

    LINE is quoted: 'Set-Cookie: sid=1; Path=/', 'sid=1; Path=/', or what `curl -v` shows. Without one, or with -, a
    line or a whole response is read from stdin. The line may be stored or not, and each attribute may count or not, in
    the draft of the standard, in Chromium and in Firefox, which differ: as measured in them.

    With --policy it is first said what the policy makes of the line and which of its words ask for that, then what
    browsers make of the line as it goes out; without --url it comes from the policy's origin.

    CODE is a check's code (HT301) or its name, or that of a rule of `hardtack lint` (HL101); a question (Q3) lists its
    checks, `all` every check, and `lint` every rule.
    """
    from hardtack.cli.output import write_output

    asked = _asked(what)
    if isinstance(asked, str):
        _refuse_what_is_for_lines(asked, {"--url": url, "--policy": policy, "--format json": form == "json"})
        write_output(explanation(asked) + "\n", None)
        return
    explained = explained_lines(asked, url, browser, policy)
    if form == "json":
        from hardtack.report.explain_json import explain_json

        write_output(explain_json(explained, reveal=reveal), None)
    else:
        from hardtack.report.explain_text import explain_text

        write_output(explain_text(explained, look(no_color=no_color), reveal=reveal), None)
    ctx.exit(int(explained.rejected))


def _refuse_what_is_for_lines(code: str, given: "Mapping[str, object]") -> None:
    from hardtack.errors import UsageError
    from hardtack.report.phrases import printable

    for option, value in given.items():
        if value:
            raise UsageError(
                f"{option} is for set-cookie lines, and {printable(code)} is none.",
                "Leave it out, or give a line: hardtack explain 'Set-Cookie: sid=1; Path=/'",
            )


def _asked(what: tuple[str, ...]) -> str | tuple[str, ...]:
    """The check that is asked about, or the set-cookie lines.

    Raises:
        UsageError: neither is given.
    """
    from hardtack.cli.reading_text import read_stdin, typed
    from hardtack.cli.set_cookie_lines import is_line, lines_of_response
    from hardtack.errors import UsageError

    if not what or (len(what) == 1 and what[0] == "-"):
        if not what and typed():
            raise UsageError(
                "There is nothing to explain.",
                "Try `hardtack explain 'Set-Cookie: sid=1; Path=/'`, or `curl -si URL | hardtack explain`.",
            )
        return lines_of_response(read_stdin("LINE").decode("latin-1"))
    if len(what) != 1:
        # To join the pieces would be to judge a line without what followed its first semicolon.
        raise UsageError(
            f"The line came in {len(what)} pieces: the shell cut it, and runs what follows a semicolon as a command.",
            "Put it in quotes: hardtack explain 'Set-Cookie: sid=1; Path=/'",
        )
    if not what[0].strip():
        raise UsageError(
            "The argument is empty: there is nothing to explain.",
            "Was it a shell variable that is not set? Give a line, 'Set-Cookie: sid=1; Path=/', or a check's code.",
        )
    if not is_line(what[0]):
        return what[0]
    return lines_of_response(os.fsencode(what[0]).decode("latin-1"))


def explained_lines(
    lines: tuple[str, ...], url: str | None, browser: str, policy_file: str | None = None
) -> "ExplainedLines":
    """Ask the browsers.

    Args:
        lines: field values, latin-1 isomorphic.
        url: where they come from; None for nobody knows.
        browser: `draft`, `chromium`, `firefox` or `all`.
        policy_file: of the policy that they go through; None for none.

    Raises:
        HostError: the policy's file can't be read.
        PolicyError: it is no policy.
        UsageError: the URL is none.
    """
    from hardtack.cookies import InvalidURL, load_suffixes
    from hardtack.errors import UsageError
    from hardtack.report.explained import ExplainedLines, explain_lines, harden

    policy, suffixes = _policy(policy_file), load_suffixes()
    now = int(time.time())  # noqa: TID251 -- the command line reads the clock once
    assumed = _ASSUMED_URL if policy is None else f"{policy.site.origin}/"
    where = assumed if url is None else url
    try:
        told = explain_lines(lines, where, _profiles(browser), now=now, suffixes=suffixes)
    except InvalidURL as error:
        raise UsageError(f"--url is {error}.", f"Give it whole, like {_ASSUMED_URL}") from None
    explained = ExplainedLines(where, url is None and policy is None, now, told)
    return explained if policy is None else harden(explained, policy, suffixes)


def _policy(file: str | None) -> "Policy | None":
    from hardtack.cli.reading_policy import read_policy

    return None if file is None else read_policy(file, "--policy")


def _profiles(browser: str) -> "tuple[Profile, ...]":
    from hardtack.cookies import CHROMIUM, DRAFT, FIREFOX

    named = {"draft": DRAFT, "chromium": CHROMIUM, "firefox": FIREFOX}
    return (named[browser],) if browser in named else tuple(named.values())


def look(*, no_color: bool) -> "Look":
    """How text is to look where it goes to: colours and width of the terminal, if it is one.

    Args:
        no_color: whether colours were refused.
    """
    from hardtack.cli.output import on_terminal
    from hardtack.report.paint import Look

    terminal = on_terminal()
    plain = no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    width = min(max(shutil.get_terminal_size((_WIDTH, 24)).columns, 60), 120) if terminal else _WIDTH
    return Look(color=terminal and not plain, width=width)


def explanation(what: str) -> str:
    """The page, or the list.

    Args:
        what: a code, a name, a question or `all`; upper and lower case are one.

    Raises:
        UsageError: nothing is called that.
    """
    from hardtack.checks import CHECKS
    from hardtack.cli.nearest import unknown
    from hardtack.verdict import Question

    wanted = what.strip().lower()
    if wanted == "all":
        return _listed(CHECKS)
    for question in Question:
        if question.id.lower() == wanted:
            mine = tuple(check for check in CHECKS if check.question is question)
            return f"{question.id}: {question.value}\n\n{_listed(mine)}"
    for check in CHECKS:
        if wanted in {check.code.lower(), check.name.lower()}:
            return _page(check, look(no_color=True).width)
    from hardtack.cli.rule_page import rule_list, rule_page

    if wanted == "lint":
        return rule_list()
    page = rule_page(wanted, look(no_color=True).width)
    if page is None:
        raise unknown(what)
    return page


def _page(check: Check, width: int) -> str:
    from hardtack.cli.wrapped_page import folded, wrapped_page

    question = f"{check.question.id}: {check.question.value}" if check.question else "beside the ten questions"
    references = (
        [f"CWE-{number}" for number in check.cwe] + [f"ASVS 5.0 {one}" for one in check.asvs] + list(check.wstg)
    )
    head = (
        f"{check.code} {check.name}",
        question,
        f"worst severity: {check.severity.word}",
        f"references: {', '.join(references) or 'none'}",
    )
    lines = (part for line in head for part in folded(line, width))
    return "\n".join(lines) + f"\n\n{wrapped_page(cleandoc(check.page), width)}"


def _listed(checks: tuple[Check, ...]) -> str:
    return "\n".join(
        f"{check.code:<7} {check.question.id if check.question else 'extra':<6} {check.severity.word:<9} {check.name}"
        for check in checks
    )
