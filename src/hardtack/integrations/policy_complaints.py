"""What a policy has against the set-cookie lines of a response that should be as it makes them."""

from collections.abc import Collection, Iterator, Mapping

from hardtack.policy import LineChanges, Policy, RequestFacts, changes_in, farewells
from hardtack.report.cookie_line import shown_line
from hardtack.report.explain_policy import change_words, outcome_words, rule_words

__all__ = ["Complaints", "policy_complaints"]

Complaints = Mapping[str, tuple[str, ...]]
"""By line, what is to be said of it: a sentence each."""


def policy_complaints(policy: Policy, lines: Collection[str], request: RequestFacts) -> Complaints:
    """What is to be said of each line that the policy would change, drop or refuse; nothing of the others.

    What deletes a cookie's old identity is right as it is, beside a line of the cookie itself: enforced once more, it
    would be taken for that.

    Args:
        policy: one that `check_policy` has nothing against.
        lines: of one response, latin-1 isomorphic.
        request: what the policy may know.

    Returns:
        By line, the line that it should be and every change with the words of the policy that ask for it.
    """
    going = {line: farewells(policy, line, request) for line in lines}
    deletions = {deletion for some in going.values() for deletion in some}
    right = {deletion for line, some in going.items() if line not in deletions for deletion in some}
    told = {line: changes_in(policy, line, request) for line in lines if line not in right}
    return {line: tuple(_words(one, policy)) for line, one in told.items() if not one.unchanged}


def _words(told: LineChanges, policy: Policy) -> Iterator[str]:
    if told.line is None:
        yield outcome_words(told, policy)[1]
        return
    yield f"makes it {shown_line(told.line).text} ({rule_words(told.rule, policy)})"
    for change in told.changes:
        yield ": ".join(change_words(change))
