"""The configuration file: the `[audit]` table of `hardtack.toml` in the current directory, or of `--config FILE`.

What the command line says wins; the environment holds nothing but the password; then comes the file, then the default.
"""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import click
from click.core import ParameterSource

from hardtack.cli.password import VARIABLE
from hardtack.cli.reading_text import read_text
from hardtack.cli.settings import Place, parameters_by_name, read_settings
from hardtack.errors import InputError
from hardtack.policy.codec import AUDIT_KEY, TOP_KEYS
from hardtack.probe.options import parse_proxy
from hardtack.report.phrases import printable

NAME = "hardtack.toml"
NOT_IN_A_FILE = frozenset({"config", "show-config", "targets", "from", "help"})
"""What says which file is meant, or what is to be done this once."""

_SAID = {
    ParameterSource.COMMANDLINE: "command line",
    ParameterSource.ENVIRONMENT: "environment",
    ParameterSource.DEFAULT_MAP: "configuration file",
}


def load(ctx: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """Take the file's options for defaults, before any other option is read (an eager callback of click's).

    Args:
        ctx: the command's context.
        parameter: `--config`.
        given: the file, or None for `hardtack.toml` where there is one.

    Returns:
        The file that was read, or None.

    Raises:
        InputError: it is not TOML, or an option in it can't be.
        HostError: it can't be read.
    """
    del parameter
    place = given if given is not None else NAME if Path(NAME).is_file() else None
    if place is None or ctx.resilient_parsing:
        return None
    text = read_text(place, "--config")
    try:
        document = cast("dict[str, object]", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{place} is not TOML: {error}.", "docs/configuration.md shows one.") from None
    for key, value in document.items():
        # `hardtack plan` writes a policy of that very name, so the file may be one, with or without options.
        if key in TOP_KEYS:
            continue
        if key != AUDIT_KEY or not isinstance(value, dict):
            hint = "Options stand below a line that says [audit]."
            raise Place(place, text, "").error(key, f"{key!r} is not understood", hint)
    if given is None and AUDIT_KEY not in document:
        return None
    table = cast("dict[str, object]", document.get(AUDIT_KEY, {}))
    # Every command that audits reads the same table; what one of them has no option for is not its business.
    from hardtack.cli.audit import command as audit

    allowed = parameters_by_name(audit, NOT_IN_A_FILE)
    ctx.default_map = read_settings(table, Place(place, text, AUDIT_KEY), allowed)
    return place


def shown(ctx: click.Context) -> str:
    """Each option with its value and where it comes from, one a line; no secret among them.

    Args:
        ctx: the context of a command whose options were read.
    """
    rows = list(_rows(ctx))
    width = max(len(name) for name, _, _ in rows)
    values = max(len(value) for _, value, _ in rows)
    lines = [f"{name:<{width}}  {value:<{values}}  {source}" for name, value, source in rows]
    file = ctx.params.get("config")
    lines.append("")
    lines.append(f"configuration file: {printable(str(file)) if file else f'none (no {NAME} here)'}")
    return "\n".join(lines) + "\n"


def _rows(ctx: click.Context) -> Iterator[tuple[str, str, str]]:
    for name, parameter in parameters_by_name(ctx.command, NOT_IN_A_FILE).items():
        value = ctx.params.get(str(parameter.name))
        source = ctx.get_parameter_source(str(parameter.name))
        yield name, _written(name, value), _SAID.get(source, "default") if source else "default"
    if VARIABLE in os.environ:
        yield "password", "(set, not shown)", f"environment ({VARIABLE})"


def _written(name: str, value: object) -> str:
    if value is None or value == ():
        return "-"
    if name == "header":
        return ", ".join(f"{line.partition(':')[0]}: …" for line in cast("tuple[str, ...]", value))
    if name == "proxy":
        proxy = parse_proxy(str(value))
        return f"http://{'…@' if proxy.credentials else ''}{proxy.host}:{proxy.port}"
    if isinstance(value, tuple):
        return ", ".join(printable(str(one)) for one in cast("tuple[object, ...]", value))
    return ("true" if value else "false") if isinstance(value, bool) else printable(str(value))
