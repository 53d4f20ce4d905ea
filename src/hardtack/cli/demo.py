"""`hardtack demo`: the bundled application that gives whatever answers are wanted, to try an audit on."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from hardtack.cli.options import Options
    from hardtack.demo import RunningDemo

_NAME = "app.demo.test"
"""The host name that the demo is audited by: an address has no parent that a Domain could be widened to (Q4)."""


@click.command("demo")
@click.option("--right", default="", metavar="Q1,Q2,…", help="Questions it answers rightly, or all.")
@click.option("--wrong", default="", metavar="Q1,Q2,…", help="Questions it gets wrong, or all [default: all].")
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback address to listen on.")
@click.option("--http-port", type=click.IntRange(0, 65535), default=0, help="Port of the plain side [default: free].")
@click.option("--https-port", type=click.IntRange(0, 65535), default=0, help="Port of the https side [default: free].")
@click.option("--audit", "audited", is_flag=True, help="Audit it at once, print the report and stop.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", help="The report's, with --audit."
)
@click.option("--explain", is_flag=True, help="With --audit: print the probes and controls behind each verdict.")
@click.option("--quiet", is_flag=True, help="With --audit: no progress and no remarks on stderr.")
@click.option("--no-color", is_flag=True, help="No colour (as with NO_COLOR set).")
@click.pass_context
def command(ctx: click.Context, /, **_options: object) -> None:
    """Start the demo application on loopback, and say how to audit it; Ctrl-C or SIGTERM stops it.

    It is weak on purpose. --right and --wrong switch its answers to the ten questions. With --audit it is audited at
    once, and the exit code is the audit's.
    """
    from hardtack.cli.auditing import run
    from hardtack.cli.interruption import interruptible
    from hardtack.demo import Switches, serve_demo, start_demo

    given = ctx.params
    switches = Switches.parse(right=given["right"], wrong=given["wrong"])
    place = {"host": given["host"], "http_port": given["http_port"], "https_port": given["https_port"]}
    # SIGTERM ends it as Ctrl-C does, so that the folder with its certificate never stays behind.
    with interruptible():
        if not given["audited"]:
            serve_demo(switches, _say_addresses, **place)
            return
        with start_demo(switches, **place) as demo:
            look = {name: given[name] for name in ("form", "explain", "quiet", "no_color")}
            end = run(_options_for(demo, **look))
    ctx.exit(end)


def _say_addresses(demo: "RunningDemo") -> None:
    from hardtack.cli.ending import say
    from hardtack.cli.output import write_output
    from hardtack.cli.program import program

    lines = [
        f"http side:  {demo.http_url}",
        f"https side: {demo.https_url or 'none, since Q8 (HTTPS) is answered wrong; --right q8 opens it'}",
        f"login:      {demo.login_url}",
        f"user name:  {demo.username}",
        f"password:   {demo.password}",
        f"authority:  {_authority(demo)}",
    ]
    write_output("\n".join(lines) + "\n", None)
    ca = f" --ca {demo.ca_file} --http-url {_by_name(_plain_login(demo))}" if demo.ca_file else ""
    say("\nAudit it from another terminal (Ctrl-C here stops the demo):")
    say(
        f"  HARDTACK_PASSWORD={demo.password} {program()} audit {_by_name(demo.login_url)} --username {demo.username}"
        f"{ca} --also {_by_name(demo.shop_url)} --resolve {_resolved(demo)}",
    )


def _authority(demo: "RunningDemo") -> str:
    if demo.ca_file is None:
        return "none, since there is no https side whose certificate it would have signed"
    return f"{demo.ca_file} (signed the certificate of the https side; trust it with --ca)"


def _plain_login(demo: "RunningDemo") -> str:
    """The login page on the plain side."""
    path = demo.login_url.split("/", 3)[3]
    return demo.http_url + path


def _by_name(url: str) -> str:
    """The same URL under the demo's name."""
    place = urlsplit(url)
    return place._replace(netloc=f"{_NAME}:{place.port}").geturl()


def _resolved(demo: "RunningDemo") -> str:
    """Where that name leads, as --resolve has it."""
    host = urlsplit(demo.http_url).hostname or ""
    return f"{_NAME}:{'127.0.0.1' if host == 'localhost' else host}"


def _options_for(demo: "RunningDemo", *, form: str, explain: bool, quiet: bool, no_color: bool) -> "Options":
    """What a user would say to audit the demo."""
    from hardtack.cli.options import Options

    return Options(
        url=_by_name(demo.login_url),
        username=demo.username,
        password=demo.password,
        http_url=_by_name(_plain_login(demo)) if demo.https_url else None,
        ca=None if demo.ca_file is None else str(demo.ca_file),
        also=(_by_name(demo.shop_url),),
        resolve=(_resolved(demo),),
        settle=0.5,
        repeatable=True,
        no_input=True,
        form=form,
        explain=explain,
        quiet=quiet,
        no_color=no_color,
    )
