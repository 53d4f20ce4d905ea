"""Set-cookie lines and their attributes, as configurations write them: with variables and back-references in them."""

import re
from typing import Final

from hardtack.lint.fields import FieldOp, Operation

__all__ = [
    "ATTRIBUTES",
    "FLAGS",
    "Attribute",
    "appended",
    "attributes_alone",
    "attributes_of",
    "is_blanket",
    "is_deletion",
    "is_guarded",
    "is_marked",
    "last_looks",
    "own_line",
    "without_cases",
]

ATTRIBUTES: Final = frozenset({"domain", "path", "expires", "max-age", "secure", "httponly", "samesite", "partitioned"})
"""The attributes that browsers know."""

FLAGS: Final = frozenset({"secure", "httponly", "samesite"})
"""Those of them that protect."""

Attribute = tuple[str, str]
"""Name as written and value, blanks at their ends taken off; a flag's value is empty."""

_SETTING: Final = frozenset({Operation.SET, Operation.ADD})
_REFERENCES: Final = re.compile(r"(?:\$\{?[0-9]+\}?|\\[0-9])+")
_BARE: Final = re.compile(r"\(\?i\)|\(\?:|[\^$()?]")
_NO_ATTRIBUTE: Final = re.compile(r"\[\^;[^\]]*\]|\\.")
_MARKED: Final = re.compile(r"(?:\(\?i\))?\^\(*;")
_EITHER_CASE: Final = re.compile(r"\[([A-Za-z])[A-Za-z]\]")
_EVERYTHING: Final = frozenset({"", ".*", ".+"})


def attributes_of(text: str) -> tuple[Attribute, ...]:
    """The attributes in a text that begins with a name-value pair, or with what stands for one."""
    parts = (part.partition("=") for part in text.split(";")[1:])
    return tuple((name.strip(), value.strip()) for name, _, value in parts if name.strip())


def appended(op: FieldOp) -> tuple[Attribute, ...]:
    """The attributes that an edit writes after what matched; none where it writes something else."""
    found = list(_REFERENCES.finditer(op.value)) if op.operation is Operation.EDIT else []
    if len(found) != 1 or found[0].start() != 0:
        return ()
    return attributes_of(op.value)


def attributes_alone(op: FieldOp) -> tuple[Attribute, ...]:
    """The attributes of a set-cookie line that has no cookie before them; none where it has one."""
    found = attributes_of(f";{op.value}")
    return found if op.operation in _SETTING and found and found[0][0].lower() in ATTRIBUTES else ()


def is_deletion(attributes: tuple[Attribute, ...]) -> bool:
    """Whether attributes take a cookie away: it needs no protection."""
    return any(name.lower() == "max-age" and value.startswith(("0", "-")) for name, value in attributes)


def is_blanket(pattern: str) -> bool:
    """Whether a pattern matches every line whole."""
    return _BARE.sub("", pattern.removeprefix("(?i)")) in _EVERYTHING


def is_guarded(pattern: str) -> bool:
    """Whether a pattern looks at the attributes.

    By a negative look-around; since it matches none of them; or since an edit before it has looked, and left a mark.
    """
    dots = _NO_ATTRIBUTE.sub("", pattern)
    return is_marked(pattern) or "(?!" in pattern or "(?<!" in pattern or "." not in dots


def is_marked(pattern: str) -> bool:
    """Whether the lines that match begin with a `;`, which no cookie does: edits build on each other."""
    return _MARKED.match(pattern) is not None


def last_looks(ops: tuple[FieldOp, ...]) -> dict[str, int]:
    """The line of the last edit that may mend each flag: engines without look-ahead append, then mend.

    Its pattern has to do with the flag, and it does not append the flag itself.

    Args:
        ops: the edits of a document, in order.
    """
    looks = ((op.line, without_cases(op.pattern), {name.lower() for name, _ in appended(op)}) for op in ops)
    return {flag: line for line, pattern, adds in looks for flag in FLAGS if flag in pattern and flag not in adds}


def without_cases(pattern: str) -> str:
    """A pattern in lower case, `[Ss]ecure` without its brackets."""
    return _EITHER_CASE.sub(r"\1", pattern).lower()


def own_line(op: FieldOp) -> tuple[str, tuple[Attribute, ...]] | None:
    """Name and attributes of a cookie that the server itself sets, None where the operation sets none."""
    if op.operation not in _SETTING or "=" not in op.value.partition(";")[0] or attributes_alone(op):
        return None
    return op.value.partition("=")[0].strip(), attributes_of(op.value)
