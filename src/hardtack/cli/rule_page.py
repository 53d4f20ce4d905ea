"""A rule's page as `hardtack explain` prints it, with what a renderer writes instead of its bad example."""

from inspect import cleandoc

from hardtack.cli.replacing import replacement_of
from hardtack.cli.wrapped_page import folded, wrapped_page
from hardtack.lint import RULES, Rule, examples, lint
from hardtack.report.linted import Replacement

__all__ = ["replacements", "rule_list", "rule_page"]


def rule_list() -> str:
    """All rules, a line each."""
    return "\n".join(f"{rule.code} {rule.severity.word:<9} {rule.name}" for rule in RULES)


def rule_page(wanted: str, width: int) -> str | None:
    """The page of a rule, None where no rule is called so.

    Args:
        wanted: its code or its name, in lower case.
        width: columns.
    """
    rule = next((one for one in RULES if wanted in {one.code.lower(), one.name}), None)
    if rule is None:
        return None
    head = (
        f"{rule.code} {rule.name}",
        f"found by `hardtack lint` in: {', '.join(kind.title for kind in rule.kinds)}",
        f"worst severity: {rule.severity.word}",
        f"basis: {rule.basis}",
    )
    lines = [part for line in head for part in folded(line, width)]
    lines += ["", wrapped_page(cleandoc(rule.page), width)]
    for one in replacements(rule):
        lines += ["", f"Instead, as `hardtack render {one.target}` writes it:", *(f"    {line}" for line in one.lines)]
    return "\n".join(lines)


def replacements(rule: Rule) -> tuple[Replacement, ...]:
    """What renderers write instead of the rule's bad examples, the first of each target."""
    found: dict[str, Replacement] = {}
    for example in examples(rule):
        if example.bad:
            for finding in lint(example.text, example.kind).findings:
                one = replacement_of(finding) if finding.rule is rule else None
                if one is not None:
                    found.setdefault(one.target, one)
    return tuple(found.values())
