"""`hardtack plan`: the strongest policy that what was seen of a site allows."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hardtack.policy import PathChange, Plan, PlanTerms
    from hardtack.recording.model import Target

_FILE = click.Path(dir_okay=False, allow_dash=True)


@click.command("plan", epilog="Exit codes: 0 the policy is written, 2 could not run.")
@click.argument("seen", metavar="REPORT|RECORDING", type=_FILE)
@click.option("-o", "--output", type=_FILE, help="Write the policy there (- is stdout), such as hardtack.toml.")
@click.option("--force", is_flag=True, help="Write over what is there; an [audit] table stays.")
@click.option("--origin", metavar="URL", help="What browsers are to see, such as https://app.example.org.")
@click.option("--upstream", metavar="URL", help="What the server in front is to ask, such as http://127.0.0.1:8080.")
@click.option(
    "--tls", type=click.Choice(("here", "front", "none")), help="Who speaks TLS: that server, one before it, nobody."
)
@click.option("--plain-closed", is_flag=True, help="Browsers no longer get the application by plain HTTP, anywhere.")
@click.option(
    "--path",
    "paths",
    metavar="FROM=TO",
    multiple=True,
    help="A path of the application, and what it is to browsers: /examples=/shop; may be repeated.",
)
@click.option(
    "--profile", type=click.Choice(("relaxed", "standard", "strict")),
    help="Limits for lifetimes  [default: the recording's].",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="No remarks on stderr.")
@click.pass_context
def command(ctx: click.Context, /, **_options: object) -> None:
    """Plan a policy from what an audit saw: a recording (audit --record), its JSON report, or a HAR file.

    The policy is as strong as the evidence allows, each line with the finding it answers above it. What was not chosen
    goes to stderr with its reason, and stands in the policy as a comment. Of a bare application that is to get a
    server in front: --origin https://app.example.org --upstream http://127.0.0.1:8080.
    """
    from hardtack.audit import audit
    from hardtack.cli.ending import say
    from hardtack.cli.options import Options
    from hardtack.cli.output import refuse_to_write_over, write_output
    from hardtack.cli.plan_next import Planning, what_next
    from hardtack.cli.policy_file import options_kept
    from hardtack.cli.reading import read_recording
    from hardtack.policy import digest, plan, plan_toml
    from hardtack.report.phrases import printable

    given = ctx.params
    refuse_to_write_over({"RECORDING": given["seen"]}, {"--output": given["output"]})
    kept = options_kept(given["output"], force=given["force"])
    terms = _terms(given["origin"], given["upstream"], given["tls"], given["paths"], plain_closed=given["plain_closed"])
    recording = read_recording(Options(source=given["seen"], profile=given["profile"]), "RECORDING")
    _refuse_contradiction(terms, recording.target)
    planned = plan(audit(recording), terms)
    text = plan_toml(planned, f"Planned by {_tool()}, policy {digest(planned.policy)}.")
    write_output(f"{text}\n{kept}\n" if kept else text, given["output"])
    if not given["quiet"]:
        _say(planned)
        planning = Planning(given["seen"], given["output"], given["profile"], terms)
        for text in what_next(planned.policy, recording.target, planning):
            say(f"hardtack: {printable(text)}")


def _tool() -> str:
    from hardtack.cli.version import TOOL

    return TOOL


def _terms(
    origin: str | None, upstream: str | None, tls: str | None, paths: tuple[str, ...], *, plain_closed: bool
) -> "PlanTerms":
    """What the user said, held to what a policy may say.

    Raises:
        UsageError: it is no address or no path, or contradicts itself.
    """
    from urllib.parse import urlsplit

    from hardtack.errors import UsageError
    from hardtack.policy import PlanTerms, Tls, is_origin, is_upstream

    if origin is not None:
        if not is_origin(origin.rstrip("/")):
            raise UsageError(f"--origin {origin} is no origin.", "Give scheme, host and port: https://app.example.org.")
        if tls is not None and (tls == "none") is (urlsplit(origin).scheme == "https"):
            raise UsageError(f"--tls {tls} contradicts --origin {origin}.", "Leave --tls out, or change the scheme.")
    if upstream is not None and not is_upstream(upstream):
        raise UsageError(f"--upstream {upstream} is no address.", "Give scheme, host and port: http://127.0.0.1:8080.")
    return PlanTerms(
        None if origin is None else origin.rstrip("/"),
        upstream,
        None if tls is None else Tls(tls),
        plain_closed,
        tuple(_path(one) for one in paths),
    )


def _refuse_contradiction(terms: "PlanTerms", target: "Target") -> None:
    """Refuse what the user says of TLS where it contradicts the site that was audited, and no other is named."""
    from hardtack.errors import UsageError

    seen = target.https or target.url
    secure = seen.startswith("https:")
    if terms.tls is None or terms.origin is not None or secure is (terms.tls.value != "none"):
        return
    scheme = "http" if secure else "https"
    raise UsageError(
        f"--tls {terms.tls.value} contradicts {seen}, which was audited.",
        f"Say what browsers are to see, as with --origin {scheme}://app.example.org, or leave --tls out.",
    )


def _path(text: str) -> "PathChange":
    from hardtack.errors import UsageError
    from hardtack.policy import PathChange, is_policy_path

    old, equals, new = text.partition("=")
    if not equals or not is_policy_path(old) or not is_policy_path(new):
        raise UsageError(f"--path {text} is no pair of paths.", "Give both, as in --path /examples=/shop.")
    return PathChange(old, new)


def _say(planned: "Plan") -> None:
    from hardtack.cli.ending import say
    from hardtack.report.phrases import printable

    for reason in planned.declined:
        for line in reason.text.splitlines():
            say(f"not chosen: {printable(reason.subject)}: {printable(line)}")
    for text in planned.open:
        say(f"not mended: {printable(text)}")
