"""One verification from its options to its exit code: read what was, audit or read what is, compare, write."""

from dataclasses import dataclass, replace

from hardtack.audit import audit
from hardtack.cli.as_recorded import as_recorded, wants_a_name
from hardtack.cli.asking import brief_of
from hardtack.cli.auditing import look_of, refuse_contradictions, walked, write_results
from hardtack.cli.ending import say
from hardtack.cli.interruption import interruptible
from hardtack.cli.options import Options
from hardtack.cli.output import write_output
from hardtack.cli.reading import read_recording
from hardtack.cli.reading_policy import read_policy
from hardtack.errors import ExitCode, UsageError
from hardtack.policy import Policy
from hardtack.recording.brief import Brief
from hardtack.recording.model import Recording
from hardtack.recording.moved import Move, Moved, moved_to, own_origins, parse_move, site_of
from hardtack.recording.walk.login import NO_USER_NAME
from hardtack.report.comparison import Comparison, compare, ending_of
from hardtack.report.comparison_json import comparison_json
from hardtack.report.comparison_text import comparison_text
from hardtack.report.dry_run import dry_run_text
from hardtack.verdict import Severity

_WANTS_A_NAME = "The login form asks for a user name."
_GIVE_A_NAME = "Give the test user's with --username NAME."


@dataclass(frozen=True, slots=True)
class Verification:
    """What the user asked for.

    Attributes:
        options: those of the audit that is made now.
        given: the names of those that were said.
        before: the earlier recording's file.
        policy: the policy's file, or None.
        moves: `--path`, each OLD=NEW.
    """

    options: Options
    given: frozenset[str]
    before: str
    policy: str | None
    moves: tuple[str, ...]


def run(asked: Verification) -> ExitCode:
    """Do what the options say.

    Returns:
        How the command ends.

    Raises:
        HardtackError: it could not run.
    """
    _refuse_contradictions(asked)
    policy = None if asked.policy is None else read_policy(asked.policy, "--policy")
    before = read_recording(Options(source=asked.before), "BEFORE")
    if asked.options.source is not None:
        after = read_recording(replace(asked.options, url=None), "--from")
        _, moved = moved_to(before, after.target.url, _moves(asked), _likely(policy))
        return _told(before, after, moved, policy, asked.options)
    _refuse_another_site(policy, before, asked)
    url, moved = moved_to(before, asked.options.url, _moves(asked), _likely(policy))
    options = as_recorded(replace(asked.options, url=url), asked.given, before, moved)
    brief = brief_of(options, ask_password=False)
    _refuse_what_can_not_log_in(options, brief, before)
    if options.dry_run:
        write_output(dry_run_text(brief), options.output)
        return ExitCode.CLEAN
    with interruptible() as interruption:
        if not options.quiet:
            for one in moved.moves:
                say(f"hardtack: pages below {one.old or '/'} are looked for below {one.new or '/'}")
        after = walked(options, interruption, {})
        if after.login.reason == NO_USER_NAME:
            raise UsageError(_WANTS_A_NAME, _GIVE_A_NAME)
        end = _told(before, after, moved, policy, options)
    if interruption.came:
        say("hardtack: interrupted; the comparison holds what was known by then")
        return ExitCode.COULD_NOT_RUN if end is ExitCode.CLEAN else end
    return end


def _told(before: Recording, after: Recording, moved: Moved, policy: Policy | None, options: Options) -> ExitCode:
    """Compare and write; how the command ends."""
    # Both are judged by the same limits.
    profile = after.target.profile
    before = replace(before, target=replace(before.target, profile=profile))
    comparison = compare(audit(before), audit(after), moved, policy)
    write_results(after, _text(comparison, options), options)
    if not options.quiet:
        _say_files(options)
    return ending_of(comparison, fail_on=Severity[options.fail_on.upper()], strict=options.strict)


def _text(comparison: Comparison, options: Options) -> str:
    return comparison_json(comparison) if options.form == "json" else comparison_text(comparison, look_of(options))


def _refuse_contradictions(asked: Verification) -> None:
    options = asked.options
    refuse_contradictions(options, {"BEFORE": asked.before, "--policy": asked.policy})
    if options.source is not None and options.url is not None:
        raise UsageError("A recording says itself which site it is of.", "Leave the URL out, or --from.")


def _refuse_what_can_not_log_in(options: Options, brief: Brief, before: Recording) -> None:
    if before.login.proved and not brief.authenticated:
        raise UsageError(
            "The audit before was logged in, and nobody would be now.",
            "Give --username NAME and its password (--password-file, HARDTACK_PASSWORD or the prompt).",
        )
    by_name = brief.authenticated and brief.own is None and not brief.recipe.login
    if by_name and options.username is None and wants_a_name(before):
        raise UsageError(_WANTS_A_NAME, _GIVE_A_NAME)


def _refuse_another_site(policy: Policy | None, before: Recording, asked: Verification) -> None:
    """Refuse to ask a site that a policy is not for, if the user named none; if one was named, say so."""
    if policy is None:
        return
    origin, url = policy.site.origin, asked.options.url
    if site_of(origin) in (own_origins(before) if url is None else (site_of(url),)):
        return
    if url is None:
        raise UsageError(
            f"The policy is for {origin}, and the audit before was of {own_origins(before)[0]}.",
            f"Name the URL of today: hardtack verify {asked.before} {origin}",
        )
    if not asked.options.quiet:
        say(f"hardtack: the policy is for {origin}, and what is asked is {site_of(url)}")


def _moves(asked: Verification) -> tuple[Move, ...]:
    moves: list[Move] = []
    for text in asked.moves:
        move = parse_move(text)
        if move is None:
            raise UsageError(f"--path {text!r} is not understood.", "Write --path /examples=/shop; the root is /.")
        moves.append(move)
    return tuple(moves)


def _likely(policy: Policy | None) -> tuple[Move, ...]:
    """The paths that a policy renames for every cookie: the server in front renames the pages' likewise.

    A single cookie's Path is changed for that cookie's sake, and says nothing of pages.
    """
    changes = policy.defaults.path if policy is not None else ()
    return tuple(Move(one.old.rstrip("/"), one.new.rstrip("/")) for one in changes)


def _say_files(options: Options) -> None:
    if options.output not in {None, "-"}:
        say(f"hardtack: the comparison is in {options.output}")
    if options.record is not None:
        say(f"hardtack: judge the new recording alone with hardtack audit --from {options.record}")
