"""A command whose `--help` lists its options below headings."""

from collections.abc import Mapping
from typing import ClassVar

import click

_OTHERS = "Others"
_COLUMN = 30
"""Columns of the names at most; what is longer has its text below it."""

AUDIT_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "Target": ("http-url", "https-url", "also", "from", "targets", "jobs"),
    "Login and logout": (
        "username", "password-file", "totp-file", "login-url", "inside-url", "logout-url", "logout", "recipe",
        "allow-host",
    ),
    "Session brought along": ("cookie-file", "curl", "end-session"),
    "Network": (
        "resolve", "proxy", "header", "ca", "insecure", "client-cert", "client-key", "client-key-password-file",
    ),
    "Limits of the audit": ("max-requests", "rate", "timeout", "max-time", "settle"),
    "Asked beside the ten questions": (
        "measure-idle", "measure-absolute", "measure-state", "sample-ids", "keys", "keys-seconds",
    ),
    "Judging": ("profile", "fail-on", "strict"),
    "Output": ("format", "output", "record", "explain", "reveal", "quiet", "no-color"),
    "Running": ("dry-run", "no-input", "config", "show-config", "help"),
}  # fmt: skip
"""The options of `hardtack audit` below their headings; what is named nowhere stands below a last one of its own."""


class AuditCommand(click.Command):
    """`hardtack audit`, whose options are too many for one list.

    Attributes:
        headings: the names of options below their headings.
    """

    headings: ClassVar[Mapping[str, tuple[str, ...]]] = AUDIT_HEADINGS

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, one section a heading, all texts in one column."""
        rows: dict[str, tuple[str, str]] = {}
        for param in self.get_params(ctx):
            # An argument stands in the usage line.
            if isinstance(param, click.Option) and (row := param.get_help_record(ctx)) is not None:
                rows[max(param.opts, key=len).removeprefix("--")] = row
        placed = {name for names in self.headings.values() for name in names}
        sections = {**self.headings, _OTHERS: tuple(name for name in rows if name not in placed)}
        for heading, names in sections.items():
            shown = [rows[name] for name in names if name in rows]
            if shown:
                with formatter.section(heading):
                    formatter.write_dl([(name.ljust(_COLUMN), text) for name, text in shown], col_max=_COLUMN)


class VerifyCommand(AuditCommand):
    """`hardtack verify`, which has the options of an audit and a few of its own."""

    headings: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **AUDIT_HEADINGS,
        "Target": (*AUDIT_HEADINGS["Target"], "path"),
        "Judging": ("policy", *AUDIT_HEADINGS["Judging"]),
    }
