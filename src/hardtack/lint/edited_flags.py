"""What edits take out of set-cookie lines: flags that a pattern matches, and that no reference brings back."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from hardtack.lint.fields import FieldOp
from hardtack.lint.set_cookie_text import FLAGS, without_cases

__all__ = ["matched_away", "taken_out"]

_TOKEN: Final = re.compile(
    r"(?P<look>\(\?<?[=!])|(?P<group>\((?!\?)|\(\?P?<\w+>)|(?P<bare>\(\?[A-Za-z-]*[:>])|(?P<mode>\(\?[A-Za-z-]*\))"
    r"|(?P<end>\))|\\.|\[\^?.[^\]]{0,100}\]|.",
    re.DOTALL,
)
_LONGEST: Final = 5_000
"""Characters of a pattern that is looked into; real ones are a tenth of it."""
_DIGITS: Final = 4
_REFERENCE: Final = re.compile(r"[$\\]\{?([0-9]+)")
_BLANK: Final = re.compile(r"\\[A-Za-z]")
_FLAG: Final = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(FLAGS))})(?![\w-])")


def matched_away(op: FieldOp) -> frozenset[str]:
    """The flags that all lines have which an edit matches, and which it writes only if its replacement names them.

    Args:
        op: an edit of set-cookie lines.
    """
    return _away(op.pattern[:_LONGEST], op.value)


def taken_out(op: FieldOp) -> frozenset[str]:
    """The flags, in lower case, that lines have before an edit and not after it; argument as above."""
    return matched_away(op) - _flags(op.value)


@lru_cache(maxsize=256)
def _away(pattern: str, value: str) -> frozenset[str]:
    pieces = tuple(_pieces(pattern, {int(found[1][:_DIGITS]) for found in _REFERENCE.finditer(value)}))
    away, back = (
        _flags("".join(text if brought is wanted else ";" for text, brought in pieces)) for wanted in (False, True)
    )
    return away - back


def _flags(text: str) -> frozenset[str]:
    return frozenset(_FLAG.findall(_BLANK.sub(" ", without_cases(text))))


def _pieces(pattern: str, kept: set[int]) -> Iterator[tuple[str, bool]]:
    """The pattern's parts, each with whether a reference brings it back; what it only looks at is left out.

    Args:
        pattern: an expression.
        kept: the numbers of the groups that are referred to, 0 for all of it.
    """
    around = [0 in kept]
    looks: list[int] = []
    count = 0
    for found in _TOKEN.finditer(pattern):
        match found.lastgroup:
            case "look":
                looks.append(len(around))
                around.append(around[-1])
            case "group":
                count += 1
                around.append(around[-1] or count in kept)
            case "bare":
                around.append(around[-1])
            case "end" if len(around) > 1:
                around.pop()
                if looks and looks[-1] == len(around):
                    looks.pop()
            case None if not looks:
                yield found[0], around[-1]
            case _:
                pass
