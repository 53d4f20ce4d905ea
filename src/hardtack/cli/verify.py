"""`hardtack verify`: the audit once more, held against an earlier one."""

import click
from click.core import ParameterSource

from hardtack.cli.audit import command as audit
from hardtack.cli.grouped_help import VerifyCommand
from hardtack.cli.options import Options

_NOT_HERE = frozenset({"url", "targets", "jobs", "explain", "reveal", "source"})
_NO_OPTIONS = frozenset({"before", "policy_file", "moves", "config", "show_config"})
_FILE = click.Path(dir_okay=False, allow_dash=True)

_PARAMETERS: tuple[click.Parameter, ...] = (
    click.Argument(["before"], metavar="BEFORE", type=_FILE),
    click.Argument(["url"], required=False, metavar="[URL]"),
    click.Option(["--policy", "policy_file"], type=_FILE, help="The policy that is to be in force (TOML)."),
    click.Option(["--path", "moves"], metavar="OLD=NEW", multiple=True, help="Path that was renamed; repeatable."),
    click.Option(["--from", "source"], type=_FILE, help="Compare with this recording; nothing is sent."),
    *(one for one in audit.params if one.name not in _NOT_HERE),
)


@click.command(
    "verify",
    cls=VerifyCommand,
    params=list(_PARAMETERS),
    epilog="Exit codes: 0 nothing broke and no finding is left, 1 something did or is, 2 could not run, 3 something is "
    "not known under --strict.",
)
@click.pass_context
def command(ctx: click.Context, /, **_options: object) -> None:
    """Audit again, and say what is fixed, still open and new, and what worked before and no longer does.

    BEFORE is an earlier audit: its recording (hardtack audit --record FILE), its report in JSON, or - for stdin. What
    that audit was asked is asked again, as it was. Give anew what no recording holds: --username, the password (as for
    an audit), --ca, --resolve, --header, a recipe; and the URL if the application has moved, as behind a new server.

    Pages are found again at the same place below the application. Where its path was renamed and the addresses don't
    say how, --path says it. With --policy what comes over the wire is held to the policy, too.
    """
    given = ctx.params
    if given["show_config"]:
        from hardtack.cli.config import shown
        from hardtack.cli.output import write_output

        write_output(shown(ctx), None)
        ctx.exit()
    from hardtack.cli.verifying import Verification, run

    said = frozenset(name for name in given if ctx.get_parameter_source(name) is not ParameterSource.DEFAULT)
    options = Options(**{name: value for name, value in given.items() if name not in _NO_OPTIONS})
    ctx.exit(run(Verification(options, said, given["before"], given["policy_file"], given["moves"])))
