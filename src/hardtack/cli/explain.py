"""`hardtack explain`: the page of a check."""

from difflib import get_close_matches
from inspect import cleandoc

import click

from hardtack.verdict import Check


@click.command("explain")
@click.argument("what", metavar="CODE")
def command(what: str) -> None:
    """Print the page of a check: what it asks, why it matters, the remedy, an example and references.

    CODE is the check's code (HT301) or its name; a question (Q3) lists its checks, and `all` lists every check.
    """
    click.echo(explanation(what))


def explanation(what: str) -> str:
    """The page, or the list.

    Args:
        what: a code, a name, a question or `all`; upper and lower case are one.

    Raises:
        UsageError: nothing is called that.
    """
    from hardtack.checks import CHECKS
    from hardtack.errors import UsageError
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
            return _page(check)
    known = [name for check in CHECKS for name in (check.code.lower(), check.name.lower())]
    near = get_close_matches(wanted, known, n=1)
    hint = f"Did you mean {near[0].upper() if near[0].startswith('ht') else near[0]}? " if near else ""
    raise UsageError(f"No check is called {what!r}.", f"{hint}`hardtack explain all` lists the checks.")


def _page(check: Check) -> str:
    question = f"{check.question.id}: {check.question.value}" if check.question else "beside the ten questions"
    references = (
        [f"CWE-{number}" for number in check.cwe] + [f"ASVS 5.0 {one}" for one in check.asvs] + list(check.wstg)
    )
    head = f"{check.code} {check.name}\n{question}\nworst severity: {check.severity.word}"
    return f"{head}\nreferences: {', '.join(references) or 'none'}\n\n{cleandoc(check.page)}"


def _listed(checks: tuple[Check, ...]) -> str:
    return "\n".join(
        f"{check.code:<7} {check.question.id if check.question else 'extra':<6} {check.severity.word:<9} {check.name}"
        for check in checks
    )
