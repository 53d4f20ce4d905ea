r"""Marks for RE2: what stands before a set-cookie line while `_line_edits_re2` works on it, and who gets which.

As in `_marks` a mark is ``;`` the number of the line's treatment, letters, ``;``. What a PCRE says by looking ahead, a
letter says here: one edit finds out and writes it, the next ones ask for it. Where it takes two edits to find out,
what was found stands after ``~`` in the mark in between.

Letters: ``c`` the request came by TLS, ``h`` and ``e`` the name without its __Host- or __Secure- is what was looked
for, ``n`` it was looked for whole, ``p`` the name has a prefix, ``d`` a deletion, ``a`` there is a valid Max-Age,
``x`` its Expires is to be a Max-Age, ``k`` its SameSite stays, ``o`` and ``s`` HttpOnly and Secure are there.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from hardtack.policy import NamePrefix, Policy
from hardtack.render._marks import ATTRIBUTES, COPIES, LineEdit, comment, spelt, treatment_numbers
from hardtack.render._names import literal, prefixes_of
from hardtack.render._re2 import ANY_PREFIX, BLANKS, caseless, name_without
from hardtack.render._treated import TreatedAlike, where

__all__ = ["PREFIX_LETTERS", "TLS_LETTER", "first_edits", "letters", "marked", "marks_of"]

TLS_LETTER: Final = "c"
PREFIX_LETTERS: Final = {NamePrefix.HOST: "h", NamePrefix.SECURE: "e"}

_LETTERS: Final = "acdehknopsx"
_W: Final = BLANKS
_ORIGIN: Final = "[ehn]?"
_NAME: Final = "[^=; \\t](?:[^=;]*[^=; \\t])?"


def letters(has: str = "", lacks: str = "") -> str:
    """A pattern for the letters of a mark.

    Args:
        has: One that is there; "" = none has to be.
        lacks: Those that aren't there.
    """
    free = f"[{''.join(letter for letter in _LETTERS if letter not in lacks)}]*"
    return f"{free}{has}{free}" if has else free


def marks_of(numbers: Iterable[int], has: str = "", lacks: str = "") -> str:
    """A pattern for the marks of some treatments, without the caret.

    Args:
        numbers: The treatments'.
        has: A letter that is there.
        lacks: The letters that aren't there.
    """
    return f";(?:{spelt(numbers)}){letters(has, lacks)};"


def marked(numbers: Iterable[int], rest: str, letter: str, why: str, lacks: str = "") -> LineEdit:
    """An edit that gives lines a letter.

    Args:
        numbers: Their treatments'.
        rest: A pattern for all that follows the mark.
        letter: The letter, or several.
        why: For the operator.
        lacks: The letters that aren't there.
    """
    return LineEdit(f"^;((?:{spelt(numbers)}){letters(lacks=lacks)});({rest})$", (";", 1, f"{letter};", 2), why)


def first_edits(policy: Policy, classes: tuple[TreatedAlike, ...], *, by_tls: bool) -> Iterator[LineEdit]:
    """The edits that give every line its mark.

    Args:
        policy: The policy.
        classes: Its treatments.
        by_tls: What is done depends on whether the request came by TLS.
    """
    yield LineEdit(rf"{_W};[; \t]*", (";",), "Attributes stand without blanks around them while they are worked on.")
    yield LineEdit(r"[; \t]+()$", (1,), "Nothing hangs on at the end.")
    yield LineEdit("^(.*)$", (";?;", 1), "Every line gets a mark, which a later edit takes away.")
    if by_tls:
        yield LineEdit(
            r"^;\?;(.*)$",
            (";?", TLS_LETTER, ";", 1),
            "The mark says whether the request came by TLS.",
            https_only=True,
        )
    why = f"A line with more than {COPIES} of one attribute is no honest cookie: it does not pass."
    for key in ATTRIBUTES:
        one = f";{caseless(key)}(?:{_W}=[^;]*)?"
        many = "(?:;.*)?".join([one] * (COPIES + 1))
        yield LineEdit(rf"^;[^;]*;.*{many}(?:;.*)?()$", (1,), why)
    yield from _named()
    prefixes = prefixes_of(policy)
    yield from _unprefixed(prefixes)
    yield from _classified(policy, "[eh]?")
    if prefixes:
        yield from _looked_for_whole(policy, classes)
        yield LineEdit(f"^;([0-9]+c?){_ORIGIN};({_W}{ANY_PREFIX}.*)$", (";", 1, "p;", 2), "A prefix is there already.")


def _named() -> Iterator[LineEdit]:
    why = "The name stands in the mark, until it is known which rule it falls under."
    yield LineEdit(rf"^;(\?c?);{_W}({_NAME})({_W}=.*)$", (";", 1, "~", 2, ";", 2, 3), why)
    yield LineEdit(r"^;(\?c?);(.*)$", (";", 1, "~;", 2), why)


def _unprefixed(prefixes: tuple[NamePrefix, ...]) -> Iterator[LineEdit]:
    for prefix in prefixes:
        given = literal(prefix.value)
        why = f"A name that may have its {prefix.value} from this policy is looked for without it."
        yield LineEdit(rf"^;(\?c?)~({given}{ANY_PREFIX}[^;]*);(.*)$", (";", 1, "n~", 2, ";", 3), why)
        yield LineEdit(rf"^;(\?c?)~{given}([^; \t][^;]*);(.*)$", (";", 1, f"{PREFIX_LETTERS[prefix]}~", 2, ";", 3), why)


def _classified(policy: Policy, origin: str) -> Iterator[LineEdit]:
    numbers = treatment_numbers(policy)
    for number, rule in zip(numbers, policy.cookies, strict=False):
        name = name_without(rule.match, ";")
        if name is not None:
            why = f"Cookies of the rule {rule.match.kind.value} = {comment(rule.match.text)}: treatment {number}."
            yield LineEdit(rf"^;\?(c?{origin})~{name};(.*)$", (f";{number}", 1, ";", 2), why)
    why = f"All others: treatment {numbers[-1]}."
    yield LineEdit(rf"^;\?(c?{origin})~[^;]*;(.*)$", (f";{numbers[-1]}", 1, ";", 2), why)


def _looked_for_whole(policy: Policy, classes: tuple[TreatedAlike, ...]) -> Iterator[LineEdit]:
    why = "The rule gives no such prefix: the name is looked for as it is."
    for prefix in prefixes_of(policy):
        others = [c.number for c in classes if c.number not in where(classes, prefix=prefix)]
        if others:
            pattern = rf"^;(?:{spelt(others)})(c?){PREFIX_LETTERS[prefix]};{_W}({_NAME})({_W}=.*)$"
            yield LineEdit(pattern, (";?", 1, "n~", 2, ";", 2, 3), why)
    yield from _classified(policy, "n")
