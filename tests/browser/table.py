"""The whole table, each case with host names of its own."""

from tests.browser import cases_contexts, cases_lines, cases_scope
from tests.browser.case import Case, resolve

__all__ = ["CASES", "resolved"]

CASES: tuple[Case, ...] = (*cases_lines.CASES, *cases_scope.CASES, *cases_contexts.CASES)
"""All cases, in the order of the rules."""


def resolved(case: Case, now: int) -> Case:
    """A case of the table with its placeholders filled in.

    Args:
        case: The case.
        now: Epoch seconds.
    """
    return resolve(case, CASES.index(case), now)
