"""`hardtack completion`: the script that teaches a shell to complete hardtack's commands and options."""

import click
from click.shell_completion import get_completion_class

_FOLDERS = {
    "bash": ("~/.local/share/bash-completion/completions", "hardtack"),
    "zsh": ("~/.zfunc", "_hardtack"),
    "fish": ("~/.config/fish/completions", "hardtack.fish"),
}
_BESIDES = {"zsh": "and have in ~/.zshrc, before compinit: fpath+=~/.zfunc"}


def advice(shell: str) -> str:
    """What to run so that the shell completes from its next start on.

    Args:
        shell: one of the three.
    """
    folder, file = _FOLDERS[shell]
    lines = [f"mkdir -p {folder} && hardtack completion {shell} > {folder}/{file}"]
    if shell in _BESIDES:
        lines.append(_BESIDES[shell])
    return "Save it:\n" + "\n".join(f"  {line}" for line in lines)


@click.command("completion")
@click.argument("shell", type=click.Choice(tuple(_FOLDERS)))
@click.pass_context
def command(ctx: click.Context, /, shell: str) -> None:
    """Print the completion script of a shell, to be saved where the shell looks for it."""
    from hardtack.cli.ending import say
    from hardtack.cli.output import write_output

    kind = get_completion_class(shell)
    if kind is None:
        ctx.fail(f"click knows no completion for {shell}")
    write_output(kind(ctx.find_root().command, {}, "hardtack", "_HARDTACK_COMPLETE").source() + "\n", None)
    say(advice(shell))
