"""One audit from its options to its exit code: walk or read, judge, write, say what comes next."""

import os
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import replace

from hardtack.audit import audit
from hardtack.cli.asking import brief_of, budget_of, client_options, origin_of, persona_of, scope_of
from hardtack.cli.ending import say
from hardtack.cli.failed_logins import may_fail, note_failed
from hardtack.cli.interruption import Interruption, interruptible
from hardtack.cli.key_list import KeyList, read_keys
from hardtack.cli.measuring import MeasureState
from hardtack.cli.options import Options
from hardtack.cli.output import on_terminal, refuse_to_write_over, write_output
from hardtack.cli.progress import Progress
from hardtack.cli.reading import read_recording
from hardtack.cli.unreachable import refuse_silence, refuse_unresolved
from hardtack.cli.version import TOOL
from hardtack.errors import ExitCode, HostError, UsageError
from hardtack.probe.client import Client
from hardtack.probe.drive import Chance, drive
from hardtack.recording.actions import Ahead
from hardtack.recording.brief import Brief
from hardtack.recording.codec import to_json
from hardtack.recording.model import Recording, Step
from hardtack.recording.walk.timing import logins_for, requests_for
from hardtack.report.as_json import as_json
from hardtack.report.as_text import Look, as_text
from hardtack.report.dry_run import dry_run_text
from hardtack.report.reveal import reveal
from hardtack.report.tally import ending
from hardtack.verdict import Report, Severity

_WIDTH = 100
NO_MORE: Mapping[str, str | None] = {}
"""No further files."""


def run(options: Options) -> ExitCode:
    """Do what the options say.

    Returns:
        How the command ends.

    Raises:
        HardtackError: it could not run.
    """
    refuse_contradictions(options)
    if options.dry_run:
        write_output(dry_run_text(brief_of(options, ask_password=False)), options.output)
        return ExitCode.CLEAN
    with interruptible() as interruption:
        values: dict[str, str] = {}
        recording = walked(options, interruption, values) if options.source is None else read_recording(options)
        report = audit(recording)
        write_results(recording, _report_text(reveal(report, values), options), options)
    end = ending(report, fail_on=Severity[options.fail_on.upper()], strict=options.strict)
    if not options.quiet:
        say_files(options)
    if interruption.came:
        say("hardtack: interrupted; the report holds what was known by then")
        # Half an audit that found nothing is no clean bill.
        return ExitCode.COULD_NOT_RUN if end is ExitCode.CLEAN else end
    return end


def write_results(recording: Recording, text: str, options: Options) -> None:
    """Write recording and report; where one can't be written, the other still is.

    An audit costs logins and time: a report that its file has no room for goes to stdout.

    Args:
        recording: what was seen.
        text: the report.
        options: where they go.

    Raises:
        HostError: something could not be written.
    """
    failed: HostError | None = None
    if options.record is not None:
        try:
            write_output(to_json(recording), options.record)
        except HostError as error:
            failed = error
    try:
        write_output(text, options.output)
    except HostError as error:
        failed = failed or error
        if options.output not in {None, "-"}:
            write_output(text, None)
    if failed is not None:
        raise failed


def refuse_contradictions(options: Options, more: Mapping[str, str | None] = NO_MORE) -> None:
    """Refuse options that can't go together.

    Args:
        options: the command line.
        more: further files that a command reads, by what its user calls them.

    Raises:
        UsageError: they contradict each other.
    """
    if options.source is not None and options.dry_run:
        raise UsageError("--from sends nothing, so there is nothing for --dry-run to show.", "Leave one of them out.")
    if options.reveal and (options.source is not None or options.form != "text"):
        raise UsageError("--reveal shows values in the text report of a live site alone.", "Leave it out.")
    if options.record is not None and options.record in {options.output, "-"}:
        raise UsageError("--record must name a file of its own.", "Give it another file than the report's.")
    files = {
        "--password-file": options.password_file,
        "--from": options.source,
        "--recipe": options.recipe,
        "--totp-file": options.totp_file,
        "--cookie-file": options.cookie_file,
        "--curl": options.curl,
        "--keys": options.keys,
        "--client-key-password-file": options.client_key_password_file,
        **more,
    }
    refuse_to_write_over(files, {"--record": options.record, "--output": options.output})
    standard = [name for name, place in files.items() if place == "-"]
    if len(standard) > 1:
        raise UsageError(f"{' and '.join(standard)} can't both be stdin.", "Give one of them as a file.")


def walked(options: Options, interruption: Interruption, values: dict[str, str]) -> Recording:
    """Walk the live site, with everything said that is to be said before it.

    Args:
        options: the command line.
        interruption: whether the user has had enough.
        values: gets the cookie values behind the masks, where the user wants to see them.

    Raises:
        HardtackError: it can't be asked.
    """
    brief = brief_of(options)
    brief = replace(brief, persona=persona_of(options, brief.recipe, brief.password))
    now = time.time()  # noqa: TID251 -- the command line reads the clock once
    origin = origin_of(brief)
    may = options.repeatable or may_fail(origin, brief.username, now)
    brief = replace(brief, failed_login=brief.authenticated and brief.own is None and may)
    progress = Progress(quiet=options.quiet, monotonic=time.monotonic)
    # What can't be is said before anything is announced.
    refuse_unresolved(brief.url, client_options(options, brief.own))
    if not options.quiet:
        say(_announcement(brief))
        for note in brief.own.notes if brief.own else ():
            say(f"hardtack: {note}")
    recording = _driven(brief, options, progress, values)
    if not options.repeatable and any(one.step is Step.FAILED_LOGIN for one in recording.exchanges):
        note_failed(origin, brief.username, now)
    refuse_silence(recording, interrupted=interruption.came)
    return recording


def _driven(brief: Brief, options: Options, progress: Progress, values: dict[str, str]) -> Recording:
    """Walk the live site, with what is measured kept for another run, and with the user's keys."""
    state = MeasureState(options, f"{origin_of(brief)}\n{brief.username or ''}")
    brief = replace(brief, measuring=replace(brief.measuring, known=state.known()))
    keys = KeyList(read_keys(options.keys), options.keys_seconds)

    def waiting(ahead: Ahead) -> None:
        progress.measuring(ahead)
        state.keep((ahead.known,))

    chance = Chance(secrets.token_bytes(32), secrets.token_bytes(64))
    client = Client(client_options(options, brief.own), scope=scope_of(brief), budget=budget_of(options))
    with client:
        try:
            recording = drive(
                brief, client, tool=TOOL, chance=chance, progress=progress, values=values if options.reveal else None,
                waiting=waiting, keys=keys,
            )  # fmt: skip
        finally:
            progress.clear()
    state.keep(recording.measured)
    if keys.cut and not options.quiet:
        say("hardtack: not all keys were tried: give them longer with --keys-seconds")
    return recording


def _announcement(brief: Brief) -> str:
    if not brief.authenticated:
        return f"hardtack: asking {brief.url} from outside, with at most {brief.max_requests} requests"
    if brief.own is not None:
        end = "which is logged out at the end" if brief.end_session else "which is not logged out"
        return (
            f"hardtack: asking {origin_of(brief)} with the session that was brought along, {end}; "
            f"at most {brief.max_requests} requests (--dry-run shows them)"
        )
    who = f"as {brief.username}" if brief.username else "with the password alone"
    who = "as the recipe says" if brief.recipe.login else who
    logins = f"up to {4 + logins_for(brief.measuring)} times" if logins_for(brief.measuring) else "up to four times"
    requests = brief.max_requests + requests_for(brief.measuring)
    return (
        f"hardtack: logging in to {brief.url} {who}, {logins}, and out again; "
        f"at most {requests} requests (--dry-run shows them)"
    )


def _report_text(report: Report, options: Options) -> str:
    if options.form == "json":
        return as_json(report)
    return as_text(report, look_of(options))


def look_of(options: Options) -> Look:
    """How a text report looks where it goes to."""
    terminal = options.output in {None, "-"} and on_terminal()
    plain = options.no_color or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    width = min(max(shutil.get_terminal_size((_WIDTH, 24)).columns, 60), 120) if terminal else _WIDTH
    return Look(color=terminal and not plain, width=width, explain=options.explain)


def say_files(options: Options) -> None:
    """Say where the results are."""
    if options.output not in {None, "-"}:
        say(f"hardtack: the report is in {options.output}")
    if options.record is not None:
        say(f"hardtack: judge it again with hardtack audit --from {options.record}")
