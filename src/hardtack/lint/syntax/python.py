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
_LOADERS: Final = frozenset(
    {"from_object", "from_pyfile", "from_envvar", "from_prefixed_env", "from_file", "from_json"}
)
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
    return Document(
        kind,
        tuple(text.split("\n")),
        settings=settings,
        names=(*(name for name, _ in stars), *_elsewhere(tree)),
        bases=tuple(_bases(tree.body)),
        includes=tuple(line for _, line in stars),
    )


def _elsewhere(tree: ast.Module) -> Iterator[str]:
    """What has a hand in settings that are not written here: loaders, and Flask's session interface."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in _LOADERS:
                yield name
            case ast.Call(func=ast.Name(id="include" | "exec" as name)):
                yield name
            case ast.Call(args=[*_, ast.Call(func=ast.Name(id="locals" | "globals" | "vars" as name))]):
                yield name
            case ast.Assign(targets=[ast.Attribute(attr="session_interface" as name)]):
                yield name
            case ast.Call(func=ast.Attribute(attr="setdefault" as name, value=holder)) if _holds(holder):
                yield name
            case ast.Call(func=ast.Attribute(attr="update" | "from_mapping" as name, value=holder), args=[one, *_]) if (
                _holds(holder) and not isinstance(one, ast.Dict)
            ):
                yield name
            case _:
                pass


def _bases(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Classes, each with a class that it takes settings from."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from ((node.name, base.id) for base in node.bases if isinstance(base, ast.Name))


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
            case ast.ClassDef(body=inner, name=name):
                yield from _settings(inner, name, depth + 1)
            case ast.FunctionDef(body=inner):
                yield from _in_function(inner, where)
            case ast.If(body=inner, orelse=other) | ast.Try(body=inner, orelse=other):
                yield from _perhaps(_settings([*inner, *other], where, depth + 1))
            case _:
                yield from _updated(node, where)


def _in_function(body: list[ast.stmt], where: str, depth: int = 0) -> Iterator[Setting]:
    """What a function (an application's factory) sets on an application; its own variables are no settings."""
    for node in body if depth < _DEEPEST else ():
        match node:
            case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target], value=value):
                yield from _assigned(target, value, where)
            case ast.With(body=inner):
                yield from _in_function(inner, where, depth + 1)
            case ast.If(body=inner, orelse=other) | ast.Try(body=inner, orelse=other):
                yield from _perhaps(_in_function([*inner, *other], where, depth + 1))
            case _:
                yield from _updated(node, where)


def _perhaps(settings: Iterator[Setting]) -> Iterator[Setting]:
    """Settings of a branch: whether it is taken is not known."""
    for one in settings:
        yield Setting(one.name, Opaque.OPAQUE, one.line, one.where)


def _assigned(target: ast.expr, value: ast.expr, where: str) -> Iterator[Setting]:
    match target:
        case ast.Name(id=name) if name.isupper():
            yield Setting(name, _value(value), target.lineno, where)
        case ast.Subscript(value=holder, slice=ast.Constant(value=str(name))) if _holds(holder):
            yield Setting(name, _value(value), target.lineno, where)
        case ast.Attribute(attr=name) if name in _ATTRIBUTES:
            yield Setting(_ATTRIBUTES[name], _value(value), target.lineno, where)
        case ast.Tuple(elts=targets) if isinstance(value, ast.Tuple) and len(value.elts) == len(targets):
            for one, its in zip(targets, value.elts, strict=True):
                if isinstance(one, ast.Name):
                    yield from _assigned(one, its, where)
        case _:
            pass


def _holds(node: ast.expr) -> bool:
    """Whether it is what settings are kept in: an application's `config`, or the module's own names as a dictionary."""
    match node:
        case ast.Attribute(attr="config") | ast.Call(func=ast.Name(id="locals" | "globals" | "vars"), args=[]):
            return True
        case _:
            return False


def _updated(node: ast.stmt, where: str) -> Iterator[Setting]:
    """What `app.config.update(…)`, `app.config.from_mapping(…)` and `app.config |= {…}` set."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="update" | "from_mapping", value=holder)) as call):
            yield from _named(call, where) if _holds(holder) else ()
        case ast.AugAssign(target=target, op=ast.BitOr(), value=ast.Dict() as value) if _holds(target):
            yield from _of_dict(value, where)
        case _:
            pass


def _named(call: ast.Call, where: str) -> Iterator[Setting]:
    """The keywords of a call, those of `dict(…)` in it, and the entries of dictionaries that are written out."""
    for one in call.args:
        match one:
            case ast.Dict():
                yield from _of_dict(one, where)
            case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
                yield from _of_keywords(keywords, where)
            case _:
                pass
    yield from _of_keywords(call.keywords, where)


def _of_keywords(keywords: list[ast.keyword], where: str) -> Iterator[Setting]:
    for keyword in keywords:
        if keyword.arg is not None:
            yield Setting(keyword.arg, _value(keyword.value), keyword.value.lineno, where)


def _of_dict(node: ast.Dict, where: str) -> Iterator[Setting]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield Setting(key.value, _value(value), key.lineno, where)


def _value(node: ast.expr, depth: int = 0) -> Value:
    match node:
        case ast.Constant(value=str() | int() | float() | bool() | None as value):
            return value
        case ast.Constant(value=bytes() as value):
            return value.decode("latin-1")
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
