"""A recording as JSON text and back, exactly: what `--record` writes and `--from` reads.

The text is the object tree field for field: enum members by their names, which never change, tuples as arrays. Reading
is strict, since verdicts rest on it: a field missing, unknown, of another type or given twice is refused, with its
place. A field that has a default may be missing: it came later, and older recordings have nothing to say there.
"""

import json
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from inspect import signature
from types import NoneType, UnionType
from typing import Union, cast, get_args, get_origin, get_type_hints

from hardtack.errors import RecordingError
from hardtack.recording.model import SCHEMA_VERSION, Recording

_SCALARS = (str, int, float, bool)
_WORDS: dict[type[object], str] = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}
_HINT = "Give a file that hardtack audit --record wrote, unchanged, or a HAR file."


def to_json(recording: Recording) -> str:
    """The recording as JSON text: ASCII, one line a value, ending with a line feed."""
    return json.dumps(to_object(recording), indent=1, allow_nan=False) + "\n"


def to_object(recording: Recording) -> dict[str, object]:
    """The recording as what its JSON text says, to stand in another document."""
    return cast("dict[str, object]", _plain(recording))


def from_json(text: str) -> Recording:
    """The recording that `to_json` wrote.

    Args:
        text: the file's text.

    Raises:
        RecordingError: it is not JSON, not a recording, of another version, or not consistent in itself.
    """
    return from_object(parse_json(text))


def from_object(document: object) -> Recording:
    """The recording that `to_object` made.

    Args:
        document: what `parse_json` reads.

    Raises:
        RecordingError: it is not a recording, of another version, or not consistent in itself.
    """
    if not isinstance(document, dict) or "schema_version" not in document:
        raise RecordingError("The file is JSON, but not a recording: it has no schema_version.", _HINT)
    version = cast("dict[str, object]", document)["schema_version"]
    if version != SCHEMA_VERSION:
        raise RecordingError(
            f"The recording has schema_version {str(version)[:20]}, this hardtack reads {SCHEMA_VERSION}.",
            "Record the site again, or use the hardtack that made the recording.",
        )
    recording = cast("Recording", _made(Recording, cast("object", document), ""))
    _check_places(recording)
    return recording


def parse_json(text: str) -> object:
    """JSON text as objects, with nothing given twice in one object.

    Raises:
        RecordingError: it is not JSON.
    """
    try:
        return cast("object", json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number))
    except json.JSONDecodeError as error:
        raise RecordingError(f"Line {error.lineno}, column {error.colno} is not JSON: {error.msg}.", _HINT) from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise RecordingError(f"The file can't be read as JSON: {reason}.", _HINT) from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        name = next(name for index, (name, _) in enumerate(pairs) if name in dict(pairs[:index]))
        raise ValueError(f"{name[:40]!r} is given twice in one object")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in cast("tuple[object, ...]", value)]
    return value


def _made(hint: object, value: object, place: str) -> object:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        (other,) = (one for one in arguments if one is not NoneType)
        return None if value is None else _made(other, value, place)
    if origin is tuple:
        return _tuple(arguments, value, place)
    kind = cast("type[object]", hint)
    if is_dataclass(kind):
        return _object(kind, value, place)
    if issubclass(kind, Enum):
        return _member(kind, value, place)
    return _scalar(kind, value, place)


def _tuple(arguments: tuple[object, ...], value: object, place: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise _wrong(place, "an array", value)
    items = cast("list[object]", value)
    repeated = len(arguments) > 1 and arguments[1] is Ellipsis
    hints = arguments[:1] * len(items) if repeated else arguments
    if len(hints) != len(items):
        raise _wrong(place, f"an array of {len(hints)}", items)
    return tuple(
        _made(hint, one, f"{place}[{index}]") for index, (hint, one) in enumerate(zip(hints, items, strict=True))
    )


def _object(kind: type[object], value: object, place: str) -> object:
    if not isinstance(value, dict):
        raise _wrong(place, "an object", value)
    given = cast("dict[str, object]", value)
    hints = _hints(cast("Hashable", kind))
    if unknown := sorted(given.keys() - hints.keys()):
        raise RecordingError(f"{_named(place)} holds {unknown[0][:40]!r}, which is no part of a recording.", _HINT)
    if missing := sorted(_needed(cast("Callable[..., object]", kind)) - given.keys()):
        raise RecordingError(f"{_named(place)} lacks {missing[0]!r}.", _HINT)
    build = cast("Callable[..., object]", kind)
    return build(**{name: _made(hints[name], one, f"{place}.{name}" if place else name) for name, one in given.items()})


@cache
def _hints(kind: Hashable) -> dict[str, object]:
    return get_type_hints(kind)


@cache
def _needed(build: Callable[..., object]) -> frozenset[str]:
    """The fields without a default."""
    return frozenset(one.name for one in signature(build).parameters.values() if one.default is one.empty)


def _member(kind: type[Enum], value: object, place: str) -> Enum:
    found = kind.__members__.get(value) if isinstance(value, str) else None
    if found is None:
        raise _wrong(place, f"one of {', '.join(kind.__members__)}", value)
    return found


def _scalar(kind: type[object], value: object, place: str) -> object:
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind or kind not in _SCALARS:
        raise _wrong(place, _WORDS[kind], value)
    return value


def _wrong(place: str, wanted: str, value: object) -> RecordingError:
    # The value itself stays unsaid: whoever made the file by hand may have put a secret there.
    kinds: dict[type[object], str] = {NoneType: "null", dict: "an object", list: "an array", **_WORDS}
    return RecordingError(f"{_named(place)} is {kinds[type(value)]}, but must be {wanted}.", _HINT)


def _named(place: str) -> str:
    return place or "The recording"


def _check_places(recording: Recording) -> None:
    """Hold every mention of an exchange to one that is there."""
    count = len(recording.exchanges)
    for index, exchange in enumerate(recording.exchanges):
        if exchange.index != index:
            raise RecordingError(f"exchanges[{index}].index is {exchange.index}, but must be {index}.", _HINT)
    mentions = [("login.exchange", recording.login.exchange)]
    mentions += [(f"scripts[{index}].exchange", one.exchange) for index, one in enumerate(recording.scripts)]
    for index, probe in enumerate(recording.probes):
        mentions += [(f"probes[{index}].exchange", probe.exchange), (f"probes[{index}].control", probe.control)]
    for index, known in enumerate(recording.measured):
        mentions += [(f"measured[{index}]", place) for place in (known.alive, known.dead, known.control)]
    for index, ids in enumerate(recording.sampled):
        mentions += [(f"sampled[{index}]", place) for place in (ids.first, ids.last, *(ids.twins or ()))]
    for place, mentioned in mentions:
        if mentioned is not None and not 0 <= mentioned < count:
            raise RecordingError(f"{place} is {mentioned}, but the recording has {count} exchanges.", _HINT)
