"""`hardtack audit`: asks the ten questions of a live site, or of a recording."""

import math

import click

from hardtack.cli.grouped_help import AuditCommand
from hardtack.cli.options import Options

_FILE = click.Path(dir_okay=False, allow_dash=True)
_PLACE = click.Path(allow_dash=True)
_SEVERITIES = ("info", "low", "medium", "high", "critical")


class _Number(click.FloatRange):
    """A number within bounds; `nan` and `inf` are none that anything could be done with."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number.

        Raises:
            click.BadParameter: it is none, or out of bounds.
        """
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number of seconds or requests.", param, ctx)
        return number


def _load(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Read the configuration file, imported when it is wanted: `--help` must not wait for it."""
    from hardtack.cli.config import load

    return load(ctx, parameter, value)


_NO_OPTIONS = frozenset({"config", "show_config", "targets", "jobs"})
"""What is not of one audit."""

_OPTIONS = (
    click.argument("url", required=False),
    click.option("--username", metavar="NAME", help="The test user. Without one, the login form is password-only."),
    click.option("--password-file", type=_FILE, help="File whose first line is the password (- is stdin)."),
    click.option("--login-url", metavar="URL", help="The page with the login form."),
    click.option("--inside-url", metavar="URL", help="A page that only a logged-in user sees."),
    click.option("--logout-url", metavar="URL", help="The address that logs out when opened, as by a link (GET)."),
    click.option("--logout", metavar="'POST URL'", help="The same with its method, where opening it is not enough."),
    click.option("--recipe", type=_FILE, help="Login and logout as requests (TOML; see docs/recipes.md)."),
    click.option("--totp-file", type=_FILE, help="Secret of the second factor: base32, or an otpauth:// address."),
    click.option("--cookie-file", type=_FILE, help="Session to go on with: cookies.txt, JSON export, storage state."),
    click.option("--curl", type=_FILE, help="Session to go on with: a command copied as cURL (- is stdin)."),
    click.option("--end-session", is_flag=True, help="Log that session out, too; its browser is logged out with it."),
    click.option("--client-cert", type=_FILE, help="Certificate to show to the server (PEM)."),
    click.option("--client-key", type=_FILE, help="Its key (PEM), where it is not in the same file."),
    click.option("--client-key-password-file", type=_FILE, help="File whose first line is the key's password."),
    click.option("--http-url", metavar="URL", help="The plain side, where its port is unusual."),
    click.option("--https-url", metavar="URL", help="The https side, where its port is unusual."),
    click.option("--also", metavar="URL", multiple=True, help="Another application on the host; may be repeated."),
    click.option("--allow-host", metavar="HOST", multiple=True, help="A host the login may lead over; repeatable."),
    click.option("--ca", type=_FILE, help="Certificate authorities to trust (PEM), instead of the system's."),
    click.option("--insecure", is_flag=True, help="Accept any certificate."),
    click.option("--resolve", metavar="HOST:ADDR", multiple=True, help="Connect to ADDR for HOST; may be repeated."),
    click.option("--header", metavar="'NAME: VALUE'", multiple=True, help="Field line to add; may be repeated."),
    click.option("--proxy", metavar="URL", help="HTTP proxy for every request."),
    click.option("--measure-idle", metavar="SPAN", help="Find out when an idle session ends, up to SPAN (20m)."),
    click.option("--measure-absolute", metavar="SPAN", help="Find out when a busy session ends, up to SPAN (2h)."),
    click.option("--measure-state", type=_FILE, help="Where a measurement broken off is kept, to go on from."),
    click.option("--sample-ids", type=click.IntRange(0, 200), default=0, metavar="N", help="Judge N ids of strangers."),
    click.option("--keys", type=_FILE, help="Further signing keys to try offline, one a line."),
    click.option(
        "--keys-seconds", type=_Number(0, 3600), default=5.0, show_default=True, metavar="S",
        help="Seconds that those may be tried.",
    ),
    click.option(
        "--max-requests", type=click.IntRange(1, 10_000), default=200, show_default=True, metavar="N",
        help="Requests at most.",
    ),
    click.option("--rate", type=_Number(), metavar="N", help="Requests a second [default: 5; unbounded on loopback]."),
    click.option(
        "--settle", type=_Number(0, 600), default=2.0, show_default=True, metavar="S",
        help="Seconds between the two replays after logout; 0 for one replay.",
    ),
    click.option(
        "--max-time", type=_Number(1), metavar="S",
        help="Seconds after which nothing more is sent; 900 unless a time is measured.",
    ),
    click.option(
        "--timeout", type=_Number(0.1, 600), default=30.0, show_default=True, metavar="S",
        help="Seconds that one request and its answer may take.",
    ),
    click.option(
        "--profile", type=click.Choice(("relaxed", "standard", "strict")),
        help="Limits for lifetimes  [default: standard].",
    ),
    click.option("--dry-run", is_flag=True, help="Print what would be sent, and send nothing."),
    click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True),
    click.option("--output", type=_PLACE, help="Write the report there (- is stdout); a folder with --targets."),
    click.option(
        "--fail-on", type=click.Choice(_SEVERITIES), default="low", show_default=True,
        help="Least severity that makes the exit code 1.",
    ),
    click.option("--strict", is_flag=True, help="Exit with 3 when a question stays open."),
    click.option("--record", type=_FILE, help="Keep what was seen, redacted, in this file."),
    click.option("--from", "source", type=_FILE, help="Judge a recording or a HAR file; nothing is sent."),
    click.option("--targets", type=_FILE, help="Audit every target of this file (see docs/configuration.md)."),
    click.option(
        "--jobs", type=click.IntRange(1, 32), default=2, show_default=True, metavar="N",
        help="With --targets: audits at a time.",
    ),
    click.option(
        "--config", type=_FILE, is_eager=True, callback=_load,
        help="File whose [audit] table holds options  [default: hardtack.toml, where there is one].",
    ),
    click.option("--show-config", is_flag=True, help="Print each option, its value and its source, and exit."),
    click.option("--explain", is_flag=True, help="Print the probes and controls that each verdict rests on."),
    click.option("--reveal", is_flag=True, help="Show the values of cookies in the text report."),
    click.option("--no-input", is_flag=True, help="Never prompt."),
    click.option("--quiet", is_flag=True, help="No progress and no remarks on stderr."),
    click.option("--no-color", is_flag=True, help="No colour (as with NO_COLOR set)."),
)  # fmt: skip


@click.command(
    "audit",
    cls=AuditCommand,
    epilog="Exit codes: 0 clean, 1 findings, 2 could not run, 3 open questions under --strict.",
)
@click.pass_context
def command(ctx: click.Context, /, **_options: object) -> None:
    """Ask the ten questions of the application at URL, or of a recording (--from).

    With --username the password is read from --password-file, the environment variable HARDTACK_PASSWORD or a prompt.
    Use a test account: the audit logs in up to four times and out again, and tries one wrong password. Without
    credentials it asks what can be asked from outside.
    """
    if ctx.params["show_config"]:
        from hardtack.cli.config import shown
        from hardtack.cli.output import write_output

        write_output(shown(ctx), None)
        ctx.exit()
    if ctx.params["config"] is not None and not ctx.params["quiet"]:
        # A file that lies in the folder may say more than its user remembers, such as insecure = true.
        from hardtack.cli.ending import say

        say(f"hardtack: {ctx.params['config']} gives further options (--show-config prints them)")
    if ctx.params["targets"] is not None:
        from hardtack.cli.auditing_many import run_many

        ctx.exit(run_many(ctx))
    from hardtack.cli.auditing import run

    ctx.exit(run(Options(**{name: value for name, value in ctx.params.items() if name not in _NO_OPTIONS})))


for _option in _OPTIONS:
    _option(command)
