"""What a policy makes of a set-cookie line, told: every change with the words of the policy that ask for it."""

from collections.abc import Iterator

from hardtack.policy import Asking, Change, LineChanges, Policy
from hardtack.report.cookie_line import shown_attribute, shown_line
from hardtack.report.paint import Ink, Look

__all__ = ["asking_words", "change_words", "outcome_words", "policy_text", "rule_words", "shown_part"]

_LABEL = 24
_GAP = 2


def rule_words(rule: int | None, policy: Policy) -> str:
    """Which rule, as messages on policies count them, and for which names: ``cookies[2], name = "sid"``.

    Args:
        rule: of `Policy.cookies`, counted from 0; None = no rule names the cookie.
        policy: the policy.
    """
    if rule is None:
        return "no rule names it"
    match = policy.cookies[rule].match
    return f'cookies[{rule + 1}], {match.kind.value} = "{match.text}"'


def asking_words(asking: Asking) -> str:
    """The words of the policy that ask for something, and where they stand."""
    if asking.field == "unknown":
        return f"{asking.text} (no rule names it)"
    return f"{asking.text} ({'defaults' if asking.rule is None else f'cookies[{asking.rule + 1}]'})"


def shown_part(change: Change, text: str, *, reveal: bool = False) -> str:
    """A cookie's name or an attribute, fit to show.

    Args:
        change: whose.
        text: its `before` or `after`.
        reveal: whether to show it whole.
    """
    if change.part == "name":
        return shown_line(f"{text}=", reveal=reveal).name
    name, _, value = text.partition("=")
    return shown_attribute(name.strip(" \t"), value.strip(" \t"), reveal=reveal)


def change_words(change: Change, *, reveal: bool = False) -> tuple[str, str]:
    """What stands in the line now, and what became of what was there, in one sentence without a full stop.

    Args:
        change: one of the policy's.
        reveal: whether to show values whole.
    """
    before = "" if change.before is None else shown_part(change, change.before, reveal=reveal)
    why = asking_words(change.asking)
    if change.after is None:
        return f"no {before.partition('=')[0]}", f"{before} is taken out: {why}"
    after = shown_part(change, change.after, reveal=reveal)
    return after, f"added: {why}" if change.before is None else f"was {before}: {why}"


def outcome_words(told: LineChanges, policy: Policy) -> tuple[str, str]:
    """What becomes of a line, in a word and in a sentence without a full stop.

    Args:
        told: what the policy makes of it.
        policy: the policy.
    """
    where = rule_words(told.rule, policy)
    if told.fault is not None:
        return (
            ("REFUSED", f"502 stands in place of the response: {told.fault.text} ({where})")
            if told.refuses
            else (
                "DROPPED",
                f"the policy can't be enforced: {told.fault.text} ({where})",
            )
        )
    if told.dropped is not None:
        return "DROPPED", f"the policy drops it: {asking_words(told.dropped)}"
    spared = ", which deletes a cookie, so its lifetime stays" if told.deletion else ""
    if told.changes:
        return "CHANGED", f"the policy changes the line{spared} ({where})"
    return "KEPT", f"the policy leaves the line as it is{spared} ({where})"


def policy_text(told: LineChanges, policy: Policy, look: Look, *, reveal: bool = False) -> Iterator[str]:
    """The lines of text below a set-cookie line.

    Args:
        told: what the policy makes of it.
        policy: the policy.
        look: colour and width.
        reveal: whether to show values whole.
    """
    word, sentence = outcome_words(told, policy)
    ink = Ink.GREEN if told.line is not None else Ink.BOLD_RED if told.fault is not None else Ink.YELLOW
    yield from look.wrapped(sentence, 12, first=f"  {look.ink(word.ljust(10), ink)}")
    rows = [change_words(change, reveal=reveal) for change in told.changes]
    rows += [("before it", f"{shown_line(line, reveal=reveal).text} (deletes what it was)") for line in told.farewells]
    widest = max((len(label) for label, _ in rows if len(label) <= _LABEL), default=0)
    for label, words in rows:
        indent = 2 + widest + _GAP
        columns = max(indent, 2 + len(label) + _GAP)
        yield from look.wrapped(words, indent, first=f"  {label}{' ' * (columns - 2 - len(label))}", columns=columns)
