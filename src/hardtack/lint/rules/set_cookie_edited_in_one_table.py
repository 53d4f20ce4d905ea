r"""Set-cookie lines are edited in one of Apache's two tables, and those in the other stay as they are.

What it finds:
    `Header edit Set-Cookie` without its twin for the other table: `Header always edit` alone, or an edit without
    `always` where nothing is proxied.

Why it matters:
    Apache keeps response fields in two tables. Set-cookie lines of a proxied application are in the one called
    onsuccess, whatever the status; those of CGI programs are in the one called always. `always` does not mean "both".
    So an edit in the wrong table changes nothing, and the configuration looks as if it did.

Remedy:
    Write the edit twice, `Header onsuccess edit …` and `Header always edit …`: no line is edited twice by that.

Example:
    bad (apache):
        Header always edit Set-Cookie "(?i)^(?!.*;\s*secure)(.*)$" "$1; Secure"
    good (apache):
        Header onsuccess edit Set-Cookie "(?i)^(?!.*;\s*secure)(.*)$" "$1; Secure"
        Header always edit Set-Cookie "(?i)^(?!.*;\s*secure)(.*)$" "$1; Secure"

References:
    mod_headers, `Header`, the condition always
"""

from collections.abc import Iterator

from hardtack.lint.fields import FieldOp, Operation, set_cookie_ops
from hardtack.lint.intended import appending
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import appended
from hardtack.lint.walking import walk
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Edits without their twin."""
    ops = set_cookie_ops(document, Operation.EDIT)
    proxied = any(one.name in {"proxypass", "proxypassmatch"} for one in walk(document.directives))
    there = {_key(op, own_errors=op.own_errors) for op in ops}
    for op in ops:
        if _key(op, own_errors=not op.own_errors) in there:
            continue
        intended = appending(appended(op))
        if op.own_errors:
            message = "This edits the table of CGI programs alone: set-cookie lines of a proxied application stay bare."
            yield Found(op.line, message, intended)
        elif not proxied:
            message = "This edits the table of proxied applications alone: set-cookie lines of CGI programs stay bare."
            yield Found(op.line, message, intended, Severity.LOW)


def _key(op: FieldOp, *, own_errors: bool) -> tuple[str, str, tuple[tuple[int, str], ...], bool]:
    return op.pattern, op.value, op.scope, own_errors


RULE = Rule(
    code="HL103",
    name="set-cookie-edited-in-one-table",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS),
    basis="measured on Apache httpd 2.4.71",
    page=__doc__ or "",
    find=find,
)
