"""A file of targets: `[[target]]` tables, each an audit of its own with the options of the command line by name."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import click

from hardtack.cli.reading_text import read_text
from hardtack.cli.settings import Place, parameters_by_name, read_settings
from hardtack.errors import InputError
from hardtack.probe.origin import Unusable, parse_target

ONE_FOR_ALL = frozenset({
    "targets", "jobs", "config", "show-config", "from", "output", "record", "format", "fail-on", "strict", "explain",
    "dry-run", "no-input", "quiet", "no-color", "help",
})  # fmt: skip
"""What is said once for the whole run."""

_OWN = ("name", "password-env")
_HINT = "docs/configuration.md shows a file of targets."


@dataclass(frozen=True, slots=True)
class Asked:
    """One target.

    Attributes:
        name: what it is called: its own name, else host and path.
        url: its address.
        slug: the stem of its files, no other target's.
        options: its own options, by click's names.
        password_env: the environment variable with its password, or None.
    """

    name: str
    url: str
    slug: str
    options: Mapping[str, object] = field(repr=False)
    password_env: str | None = None


def read_targets(path: str, command: click.Command) -> tuple[Asked, ...]:
    """Read a file of targets.

    Args:
        path: the file, or `-` for stdin.
        command: the command whose options may stand there.

    Raises:
        InputError: it is not TOML, holds no target, or one of them can't be; the message names the line.
        HostError: it can't be read.
    """
    text = read_text(path, "--targets")
    try:
        document = cast("dict[str, object]", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is not TOML: {error}.", _HINT) from None
    for key in document:
        if key != "target":
            raise Place(path, text, "").error(key, f"{key!r} is not understood", "Write each target below [[target]].")
    tables = document.get("target")
    if not isinstance(tables, list) or not tables:
        raise InputError(f"{path} holds no [[target]].", _HINT)
    parameters = parameters_by_name(command, ONE_FOR_ALL)
    taken: set[str] = set()
    found: list[Asked] = []
    for index, table in enumerate(cast("list[object]", tables)):
        place = Place(path, text, "target", index)
        if not isinstance(table, dict):
            raise place.error("target", "a target must be a table", "Write each target below [[target]].")
        found.append(_target(read_settings(cast("dict[str, object]", table), place, parameters, _OWN), place, taken))
    return tuple(found)


def _target(options: dict[str, object], place: Place, taken: set[str]) -> Asked:
    name, variable = options.pop("name", None), options.pop("password_env", None)
    if variable is not None and "password_file" in options:
        raise place.error("password_env", "there are two passwords", "Leave password-file or password-env out.")
    url = options.get("url")
    if not isinstance(url, str):
        if "curl" not in options:
            raise InputError(f"{place.file}: target number {place.index + 1} has no url.", 'Write url = "https://…".')
        url = ""
    target = parse_target(url) if url else None
    if isinstance(target, Unusable):
        raise place.error("url", f"url: {target.reason}", "Give an address such as https://app.example/login.")
    plain = url.partition("?")[0].partition("#")[0]
    called = str(name) if name is not None else plain.partition("://")[2].rstrip("/") or f"target {place.index + 1}"
    return Asked(called, plain, _slug(called, taken), options, None if variable is None else str(variable))


def _slug(name: str, taken: set[str]) -> str:
    """A file's stem made of a name, in lower case and with a number where another target has it."""
    base = re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-.")[:60] or "target"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
