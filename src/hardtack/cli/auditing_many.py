"""Several audits in one run: each in a process of its own, so that none can take the others along.

A process gets its options as words of its command line, its password by a file's name or by its environment, and
leaves a recording behind; the reports are made of that here.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from types import FrameType

import click
from click.core import ParameterSource

from hardtack.audit import audit
from hardtack.cli.ending import say
from hardtack.cli.output import write_file, write_output
from hardtack.cli.password import VARIABLE
from hardtack.cli.settings import arguments_of, parameters_by_name
from hardtack.cli.targets import ONE_FOR_ALL, Asked, read_targets
from hardtack.errors import ExitCode, HostError, RecordingError, UsageError
from hardtack.recording.codec import from_json
from hardtack.report.as_json import as_json
from hardtack.report.as_text import Look, as_text
from hardtack.report.phrases import printable
from hardtack.report.summary import Audited, overall, summary_json, summary_text

_WIDTH = 100
_ENDS = {
    ExitCode.CLEAN: "clean",
    ExitCode.FINDINGS: "findings",
    ExitCode.COULD_NOT_RUN: "could not run",
    ExitCode.INCONCLUSIVE: "open questions",
}


@dataclass(frozen=True, slots=True)
class _Terms:
    """What holds for all targets.

    Attributes:
        common: words of the command line for each.
        parameters: the options that a target may have.
        more: further options by click's names, which a target's own stand above.
        form: `text` or `json`.
        folder: where reports go, or None.
        quiet: whether nothing is said on stderr.
        explain: whether reports tell the probes behind each verdict.
    """

    common: tuple[str, ...]
    parameters: Mapping[str, click.Parameter]
    more: Mapping[str, object]
    form: str
    folder: Path | None
    quiet: bool
    explain: bool


def run_many(ctx: click.Context) -> ExitCode:
    """Audit every target of `--targets`, at most `--jobs` at a time.

    Args:
        ctx: the context of `hardtack audit`, its options read.

    Returns:
        One exit code for all: could not run before findings before open questions.

    Raises:
        HardtackError: the file of targets can't be, or the folder for the reports can't be made.
    """
    given = ctx.params
    if given["url"] is not None and ctx.get_parameter_source("url") is ParameterSource.COMMANDLINE:
        raise UsageError("--targets names the addresses.", "Leave the URL out.")
    for name, option in (("source", "--from"), ("record", "--record"), ("dry_run", "--dry-run")):
        if given[name]:
            raise UsageError(f"--targets and {option} don't go together.", f"Say {option} for one target alone.")
    targets = read_targets(given["targets"], ctx.command)
    terms = _terms(ctx)
    if terms.folder is not None:
        _make(terms.folder)
    with tempfile.TemporaryDirectory(prefix="hardtack-") as scratch:
        done = _Run(targets, terms, Path(scratch)).all(int(given["jobs"]))
    if terms.folder is not None and not terms.quiet:
        say(f"hardtack: the reports are in {terms.folder}")
    write_output(summary_json(done) if terms.form == "json" else summary_text(done), None)
    return overall(done)


def _terms(ctx: click.Context) -> _Terms:
    given = ctx.params
    parameters = parameters_by_name(ctx.command, ONE_FOR_ALL)
    named = {
        str(one.name): given[str(one.name)]
        for one in parameters.values()
        if ctx.get_parameter_source(str(one.name)) is ParameterSource.COMMANDLINE
    }
    config = given["config"]
    common = [f"--fail-on={given['fail_on']}", "--no-input", "--quiet", "--format=json"]
    common += ["--strict"] if given["strict"] else []
    common += [f"--config={config}"] if config else []
    folder = None if given["output"] is None else Path(given["output"])
    return _Terms(tuple(common), parameters, named, given["form"], folder, given["quiet"], given["explain"])


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise HostError(f"--output: {folder} can't be made: {reason}.", "Name a folder for the reports.") from None


class _Run:
    """The audits under way, and whether the user has had enough."""

    def __init__(self, targets: Sequence[Asked], terms: _Terms, scratch: Path) -> None:
        self._targets = targets
        self._terms = terms
        self._scratch = scratch
        self._lock = Lock()
        self._told = 0
        self._stopped = False
        self._alive: set[subprocess.Popen[str]] = set()

    def all(self, jobs: int) -> list[Audited]:
        """Every target's end, in the order of the file; after an interruption what is known by then."""
        before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            with ThreadPoolExecutor(max_workers=jobs) as pool:
                return list(pool.map(self._one, self._targets))
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Pass Ctrl-C or SIGTERM on, once: each audit then reports what it knows. No further one is begun."""
        del number, frame
        self._stopped = True
        for process in tuple(self._alive):
            process.send_signal(signal.SIGINT)

    def _one(self, asked: Asked) -> Audited:
        done = _failed(asked, "The run was interrupted before its turn.") if self._stopped else self._audited(asked)
        with self._lock:
            self._told += 1
            if not self._terms.quiet:
                said = done.error.partition("\n")[0] or _ENDS[done.end]
                say(f"hardtack: [{self._told}/{len(self._targets)}] {printable(asked.name)}: {said}")
        return done

    def _audited(self, asked: Asked) -> Audited:
        # A password is one target's: whoever wants HARDTACK_PASSWORD for it says so by password-env.
        environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
        if asked.password_env is not None:
            if not os.environ.get(asked.password_env):
                return _failed(asked, f"The variable {asked.password_env} is not set.\nPut the password into it.")
            environment[VARIABLE] = os.environ[asked.password_env]
        record = self._scratch / f"{asked.slug}.json"
        returned, said = self._ran([*_words(asked, self._terms), f"--record={record}"], environment)
        error = "\n".join(line.removeprefix("hardtack: ").strip() for line in said.splitlines())
        if not record.exists():
            return _failed(asked, error or f"The audit ended with {returned} and left nothing behind.")
        try:
            report = audit(from_json(record.read_text(encoding="utf-8")))
        except (OSError, RecordingError):
            return _failed(asked, error or "What the audit left behind can't be read.")
        end = ExitCode(returned) if returned in set(ExitCode) else ExitCode.COULD_NOT_RUN
        done = Audited(asked.name, asked.url, end, report, None, error if end is ExitCode.COULD_NOT_RUN else "")
        return _written(done, asked, self._terms)

    def _ran(self, words: list[str], environment: Mapping[str, str]) -> tuple[int, str]:
        """Exit code and stderr of one audit."""
        # A session of its own, so that a Ctrl-C reaches it once: from here.
        process = subprocess.Popen(  # noqa: S603 -- our own program, no shell, words that click has checked
            words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, errors="replace", start_new_session=True,
        )  # fmt: skip
        self._alive.add(process)
        if self._stopped:
            process.send_signal(signal.SIGINT)
        try:
            _, said = process.communicate()
        finally:
            self._alive.discard(process)
        return process.returncode, said


def _words(asked: Asked, terms: _Terms) -> list[str]:
    """The command line of one audit; -P keeps a folder called hardtack in the current directory out of it."""
    own = arguments_of({**terms.more, **asked.options}, terms.parameters)
    return [sys.executable, "-P", "-m", "hardtack", "audit", *terms.common, f"--output={os.devnull}", *own]


def _written(audited: Audited, asked: Asked, terms: _Terms) -> Audited:
    if terms.folder is None or audited.report is None:
        return audited
    look = Look(color=False, width=_WIDTH, explain=terms.explain)
    text = as_json(audited.report) if terms.form == "json" else as_text(audited.report, look)
    place = terms.folder / f"{asked.slug}.{'json' if terms.form == 'json' else 'txt'}"
    try:
        write_file(text, place)
    except HostError as error:
        return replace(audited, end=ExitCode.COULD_NOT_RUN, error=f"{error.message}\n{error.hint}")
    return replace(audited, place=str(place))


def _failed(asked: Asked, error: str) -> Audited:
    return Audited(asked.name, asked.url, ExitCode.COULD_NOT_RUN, None, None, error)
