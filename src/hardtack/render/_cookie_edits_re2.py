r"""The way in as regular expressions for RE2, which has no look-around: `inbound` by edits of a Cookie field.

Each edit is made at every match. While they run, each pair with a name has a mark before it, that ends with "=": ``?``
and its name; ``h``, ``e`` and what follows its __Host- or __Secure-; ``!`` and its name if that has a prefix that
counts for nothing; or, once it is known how the name is treated, ``>``, one of ``?he`` and one of ``nhe`` for the
prefix that the name is given (``n`` for none). A pair without "=" has no mark, and none that has one goes out with it:
the last edit takes them all away at once.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from hardtack.policy import NamePrefix, Policy
from hardtack.render._cookie_edits import dropped_names
from hardtack.render._marks import LineEdit
from hardtack.render._marks_re2 import PREFIX_LETTERS
from hardtack.render._names import literal, prefixes_of
from hardtack.render._re2 import ANY_PREFIX, BLANKS, name_without

__all__ = ["cookie_edits"]

_AT: Final = "(^|;)"
_NO_PREFIX: Final = "n"


def cookie_edits(policy: Policy) -> tuple[LineEdit, ...]:
    """All edits of a policy, in order; none if Cookie fields pass as they are.

    Args:
        policy: A policy that `check_policy` has nothing against.
    """
    edits = (*_dropped(policy), *_renamed(policy))
    if not edits:
        return ()
    why = "What taking out has left of separators."
    return (
        LineEdit(f"{BLANKS};[; \\t]*", (";",), "Pairs stand without blanks around them while they are worked on."),
        *edits,
        LineEdit("^;+()", (1,), why),
        LineEdit(";+()$", (1,), why),
        LineEdit(";+", ("; ",), why),
    )


def _dropped(policy: Policy) -> Iterator[LineEdit]:
    names = dropped_names(policy)
    if names is not None:
        pattern = f"{_AT}{names}{BLANKS}=[^;]*"
        yield LineEdit(pattern, (1,), "inbound.drop: these do not reach the application.")


def _renamed(policy: Policy) -> Iterator[LineEdit]:
    prefixes = prefixes_of(policy)
    if not prefixes:
        return
    pattern = f"{_AT}([^=;]*[^=; \\t])({BLANKS}=[^;]*)"
    yield LineEdit(
        pattern, (1, "?", 2, "=", 2, 3), "Each pair gets a mark with its name, which a later edit takes away."
    )
    for prefix in prefixes:
        spelt = literal(prefix.value)
        why = f"A name that may have its {prefix.value} from this policy is looked for without it."
        yield LineEdit(rf"{_AT}\?({spelt}{ANY_PREFIX}[^=;]*=)", (1, "!", 2), why)
        yield LineEdit(rf"{_AT}\?{spelt}([^=; \t][^=;]*=)", (1, PREFIX_LETTERS[prefix], 2), why)
    yield LineEdit(rf"{_AT}\?({ANY_PREFIX}[^=;]*=)", (1, "!", 2), "Other prefixes are none of this policy's.")
    yield from _classified(policy)
    if policy.inbound.strip_bare_renamed:
        why = "Any host of the site could have set a cookie under its bare name: such a one does not pass."
        yield LineEdit(rf"{_AT}>\?[he]=[^;]*", (1,), why)
    for prefix in prefixes:
        letter = PREFIX_LETTERS[prefix]
        why = f"The application knows these without {prefix.value}."
        yield LineEdit(f"{_AT}>{letter}{letter}={literal(prefix.value)}", (1, "!="), why)
    yield LineEdit(f"{_AT}(?:>[?he][nhe]|![^=;]*)=", (1,), "The marks go.")


def _classified(policy: Policy) -> Iterator[LineEdit]:
    """Edits that say of each name which prefix it is given, rules with the same one after another as one."""
    given = [(_letter(policy.treatment(rule).prefix), rule) for rule in policy.cookies]
    for letter, rules in groupby(given, lambda pair: pair[0]):
        names = [name for _, rule in rules if (name := name_without(rule.match, "=;")) is not None]
        if names:
            yield _treated(f"(?:{'|'.join(names)})", letter)
    yield _treated("[^=;]*", _letter(policy.treatment(None).prefix))


def _treated(names: str, letter: str) -> LineEdit:
    return LineEdit(f"{_AT}([?he]){names}=", (1, ">", 2, f"{letter}="), "By the first rule that names them.")


def _letter(prefix: NamePrefix) -> str:
    return PREFIX_LETTERS.get(prefix, _NO_PREFIX)
