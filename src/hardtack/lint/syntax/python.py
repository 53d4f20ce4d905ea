"""Python settings of Django and Flask, read as a syntax tree and never run.

What only running would tell (the environment, a function's answer) is `Opaque`.
"""

import ast
import warnings
from collections.abc import Iterator
from typing import Final, TypeGuard

from hardtack.errors import LintError
from hardtack.lint.model import Document, Kind, Opaque, Setting, Value

__all__ = ["document"]

_LARGEST_NUMBER: Final = 10**12
_DEEPEST: Final = 20
"""How deep statements and sums are followed: what nests deeper is no setting, and the walk recurses."""
_UNITS: Final = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
_ORDER: Final = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
_ATTRIBUTES: Final = {
    "permanent_session_lifetime": "PERMANENT_SESSION_LIFETIME",
    "secret_key": "SECRET_KEY",
}


def document(text: str, kind: Kind) -> Document:
    """Read the file.

    Raises:
        LintError: it isn't Python.
    """
    try:
        # A backslash too many would be told on stderr, as a warning about somebody else's file.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        raise LintError(f"line {error.lineno or 1}: it is no Python: {error.msg}.", "Mend it, then lint it.") from None
    except (ValueError, RecursionError, MemoryError):
        raise LintError("line 1: it is no Python.", "Is it the file you meant? --kind says what it is.") from None
    settings = tuple(_settings(tree.body, ""))
    stars = tuple(_stars(tree.body))
    lines = tuple(text.split("\n"))
    names = tuple(name for name, _ in stars)
    return Document(kind, lines, settings=settings, names=names, includes=tuple(line for _, line in stars))


def _stars(body: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    """Modules that all names are taken from, with their lines."""
    for node in body:
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            yield node.module or ".", node.lineno
        elif isinstance(node, ast.If | ast.Try):
            yield from _stars(node.body)


def _settings(body: list[ast.stmt], where: str, depth: int = 0) -> Iterator[Setting]:
    for node in body if depth < _DEEPEST else ():
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _assigned(target, value, where)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from _assigned(target, value, where)
            case ast.Expr(value=ast.Call() as call):
                yield from _updated(call, where)
            case ast.ClassDef(body=inner, name=name):
                yield from _settings(inner, name, depth + 1)
            case ast.FunctionDef(body=inner):
                yield from _in_function(inner, where)
            case ast.If(body=inner, orelse=other) | ast.Try(body=inner, orelse=other):
                # Which of the two it will be is not known.
                for one in _settings([*inner, *other], where, depth + 1):
                    yield Setting(one.name, Opaque.OPAQUE, one.line, one.where)
            case _:
                pass


def _in_function(body: list[ast.stmt], where: str) -> Iterator[Setting]:
    """What a function (an application's factory) sets on an application; its own variables are no settings."""
    for node in body:
        match node:
            case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target], value=value):
                yield from _assigned(target, value, where)
            case ast.Expr(value=ast.Call() as call):
                yield from _updated(call, where)
            case _:
                pass


def _assigned(target: ast.expr, value: ast.expr, where: str) -> Iterator[Setting]:
    match target:
        case ast.Name(id=name) if name.isupper():
            yield Setting(name, _value(value), target.lineno, where)
        case ast.Subscript(value=ast.Attribute(attr="config"), slice=ast.Constant(value=str(name))):
            yield Setting(name, _value(value), target.lineno, where)
        case ast.Attribute(attr=name) if name in _ATTRIBUTES:
            yield Setting(_ATTRIBUTES[name], _value(value), target.lineno, where)
        case _:
            pass


def _updated(call: ast.Call, where: str) -> Iterator[Setting]:
    """What `app.config.update(…)` and `app.config.from_mapping(…)` set."""
    match call.func:
        case ast.Attribute(attr="update" | "from_mapping", value=ast.Attribute(attr="config")):
            pass
        case _:
            return
    for one in call.args:
        if isinstance(one, ast.Dict):
            for key, value in zip(one.keys, one.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield Setting(key.value, _value(value), key.lineno, where)
    for keyword in call.keywords:
        if keyword.arg is not None:
            yield Setting(keyword.arg, _value(keyword.value), keyword.value.lineno, where)


def _value(node: ast.expr, depth: int = 0) -> Value:
    match node:
        case ast.Constant(value=str() | int() | float() | bool() | None as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.BinOp(left=left, op=operator, right=right) if depth < _DEEPEST:
            return _computed(_value(left, depth + 1), operator, _value(right, depth + 1))
        case ast.Call(func=ast.Name(id="timedelta") | ast.Attribute(attr="timedelta")):
            return _span(node)
        case _:
            return Opaque.OPAQUE


def _is_number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST_NUMBER


def _computed(left: Value, operator: ast.operator, right: Value) -> Value:
    if not (_is_number(left) and _is_number(right)):
        return Opaque.OPAQUE
    match operator:
        case ast.Mult():
            return left * right
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case _:
            return Opaque.OPAQUE


def _span(call: ast.Call) -> Value:
    """Seconds of a timedelta with plain numbers, else `Opaque`."""
    named = [*zip(_ORDER, call.args, strict=False), *((one.arg or "", one.value) for one in call.keywords)]
    seconds: float = 0
    for unit, node in named:
        number = _value(node)
        if unit not in _UNITS or not _is_number(number):
            return Opaque.OPAQUE
        seconds += number * _UNITS[unit]
    return int(seconds)
