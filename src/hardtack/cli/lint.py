"""`hardtack lint`: what existing configuration does to cookies, and where it is wrong."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hardtack.lint import Linted
    from hardtack.report.linted import LintedFile

_KINDS = (
    *("apache", "htaccess", "nginx", "haproxy", "caddy", "web.xml", "tomcat", "jetty", "django", "flask", "php.ini"),
)
_SEVERITIES = ("info", "low", "medium", "high", "critical")
_MOST_FILES = 2_000
_MOST_NAMES = 5
"""Of files that are told of on stderr."""
_MOST_OCTETS = 4_000_001
"""Read of one file: more than any text of as many characters as lint takes."""
_NO_TEXT = "Name configuration files."
_MAY_READ = "Name a file that is there and that you may read."


@click.command(
    "lint",
    epilog="Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 a file could not be read (the others were).",
)
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("--kind", type=click.Choice(_KINDS), help="What the files configure, if name and content don't say.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--output", metavar="FILE", help="Write the result there (- is stdout).")
@click.option(
    "--fail-on",
    type=click.Choice(_SEVERITIES),
    default="low",
    show_default=True,
    help="Least severity that makes the exit code 1.",
)
@click.option("--quiet", is_flag=True, help="No remarks on stderr but errors.")
@click.option("--no-color", is_flag=True, help="No colour (as with NO_COLOR set).")
@click.pass_context
def command(  # noqa: PLR0913 -- one argument an option
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    *,
    kind: str | None,
    form: str,
    output: str | None,
    fail_on: str,
    quiet: bool,
    no_color: bool,
) -> None:
    """Say what existing configuration does to cookies, and where it is wrong.

    FILE is configuration of Apache httpd (.htaccess too), nginx, HAProxy, Caddy, Tomcat or Jetty, settings of Django or
    Flask (read, never run), or a php.ini; of a folder, all such files below it. - is stdin, and needs --kind.

    Each finding comes with its line, the reason, the remedy, and the lines that `hardtack render` writes instead.
    Files that a configuration takes in are not read: name them as well.
    """
    from hardtack.cli.explain import look
    from hardtack.cli.output import refuse_to_write_over, write_output
    from hardtack.errors import ExitCode
    from hardtack.report.lint_json import lint_json
    from hardtack.report.lint_text import lint_text
    from hardtack.verdict import Severity

    passed_over: list[str] = []
    read = tuple(_read(files, kind, passed_over))
    refuse_to_write_over({file.name: file.name for file in read}, {"--output": output})
    text = lint_json(read) if form == "json" else lint_text(read, look(no_color=no_color))
    write_output(text, output)
    _say(read, passed_over, quiet=quiet)
    if any(file.error for file in read):
        ctx.exit(ExitCode.COULD_NOT_RUN)
    least = Severity[fail_on.upper()]
    found = [one for file in read if file.linted is not None for one in file.linted.findings]
    ctx.exit(ExitCode.FINDINGS if any(one.severity >= least for one in found) else ExitCode.CLEAN)


def _read(files: tuple[str, ...], kind: str | None, passed_over: list[str]) -> Iterator["LintedFile"]:
    """Each file that was named, and those below each folder; names of what is no text there are added to the list."""
    for name in files:
        if name != "-" and _is_folder(name):
            yield from _folder(name, kind, passed_over)
        else:
            yield from filter(None, (_file(name, kind),))


def _is_folder(name: str) -> bool:
    """Whether it is one; of what can't be looked at, reading it as a file will tell."""
    try:
        return Path(name).is_dir()
    except OSError:
        return False


def _folder(name: str, kind: str | None, passed_over: list[str]) -> Iterator["LintedFile"]:
    """The files below a folder whose kind can be told, and what of it may not be read: it may be what matters.

    Raises:
        UsageError: there are too many files, or none whose kind can be told.
    """
    from hardtack.errors import UsageError
    from hardtack.report.linted import LintedFile

    closed: list[OSError] = []
    paths = list(_below(name, closed.append))
    if len(paths) > _MOST_FILES:
        raise UsageError(
            f"{name} has more than {_MOST_FILES:,} files.",
            "Name the folder of one server's configuration, or its files.",
        )
    found = [file for path in paths if (file := _file(path, kind, passed_over)) is not None]
    found += [LintedFile(str(one.filename), error=_unreadable(one.filename, one), hint=_MAY_READ) for one in closed]
    if not found:
        raise UsageError(f"{name} has no file that lint knows.", "Name the files, and say with --kind what they are.")
    yield from found


def _unreadable(name: str, error: OSError) -> str:
    return f"{name} can't be read: {error.strerror or type(error).__name__}."


def _below(name: str, closed: Callable[[OSError], None]) -> Iterator[str]:
    """Files below a folder, sorted, each once (what is enabled is mostly a link to what is available).

    Left out are hidden folders, links to folders, names that no configuration has, and what is no file or too large.

    Args:
        name: the folder.
        closed: is given the error of each folder below it that may not be read.
    """
    from hardtack.lint import may_configure

    seen: set[Path] = set()
    for folder, folders, names in os.walk(name, onerror=closed):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        if not os.access(folder, os.X_OK):
            # Its names can be read, and nothing that they stand for.
            closed(PermissionError(errno.EACCES, os.strerror(errno.EACCES), folder))
            continue
        for path in (Path(folder) / one for one in sorted(names) if may_configure(str(Path(folder) / one))):
            if path.is_file() and path.stat().st_size <= _MOST_OCTETS and path.resolve() not in seen:
                seen.add(path.resolve())
                yield str(path)


def _text(name: str) -> str:
    """The text of a file, `-` is stdin; octets that are no UTF-8 stand in comments, mostly, and are replaced.

    Raises:
        HostError: it can't be read, or is no text.
    """
    from hardtack.cli.reading_text import read_stdin
    from hardtack.errors import HostError

    if name == "-":
        data = read_stdin("FILE", _MOST_OCTETS)
    else:
        try:
            with Path(name).open("rb") as file:
                data = file.read(_MOST_OCTETS)
        except OSError as error:
            raise HostError(_unreadable(name, error), _MAY_READ) from None
    if b"\0" in data:
        raise HostError(f"{name} is no text.", _NO_TEXT)
    return data.decode("utf-8-sig", "replace")


def _file(name: str, kind: str | None, passed_over: list[str] | None = None) -> "LintedFile | None":
    """One file; what is wrong with it is told in its record.

    Args:
        name: its path, or `-`.
        kind: what it is; None = to be told by name and content.
        passed_over: for a file of a folder; then it is None if its kind is unknown, and if it is no text its name is
            added here.
    """
    from hardtack.errors import HostError, LintError, UsageError
    from hardtack.lint import Kind, kind_of, lint
    from hardtack.report.linted import LintedFile

    if name == "-" and kind is None:
        raise UsageError("What stdin is can't be told.", f"Say it: --kind, one of {', '.join(_KINDS)}.")
    try:
        text = _text(name)
    except HostError as error:
        if passed_over is None or error.hint != _NO_TEXT:
            return LintedFile(name, error=error.message, hint=error.hint)
        passed_over.append(name)
        return None
    try:
        of = kind_of(name, text) if kind is None else Kind(kind)
    except LintError as error:
        if passed_over is not None:
            return None
        wrong = f"{name}, {error.message}" if text.strip() else f"{name} is empty."
        return LintedFile(name, error=wrong, hint=error.hint if text.strip() else _NO_TEXT)
    try:
        return _with_replacements(name, text, lint(text, of))
    except LintError as error:
        return LintedFile(name, error=f"{name}, {error.message}", hint=error.hint)


def _with_replacements(name: str, text: str, linted: "Linted") -> "LintedFile":
    from hardtack.cli.replacing import replacement_of
    from hardtack.cli.taken_in import taken_in
    from hardtack.lint import of_whole_lines
    from hardtack.report.linted import LintedFile

    whole = of_whole_lines(linted.findings)
    return LintedFile(name, linted, tuple(map(replacement_of, whole)), taken_in=taken_in(text, linted))


def _say(files: tuple["LintedFile", ...], passed_over: list[str], *, quiet: bool) -> None:
    """The errors, and unless it is to be quiet what was not read, the sum and what to do next."""
    from hardtack.cli.ending import say, say_error
    from hardtack.cli.taken_in import unread
    from hardtack.errors import InputError
    from hardtack.report.phrases import counted, printable

    for file in files:
        if file.error:
            say_error(InputError(file.error, file.hint))
    if quiet:
        return
    read = [file.linted for file in files if file.linted is not None]
    for names, words in (
        (passed_over, "No text, and passed over"),
        (unread(files), "Files that are taken in and were not read; name them as well"),
    ):
        if names:
            more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            say(f"{words}: {', '.join(map(printable, names[:_MOST_NAMES]))}{more}.")
    found = [finding for linted in read for finding in linted.findings]
    say(f"{counted(len(read), 'file')} read, {counted(len(found), 'finding')}.")
    if found:
        say(f"Next: `hardtack explain {found[0].rule.code}` for its page; the whole replacement: `hardtack render`.")
