"""Options from a TOML table: the same names as on the command line, each held to its option's own type.

Used by the configuration file and by files of targets. Reading is strict: a key that is not understood would be an
audit that silently goes another way than its author thinks. Secrets stand in files of their own or the environment.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import cast

import click

from hardtack.errors import InputError, UsageError
from hardtack.probe.options import parse_proxy
from hardtack.recording.recipe_lines import line_of

_SECRET_WORDS = ("authorization", "cookie", "token", "secret", "key", "auth")
_PASSWORD_KEYS = frozenset({"password", "passwd", "pass"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table stands, for messages.

    Attributes:
        file: the file's path.
        text: its text.
        table: the table's name.
        index: which of the tables of that name, from 0.
    """

    file: str
    text: str
    table: str
    index: int = 0

    def error(self, key: str, wrong: str, hint: str) -> InputError:
        """What is wrong with a key, with its line where that is known."""
        line = line_of(self.text, self.table, self.index, key)
        return InputError(f"{self.file}, {f'line {line}' if line else f'[{self.table}]'}: {wrong}.", hint)


def read_settings(
    table: Mapping[str, object], place: Place, parameters: Mapping[str, click.Parameter], more: tuple[str, ...] = ()
) -> dict[str, object]:
    """The options of a table.

    Args:
        table: keys with dashes or underscores, and their values.
        place: where it stands.
        parameters: the options that may stand there, by their names with dashes.
        more: further keys that may stand there, each a string.

    Returns:
        Each option's value by click's name of it, as the option's type has it; the further keys as they are.

    Raises:
        InputError: a key is unknown, given twice, a secret, or its value is not one of its option.
    """
    found: dict[str, object] = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        if name in _PASSWORD_KEYS:
            hint = "Name its file with password-file" + (", or its variable with password-env." if more else ".")
            raise place.error(key, "a password can't stand in this file", hint)
        if name in more:
            if not isinstance(value, str) or not value:
                raise place.error(key, f"{key!r} must be a string", f'Write {key} = "…".')
            target, made = name.replace("-", "_"), cast("object", value)
        elif name in parameters:
            parameter = parameters[name]
            target, made = str(parameter.name), _value(key, value, parameter, place)
            _refuse_secrets(key, name, made, place)
        else:
            known = (*parameters, *more)
            near = get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"The keys here are {', '.join(sorted(known))}."
            raise place.error(key, f"{key!r} is not understood", hint)
        if target in found:
            raise place.error(key, f"{key!r} is given twice, with dash and underscore", "Leave one of them out.")
        found[target] = made
    return found


def parameters_by_name(command: click.Command, left_out: frozenset[str]) -> dict[str, click.Parameter]:
    """A command's options by their long names without the leading dashes, the argument by its own.

    Args:
        command: the command.
        left_out: names that are not wanted.
    """
    named = {
        max((text for text in one.opts if text.startswith("--")), default=one.opts[0]).removeprefix("--"): one
        for one in command.params
    }
    return {name: one for name, one in named.items() if name not in left_out}


def _value(key: str, value: object, parameter: click.Parameter, place: Place) -> object:
    if isinstance(parameter, click.Option) and parameter.is_flag:
        if not isinstance(value, bool):
            raise place.error(key, f"{key!r} must be true or false", f"Write {key} = true.")
        return value
    many = parameter.multiple if isinstance(parameter, click.Option) else False
    given = cast("list[object]", value) if many and isinstance(value, list) else [value]
    made = tuple(_converted(key, one, parameter, place) for one in given)
    return made if many else made[0]


def _converted(key: str, value: object, parameter: click.Parameter, place: Place) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        kind = "an array of strings" if getattr(parameter, "multiple", False) else parameter.type.name
        raise place.error(key, f"{key!r} must be {kind}", f"Write {key} as in docs/configuration.md.")
    if isinstance(parameter.type, click.types.StringParamType | click.Path | click.Choice) != isinstance(value, str):
        raise place.error(key, f"{key!r} must be {parameter.type.name}", "Numbers stand without quotes, text in them.")
    try:
        return cast("object", parameter.type.convert(value, parameter, None))
    except click.BadParameter as error:
        raise place.error(key, f"{key!r}: {error.message.rstrip('.')}", "See hardtack audit --help.") from None


def _refuse_secrets(key: str, name: str, value: object, place: Place) -> None:
    if name == "header":
        for line in cast("tuple[str, ...]", value):
            field = line.partition(":")[0].lower()
            if any(word in field for word in _SECRET_WORDS):
                raise place.error(key, "a header that may be a secret can't stand in this file", "Give it by --header.")
    if name == "proxy" and _has_credentials(str(value)):
        raise place.error(key, "a proxy's password can't stand in this file", "Give the proxy by --proxy.")


def _has_credentials(proxy: str) -> bool:
    try:
        return parse_proxy(proxy).credentials is not None
    except UsageError:
        # What it is, is told where it is used; what stands before an @ may be a password all the same.
        return "@" in proxy


def arguments_of(values: Mapping[str, object], parameters: Mapping[str, click.Parameter]) -> Iterator[str]:
    """The words of a command line that say the same as these values.

    Args:
        values: by click's names.
        parameters: by their names with dashes.
    """
    for name, parameter in parameters.items():
        value = values.get(str(parameter.name))
        if value is None or value is False:
            continue
        if isinstance(parameter, click.Argument):
            yield str(value)
        elif parameter.is_flag if isinstance(parameter, click.Option) else False:
            yield f"--{name}"
        else:
            for one in cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,):
                yield f"--{name}={one}"
