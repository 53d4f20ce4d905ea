"""`hardtack render`: a policy as the configuration of a server."""

import difflib
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hardtack.render import FieldAnswer, Rendered, Renderer, Version


def _list_targets(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's call
    del parameter
    if not value or ctx.resilient_parsing:
        return
    from hardtack.cli.output import write_output
    from hardtack.render import RENDERERS

    width = max(len(renderer.target) for renderer in RENDERERS)
    lines = (
        f"{renderer.target:{width}}  {renderer.title}, {'.'.join(map(str, renderer.minimum))} and newer\n"
        for renderer in RENDERERS
    )
    write_output("".join(lines), None)
    ctx.exit()


@click.command(
    "render",
    epilog="Exit codes: 0 the target does what the policy says (or what it doesn't was accepted), 1 it does not, "
    "2 could not run.",
)
@click.argument("target", metavar="TARGET")
@click.argument("policy_file", metavar="POLICY", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--write", "folder", metavar="DIR", help="Write the files below this folder; the differences are shown.")
@click.option("--force", is_flag=True, help="With --write, replace files that hardtack did not write, too.")
@click.option("--version", "version_text", metavar="V", help="The server's version, such as 2.6.")
@click.option("--accept", multiple=True, metavar="FIELD", help="A field that may be other than exact; may be repeated.")
@click.option("--quiet", is_flag=True, help="On stderr only what is other than exact.")
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_list_targets, help="List targets.")
@click.pass_context
def command(  # noqa: PLR0913 -- one argument an option
    ctx: click.Context,
    /,
    target: str,
    policy_file: str,
    *,
    folder: str | None,
    force: bool,
    version_text: str | None,
    accept: tuple[str, ...],
    quiet: bool,
) -> None:
    """Write a policy as the configuration of a server.

    TARGET is a server (see --list), POLICY a policy's TOML file, or - for stdin. The files go to stdout, and what the
    server does otherwise than the policy says goes to stderr; then nothing is written below DIR until each such field
    is accepted by name. Nor is a file replaced there that hardtack did not write, unless with --force.
    """
    from hardtack.cli.ending import say
    from hardtack.cli.output import write_output
    from hardtack.cli.reading_policy import read_policy
    from hardtack.cli.rendered_files import write_files
    from hardtack.errors import UsageError

    if folder == "":
        raise UsageError("--write: the folder's name is empty.", "Was it a shell variable that is not set?")
    renderer = _renderer(target)
    version = _version(version_text, renderer)
    policy = read_policy(policy_file, "POLICY")
    rendered = renderer.render(policy, version).accepting(accept)
    open_answers = _not_accepted(rendered.answers, accept)
    for line in _by_sentence(open_answers):
        say(line)
    if folder is None:
        write_output(_text(rendered), None)
    elif not open_answers:
        write_files(rendered.files, Path(folder), force=force, quiet=quiet)
    if open_answers:
        fields = " ".join(f"--accept {field}" for field in dict.fromkeys(answer.field for answer in open_answers))
        left = "" if folder is None else "Nothing was written. "
        say(f"{left}If that will do: {fields}")
        ctx.exit(1)
    if not quiet:
        _say_what_next(rendered, policy_file, policy.site.origin)


def _renderer(name: str) -> "Renderer":
    from hardtack.errors import UsageError
    from hardtack.render import RENDERERS

    for renderer in RENDERERS:
        if name in {renderer.target, *renderer.aliases}:
            return renderer
    known = ", ".join(renderer.target for renderer in RENDERERS)
    near = difflib.get_close_matches(name, [renderer.target for renderer in RENDERERS], 1)
    meant = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(f"There is no target {name!r}.", f"{meant}The targets are {known}.")


def _version(text: str | None, renderer: "Renderer") -> "Version | None":
    from hardtack.errors import UsageError

    if text is None:
        return None
    parts = text.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        raise UsageError(f"--version {text} is no version.", "Give numbers separated by dots, such as 2.6.")
    version = tuple(map(int, parts))
    if version < renderer.minimum[: len(version)]:
        minimum = ".".join(map(str, renderer.minimum))
        raise UsageError(
            f"{renderer.title} {text} is too old for what {renderer.target} writes.", f"It needs {minimum} or newer."
        )
    return version


def _not_accepted(answers: "tuple[FieldAnswer, ...]", accepted: tuple[str, ...]) -> "list[FieldAnswer]":
    """The answers other than exact that no --accept names.

    Raises:
        UsageError: --accept names no field that the target answers for.
    """
    from hardtack.errors import UsageError
    from hardtack.render import Exactness

    fields = {answer.field for answer in answers}
    for field in accepted:
        if field not in fields:
            raise UsageError(
                f"--accept {field}: there is no such field.", f"The fields are {', '.join(sorted(fields))}."
            )
    return [answer for answer in answers if answer.exactness is not Exactness.EXACT and answer.field not in accepted]


def _by_sentence(answers: "list[FieldAnswer]") -> "Iterator[str]":
    """A line for each sentence, with the fields and rules that it is said of: ``secure, path of 'sid'; secure``."""
    said: dict[tuple[str, str], dict[str | None, list[str]]] = {}
    for answer in answers:
        rules = said.setdefault((answer.exactness.value, answer.sentence), {})
        rules.setdefault(answer.rule, []).append(answer.field)
    for (exactness, sentence), rules in said.items():
        # A field may be answered twice for the cookies of one rule.
        named = {rule: ", ".join(dict.fromkeys(fields)) for rule, fields in rules.items()}
        whose = "; ".join(fields if rule is None else f"{fields} of {rule!r}" for rule, fields in named.items())
        yield f"{exactness}: {whose}: {sentence}"


def _text(rendered: "Rendered") -> str:
    """One file as it is; several each below a line with its path."""
    if len(rendered.files) == 1:
        return rendered.files[0].text
    return "\n".join(f"==> {file.path} <==\n{file.text}" for file in rendered.files)


def _say_what_next(rendered: "Rendered", policy_file: str, origin: str) -> None:
    from hardtack.cli.ending import say
    from hardtack.cli.program import program

    tested = "run on the real thing" if rendered.tested else "from documentation"
    for name, text in (
        ("tested", tested),
        ("install", rendered.install),
        ("validate", rendered.validate),
        ("reload", rendered.reload),
        ("undo", rendered.undo),
    ):
        say(f"{name}: {text}")
    place = "POLICY" if policy_file == "-" else shlex.quote(policy_file)
    command = f"{program()} verify RECORDING {shlex.quote(origin)} --username NAME --policy {place}"
    say(f"hardtack: once it is in force, prove it: {command}")
