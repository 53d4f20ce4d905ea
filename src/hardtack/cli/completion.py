"""`hardtack completion`: the script that teaches a shell to complete hardtack's commands and options."""

import click
from click.shell_completion import get_completion_class

_WHERE = {
    "bash": "hardtack completion bash > ~/.local/share/bash-completion/completions/hardtack",
    "zsh": "hardtack completion zsh > a folder of $fpath, as _hardtack",
    "fish": "hardtack completion fish > ~/.config/fish/completions/hardtack.fish",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(tuple(_WHERE)))
@click.pass_context
def command(ctx: click.Context, /, shell: str) -> None:
    """Print the completion script of a shell, to be saved where the shell looks for it."""
    kind = get_completion_class(shell)
    if kind is None:
        ctx.fail(f"click knows no completion for {shell}")
    click.echo(kind(ctx.find_root().command, {}, "hardtack", "_HARDTACK_COMPLETE").source())
    click.echo(f"Save it: {_WHERE[shell]}", err=True)
