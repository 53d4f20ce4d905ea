"""The command line: one module a command, imported when it is asked for.

Data goes to stdout, words go to stderr. Commands parse, call, print and exit; whatever is decided is decided below.
"""

from importlib import import_module
from typing import cast

import click

from hardtack.cli.usage import ToldUsageError, did_you_mean, told_in_one_voice

__all__ = ["main"]

_COMMANDS = {
    "audit": "Ask the ten questions of a live site, or of a recording.",
    "completion": "Print the completion script of a shell.",
    "demo": "Start the bundled demo application, which is weak on purpose.",
    "explain": "Say what browsers make of a Set-Cookie line, or print the page of a check.",
    "lint": "Say what existing configuration does to cookies, and where it is wrong.",
    "plan": "Plan a policy from a recording or a report.",
    "render": "Write a policy as the configuration of a server.",
    "verify": "Audit again, and say what is fixed and what broke.",
}
"""Each command's module and the line that `--help` shows, so that listing them imports none of them."""


class Commands(click.Group):
    """A group whose commands are imported when they are called, and whose errors end the way the house ends."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None if there is none."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        return cast("click.Command", import_module(f"hardtack.cli.{cmd_name}").command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, from the lines above."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; for a slip of the pen, what was likely meant."""
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            raise ToldUsageError(
                f"No such command {name!r}.",
                f"{did_you_mean(name, _COMMANDS)}The commands are {', '.join(sorted(_COMMANDS))}.",
            )
        return super().resolve_command(ctx, args)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """Read the group's own options; what is wrong with them is told as everything is."""
        from hardtack.cli.ending import ended

        with told_in_one_voice(), ended():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run, and end with one line for what went wrong outside hardtack, and a file for what went wrong inside."""
        from hardtack.cli.ending import ended

        with told_in_one_voice(), ended():
            return super().invoke(ctx)


def _print_version(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 -- click's call
    del parameter
    if value and not ctx.resilient_parsing:
        from hardtack.cli.version import version_text

        click.echo(version_text(verbose=bool(ctx.params.get("verbose"))))
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", is_flag=True, is_eager=True, help="With --version: what it is made of, for a bug report.")
@click.option(
    "--version", is_flag=True, expose_value=False, callback=_print_version, help="Print the version and exit."
)
def main(*, verbose: bool) -> None:
    """Audits the session cookies of a web application: ten questions, each answered with its proof.

    Begin with `hardtack demo --audit`, then `hardtack audit URL --username NAME` on an application of your own.
    """
    del verbose
