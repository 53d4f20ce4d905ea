r"""Set-cookie lines are edited in one of Apache's two tables, and those in the other stay as they are.

What it finds:
    `Header edit Set-Cookie` without its twin for the other table: `Header always edit` alone, or an edit without
    `always` where nothing is proxied, or where a FastCGI program such as PHP-FPM answers.

Why it matters:
    Apache keeps response fields in two tables. Set-cookie lines of an application that is proxied by HTTP are in the
    one called onsuccess, whatever the status; those of CGI programs and of FastCGI (`fcgi://`, PHP-FPM) are in the one
    called always. `always` does not mean "both". So an edit in the wrong table changes nothing, and the configuration
    looks as if it did.

Remedy:
    Write the edit twice, `Header onsuccess edit …` and `Header always edit …`: no line is edited twice by that.

Example:
    bad (apache):
        Header always edit Set-Cookie "(?i)^(?!.*;\s*secure)(.*)$" "$1; Secure"
    good (apache):
        Header onsuccess edit Set-Cookie "(?i)^(?!.*;\s*secure)(.*)$" "$1; Secure"
        Header always edit Set-Cookie "(?i)^(?!.*;\s*secure)(.*)$" "$1; Secure"
    bad (apache):
        <FilesMatch "\.php$">
          SetHandler "proxy:unix:/run/php/php-fpm.sock|fcgi://localhost"
        </FilesMatch>
        Header edit Set-Cookie "(?i)^(?!.*;\s*secure)(.*)$" "$1; Secure"

References:
    mod_headers, `Header`, the condition always
"""

import re
from collections.abc import Iterator

from hardtack.lint.fields import FieldOp, Operation, set_cookie_ops
from hardtack.lint.intended import flags_in
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.set_cookie_text import appended
from hardtack.lint.walking import walk
from hardtack.verdict import Severity

_FASTCGI = re.compile(r"\bfcgi:", re.IGNORECASE)
_PROXYING = frozenset({"proxypass", "proxypassmatch"})


def find(document: Document) -> Iterator[Found]:
    """Edits without their twin."""
    ops = set_cookie_ops(document, Operation.EDIT)
    proxied, fastcgi = _answering(document)
    there = {_key(op, own_errors=op.own_errors) for op in ops}
    for op in ops:
        if _key(op, own_errors=not op.own_errors) in there:
            continue
        intended = flags_in(appended(op))
        if op.own_errors and (proxied or not fastcgi):
            message = "This edits the table of CGI programs alone: set-cookie lines of a proxied application stay bare."
            yield Found(op.line, message, intended)
        elif not op.own_errors and fastcgi:
            message = "This edits the table of proxied applications alone: set-cookie lines of FastCGI programs, which"
            yield Found(op.line, f"{message} this file has, stay bare.", intended)
        elif not op.own_errors and not proxied:
            message = "This edits the table of proxied applications alone: set-cookie lines of CGI programs stay bare."
            yield Found(op.line, message, intended, Severity.LOW)


def _answering(document: Document) -> tuple[bool, bool]:
    """Whether there is an application that is proxied by HTTP, and whether there is one of FastCGI."""
    named = ("proxypass", "proxypassmatch", "sethandler", "balancermember")
    words = [(one.name, " ".join(one.args)) for one in walk(document.directives) if one.name in named]
    fastcgi = any(_FASTCGI.search(text) for _, text in words)
    proxied = any(name in _PROXYING and not _FASTCGI.search(text) and "!" not in text.split() for name, text in words)
    return proxied, fastcgi


def _key(op: FieldOp, *, own_errors: bool) -> tuple[str, str, tuple[tuple[int, str], ...], bool]:
    return op.pattern, op.value, op.scope, own_errors


RULE = Rule(
    code="HL103",
    name="set-cookie-edited-in-one-table",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.HTACCESS),
    basis="measured on Apache httpd 2.4.71, proxied by HTTP, as CGI and as FastCGI",
    page=__doc__ or "",
    find=find,
)
