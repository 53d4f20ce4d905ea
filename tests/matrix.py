"""What each server does of each operation, as a run of all policies on the real servers saw it: docs/matrix.md.

python -m tests.matrix            writes it (`make matrix`); every server has to be installed
"""

import re
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from hardtack.policy import (
    Action,
    DomainChange,
    HttpOnlyRule,
    Keep,
    MaxLifetime,
    NamePrefix,
    OnError,
    Policy,
    Remove,
    SameSiteRule,
    SecureRule,
    Tls,
    Treatment,
    Unknown,
    When,
)
from hardtack.render import RENDERERS, Exactness, FieldAnswer
from tests.application_servers import APPLICATION_SERVERS, absent_part, compare_served, serving
from tests.equivalence import COOKIE_FIELDS, compare
from tests.outcome import Outcome
from tests.policy_corpus import policy_files, read_lines, read_policy
from tests.servers import ENGINES, find_renderer, missing, version_of

__all__ = [
    "HOSTED",
    "IN_FRONT",
    "MATRIX",
    "OPERATIONS",
    "TARGETS",
    "Cell",
    "cells_of",
    "columns_of",
    "lacking",
    "outcome_of",
    "page",
    "words_of",
]

MATRIX: Final = Path(__file__).resolve().parent.parent / "docs" / "matrix.md"
HOSTED: Final = {
    "tomcat": (tuple(f"{number:02}" for number in range(1, 16)),),
    # What concerns all of Jetty (TLS, HSTS) has to be the same in what one server is started with.
    "jetty": (("01", "02", "03", "04", "05", "07", "08", "09", "10", "12", "13"), ("06",), ("11",), ("14",), ("15",)),
}
"""Application servers, and the numbers of the policies that each start of one serves together."""
TARGETS: Final = tuple(one.target for one in RENDERERS if one.target in ENGINES or one.target in HOSTED)
IN_FRONT: Final = tuple(target for target in TARGETS if target not in HOSTED)
"""Servers before the application; in an application server few of the lines can be made to fail a limit."""
MORE: Final = (
    *("ctl=1\x02; Path=/", "ctl=1\x00", "ctl=\x1f; a\x0b; \x7f"),
    *("big8=" + "x" * 8000, f"blanks=1;{' ' * 4200}Path=/"),
)
"""What a file of lines can't hold, or what some servers answer by themselves."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a policy may ask for.

    Attributes:
        name: in words.
        field: the field whose answer says how well a target does it; "" = what every run shows.
        used: whether a policy asks for it.
    """

    name: str
    field: str
    used: Callable[[Policy], bool]


def _some(test: Callable[[Treatment], bool]) -> Callable[[Policy], bool]:
    """Whether a policy treats any cookies so."""
    return lambda policy: any(test(policy.treatment(rule)) for rule in (*policy.cookies, None))


def _same_site(when: When) -> Callable[[Policy], bool]:
    return _some(lambda one: isinstance(one.same_site, SameSiteRule) and one.same_site.when is when)


_with_tls: Final[Callable[[Policy], bool]] = lambda policy: policy.site.tls is not Tls.NONE  # noqa: E731 -- a row of a table
_renames: Final = _some(lambda one: one.prefix is not NamePrefix.NONE)

OPERATIONS: Final = (
    Operation("Secure, never twice", "secure", _some(lambda one: one.secure is not SecureRule.KEEP)),
    Operation("HttpOnly, with exceptions", "httponly", _some(lambda one: one.http_only is HttpOnlyRule.REQUIRE)),
    Operation("HttpOnly taken out", "httponly", _some(lambda one: one.http_only is HttpOnlyRule.FORBID)),
    Operation("SameSite where absent", "samesite", _same_site(When.ABSENT)),
    Operation("SameSite where weaker", "samesite", _same_site(When.WEAKER)),
    Operation("SameSite always", "samesite", _same_site(When.ALWAYS)),
    Operation("Domain taken out", "domain", _some(lambda one: one.domain is Remove.REMOVE)),
    Operation("Domain changed", "domain", _some(lambda one: isinstance(one.domain, DomainChange))),
    Operation("Path changed, by segments", "path", _some(lambda one: bool(one.path))),
    Operation("Max-Age capped", "lifetime", _some(lambda one: isinstance(one.lifetime, MaxLifetime))),
    Operation("lifetime taken out, deletions spared", "lifetime", _some(lambda one: one.lifetime is Remove.REMOVE)),
    Operation("dates compared", "lifetime.expires", _some(lambda one: one.lifetime is not Keep.KEEP)),
    Operation("a cookie dropped", "action", _some(lambda one: one.action is Action.DROP)),
    Operation("renamed on the way out", "prefix", _renames),
    Operation("renamed on the way in, bare name dropped", "inbound", _renames),
    Operation("old identities deleted", "was", lambda policy: any(rule.was for rule in policy.cookies)),
    Operation("line too long", "limits.set_cookie_bytes", lambda policy: policy.limits.set_cookie_bytes is not None),
    Operation(
        "lines too long together", "limits.headers_bytes", lambda policy: policy.limits.headers_bytes is not None
    ),
    Operation("too many lines", "limits.set_cookies", lambda policy: policy.limits.set_cookies is not None),
    Operation("what can't be enforced is dropped", "on_error", lambda one: one.on_error is OnError.DROP_COOKIE),
    Operation("what can't be enforced refuses", "on_error", lambda policy: policy.on_error is OnError.REFUSE),
    Operation("unknown cookies reported", "unknown", lambda policy: policy.unknown is Unknown.REPORT),
    Operation(
        "HSTS once, on its own errors too",
        "transport.hsts",
        lambda policy: policy.transport.hsts is not None and _with_tls(policy),
    ),
    Operation(
        "http to https, path and query kept",
        "transport.redirect",
        lambda policy: policy.transport.redirect is not None and _with_tls(policy),
    ),
)
"""The rows of the table."""

_WORDS: Final = {
    Exactness.EXACT: "exact",
    Exactness.NEEDS: "exact",
    Exactness.APPROXIMATE: "approximate",
    Exactness.UNSUPPORTED: "no",
}
_WORST: Final = (Exactness.EXACT, Exactness.NEEDS, Exactness.APPROXIMATE, Exactness.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a target does of an operation.

    Attributes:
        best: as its renderer declared it for the policy that suits it best; None = it answers for no such field.
        worst: for the policy that suits it worst: some servers can't treat one cookie otherwise than another.
        seen: how often the wire differed in just that.
    """

    best: Exactness | None
    worst: Exactness | None
    seen: int


@cache
def outcome_of(target: str, file: Path) -> Outcome:
    """What a run of a server with one policy and the whole corpus saw; run once."""
    if target in HOSTED:
        return _hosted(target)[file]
    with tempfile.TemporaryDirectory() as folder:
        return compare(target, read_policy(file), (*read_lines(), *MORE), Path(folder))


@cache
def _hosted(target: str) -> Mapping[Path, Outcome]:
    found: dict[Path, Outcome] = {}
    for numbers in HOSTED[target]:
        files = [file for file in policy_files() if file.stem[:2] in numbers]
        with (
            tempfile.TemporaryDirectory() as folder,
            serving(target, [(file.stem, read_policy(file)) for file in files], Path(folder)) as hosts,
        ):
            found |= {
                file: compare_served(host, read_lines(), COOKIE_FIELDS) for file, host in zip(files, hosts, strict=True)
            }
    return found


def lacking(target: str) -> bool:
    """Whether a target's server, or a part that it needs, is not installed here."""
    return absent_part(target) is not None if target in HOSTED else missing(target)


def server_of(target: str) -> str:
    """A target's server and its version."""
    said = APPLICATION_SERVERS[target].version() if target in HOSTED else version_of(target)
    version = re.search(r"[0-9]+(?:\.[0-9]+)+", said)
    return f"{find_renderer(target).title} {version[0] if version else said}"


@cache
def _answers(target: str, file: Path) -> tuple[FieldAnswer, ...]:
    return find_renderer(target).answers(read_policy(file))


def cells_of(target: str) -> Mapping[str, Cell]:
    """A column of the table: every operation's cell, by the operation's name.

    Args:
        target: A key of `ENGINES`.
    """
    return {one.name: _cell(target, one) for one in OPERATIONS}


def _cell(target: str, operation: Operation) -> Cell:
    files = [file for file in policy_files() if operation.used(read_policy(file))]
    found = [answer.exactness for file in files for answer in _answers(target, file) if answer.field == operation.field]
    seen = sum(outcome_of(target, file).declared[operation.field] for file in files)
    ordered = sorted(found, key=_WORST.index)
    return Cell(ordered[0], ordered[-1], seen) if ordered else Cell(None, None, seen)


def page(columns: Mapping[str, Mapping[str, str]], versions: Mapping[str, str]) -> str:
    """The document: a table of operations and targets, then the versions.

    Args:
        columns: The words of each operation, by target.
        versions: Each target's server and its version.
    """
    targets = sorted(columns)
    lines = ["<!-- Written by a run on the real servers: `make matrix`. -->", "", "# What each server can do", ""]
    lines += [_INTRODUCTION, "", f"| | {' | '.join(targets)} |", f"| --- |{' --- |' * len(targets)}"]
    for operation in OPERATIONS:
        words = [columns[target].get(operation.name, "–") for target in targets]
        lines.append(f"| {operation.name} | {' | '.join(words)} |")
    lines += ["", "The servers that were run:", "", "| target | server, version |", "| --- | --- |"]
    lines += [f"| {target} | {versions[target]} |" for target in targets]
    return "\n".join(lines) + "\n"


_INTRODUCTION: Final = """\
Each target's configuration of fifteen policies, which together use every field, ran on the server itself before an
application that sends some 130 odd set-cookie lines, on 200, 302, 404 and 500, on a HEAD and on errors of the server's
own. *exact*: every cookie was what `hardtack.policy.enforce` says. *approximate* and *no*: what differed was just what
`hardtack render` says of the field before it writes anything; [the target's page](targets/README.md) has the sentence.
*exact or no*: it depends on the policy, mostly on whether all cookies are treated alike; application servers do it to
their own session cookie and to no other.
In every column several set-cookie lines stayed several, and values came through byte for byte."""


def _word(cell: Cell) -> str:
    if cell.best is None or cell.worst is None:
        return "–"
    best, worst = _WORDS[cell.best], _WORDS[cell.worst]
    return best if best == worst else f"{best} or {worst}"


def columns_of(text: str) -> Mapping[str, Mapping[str, str]]:
    """The words of a document's table, by target and operation.

    Args:
        text: As `page` writes it.
    """
    rows = _rows(text)
    targets = rows[0][1:]
    table = [row for row in rows[2:] if len(row) == len(rows[0]) and len(row) > 2]
    return {target: {row[0]: row[number] for row in table} for number, target in enumerate(targets, start=1)}


def _rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| ")]


def words_of(cells: Mapping[str, Cell]) -> Mapping[str, str]:
    """A column as the document has it."""
    return {name: _word(cell) for name, cell in cells.items()}


def main(targets: Sequence[str]) -> int:
    """Run targets and write their columns; exit status 1 if a server is missing or does what was not declared.

    Args:
        targets: All, if none is named.
    """
    chosen = tuple(targets) or TARGETS
    absent = [target for target in chosen if target not in TARGETS or lacking(target)]
    if absent:
        sys.stderr.write(f"not installed: {', '.join(absent)}\n")
        return 1
    there = MATRIX.read_text(encoding="utf-8") if targets else ""
    columns = dict(columns_of(there)) if there else {}
    versions = {row[0]: row[1] for row in _rows(there) if len(row) == 2 and row[0] in columns}
    wrong: list[str] = []
    for target in chosen:
        columns[target] = words_of(cells_of(target))
        versions[target] = server_of(target)
        found = [text for file in policy_files() for text in outcome_of(target, file).different]
        wrong += [f"{target}: {text}" for text in found]
        sys.stderr.write(f"{target}: {len(found)} different\n")
    sys.stderr.write("".join(f"{text}\n" for text in wrong))
    if not wrong:
        MATRIX.write_text(page(columns, versions), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
