"""Structures of named or positional fields inside a cookie value: JSON, forms, separated fields, serialised PHP."""

import json
import re
from dataclasses import dataclass
from typing import cast

from hardtack.cookies.value_kinds import Kind, Part, Peeled

MAX_FIELDS = 256
"""The most fields one structure gives; what follows is dropped, for no honest cookie has as many."""

_KEY = r"[A-Za-z_][A-Za-z0-9_.\[\]-]{0,63}"
_FORM = re.compile(rf"{_KEY}=[^&]*(?:&{_KEY}=[^&]*)*&?")
_COLONS = re.compile(r"[^\s:]+(?::[^\s:]*){1,31}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:|[\d:]+\Z")
_PHP = re.compile(r'(?:[\w-]{1,64}\|)?(?:a:\d+:\{|O:\d+:"|s:\d+:"|i:-?\d+;|b:[01];)')
_LARAVEL = frozenset({"iv", "value", "mac"})


@dataclass(frozen=True, slots=True)
class _Members:
    """The members of a JSON object in their order; a name that stands twice stays twice."""

    pairs: list[tuple[str, object]]


def peel_json(text: str) -> Peeled | None:
    """A JSON object or array, flattened to its scalar fields."""
    return _json(Kind.JSON, text) if text.lstrip()[:1] in {"{", "["} else None


def peel_express_json(text: str) -> Peeled | None:
    """A JSON cookie of Express: the letter `j`, a colon and JSON."""
    return _json(Kind.EXPRESS_JSON, text[2:]) if text.startswith(("j:{", "j:[")) else None


def peel_php(text: str) -> Peeled | None:
    """Serialised PHP, known by its first type mark and never unserialised; the text itself is the leaf."""
    return Peeled(Kind.PHP_SERIALISED) if _PHP.match(text) else None


def peel_form(text: str) -> Peeled | None:
    """Fields as a form sends them: `name=value`, joined by ampersands."""
    if not _FORM.fullmatch(text):
        return None
    pairs = [pair.partition("=") for pair in text.split("&", MAX_FIELDS)[:MAX_FIELDS] if pair]
    # `YWJj=` is padded base64, also as the first of several fields (`YWJj=|1|…`): a form says something right after at
    # least one of its equals signs.
    if not any(_says_something(value) for _, _, value in pairs):
        return None
    return Peeled(Kind.FORM, tuple(Part((name,), value) for name, _, value in pairs))


def _says_something(value: str) -> bool:
    return bool(value.strip("=")) and value.lstrip("=")[:1] != "|"


def peel_fields(text: str) -> Peeled | None:
    """Positional fields joined by bars or colons, as in `user|expiry|token|code`."""
    if "|" in text:
        pieces = text.split("|", MAX_FIELDS)[:MAX_FIELDS]
    elif _COLONS.fullmatch(text) and "//" not in text and not _MOMENT.match(text):
        pieces = text.split(":")
    else:
        return None
    return Peeled(Kind.FIELDS, tuple(Part((str(place),), piece) for place, piece in enumerate(pieces)))


def _json(kind: Kind, text: str) -> Peeled | None:
    try:
        # Numbers stay as written: a telephone or card number must not turn into a float.
        tree: object = json.loads(text, object_pairs_hook=_Members, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    if isinstance(tree, _Members) and _LARAVEL.issubset(name for name, _ in tree.pairs):
        return Peeled(Kind.LARAVEL_ENCRYPTED)
    return Peeled(kind, _scalars(tree))


def _scalars(tree: object) -> tuple[Part, ...]:
    parts: list[Part] = []
    pending: list[tuple[tuple[str, ...], object]] = [((), tree)]
    while pending and len(parts) < MAX_FIELDS:
        names, node = pending.pop()
        if isinstance(node, _Members):
            pending += [((*names, name), child) for name, child in reversed(node.pairs)]
        elif isinstance(node, list):
            children = list(enumerate(cast("list[object]", node)))
            pending += [((*names, str(place)), child) for place, child in reversed(children)]
        elif node is not None:
            parts.append(Part(names, str(node).lower() if isinstance(node, bool) else str(node)))
    return tuple(parts)
