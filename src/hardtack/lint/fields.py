"""What a server's configuration does to response fields, the same words for Apache httpd, nginx, HAProxy and Caddy."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from hardtack.lint.model import Directive, Document, Kind
from hardtack.lint.walking import levels

__all__ = ["HSTS", "SET_COOKIE", "FieldOp", "Operation", "field_ops", "hsts_ops", "set_cookie_ops"]

SET_COOKIE: Final = "set-cookie"
HSTS: Final = "strict-transport-security"

_ADDING: Final = frozenset({"add", "append", "merge", "setifempty"})
_APACHE_CONDITIONS: Final = ("env=", "expr=", "early")


@unique
class Operation(Enum):
    """What is done to a field."""

    SET = "set"
    ADD = "add"
    EDIT = "edit"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class FieldOp:
    """One thing done to one response field.

    Attributes:
        line: where, from 1.
        how: the directive's own words, such as ``Header always edit``.
        operation: what is done.
        field: its name in lower case.
        value: what it is set to, or what replaces what matches.
        pattern: what has to match to be replaced; empty unless `operation` is EDIT.
        own_errors: whether it reaches what the server itself answers with, errors included.
        condition: what it hangs on, as written; empty = nothing.
        around: the sections around it, the outermost first.
    """

    line: int
    how: str
    operation: Operation
    field: str
    value: str
    pattern: str
    own_errors: bool
    condition: str
    around: tuple[Directive, ...]

    @property
    def scope(self) -> tuple[tuple[int, str], ...]:
        """What tells the innermost section from others: lines and names of all around."""
        return tuple((one.line, one.name) for one in self.around)


def field_ops(document: Document) -> tuple[FieldOp, ...]:
    """Everything that is done to response fields, in the order of the file."""
    found = (
        op
        for level in levels(document.directives)
        for one in level.directives
        for op in _ops(document.kind, one, level.sections)
    )
    return tuple(sorted(found, key=lambda op: op.line))


def set_cookie_ops(document: Document, *operations: Operation) -> tuple[FieldOp, ...]:
    """What is done to set-cookie lines; all of it, or those operations."""
    return _of(document, SET_COOKIE, operations)


def hsts_ops(document: Document, *operations: Operation) -> tuple[FieldOp, ...]:
    """What is done to Strict-Transport-Security; all of it, or those operations."""
    return _of(document, HSTS, operations)


def _of(document: Document, field: str, operations: tuple[Operation, ...]) -> tuple[FieldOp, ...]:
    wanted = operations or tuple(Operation)
    return tuple(op for op in field_ops(document) if op.field == field and op.operation in wanted)


def _ops(kind: Kind, one: Directive, around: tuple[Directive, ...]) -> Iterator[FieldOp]:
    match kind:
        case Kind.APACHE | Kind.HTACCESS if one.name == "header":
            yield from _apache(one, around)
        case Kind.NGINX if one.name in {"add_header", "proxy_hide_header"} and one.args:
            yield _nginx(one, around)
        case Kind.HAPROXY if one.name in {"http-response", "http-after-response"}:
            yield from _haproxy(one, around)
        case Kind.CADDY if one.name in {"header", "header_down"}:
            yield from _caddy(one, around)
        case _:
            pass


def _apache(one: Directive, around: tuple[Directive, ...]) -> Iterator[FieldOp]:
    table = one.arg(0).lower() if one.arg(0).lower() in {"always", "onsuccess"} else ""
    action, name, *rest = (*one.args[bool(table) :], "", "")
    words: list[str] = [word for word in rest if word]
    condition = words.pop() if len(words) > 1 and words[-1].startswith(_APACHE_CONDITIONS) else ""
    how = " ".join(filter(None, ("Header", table, action)))
    operation, pattern, value = _apache_operation(action.lower(), words)
    if operation is not None:
        field = name.removesuffix(":").lower()
        own = table == "always"
        yield FieldOp(one.line, how, operation, field, value, pattern, own, condition, around)


def _apache_operation(action: str, rest: list[str]) -> tuple[Operation | None, str, str]:
    first, second, *_ = (*rest, "", "")
    match action:
        case "set":
            return Operation.SET, "", first
        case "unset":
            return Operation.REMOVE, "", ""
        case "edit" | "edit*":
            return Operation.EDIT, first, second
        case _:
            return (Operation.ADD if action in _ADDING else None), "", first


def _nginx(one: Directive, around: tuple[Directive, ...]) -> FieldOp:
    field = one.arg(0).lower()
    if one.name == "proxy_hide_header":
        own, operation, value = False, Operation.REMOVE, ""
    else:
        own, operation, value = one.arg(2) == "always", Operation.ADD, one.arg(1)
    return FieldOp(one.line, one.name, operation, field, value, "", own, "", around)


def _haproxy(one: Directive, around: tuple[Directive, ...]) -> Iterator[FieldOp]:
    action, field, first, second = (one.arg(index) for index in range(4))
    known = {
        "add-header": (Operation.ADD, "", first),
        "set-header": (Operation.SET, "", first),
        "del-header": (Operation.REMOVE, "", ""),
        "replace-header": (Operation.EDIT, first, second),
        "replace-value": (Operation.EDIT, first, second),
    }
    if action not in known:
        return
    operation, pattern, value = known[action]
    begin = next((index for index, word in enumerate(one.args) if index > 1 and word in {"if", "unless"}), None)
    condition = "" if begin is None else " ".join(one.args[begin:])
    own = one.name == "http-after-response"
    how = f"{one.name} {action}"
    yield FieldOp(one.line, how, operation, field.lower(), value, pattern, own, condition, around)


def _caddy(one: Directive, around: tuple[Directive, ...]) -> Iterator[FieldOp]:
    matcher = one.name == "header" and one.arg(0).startswith(("/", "@", "*"))
    args = one.args[matcher:]
    lines = [(inner.line, (inner.name, *inner.args)) for inner in one.block] or [(one.line, args)]
    # To take a field away, or to set one that is absent, waits for the answer, and so do all beside it.
    late = any(words[0] == "defer" or words[0].startswith(("-", "?", ">")) for _, words in lines if words)
    for line, words in lines:
        if len(words) < 2 and not "".join(words).startswith("-"):
            continue
        field, first, second = (*words, "", "")[:3]
        deferred = late or one.name == "header_down"
        operation = _caddy_operation(field, len(words))
        pattern, value = (first, second) if operation is Operation.EDIT else ("", first)
        how = f"{one.name}{' (deferred)' if late and one.name == 'header' else ''}"
        condition = one.arg(0) if matcher and one.arg(0) != "*" else ""
        yield FieldOp(
            line, how, operation, field.lstrip("+-?>").lower(), value, pattern, not deferred, condition, around
        )


def _caddy_operation(field: str, words: int) -> Operation:
    if field.startswith("-"):
        return Operation.REMOVE
    if words > 2:
        return Operation.EDIT
    return Operation.ADD if field.startswith(("+", "?")) else Operation.SET
